"""Who commits, and what is trusted."""

from __future__ import annotations

from agent.adapters.git import identity


def test_the_user_s_name(project):
    assert identity.read("git", project.root) == identity.Identity("Ada", "ada@example.org")


def test_the_repository_may_name_somebody_else(project):
    project.git("config", "user.email", "work@example.org")
    assert identity.read("git", project.root).email == "work@example.org"


def test_without_any_configuration(project, own_configuration, tmp_path):
    (own_configuration / ".gitconfig").unlink()
    assert identity.read("git", tmp_path) == identity.Identity("syncopate", "syncopate@localhost")
    project.merge(project.change())
    assert project.git("log", "-1", "--format=%an <%ae>") == b"syncopate <syncopate@localhost>"


def test_only_the_user_can_trust_a_directory(project):
    project.git("config", "--local", "safe.directory", "*")
    assert identity.read("git", project.root).safe_directories == ()
    for folder in ("/a", "/b"):
        project.git("config", "--global", "--add", "safe.directory", folder)
    assert identity.read("git", project.root).safe_directories == ("/a", "/b")


def test_a_repository_named_by_the_environment_is_not_asked(project, tmp_path, monkeypatch):
    project.git("config", "user.name", "Eve")
    monkeypatch.setenv("GIT_DIR", str(project.root / ".git"))
    assert identity.read("git", tmp_path).name == "Ada"
