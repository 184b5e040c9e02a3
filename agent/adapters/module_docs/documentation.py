"""A module's ``DOCUMENTATION``, with its fragments, as an argument spec. Pure: sources are text, nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from agent.adapters.module_docs.declared import Declared, declared
from agent.domain.modules import Absence, ArgumentSpec, Constraints, ModuleAbsent, ModuleSpec, Option, RequiredIf
from knowledge.content.values import construct
from knowledge.content.yaml_lines import YamlTrouble, compose

Fragments = Callable[[str], Mapping[str, Any] | None]
"""Gives a documentation fragment by the name a module extends; ``None`` when there is none."""

_CHECKED_BY_HAND: Mapping[str, Constraints] = {
    "ansible.builtin.copy": Constraints(
        mutually_exclusive=(("src", "content"),), required_one_of=(("src", "content"),)
    ),
    "ansible.builtin.include_tasks": Constraints(required_one_of=(("file", "_raw_params"),)),
    "ansible.builtin.import_tasks": Constraints(required_one_of=(("file", "_raw_params"),)),
    "ansible.builtin.command": Constraints(
        mutually_exclusive=(("_raw_params", "cmd", "argv"),), required_one_of=(("_raw_params", "cmd", "argv"),)
    ),
    "ansible.builtin.shell": Constraints(
        mutually_exclusive=(("_raw_params", "cmd"),), required_one_of=(("_raw_params", "cmd"),)
    ),
    "ansible.builtin.git": Constraints(
        required_if=(RequiredIf(parameter="clone", value=True, needed=("dest",)),),
        mutually_exclusive=(("separate_git_dir", "bare"),),
    ),
}
"""What modules and action plugins demand in their own code, where no declaration says it."""
_NOT_REALLY_REQUIRED = {("ansible.builtin.package", "state")}
"""Required by the documentation only: every package manager has a default of its own."""


_CODE = (ast.FunctionDef, ast.ClassDef)
"""A module without any is documentation of what Ansible does itself."""
_ENVIRONMENT = re.compile(r"\bE\(|environment variable", re.IGNORECASE)
"""How documentation says that a parameter may come from the environment."""


class Undocumented(Exception):
    """The documentation can't be used, and why."""


def read_module(name: str, sources: Mapping[str, str], fragments: Fragments) -> ModuleSpec | ModuleAbsent:
    """Read a module's documentation.

    Args:
        name: the module's full name.
        sources: text of its files by kind: ``module`` (Python), ``sidecar`` (YAML), ``action`` (its action plugin),
            ``powershell`` (the module, if Python only documents it).
        fragments: where the fragments it extends come from.
    """
    try:
        tree = _parse(sources["module"]) if "module" in sources else None
        document = _document(tree, sources)
        merged = _with_fragments(document, fragments)
        spec = _spec(name, merged, _declared(tree, sources))
        if "powershell" in sources:
            spec = _names_only(spec)
    except (Undocumented, ValidationError, RecursionError) as reason:
        said = str(reason) if isinstance(reason, Undocumented) else type(reason).__name__
        return ModuleAbsent(name=name, absence=Absence.UNDOCUMENTED, reason=f"its documentation can't be used: {said}")
    action = "action" in sources or (tree is not None and not any(isinstance(it, _CODE) for it in tree.body))
    return ModuleSpec(name=name, spec=spec, action=action, deprecated=_deprecation(document))


def fragment(source: str, section: str) -> Mapping[str, Any] | None:
    """Read a section (``DOCUMENTATION``, ``FILES``, ...) of a documentation fragment's source."""
    for node in _parse(source).body:
        if isinstance(node, ast.ClassDef) and node.name == "ModuleDocFragment":
            text = _constant(ast.walk(node), section)
            return None if text is None else _yaml(text)
    return None


def _parse(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Undocumented(f"not Python: {error}") from error


def _document(tree: ast.Module | None, sources: Mapping[str, str]) -> dict[str, Any]:
    text = None if tree is None else _constant(iter(tree.body), "DOCUMENTATION")
    if text is not None:
        return _yaml(text)
    document = _yaml(sources["sidecar"]).get("DOCUMENTATION") if "sidecar" in sources else None
    if not isinstance(document, dict):
        raise Undocumented("there is none")
    return document


def _declared(tree: ast.Module | None, sources: Mapping[str, str]) -> Declared:
    """What the first to see the arguments declares; of a module behind an action plugin, what that can't fill in."""
    if "action" in sources:
        known = declared(_parse(sources["action"]))
        if known.options:
            return known
    if tree is None:
        return Declared()
    known = declared(tree)
    if "action" not in sources:
        return known
    kept = Constraints(mutually_exclusive=known.constraints.mutually_exclusive)  # the action may fill in the rest
    return Declared(known.options, known.inner, kept)


def _constant(nodes: Iterator[ast.AST], name: str) -> str | None:
    """The text assigned to a name or an attribute, perhaps by way of another name."""
    assigned: dict[str, ast.expr] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, (ast.Name, ast.Attribute)):
                    assigned[target.id if isinstance(target, ast.Name) else target.attr] = node.value
    return _text(assigned[name], assigned) if name in assigned else None


def _text(node: ast.expr, assigned: Mapping[str, ast.expr]) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left, assigned) + _text(node.right, assigned)
    if isinstance(node, ast.JoinedStr):  # only versions and the like are filled in, nothing that is read here
        return "".join(_text(part, assigned) if isinstance(part, ast.Constant) else "0" for part in node.values)
    if isinstance(node, ast.Name) and node.id in assigned:
        return _text(assigned[node.id], {key: value for key, value in assigned.items() if key != node.id})
    raise Undocumented("it is not literal text")


def _yaml(text: str) -> dict[str, Any]:
    try:
        document = construct(compose(text).root)
    except YamlTrouble as trouble:
        raise Undocumented(f"line {trouble.line}: {trouble.message}") from trouble
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise Undocumented("it is not a mapping")
    return document


def _with_fragments(document: dict[str, Any], fragments: Fragments) -> dict[str, Any]:
    """The documented options; those of fragments fill what the module does not say itself."""
    options = _mapping(document.get("options"))
    named = document.get("extends_documentation_fragment") or []
    for name in named.split(",") if isinstance(named, str) else named:
        found = fragments(str(name).strip())
        if found is None:
            raise Undocumented(f"the fragment {name} is absent")
        for key, option in _mapping(found.get("options")).items():
            options[key] = {**_mapping(option), **_mapping(options.get(key))}
    return options


def _mapping(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Undocumented("a mapping was expected")
    return {str(key): entry for key, entry in value.items()}


def _spec(name: str, documented: Mapping[str, Any], known: Declared) -> ArgumentSpec:
    """Join what is documented with what is declared."""
    options = {key: _option(name, key, _mapping(said), known) for key, said in documented.items()}
    spec = ArgumentSpec(options=options)
    names = spec.names()
    others = {other for key, said in known.options.items() for other in (key, *_aliases(said))}
    constraints = _CHECKED_BY_HAND.get(name, known.constraints)
    return ArgumentSpec(options=options, undocumented=tuple(sorted(others - names.keys())), constraints=constraints)


def _names_only(spec: ArgumentSpec) -> ArgumentSpec:
    """What holds for a module in PowerShell, too, which converts values by rules of its own."""
    kept = {"type": "raw", "elements": "", "choices": (), "suboptions": None}
    return ArgumentSpec(options={name: option.model_copy(update=kept) for name, option in spec.options.items()})


def _option(module: str, name: str, said: Mapping[str, Any], known: Declared) -> Option:
    code = known.options.get(name)
    kind = said.get("type") or ("str" if known.options else "raw")
    enforced = code is None or "options" in code  # suboptions that the code does not know are mere advice
    suboptions = _mapping(said.get("suboptions")) if enforced else {}
    return Option(
        type=kind,
        elements=said.get("elements") or "",
        required=_required(module, name, said, code),
        default=_data(said.get("default")),
        choices=_choices(kind, said, code),
        aliases=tuple(dict.fromkeys([*map(str, _list(said.get("aliases"))), *_aliases(code or {})])),
        fallback="fallback" in (code or {}) or _ENVIRONMENT.search(str(said.get("description"))) is not None,
        suboptions=_spec("", suboptions, known.inner.get(name, Declared())) if suboptions else None,
    )


def _required(module: str, name: str, said: Mapping[str, Any], code: Mapping[str, Any] | None) -> bool:
    """Whether both the documentation and, as far as it can be seen, the code demand it."""
    if (module, name) in _NOT_REALLY_REQUIRED or (code is not None and not code.get("required")):
        return False
    return said.get("required") in (True, "true", "yes", "True")


def _choices(kind: str, said: Mapping[str, Any], code: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """The documented values and those only the code knows; none where YAML took a ``yes`` or ``no`` its spelling."""
    choices = [*_list(said.get("choices")), *_list((code or {}).get("choices"))]
    if kind == "bool" or any(isinstance(choice, bool) for choice in choices):
        return ()
    return tuple({repr(choice): _data(choice) for choice in choices}.values())


def _aliases(code: Mapping[str, Any]) -> list[str]:
    return [alias for alias in _list(code.get("aliases")) if isinstance(alias, str)]


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, dict, tuple)) else []


def _data(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, float, bool, list, dict)) else str(value)


def _deprecation(document: Mapping[str, Any]) -> str:
    said = document.get("deprecated")
    if not isinstance(said, dict):
        return ""
    return " ".join(" ".join(_sentences(said)).split())


def _sentences(said: Mapping[str, Any]) -> Iterator[str]:
    for key, lead in (("why", ""), ("alternative", "Instead: "), ("alternatives", "Instead: ")):
        if said.get(key):
            yield f"{lead}{said[key]}"
