"""The chart: a row for each kind of fault, a bar for the gate, marks for Ansible's own tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from evals.gate_scores import Measured, Score, kinds, totals

ROW, LEFT, WIDTH, RIGHT, TOP = 17, 260, 420, 70, 64
GATE, LINT, BOTH, INK, GRID = "#2a6f97", "#e07a00", "#7a3e9d", "#333", "#ddd"


def chart(measured: Measured) -> str:
    """The chart as SVG."""
    groups = [
        ("All together", totals(measured)),
        ("Static faults", kinds(measured, dangerous=False)),
        ("Dangerous faults", kinds(measured, dangerous=True)),
    ]
    rows = sum(len(scores) + 2 for _, scores in groups if scores)
    height, width = TOP + rows * ROW + 20, LEFT + WIDTH + RIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        _text(12, 20, "Faults caught, in per cent", weight="bold"),
        *_legend(),
        *_grid(height),
    ]
    y = TOP
    for title, scores in groups:
        if scores:
            lines += [_text(12, y + ROW + 8, title, weight="bold"), *_rows(scores, y + 2 * ROW)]
            y += (len(scores) + 2) * ROW
    return "\n".join([*lines, "</svg>"]) + "\n"


def _legend() -> Iterator[str]:
    yield f'<rect x="{LEFT}" y="10" width="14" height="10" fill="{GATE}"/>'
    yield _text(LEFT + 19, 19, "the gate")
    yield _mark(LEFT + 90, 15, LINT)
    yield _text(LEFT + 98, 19, "ansible-lint alone")
    yield _mark(LEFT + 210, 15, BOTH)
    yield _text(LEFT + 218, 19, "ansible-lint and --syntax-check")


def _grid(height: int) -> Iterator[str]:
    for percent in range(0, 101, 20):
        x = LEFT + WIDTH * percent / 100
        yield f'<line x1="{x}" y1="{TOP - 14}" x2="{x}" y2="{height - 16}" stroke="{GRID}"/>'
        yield _text(x, TOP - 18, str(percent), anchor="middle")


def _rows(scores: Sequence[Score], top: float) -> Iterator[str]:
    for number, score in enumerate(scores):
        y = top + number * ROW
        yield _text(LEFT - 8, y + 11, score.label, anchor="end")
        yield f'<rect x="{LEFT}" y="{y + 3}" width="{_x(score.gate, score) - LEFT}" height="{ROW - 7}" fill="{GATE}"/>'
        yield _mark(_x(score.lint_and_syntax, score), y + 8, BOTH)
        yield _mark(_x(score.lint, score), y + 8, LINT, radius=2.5)
        yield _text(LEFT + WIDTH + 10, y + 11, f"{score.gate} of {score.changes}")


def _x(caught: int, score: Score) -> float:
    return round(LEFT + WIDTH * caught / score.changes, 1)


def _mark(x: float, y: float, colour: str, radius: float = 4.5) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'


def _text(x: float, y: float, text: str, *, weight: str = "normal", anchor: str = "start") -> str:
    style = f'font-size="11" font-weight="{weight}" text-anchor="{anchor}" fill="{INK}"'
    return f'<text x="{x}" y="{y}" {style}>{escape(text)}</text>'
