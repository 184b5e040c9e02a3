"""The change is what differs between the trees."""

from __future__ import annotations

from agent.validators.changes import changes


def test_added_altered_removed(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    for root, files in (
        (old, {"same": "1", "d/altered": "1", "removed": "1"}),
        (new, {"same": "1", "d/altered": "2", "e/added": "1"}),
    ):
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
    (new / ".git").mkdir()
    (new / ".git/config").write_text("")

    found = changes(old, new)

    assert (found.added, found.altered, found.removed) == (("e/added",), ("d/altered",), ("removed",))
    assert found.present == ("d/altered", "e/added")


def test_links_are_compared_not_followed(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    for root, target in ((old, "a"), (new, "b")):
        (root / "folder").mkdir(parents=True)
        (root / "folder/file").write_text("")
        (root / "moved").symlink_to(target)
        (root / "same").symlink_to("folder")
    (new / "a").write_text("x")
    (old / "a").symlink_to("x")

    found = changes(old, new)

    assert (found.added, found.altered, found.removed) == ((), ("a", "moved"), ())
