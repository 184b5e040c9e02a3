from __future__ import annotations

from xml.etree import ElementTree as ET

from evals.changes import Change, Origin
from evals.gate_chart import LEFT, WIDTH, chart
from evals.gate_scores import Measured
from evals.judgements import Judgements

SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_as_long_as_their_share() -> None:
    finding = {"rule": "unknown", "path": "p", "line": 1, "message": "m"}
    report = {"outcome": "refuted", "findings": [finding], "reason": "", "seconds": 0.1}
    changes = tuple(Change(str(n), Origin.SEEDED, "parameter-misspelt", "r", "b", {}, "") for n in range(4))
    measured = Measured((), changes, {"0": {"a": report}}, {}, Judgements((), ()), 1, "today")

    root = ET.fromstring(chart(measured))
    bars = [it for it in root.iter(f"{SVG}rect") if it.get("x") == str(LEFT) and it.get("y") != "10"]
    assert {float(it.get("width") or 0) for it in bars} == {WIDTH / 4}
    assert "1 of 4" in {it.text for it in root.iter(f"{SVG}text")}
