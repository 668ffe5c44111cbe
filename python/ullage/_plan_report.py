# SPDX-License-Identifier: MIT
"""What the command line says of a plan: the document and its JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ullage as ul
from ullage import _confidence, _core
from ullage._render import Block, Heading, Pairs, Table, Text, duration, number
from ullage._report import (
    PLAN_WORDS,
    about,
    counted,
    diagnosis,
    facts,
    footer,
    gone,
    lag_chart,
    row_of,
    share_text,
    wait,
    without_pieces,
)
from ullage.workload import Workload

ESTIMATES = ("best", "likely", "worst")
NOTABLE = 0.5
"""A limit of the platform is shown where its margin is less than this share of it."""
SHOWN_LIMITS = 6


@dataclass(frozen=True)
class Answer:
    """A plan, and the same at the best, likely and worst of its regime where these differ."""

    workload: Workload
    plan: Any
    span: tuple[Any, Any, Any] | None
    forecast: Any
    """At the recommended, or nearest, size."""
    baseline: Any
    """Of the pipeline as it was given; None where it cannot be run."""
    confident: Any = None
    """The plan at a confidence; None where none is asked for."""


def answer(w: Workload, target: _core.target) -> Answer:
    """Plan for a workload."""
    row = row_of(w)
    more: dict[str, Any] = {"deployment": w.deployment}
    if w.variables is not None:
        more["variables"] = w.variables
    if row is None or row["confidence"] == "documented":
        found, span = ul.plan(w.pipeline, target, **more), None
    else:
        cases = ul.plan_span(w.pipeline, target, **more)
        span = (cases.best, cases.likely, cases.worst)
        found = span[ESTIMATES.index(w.pipeline.scaling.assumed)]
    return Answer(w, found, span, found.forecast, found.baseline)


def is_met(a: Answer) -> bool:
    """Are the targets kept, with the confidence where one is asked for?"""
    return bool(a.plan.feasible) and (a.confident is None or _confidence.is_met(a.workload, a.confident))


def plan_document(file: str, answers: Sequence[Answer]) -> dict[str, Any]:
    return {
        "ullage": ul.__version__,
        "file": file,
        "feasible": all(is_met(a) for a in answers),
        "plans": [
            {
                "name": a.workload.name,
                "explanation": a.plan.explain(),
                "plan": without_pieces(a.plan.to_dict()),
                "span": a.span
                and {case: without_pieces(p.to_dict()) for case, p in zip(ESTIMATES, a.span, strict=True)},
                **({} if a.confident is None else {"confident": a.confident.to_dict()}),
                **about(a.workload),
            }
            for a in answers
        ],
    }


# --- sizes


def sizes(p: Any) -> str:
    parts = []
    if p.partitions is not None:
        parts.append(counted(p.partitions, "partition"))
    if p.min_pollers is not None:
        parts.append(f"{p.min_pollers} to {p.max_pollers} pollers")
    if p.consumers is not None:
        parts.append(counted(p.consumers, "consumer"))
    return ", ".join(parts) or "as given"


def variable_rows(p: Any) -> list[tuple[str, str]]:
    """What was decided beyond partitions and pollers."""
    rows: list[tuple[str, str]] = []
    if p.reserved_concurrency is not None:
        rows.append(("reserved concurrency", number(p.reserved_concurrency)))
    if p.batch_size is not None:
        rows.append(("batch size", number(p.batch_size)))
    if p.batch_window is not None:
        rows.append(("batch window", duration(p.batch_window)))
    if p.service_time is not None:
        rows.append(("longest service time", duration(p.service_time)))
    if p.arrival_factor is not None:
        rows.append(("arrivals may be", f"{number(p.arrival_factor)} times as many"))
    return [("size", sizes(p)), *rows] if rows else []


# --- constraints

_TIMES = ("max_wait", "wait_quantile", "drained_by", "retention")
_PAIRS = {"wait_quantile": "", "steady_wait_quantile": "", "outage": " s", "replay": ""}


def constraint_rows(p: Any, constraints: Sequence[Any], target: Any) -> list[tuple[str, ...]]:
    """Name, value, limit, margin, met, and what it is to the plan."""
    rows: list[tuple[str, ...]] = []
    for c in constraints:
        in_time = c.name in _TIMES or c.unit == "s"
        value = number(c.value) if not in_time else duration(c.value) if c.name == "drained_by" else wait(c.value)
        limit = duration(c.limit) if in_time else number(c.limit)
        margin = f"{_signed(c.margin)}{' s' if in_time and math.isfinite(c.margin) else ''}"
        role = "binds" if c.name == p.binding else "next" if c.name == p.next else ""
        least = "at least " if c.side == "at_least" else ""
        rows.append((_label(c, target), value, least + limit, margin, "yes" if c.met else "no", role))
    return rows


def _label(c: Any, target: Any) -> str:
    pair = getattr(target, c.name, None) if c.name in _PAIRS else None
    if pair is not None:
        return f"{c.name} {number(pair[0])}{_PAIRS[c.name]}"
    named = c.origin == "platform" and c.unit not in ("", "s")
    return f"{c.name} [{c.unit}]" if named else str(c.name)


def _signed(x: float) -> str:
    return "no limit" if math.isinf(x) and x > 0 else "-inf" if math.isinf(x) else number(x)


def notable(p: Any, every: bool) -> tuple[list[Any], int]:
    """The limits of the platform that are worth a line, the tightest first, and how many are not."""
    limits = [c for c in p.constraints if c.origin == "platform"]
    if every:
        return limits, 0
    # A limit of nothing that nothing is above says no more than that it is kept.
    near = [
        c
        for c in limits
        if not c.met or c.name in (p.binding, p.next) or (c.relative_margin < NOTABLE and (c.limit or c.value))
    ]
    near = sorted(near, key=lambda c: c.relative_margin)[:SHOWN_LIMITS]
    return near, len(limits) - len(near)


def constraint_blocks(p: Any, every: bool) -> list[Block]:
    """The targets, then the limits of the platform."""
    wanted = [c for c in p.constraints if c.origin == "wanted"]
    limits, left = notable(p, every)
    blocks: list[Block] = []
    if wanted:
        blocks.append(_constraint_table("target", constraint_rows(p, wanted, p.target)))
    if limits:
        blocks.append(_constraint_table("limit of the platform", constraint_rows(p, limits, p.target)))
    if every:
        blocks += [Text(f"{c.name}: {c.note}.", "note") for c in limits if c.note]
        unchecked = _core.unchecked_limits(p.forecast, p.deployment)
        blocks += [Text(f"Not checked: {name}, for want of {field}.", "note") for name, field in unchecked]
    elif left:
        kept = "limit of the platform is" if left == 1 else "limits of the platform are"
        more = "more " if limits else ""
        blocks.append(Text(f"{left} {more}{kept} kept with room to spare; --all shows them.", "note"))
    return blocks


def _constraint_table(first: str, rows: list[tuple[str, ...]]) -> Table:
    """The last column is left out where nothing in it binds."""
    heads = (first, "value", "limit", "margin", "met", "")
    width = 6 if any(row[5] for row in rows) else 5
    return Table(heads[:width], [row[:width] for row in rows], frozenset({1, 2, 3}))


def _ranges(p: Any) -> str:
    ranges = [(r[0], r[1]) for r in p.feasible_partitions]
    shown = ", ".join(f"{a} to {b}" if a != b else f"{a}" for a, b in ranges[:12])
    more = f" and {len(ranges) - 12} more ranges" if len(ranges) > 12 else ""
    low, high = p.searched
    return f"Partition counts that meet every target, of those tried from {low} to {high}: {shown}{more}."


# --- what would change it


def worth_blocks(p: Any) -> list[Block]:
    """What one step more is worth; and where the targets cannot be met, which contradict and what would be near."""
    blocks: list[Block] = []
    if p.conflicts:
        blocks += [Text(f"Contradiction: {sentence(c.text)}", "bad") for c in p.conflicts]
    if p.alternatives:
        changed = [
            (
                a.target,
                "dropped" if a.dropped else "-" if a.limit is None else _limit_text(p, a),
                "yes" if a.feasible else "no",
                sizes(a),
            )
            for a in p.alternatives
        ]
        blocks += [
            Text("The nearest plans where one target gives way:"),
            Table(("target", "would be", "then met", "size"), changed, frozenset({1})),
        ]
    if p.relaxations:
        heads = ("one step more", "gets better", "from", "to", "USD", "then binds")
        lines = [_relaxation(p, r) for r in p.relaxations]
        priced = any(line[4] for line in lines)
        shown = [line if priced else (*line[:4], line[5]) for line in (heads, *lines)]
        blocks.append(Table(shown[0], shown[1:], frozenset(range(2, len(shown[0]) - 1))))
    return blocks


def _relaxation(p: Any, r: Any) -> tuple[str, ...]:
    """The change, what it gives, what it costs in a month, what binds after it."""
    times = ("wait", "at", "by", "quantile", "time", "retention", "outage", "replay")
    in_time = r.measure.endswith(times)
    before, after = (f"{number(x)} s" if in_time and math.isfinite(x) else number(x) for x in (r.before, r.after))
    known = r.cost_before is not None and r.cost_after is not None and has_cost(p)
    more = r.cost_after - r.cost_before if known else 0.0
    cost = "" if not known else f"{'+' if more >= 0 else '-'}{usd(abs(more))}"
    unit = f" {r.unit}" if r.unit in ("s", "records") else ""
    change = f"{r.variable} {number(r.from_value)} to {number(r.to_value)}{unit}"
    return (change, r.measure, before, after, cost, r.then or "nothing else")


def _limit_text(p: Any, a: Any) -> str:
    in_time = any(c.name == a.target and (c.unit == "s" or c.name in _TIMES) for c in p.constraints)
    return duration(a.limit) if in_time else number(a.limit)


def sentence(text: str) -> str:
    """With a full stop, and a capital unless it begins with the name of a field."""
    text = text.strip()
    first = text.partition(" ")[0]
    start = text[:1] if "_" in first else text[:1].upper()
    return start + text[1:] + ("" if not text or text.endswith((".", "!", "?")) else ".")


# --- cost


def has_cost(p: Any) -> bool:
    return bool(p.cost.items) and (p.deployment != _core.deployment() or p.target.monthly_cost is not None)


def usd(x: float) -> str:
    """Money: cents below 1000, none above."""
    return "-" if math.isnan(x) else f"{x:.2f}" if abs(x) < 1000 else f"{x:.0f}"


def cost_blocks(p: Any) -> list[Block]:
    """The bill of a month, its surprises, and what could not be priced."""
    if not has_cost(p):
        return []
    bill = p.cost
    rows = [(i.name, number(i.quantity), i.unit, usd(i.usd)) for i in bill.items]
    rows.append(("total" if not bill.unknown else "total of these", "", "", usd(bill.total)))
    if bill.per_million_records is not None and not bill.unknown:
        rows.append(("per million records", "", "", usd(bill.per_million_records)))
    blocks: list[Block] = [Table(("cost per month", "quantity", "unit", "USD"), rows, frozenset({1, 3}))]
    blocks += [Text(f"{i.name}: {sentence(i.note)}") for i in bill.items if i.note]
    blocks += [Text(f"Not priced: {sentence(x)}", "note") for x in bill.unknown]
    return blocks


def _cost_of(p: Any, f: Any) -> str:
    """Of the same deployment with another forecast."""
    if f is p.forecast:
        bill = p.cost
    else:
        try:
            bill = _core.monthly_cost(f, p.deployment)
        except (ValueError, RuntimeError):
            return "-"
    return usd(bill.total) if not bill.unknown else f"{usd(bill.total)} and more"


# --- beside what is there


def _column(a: Answer, f: Any) -> list[tuple[str, str]]:
    """What is compared of a forecast: sizes, then what happens."""
    rows = []
    scaling = f.system.scaling
    if a.plan.partitions is not None:
        rows.append(("partitions", number(f.system.partitions)))
    if a.plan.min_pollers is not None:
        rows.append(("pollers", f"{number(scaling.min_consumers)} to {number(scaling.max_consumers)}"))
    if a.plan.consumers is not None:
        rows.append(("consumers", number(scaling.initial_consumers)))
    if a.plan.reserved_concurrency is not None:
        rows.append(("reserved concurrency", number(f.system.reserved_concurrency)))
    if a.plan.batch_size is not None:
        rows.append(("batch size", number(f.system.batch_size)))
        rows.append(("batch window", duration(f.system.batch_window)))
    rows += [
        ("peak lag", number(f.peak_lag)),
        ("oldest record", wait(f.max_wait)),
        ("mean wait", wait(f.mean_wait)),
        ("p99 wait", wait(f.wait_quantile(0.99))),
        ("drained at", gone(f)),
        ("cool-down ends", duration(f.cooled_down_at)),
        ("most consumers", number(f.max_consumers)),
        ("consumer-seconds", number(f.consumer_seconds)),
        ("utilization", f"{share_text(f.utilization)}, peak {share_text(f.peak_utilization)}"),
    ]
    if has_cost(a.plan):
        rows.append(("USD per month", _cost_of(a.plan, f)))
    return rows


def _comparison(a: Answer) -> list[Block]:
    """The recommended size beside the pipeline as it was given."""
    if a.baseline is None:
        return []
    both = zip(_column(a, a.forecast), _column(a, a.baseline), strict=True)
    rows = [(label, planned, given) for (label, planned), (_, given) in both]
    return [Table(("", "recommended" if a.plan.feasible else "nearest", "as given"), rows, frozenset({1, 2}))]


def _span_blocks(a: Answer) -> list[Block]:
    if a.span is None:
        return []
    name = a.workload.pipeline.scaling.name
    rows = [
        (
            case,
            "yes" if p.feasible else "no",
            wait(f.max_wait),
            gone(f),
            sizes(p) if p.feasible else f"nearest: {sizes(p)}",
        )
        for case, p, f in ((case, p, p.forecast) for case, p in zip(ESTIMATES, a.span, strict=True))
    ]
    row = row_of(a.workload)
    open_points = f" ({row['open']})" if row and row["open"] else ""
    return [
        Text(
            f"The vendor publishes no number for parts of {name}{open_points}. The answer at the ends of what its "
            "documents allow:"
        ),
        Table(("case", "met", "oldest record", "drained at", "size"), rows, frozenset({2, 3})),
    ]


def _note_blocks(p: Any) -> list[Block]:
    """What is worth knowing: of the answer, where it was not said with the bill, and of the platform."""
    said = {f"{i.name}: {i.note}" for i in p.cost.items if i.note}
    notes = [note for note in p.notes if note not in said]
    notes += [note.text for note in _core.platform_notes(p.forecast, p.deployment)]
    return [Text(f"Note: {note}.", "note") for note in notes]


def plan(title: str, answers: Sequence[Answer], every: bool = False) -> list[Block]:
    """The document of ``ullage plan``."""
    blocks: list[Block] = []
    if len(answers) > 1:
        blocks += [
            Heading(f"Plan: {title}"),
            Table(
                ("scenario", "met", "drained at", "size"),
                [
                    (
                        a.workload.name,
                        "yes" if a.plan.feasible else "no",
                        gone(a.forecast),
                        sizes(a.plan) if a.plan.feasible else f"nearest: {sizes(a.plan)}",
                    )
                    for a in answers
                ],
                frozenset({2}),
            ),
        ]
    for a in answers:
        w, p = a.workload, a.plan
        blocks.append(Heading(f"Plan: {title}" if len(answers) == 1 else w.name))
        blocks.append(Text(p.explain(), "" if p.feasible else "bad"))
        rows = variable_rows(p)
        blocks += [Pairs(rows)] if rows else []
        blocks += constraint_blocks(p, every)
        blocks += [Text(line) for line in diagnosis(w, a.forecast) if line.startswith(PLAN_WORDS)]
        if p.feasible and len(p.feasible_partitions) > 1:
            blocks.append(Text(_ranges(p)))
        blocks += worth_blocks(p)
        blocks += _confidence.blocks(w, a.confident) if a.confident is not None else []
        blocks += _comparison(a) or [Pairs(facts(w, a.forecast))]
        blocks += cost_blocks(p)
        blocks += lag_chart(a.forecast)
        blocks += _span_blocks(a)
        blocks += _note_blocks(p)
        blocks += footer(w, [b.workload for b in answers])
    return blocks
