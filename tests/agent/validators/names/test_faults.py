from agent.domain.verdict import Outcome
from agent.validators.names.faults import Fault, added
from agent.validators.names.rules import RULES


def fault(construct="x", line=1, **more) -> Fault:
    return Fault("handler-unknown", "a.yml", line, f"`{construct}` is wrong", construct, **more)


def test_each_fault_of_the_base_pays_for_one():
    assert [it.line for it in added([fault(line=9)], [fault(line=1), fault(line=2), fault("y", 3)])] == [2, 3]


def test_a_finding_says_why_and_what_to_do():
    general, special = fault().finding(), fault(fix="Write `y`.").finding()

    assert general.message == f"`x` is wrong. {RULES['handler-unknown'].why}"
    assert general.fix == RULES["handler-unknown"].fix
    assert special.fix == "Write `y`."
    assert (general.validator, general.path, general.line) == ("names", "a.yml", 1)


def test_a_doubt_is_an_unproven_result():
    result = fault(doubt="who knows").result()

    assert (result.outcome, result.ref, result.rule) == (Outcome.UNPROVEN, "a.yml:1", "handler-unknown")
    assert result.reason == "`x` is wrong: who knows"
