# SPDX-License-Identifier: MIT
"""What the command line says of two provisions, and of the frontier of cost and age."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import ullage as ul
from ullage._compare_plans import change, plan_comparison, shown
from ullage._frontier import frontier_table
from ullage._plan_report import sentence, usd
from ullage._render import Block, Heading, Pairs, Table, Text, duration, number

SHOWN_POINTS = 25


def compare_document(file: str, second: str | None, c: plan_comparison) -> dict[str, Any]:
    return {"ullage": ul.__version__, "files": [file, file if second is None else second], **c.to_dict()}


def comparison(title: str, c: plan_comparison, every: bool) -> list[Block]:
    """The document of ``ullage compare``."""
    head = ("A", "B", "B against A")
    blocks: list[Block] = [Heading(f"Comparison: {title}"), Pairs([("A", c.names[0]), ("B", c.names[1])])]
    blocks.append(_verdict(c))
    blocks.append(Table(("", *head), c.rows(), frozenset({1, 2, 3})))
    blocks += _constraints(c, every)
    if c.cost:
        rows = [(x.name.replace("_", " "), shown(x, x.first), shown(x, x.second), change(x)) for x in c.cost]
        blocks.append(Table(("USD per month", *head), rows, frozenset({1, 2, 3})))
    for name, unknown in zip("AB", c.unknown, strict=True):
        blocks += [Text(f"Not priced of {name}: {sentence(x)}", "note") for x in unknown if c.cost]
    return blocks


def _verdict(c: plan_comparison) -> Text:
    """In a sentence: what each side keeps, and by how much they differ in age and cost."""
    kept = []
    for name, ok, missed in (
        ("A", c.feasible[0], [x.name for x in c.constraints if x.first is not None and not x.first.met]),
        ("B", c.feasible[1], [x.name for x in c.constraints if x.second is not None and not x.second.met]),
    ):
        kept.append(f"{name} keeps everything" if ok else f"{name} misses {', '.join(missed)}")
    if not any(x.first is not None or x.second is not None for x in c.constraints):
        kept = []
    parts = []
    for name, words in (("max_wait", "the oldest record waits"), ("total", "a month costs")):
        try:
            x = c[name]
        except KeyError:
            continue
        if math.isfinite(x.difference) and x.difference != 0:
            less = "less" if x.difference < 0 else "more"
            size = duration(abs(x.difference)) if x.unit == "s" else f"{usd(abs(x.difference))} USD"
            parts.append(f"{words} {size} {less}")
    text = "; ".join([*kept, *([f"with B {' and '.join(parts)}"] if parts else [])])
    return Text(sentence(text or "both are the same in age and cost"), "" if all(c.feasible) else "bad")


def _constraints(c: plan_comparison, every: bool) -> list[Block]:
    rows = []
    left = 0
    for x in c.constraints:
        sides = [s for s in (x.first, x.second) if s is not None]
        same = len(sides) == 2 and all(s.met for s in sides) and all(s.origin == "platform" for s in sides)
        if same and not every and all(s.relative_margin > 0.5 for s in sides):
            left += 1
            continue
        cells = []
        for s in (x.first, x.second):
            cells += ["-", ""] if s is None else [_margin(s), "yes" if s.met else "no"]
        rows.append((x.name, *cells))
    blocks: list[Block] = []
    if rows:
        head = ("margin", "A", "kept", "B", "kept")
        blocks.append(Table(head, rows, frozenset({1, 3})))
    if left:
        blocks.append(
            Text(f"{left} limits of the platform are kept by both with room to spare; --all shows them.", "note")
        )
    return blocks


def _margin(c: Any) -> str:
    if math.isinf(c.margin):
        return "no limit" if c.margin > 0 else "-inf"
    return f"{number(c.margin)} {c.unit}".strip() if c.unit else number(c.margin)


# --- frontier


def frontier_document(file: str, name: str, t: frontier_table) -> dict[str, Any]:
    points = t.frontier()
    return {
        "ullage": ul.__version__,
        "file": file,
        "name": name,
        "axes": {axis: sorted(set(t[axis].tolist())) for axis in t.axes},
        "age": t.age,
        "points": len(t),
        "feasible": int(t["feasible"].sum()),
        "unknown": list(t.unknown),
        "frontier": [
            {
                column: points[column][i].item() if hasattr(points[column][i], "item") else points[column][i]
                for column in points
            }
            for i in range(len(points["cost"]))
        ],
    }


def frontier(title: str, t: frontier_table) -> list[Block]:
    """The document of ``ullage frontier``."""
    import numpy as np

    feasible = int(t["feasible"].sum())
    blocks: list[Block] = [Heading(f"Frontier: {title}")]
    grid = " x ".join(f"{size} {name}" for name, size in zip(t.axes, t.shape, strict=True))
    blocks.append(Text(f"{len(t)} points ({grid}), of which {feasible} keep everything."))
    blocks += [Text(f"Not priced: {sentence(x)}", "note") for x in t.unknown]
    if feasible == 0:
        names, counts = np.unique(t["tightest"], return_counts=True)
        most = names[int(np.argmax(counts))]
        near = int(np.argmax(t["tightest_margin"]))
        where = ", ".join(f"{axis} {_plain(t[axis][near])}" for axis in t.axes)
        blocks.append(
            Text(f"No point keeps everything; {most} is missed most often. The nearest is at {where}.", "bad")
        )
        return blocks
    best = t.frontier()
    count = len(best["cost"])
    if count == 0:
        return blocks
    blocks.append(
        Text(f"Nothing beats these {count} in cost and in age:" if count > 1 else "One point beats all others:")
    )
    rows = _points(t, best, _picked(count))
    head = (*t.axes, "USD per month", _age_head(t), "tightest")
    blocks.append(Table(head, rows, frozenset(range(len(t.axes) + 2))))
    if count > SHOWN_POINTS:
        blocks.append(Text(f"{SHOWN_POINTS} of {count} are shown, evenly picked; --csv and --json have all.", "note"))
    return blocks


def _picked(count: int) -> list[int]:
    if count <= SHOWN_POINTS:
        return list(range(count))
    return sorted({round(i * (count - 1) / (SHOWN_POINTS - 1)) for i in range(SHOWN_POINTS)})


def _age_head(t: frontier_table) -> str:
    return t.age.replace("_", " ")


def _points(t: frontier_table, best: dict[str, Any], at: Sequence[int]) -> list[tuple[str, ...]]:
    in_time = t.age != "peak_lag"
    return [
        (
            *(_plain(best[axis][i]) for axis in t.axes),
            usd(float(best["cost"][i])),
            duration(float(best[t.age][i])) if in_time else number(float(best[t.age][i])),
            str(best["tightest"][i]),
        )
        for i in at
    ]


def _plain(x: Any) -> str:
    return str(x) if isinstance(x, str) else number(float(x))
