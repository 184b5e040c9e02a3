from __future__ import annotations

from agent.authors.embedded import placement
from agent.authors.embedded.placement import Evidence, Need
from agent.authors.embedded.survey import Survey
from agent.domain.edits import TaskSpec
from knowledge.passages import Passage, PassageKind

PLAIN = "- debug:\n    msg: x\n"


def _files(*roles: str, **others: str) -> dict[str, str]:
    return {
        "galaxy.yml": "namespace: acme\nname: studio\n",
        **{f"roles/{r}/tasks/main.yml": PLAIN for r in roles},
        **others,
    }


def _need(**terms: float) -> Need:
    return Need(purpose="thing", terms=terms, evidence=lambda role: ())


def _passage(role: str, text: str) -> Passage:
    path = f"roles/{role}/README.md"
    return Passage(path=path, line=7, end_line=9, kind=PassageKind.README, role=role, text=text)


def test_documentation_decides_not_the_name_alone(brief) -> None:
    passages = (_passage("two", "Installs editors such as Ardour."), _passage("one", "About something else."))
    site = placement.choose(Survey(brief("x", _files("one", "two"), passages=passages)), _need(ardour=2.0))
    assert site.role.name == "two"
    assert "roles/two/README.md:7 speaks of ardour" in site.reason


def test_a_passage_that_does_not_speak_of_it_is_no_evidence(brief) -> None:
    site = placement.choose(Survey(brief("x", _files("one"), passages=(_passage("one", "Web."),))), _need(ardour=2.0))
    assert site.role.name == "thing"
    assert site.preparation


def test_an_earlier_passage_weighs_more(brief) -> None:
    passages = (_passage("two", "audio"), *(_passage("other", "web") for _ in range(4)), _passage("one", "audio"))
    site = placement.choose(Survey(brief("x", _files("one", "two"), passages=passages)), _need(audio=1.0))
    assert site.role.name == "two"


def test_what_a_role_does_weighs_more_than_what_it_is_called(brief) -> None:
    need = Need("thing", {"audio": 1.0}, lambda role: [Evidence(4.0, "here", "does it")] if role.name == "one" else [])
    assert placement.choose(Survey(brief("x", _files("one", "audio"))), need).role.name == "one"


def test_roles_that_fit_equally_are_asked_about(brief) -> None:
    need = Need("thing", {}, lambda role: [Evidence(1.0, "here", "does it")])
    site = placement.choose(Survey(brief("x", _files("b", "a"))), need)
    assert site.question is not None
    assert (site.role.name, site.question.default, site.question.text) == ("a", "a", "thing: in a or b?")


def test_a_general_role_is_the_last_resort_before_a_new_one(brief) -> None:
    need = Need("thing", {}, lambda role: (), general=("packages", "base"))
    assert placement.choose(Survey(brief("x", _files("base", "web"))), need).role.name == "base"


def test_a_new_role_has_a_usable_name(brief) -> None:
    survey = Survey(brief("x", _files("web")))
    assert placement.choose(survey, Need("7zip-full", {}, lambda role: ())).role.name == "role_7zip_full"


def test_become_is_written_where_no_play_gives_it(brief) -> None:
    task = TaskSpec(name="Do it", module="ansible.builtin.package")
    play = "- hosts: all\n  become: {}\n  roles: [web]\n"
    for become, keywords in (("true", {}), ("false", {"become": True})):
        files = _files("web", **{"playbooks/site.yml": play.replace("{}", become)})
        survey = Survey(brief("x", files))
        site = placement.choose(survey, _need(web=1.0))
        assert placement.insertion(survey, site, task).edits[0].task.keywords == keywords


def test_a_new_task_is_named_as_the_others_are(brief) -> None:
    tasks = "- name: Web | Say\n  debug:\n    msg: x\n- name: Web | Do\n  debug:\n    msg: x\n"
    survey = Survey(brief("x", _files(**{"roles/web/tasks/main.yml": tasks})))
    change = placement.insertion(
        survey, placement.choose(survey, _need(web=1.0)), TaskSpec(name="Install x1", module="ansible.builtin.package")
    )
    assert change.edits[0].task.name == "Web | Install x1"
    assert change.step.summary == "install x1"


def test_a_file_that_is_read_only_sometimes_takes_nothing(brief) -> None:
    main = "- import_tasks: packages.yml\n  when: wanted\n"
    files = _files(**{"roles/web/tasks/main.yml": main, "roles/web/tasks/packages.yml": PLAIN})
    survey = Survey(brief("x", files))
    task = TaskSpec(name="Do it", module="ansible.builtin.package")
    change = placement.insertion(survey, placement.choose(survey, _need(web=1.0)), task, files=("packages.yml",))
    assert change.step.path == "roles/web/tasks/main.yml"


def test_words() -> None:
    assert placement.words("Realtime-Audio, 2") == {"realtime", "audio", "2"}


def test_a_reason_is_short_and_says_nothing_twice(brief) -> None:
    shown = [Evidence(4.0, "a:1", "does it"), Evidence(3.5, "a:2", "does it"), Evidence(3.0, "a:1", "makes it")]
    shown += [Evidence(2.0, "b:1", "lists it"), Evidence(1.0, "c:1", "speaks of it")]
    site = placement.choose(Survey(brief("x", _files("one"))), Need("thing", {}, lambda role: shown))
    assert site.reason == "a:1 does it; b:1 lists it"


def test_a_role_for_packages_takes_packages_only(brief) -> None:
    survey = Survey(brief("x", _files("packages"), passages=(_passage("packages", "Installs ssh."),)))
    assert placement.choose(survey, _need(ssh=2.0)).preparation
    need = Need(purpose="thing", terms={"ssh": 2.0}, evidence=lambda role: (), foreign=())
    assert placement.choose(survey, need).role.name == "packages"


def test_a_role_on_its_own_becomes_root_as_its_other_tasks_do(brief) -> None:
    task = TaskSpec(name="Do it", module="ansible.builtin.package")
    for become, keywords in (("", {}), ("  become: true\n", {"become": True})):
        tasks = f"- package:\n    name: x1\n{become}"
        survey = Survey(brief("x", {"tasks/main.yml": tasks, "meta/main.yml": "galaxy_info: {}\n"}))
        assert survey.brief.content.kind == "role"
        site = placement.choose(survey, _need(x1=1.0))
        assert placement.insertion(survey, site, task).edits[0].task.keywords == keywords
