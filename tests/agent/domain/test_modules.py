from __future__ import annotations

from agent.domain.modules import ArgumentSpec, Constraints, ModuleSpec, Option, RequiredIf


def test_a_spec_knows_every_name_of_its_options() -> None:
    spec = ArgumentSpec(options={"path": Option(aliases=("dest", "name")), "state": Option()})

    assert spec.names() == {"path": "path", "dest": "path", "name": "path", "state": "state"}


def test_a_spec_is_the_same_after_being_written_and_read() -> None:
    inner = ArgumentSpec(options={"b": Option(type="int", choices=(1, 2), default=1)}, undocumented=("_c",))
    constraints = Constraints(
        required_if=(RequiredIf(parameter="a", value="x", needed=("b",)),), required_by={"a": ("b",)}
    )
    spec = ArgumentSpec(options={"a": Option(type="dict", suboptions=inner)}, constraints=constraints)
    module = ModuleSpec(name="a.b.c", spec=spec, deprecated="old")

    assert ModuleSpec.model_validate_json(module.model_dump_json(exclude_defaults=True)) == module
