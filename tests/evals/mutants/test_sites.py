from __future__ import annotations

from pathlib import Path

from evals.mutants.sites import Tree, parses, read_tree

TASKS = "roles/website/tasks/main.yml"


def test_sites_know_their_module_role_and_line(tree: Tree) -> None:
    site = tree.sites[0] if not tree.sites[0].is_handler else tree.sites[1]

    assert (site.short, site.role, site.line) == ("package", "roles/website/", 2)
    assert set(site.args) == {"name", "state"}
    assert {it.is_handler for it in tree.sites} == {True, False}


def test_a_line_goes_behind_a_value_of_several_lines() -> None:
    text = "- name: x\n  shell: |\n    a\n    b\n  when: y\n"
    (site,) = Tree("t", {"tasks/main.yml": text}).sites
    fault = site.with_line(site.pairs["shell"], "become: true", "")

    assert fault.files["tasks/main.yml"] == "- name: x\n  shell: |\n    a\n    b\n  become: true\n  when: y\n"


def test_a_key_is_left_out_with_its_value() -> None:
    (site,) = Tree("t", {"tasks/main.yml": "- name: x\n  copy:\n    src: a\n    dest: b\n  when: y\n"}).sites
    fault = site.without(site.args["src"], "")

    assert fault is not None
    assert fault.files["tasks/main.yml"] == "- name: x\n  copy:\n    dest: b\n  when: y\n"
    assert site.without(site.pairs["name"], "") is None


def test_tasks_in_blocks_are_sites_and_a_new_task_keeps_their_indentation() -> None:
    text = "- name: b\n  block:\n    - name: x\n      debug:\n        msg: ü\n"
    block, inner = Tree("t", {"tasks/main.yml": text}).sites
    fault = inner.with_task("- name: more\n  debug:\n", "")

    assert (block.module, inner.module) == ("", "debug")
    assert fault.files["tasks/main.yml"] == f"{text}\n    - name: more\n      debug:\n"


def test_what_is_no_content_is_not_read(tmp_path: Path) -> None:
    for path in ("tasks/main.yml", "molecule/x/tasks/main.yml", "files/blob.bin", "tests/x.yml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("---\n")
    (tmp_path / "tasks/latin.yml").write_bytes(b"\xe4")

    assert set(read_tree("t", tmp_path).texts) == {"tasks/main.yml"}


def test_files_that_do_not_parse_have_no_sites() -> None:
    assert Tree("t", {"tasks/main.yml": "a: [\n", "tasks/x.yml": "- a: 1\n  b: 2\r\n"}).sites == ()
    assert not parses("a: [")
