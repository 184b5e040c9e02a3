from __future__ import annotations

from evals.mutants import references
from evals.mutants.sites import Tree


def test_a_notified_name_is_misspelt(fault) -> None:
    _, text = fault(references.notify_misspelt, "Write the configuration")

    assert "notify: Restart the server" not in text


def test_a_handler_nobody_wrote(fault) -> None:
    made, text = fault(references.notify_of_nothing, "Copy the page")

    assert f"  {made.what}\n" in text


def test_a_handler_is_renamed(fault) -> None:
    made, text = fault(references.handler_renamed, "Restart the server")

    assert made.path == "roles/website/handlers/main.yml"
    assert '- name: "Restart the server now"' in text


def test_missing_files(fault) -> None:
    assert "src: server.conf.j2" not in fault(references.template_missing, "Write the configuration")[1]
    assert "src: page.html" not in fault(references.file_missing, "Copy the page")[1]
    assert "more_tasks.yml" not in fault(references.task_file_missing, "Bring in more")[1]


def test_a_template_is_deleted(fault) -> None:
    made, _ = fault(references.template_removed, "Write the configuration")

    assert dict(made.files) == {"roles/website/templates/server.conf.j2": None}


def test_a_role_is_missing_only_where_others_stand_beside_it() -> None:
    text = "- name: x\n  debug:\n    msg: y\n"
    alone, beside = (Tree("t", {f"{folder}tasks/main.yml": text}).sites[0] for folder in ("", "roles/web_server/"))

    from random import Random

    assert references.role_missing(alone, Random(0)) is None
    assert references.role_missing(beside, Random(0)) is not None
