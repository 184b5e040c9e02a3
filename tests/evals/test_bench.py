from __future__ import annotations

from evals.bench import _report
from evals.timing import Sample


def test_the_report_shows_median_spread_and_ratio() -> None:
    samples = (Sample("ours", (1.0, 2.0, 3.0)), Sample("theirs", (8.0,)))
    text = _report([("A title", "what", samples)], None)
    assert "| ours | 2.00 | 1.00 to 3.00 | 3 | 1.0 |" in text
    assert "| theirs | 8.00 | 8.00 to 8.00 | 1 | 4.0 |" in text
