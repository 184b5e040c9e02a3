from agent.validators.names.duplicates import duplicates

TWICE = "a: 1\nb:\n  c: 1\n  c: 2\n"


def found(view, path, text):
    return [(fault.path, fault.line) for fault in duplicates(view({path: text}), frozenset({path}))]


def test_a_key_that_stands_twice_is_found_at_its_second_place(view):
    assert found(view, "vars/x.yml", TWICE) == [("vars/x.yml", 4)]


def test_payload_and_what_is_not_yaml_is_left_alone(view):
    assert not found(view, "roles/audio/files/x.yml", TWICE)
    assert not found(view, "roles/audio/templates/x.yml", TWICE)
    assert not found(view, "x.txt", TWICE)
    assert not found(view, "vars/x.yml", "a: [\n")
    assert not found(view, "vars/x.yml", "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n")
