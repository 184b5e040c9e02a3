from agent.validators.names.rules import RULES


def test_each_rule_says_why_and_what_to_do():
    for name, rule in RULES.items():
        assert name == name.lower()
        assert rule.why.endswith(".")
        assert rule.fix.endswith(".")
