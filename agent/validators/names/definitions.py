"""What a home defines for those that run with it: variables and handlers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.validators.names.given import FACTS_OF
from agent.validators.names.homes import Home
from knowledge.content.includes import literal_path
from knowledge.content.jinja import is_template
from knowledge.content.keywords import short_name
from knowledge.content.model import Play, Scope, Task
from knowledge.content.role_calls import called_by_task
from knowledge.content.source import Troubles, read_yaml
from knowledge.content.variables import read_variables

_OWN_FOLDERS = ("{{ role_path }}/", "{{role_path}}/")
_INCLUDES = frozenset({"include_tasks", "import_tasks", "include_role", "import_role"})


@dataclass(frozen=True)
class Pattern:
    """A name known in part only: how it begins, and how it ends after the last template in it."""

    start: str
    end: str

    def fits(self, name: str) -> bool:
        """Whether a name may be this one."""
        return len(name) >= len(self.start) + len(self.end) and name.startswith(self.start) and name.endswith(self.end)


@dataclass
class Definitions:
    """Names that are defined.

    Attributes:
        variables: names of variables.
        patterns: names that are known in part only, such as ``{{ kind }}_packages``.
        doubts: why there may be more variables than these.
        handlers: names and topics of handlers, templated ones as patterns.
        looped: roles and task files, by their last names, that a loop includes, so that they see its ``item``; ``*``
            for any.
    """

    variables: set[str] = field(default_factory=set)
    patterns: set[Pattern] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)
    handlers: set[str] = field(default_factory=set)
    handler_patterns: set[Pattern] = field(default_factory=set)
    looped: set[str] = field(default_factory=set)

    def knows(self, variable: str) -> bool:
        """Whether a variable is defined, or may be by a templated name."""
        return variable in self.variables or any(it.fits(variable) for it in self.patterns)

    def handles(self, notified: str) -> bool:
        """Whether a handler has the name or listens to it."""
        names = (notified, notified.rpartition(" : ")[2])
        return any(name in self.handlers or any(it.fits(name) for it in self.handler_patterns) for name in names)

    def add(self, other: Definitions) -> None:
        """Take in what another home defines."""
        self.variables |= other.variables
        self.patterns |= other.patterns
        self.doubts += other.doubts
        self.handlers |= other.handlers
        self.handler_patterns |= other.handler_patterns
        self.looped |= other.looped


def local_names(task: Task) -> frozenset[str]:
    """Names a task alone sees: its own and its blocks' ``vars``, and those of its loop."""
    names = {name for holder in (*task.blocks, task) for name in _keys(holder.keywords.get("vars"))}
    if is_looped(task):
        control = task.keywords.get("loop_control")
        control = control if isinstance(control, dict) else {}
        names.add(str(control.get("loop_var", "item")))
        names |= {str(control[key]) for key in ("index_var",) if key in control}
    return frozenset(names)


def is_looped(task: Task) -> bool:
    """Whether a task is repeated for each item of a loop."""
    return any(key == "loop" or key.startswith("with_") for key in task.keywords)


def of_home(root: Path, home: Home) -> Definitions:
    """Collect what a home defines; files of variables that its tasks or plays name are read below ``root``."""
    found = Definitions()
    if home.role:
        found.variables |= {variable.name for variable in home.role.variables}
    for play in home.plays:
        _of_play(root, play, found)
    for task in home.tasks():
        _of_task(root, home, task, found)
    for call in home.calls():
        found.variables |= set(call.parameters)
    for handler in home.handlers():
        for name in (handler.name, *_texts(handler.keywords.get("listen"))):
            _add_handler(found, name)
    return found


def _of_play(root: Path, play: Play, found: Definitions) -> None:
    found.variables |= set(_keys(play.keywords.get("vars")))
    prompts = play.keywords.get("vars_prompt")
    for prompt in prompts if isinstance(prompts, list) else []:
        found.variables |= {str(prompt["name"])} if isinstance(prompt, dict) and "name" in prompt else set()
    folder = posixpath.dirname(play.place.path)
    for name in _flat(play.keywords.get("vars_files")):
        _load(root, name, (folder,), found)


def _of_task(root: Path, home: Home, task: Task, found: Definitions) -> None:
    module = short_name(task.module)
    registered = task.keywords.get("register")
    if isinstance(registered, str):
        found.variables.add(registered)
    if module in ("set_fact", "add_host"):
        for name in task.args:
            _add_variable(found, name, task)
    elif module == "include_vars":
        _of_include_vars(root, home, task, found)
    elif module in _INCLUDES:
        found.variables |= local_names(task) - {"item"}
        if is_looped(task):
            found.looped.add(_last_name(task))
    else:
        _of_facts(module, task, found)


def _last_name(include: Task) -> str:
    """The last name of the file or role that an include names, or ``*``."""
    path = literal_path(include)
    if path:
        return path.rpartition("/")[2]
    call = called_by_task(include)
    return "*" if call is None or is_template(call.name) else call.name.rpartition("/")[2].rpartition(".")[2]


def _of_facts(module: str, task: Task, found: Definitions) -> None:
    last = module.rpartition(".")[2]
    if last in FACTS_OF:
        found.variables |= set(FACTS_OF[last])
    elif last == "getent":
        found.variables.add(f"getent_{task.args.get('database', '')}")
    elif last.endswith("_facts") and last != "gather_facts":
        found.doubts.append(f"module {task.module} may set it as a fact")


def _add_variable(found: Definitions, name: str, task: Task) -> None:
    if name == "_raw_params":
        found.doubts.append(f"{task.place.ref} sets facts by names only known at run time")
    elif not is_template(name):
        found.variables.add(name)
    elif (pattern := _pattern(name)) != Pattern("", ""):
        found.patterns.add(pattern)
    else:
        found.doubts.append(f"{task.place.ref} sets facts by names only known at run time")


def _add_handler(found: Definitions, name: str) -> None:
    if is_template(name):
        found.handler_patterns.add(_pattern(name))
    elif name:
        found.handlers.add(name)


def _of_include_vars(root: Path, home: Home, task: Task, found: Definitions) -> None:
    if isinstance(task.args.get("name"), str):
        found.variables.add(task.args["name"])
        return
    target = task.args.get("_raw_params", task.args.get("file"))
    if not isinstance(target, str) or "dir" in task.args:
        folder = task.args.get("dir")
        if not home.role or (isinstance(folder, str) and not _is_own(folder)):
            found.doubts.append(f"{task.place.ref} includes a folder of variables")
        return
    here = posixpath.dirname(task.place.path)
    if home.role:
        role = home.role.path
        if _is_own(target) and is_template(target):
            return  # every file of the role's vars/ counts already
        _load(root, target, (posixpath.join(role, "vars"), role, here), found)
    else:
        _load(root, target, (posixpath.join(here, "vars"), here), found)


def _is_own(target: str) -> bool:
    """Whether a templated path can't but lead into the role's own files, as far as its text says."""
    rest = next((target.removeprefix(folder) for folder in _OWN_FOLDERS if target.startswith(folder)), target)
    return not rest.startswith(("/", "~", "../")) and "playbook_dir" not in rest and "inventory_dir" not in rest


def _load(root: Path, target: str, folders: Iterable[str], found: Definitions) -> None:
    """Add the variables of the first file that is there."""
    if is_template(target):
        found.doubts.append(f"variables are loaded from `{target}`, a path only known at run time")
        return
    for path in (posixpath.normpath(posixpath.join(folder, target)) for folder in folders):
        if not path.startswith(("/", "..")) and (root / path).is_file():
            file = read_yaml(root, path, "", Troubles())
            names = {variable.name for variable in read_variables(file, Scope.VARS)} if file else set()
            found.variables |= names
            if not names:
                found.doubts.append(f"the variables in {path} can't be read")
            return
    found.doubts.append(f"variables are loaded from `{target}`, which is not in this repository")


def _pattern(name: str) -> Pattern:
    return Pattern(name.partition("{{")[0], name.rpartition("}}")[2])


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (str(key) for key in value)
    elif isinstance(value, list):  # the old spelling: a list of mappings
        for item in value:
            yield from _keys(item)


def _texts(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _flat(value: Any) -> list[str]:
    """Texts of a list that may hold lists of alternatives."""
    items = value if isinstance(value, list) else [value]
    return [text for item in items for text in _texts(item)]
