from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from agent.domain.plan import Plan
from agent.nodes.plan import plan
from agent.ports import Brief
from tests.fakes.ports import FakeAuthor
from tests.fakes.repository import PLAN, request_for, tools_for
from tests.fakes.values import DOCUMENTATION, FACTS


def test_the_author_sees_request_facts_passages_and_the_committed_content(
    repository: Path, tmp_path: Path, runtime: Callable[..., Any]
) -> None:
    seen: list[Brief] = []

    class Author(FakeAuthor):
        def plan(self, brief: Brief) -> Plan:
            seen.append(brief)
            return self.made

    tools = replace(tools_for(repository, tmp_path), author=Author(PLAN, []))
    (repository / "roles/daw/tasks/main.yml").write_text("- name: Uncommitted\n  ansible.builtin.debug:\n")
    request = request_for(repository)
    base = tools.repository.base(request.target)
    update = plan({"request": request, "base": base, "facts": FACTS, "documentation": DOCUMENTATION}, runtime(tools))
    assert update["plan"] == PLAN
    (brief,) = seen
    assert (brief.request, brief.facts, brief.passages) == (request, FACTS, DOCUMENTATION.passages)
    assert [task.name for task in brief.content.roles["daw"].tasks()] == ["Say hello"]
