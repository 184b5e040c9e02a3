from knowledge.content.argument_specs import read_options


def test_options_of_main(parse):
    text = """\
argument_specs:
  main:
    short_description: Demo
    options:
      demo_packages:
        type: list
        elements: str
        required: true
        description:
          - What to install.
          - By name.
      demo_mode:
        default: fast
        choices: [fast, slow]
        description: How.
  other:
    options:
      unseen: {}
"""
    packages, mode = read_options(parse(text))
    assert (packages.name, packages.type, packages.required) == ("demo_packages", "list", True)
    assert packages.description == "What to install. By name."
    assert (packages.place.line, packages.place.end_line) == (5, 11)
    assert (mode.type, mode.required, mode.default, mode.choices) == ("str", False, "fast", ("fast", "slow"))


def test_odd_shapes_are_no_options(parse):
    for text in ("", "a: 1", "argument_specs: [1]", "argument_specs: {main: {options: word}}"):
        assert read_options(parse(text)) == ()


def test_option_that_is_no_mapping_is_a_problem(parse):
    file = parse("argument_specs:\n  main:\n    options:\n      a: word\n")
    assert read_options(file) == ()
    assert file.troubles.found[0].line == 4
