from agent.validators.names.homes import homes


def together(view, key):
    return {home.key for home in view.company(view.homes[key]).homes}


def test_homes_are_roles_and_playbooks(view):
    assert {home.key for home in homes(view().content)} == {
        "role audio", "role common", "role lonely", "playbook site.yml", "playbook other.yml",
    }  # fmt: skip


def test_those_who_call_one_another_run_together(view):
    it = view()

    assert together(it, "role audio") == {"role audio", "role common", "playbook site.yml"}
    assert together(it, "role lonely") == {"role lonely", "playbook other.yml"}


def test_imports_shared_files_and_templated_roles_connect(view):
    imported = view({"all.yml": "- import_playbook: site.yml\n- import_playbook: other.yml\n"})
    templated = view({"all.yml": "- hosts: all\n  tasks:\n    - include_role: {name: '{{ x }}'}\n"})
    shared = view(
        {
            "shared.yml": "- ping:\n",
            "other.yml": "- hosts: a\n  roles: [lonely]\n  tasks:\n    - include_tasks: shared.yml\n",
            "third.yml": "- hosts: b\n  tasks:\n    - include_tasks: shared.yml\n",
        }
    )

    assert "role lonely" in together(imported, "role audio")
    assert "role lonely" in together(templated, "role audio")
    assert "playbook third.yml" in together(shared, "role lonely")


def test_circles_end(view):
    change = {
        "roles/common/meta/main.yml": "dependencies: [audio]\n",
        "roles/lonely/meta/main.yml": "dependencies: [lonely]\n",
        "site.yml": "- import_playbook: other.yml\n",
        "other.yml": "- import_playbook: site.yml\n",
    }

    it = view(change)

    assert together(it, "role common") == {"role audio", "role common"}
    assert together(it, "role lonely") == {"role lonely"}
    assert together(it, "playbook site.yml") == {"playbook site.yml", "playbook other.yml"}


def test_strangers_are_kept_by_name(view):
    it = view({"other.yml": "- hosts: all\n  roles: [lonely, a.b, a.b]\n"})

    assert it.company(it.homes["role lonely"]).strangers == ("a.b",)


def test_where_playbooks_stand(view):
    it = view({"deep/er.yml": "- hosts: all\n  roles: [audio]\n"})

    assert set(it.company(it.homes["role audio"]).playbook_folders) == {"", "deep"}
