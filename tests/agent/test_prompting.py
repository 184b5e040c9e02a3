from __future__ import annotations

from importlib.resources import files

import pytest

from agent.prompting import render

PROMPTS = sorted(entry.name.removesuffix(".md") for entry in files("prompts").iterdir() if entry.name.endswith(".md"))


def declared(name: str) -> list[str]:
    head = files("prompts").joinpath(f"{name}.md").read_text().partition("\n")[0]
    return head.removeprefix("variables:").split()


@pytest.mark.parametrize("name", PROMPTS)
def test_every_prompt_uses_exactly_what_it_declares(name: str) -> None:
    prompt = render(name, **{variable: f"<{variable}>" for variable in declared(name)})
    assert all(f"<{variable}>" in prompt.text for variable in declared(name))
    assert len(prompt.sha256) == 64


def test_a_missing_or_surplus_value_is_a_defect() -> None:
    with pytest.raises(ValueError, match="declared"):
        render("malformed")
    with pytest.raises(ValueError, match="declared"):
        render("malformed", error="x", more="y")


def test_values_are_not_interpreted() -> None:
    hostile = "$error ${error} $$ {{ 7 * 7 }} %s {0}"
    assert hostile in render("malformed", error=hostile).text
