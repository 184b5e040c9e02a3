"""Documentation of the installed modules, parsed when first asked for and kept in a folder."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from agent.adapters.module_docs.catalogue import BUILTIN, Catalogue, Home, build, homes
from agent.adapters.module_docs.documentation import fragment, read_module
from agent.domain import modules
from agent.domain.modules import ModuleAbsent, ModuleSpec
from agent.domain.value import Value
from agent.errors import ToolError
from knowledge.content.source import Unreadable, read_text

_READERS = (*Path(__file__).parent.glob("*.py"), Path(modules.__file__))
"""The code that makes what is kept: when it changes, so may that."""
_SIDECARS = (".yml", ".yaml")

_Kept = TypeVar("_Kept", bound=Value)


class InstalledModuleDocs:
    """Implements :class:`agent.ports.ModuleDocs` over our own Ansible installation.

    Everything is read as text; no module, plugin or fragment is imported. What was parsed is kept in files that each
    say what they were made from: a damaged or outdated one is made again, and an unwritable folder only costs time.

    Args:
        cache: folder to keep it in.
        core: folder of the ``ansible`` package; by default that of this interpreter.
        collections: folders named ``ansible_collections``; by default those of this interpreter.

    Raises:
        ToolError: Ansible is not installed.
    """

    def __init__(self, cache: Path, core: Path | None = None, collections: Sequence[Path] | None = None) -> None:
        self._cache = cache
        self._core = core or _package("ansible")[0]
        self._roots = tuple(_package("ansible_collections") if collections is None else collections)
        self._fragment = lru_cache(maxsize=None)(self._read_fragment)
        self._specs: dict[str, ModuleSpec | ModuleAbsent] = {}

    def find(self, name: str, collections: Sequence[str] = ()) -> ModuleSpec | ModuleAbsent:
        """The documentation of a module; see :class:`agent.ports.ModuleDocs`."""
        found = self._catalogue.resolve(name, collections)
        if isinstance(found, ModuleAbsent):
            return found
        full = ".".join(found)
        if full not in self._specs:
            self._specs[full] = self._kept(full, _Entry, lambda: _Entry(said=self._read(*found))).said
        return self._with_routing(full)

    def parse(self, name: str, source: str) -> ModuleSpec | ModuleAbsent:
        """The documentation in a module's source; see :class:`agent.ports.ModuleDocs`."""
        return read_module(name, {"module": source}, self._fragment)

    def names(self) -> Sequence[str]:
        """Full names of all installed modules; see :class:`agent.ports.ModuleDocs`."""
        return tuple(self._catalogue.names())

    @cached_property
    def _homes(self) -> dict[str, Home]:
        return homes(self._core, self._roots)

    @cached_property
    def _key(self) -> str:
        """Stands for what is installed: which collections, and when each was unpacked; and for the code reading it."""
        files = [*sorted(_READERS), self._core / "release.py"]
        for _, home in sorted(self._homes.items()):
            files += [home.folder / part for part in ("MANIFEST.json", "galaxy.yml", home.runtime, home.modules)]
        digest = hashlib.sha256()
        for file in files:
            with suppress(OSError):
                status = file.stat()
                digest.update(f"{file} {status.st_mtime_ns} {status.st_size}\n".encode())
        return digest.hexdigest()

    @cached_property
    def _catalogue(self) -> Catalogue:
        return self._kept("catalogue", Catalogue, lambda: build(self._homes))

    def _with_routing(self, full: str) -> ModuleSpec | ModuleAbsent:
        spec = self._specs[full]
        if isinstance(spec, ModuleAbsent):
            return spec
        deprecated = spec.deprecated or self._catalogue.deprecated.get(full, "")
        return spec.model_copy(
            update={"deprecated": deprecated, "action": spec.action or full in self._catalogue.acted}
        )

    def _read(self, collection: str, module: str) -> ModuleSpec | ModuleAbsent:
        home = self._homes[collection]
        path = module.replace(".", "/")
        wanted = [("module", f"{home.modules}/{path}.py"), ("action", f"{home.plugins}/action/{path}.py")]
        wanted += [("powershell", f"{home.modules}/{path}.ps1")]
        wanted += [("sidecar", f"{home.modules}/{path}{ending}") for ending in _SIDECARS]
        sources: dict[str, str] = {}
        for kind, candidate in wanted:
            with suppress(Unreadable):
                sources[kind] = read_text(home.folder, candidate)
        return read_module(f"{collection}.{module}", sources, self._fragment)

    def _read_fragment(self, name: str) -> Mapping[str, Any] | None:
        """``files``, ``action_common_attributes.flow``, ``community.docker.docker.api_documentation``, ..."""
        name = self._catalogue.fragments.get(f"{BUILTIN}.{name}", name)
        parts = name.split(".")
        collection = ".".join(parts[:2]) if ".".join(parts[:2]) in self._homes else BUILTIN
        rest = parts if collection == BUILTIN and not name.startswith(f"{BUILTIN}.") else parts[2:]
        home = self._homes[collection]
        for split, section in ((len(rest), "DOCUMENTATION"), (len(rest) - 1, rest[-1].upper() if rest else "")):
            with suppress(Unreadable):
                source = read_text(home.folder, f"{home.plugins}/doc_fragments/{'/'.join(rest[:split])}.py")
                return fragment(source, section)
        return None

    def _kept(self, name: str, kind: type[_Kept], make: Callable[[], _Kept]) -> _Kept:
        """What is kept under a name, made if it is absent, damaged, or of another set of collections."""
        file = self._cache / f"{name}.json"
        stamp = f"{self._key}\n".encode()
        with suppress(OSError, ValidationError):
            data = file.read_bytes()
            if data.startswith(stamp):
                return TypeAdapter(kind).validate_json(data[len(stamp) :])
        made = make()
        with suppress(OSError):
            _write(file, stamp + made.model_dump_json(exclude_defaults=True).encode())
        return made


class _Entry(Value):
    said: ModuleSpec | ModuleAbsent


def _write(file: Path, data: bytes) -> None:
    """Write as a whole or not at all, whoever else writes the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        Path(temporary).replace(file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _package(name: str) -> tuple[Path, ...]:
    """Folders of an installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        if name == "ansible_collections":
            return ()
        raise ToolError(f"the Python package {name} is not installed", hint="Install syncopate anew.")
    return tuple(Path(folder) for folder in spec.submodule_search_locations)
