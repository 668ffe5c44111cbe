# SPDX-License-Identifier: MIT
"""Results as small HTML tables for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from ullage import _text

if TYPE_CHECKING:
    from ullage import _core
    from ullage._table import sweep_table

SHOWN_ROWS = 20


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = (), caption: str = "") -> str:
    left = ' style="text-align: left"'
    parts = ["<table>"]
    if caption:
        parts.append(f'<caption style="text-align: left">{escape(caption)}</caption>')
    if head:
        parts.append("<thead><tr>" + "".join(f"<th{left}>{escape(h)}</th>" for h in head) + "</tr></thead>")
    parts.append("<tbody>")
    parts += ["<tr>" + "".join(f"<td{left}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    parts.append("</tbody></table>")
    return "\n".join(parts)


def rows_of(fields: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    return [(prefix + name, str(value)) for name, value in fields.items() if value is not None]


def of_value(x: Any) -> str:
    name = type(x).__name__
    if name == "arrival_profile":
        return of_arrivals(x)
    if name == "pipeline":
        return of_pipeline(x)
    return table(rows_of(x.to_dict()), caption=name)


def of_fields(name: str, fields: dict[str, Any]) -> str:
    return table([(field, _field(value)) for field, value in fields.items()], caption=name)


def _field(x: Any) -> str:
    shape = getattr(x, "shape", ())
    return f"array of shape {tuple(shape)}" if shape and x.size > SHOWN_ROWS else str(x)


def of_arrivals(a: _core.arrival_profile) -> str:
    rows = [
        ("records", _text.number(a.total_records)),
        ("from", _text.time(a.starts_at)),
        ("until", _text.time(a.ends_at)),
        ("mean rate", f"{_text.number(a.mean_rate)} records/s"),
        ("highest rate", f"{_text.number(a.peak_rate)} records/s"),
        ("pieces", str(len(a.pieces))),
    ]
    return table(rows, caption="arrival_profile")


def of_pipeline(p: _core.pipeline) -> str:
    fields = {name: getattr(p, name) for name in p.to_dict() if name not in ("arrivals", "scaling")}
    a = p.arrivals
    arrivals = f"{_text.number(a.total_records)} records, {_text.number(a.mean_rate)} records/s on average"
    rows = [("arrivals", arrivals), *rows_of(fields), ("scaling", repr(p.scaling))]
    return table(rows, caption="pipeline")


def of_forecast(f: _core.forecast_result) -> str:
    return table(_text.rows_of_forecast(f), caption="forecast")


def of_simulation(r: _core.simulation_result) -> str:
    return table(_text.rows_of_simulation(r), caption="simulation")


def constraint_value(c: _core.constraint, x: float) -> str:
    times = ("max_wait", "wait_quantile", "drained_by", "retention")
    if c.name in times or c.unit == "s":
        return _text.time(x)
    return f"{_text.number(x)} {c.unit}".rstrip() if c.origin == "platform" else _text.number(x)


def of_plan(p: _core.plan_result) -> str:
    rows = [
        (
            c.name + (" (binding)" if c.name == p.binding else ""),
            constraint_value(c, c.value),
            constraint_value(c, c.limit),
            constraint_value(c, c.margin) if c.margin >= 0 else "-" + constraint_value(c, -c.margin),
            "yes" if c.met else "no",
        )
        for c in p.constraints
    ]
    head = ("constraint", "value", "limit", "margin", "met")
    said = p.explain()
    parts = [f"<p>{escape(said)}</p>", table(rows, head)]
    texts = [*(x.text for x in p.conflicts), *(x.text for x in p.alternatives), *(x.text for x in p.relaxations)]
    sentences = [text for text in texts if text not in said]
    if sentences:
        parts.append("<ul>" + "".join(f"<li>{escape(x)}</li>" for x in sentences) + "</ul>")
    if p.cost.items and p.deployment.memory_mb is not None:
        items = [(i.name, f"{_text.number(i.quantity)} {i.unit}", f"{i.usd:.2f}", i.note) for i in p.cost.items]
        parts.append(
            table([*items, ("total", "", f"{p.cost.total:.2f}", "")], ("cost per month", "quantity", "USD", ""))
        )
    return "\n".join(parts)


def of_plan_span(p: _core.plan_cases) -> str:
    return "\n".join(f"<h4>{name}</h4>\n{of_plan(getattr(p, name))}" for name in ("best", "likely", "worst"))


def of_table(t: sweep_table) -> str:
    names = [*t.axes, "peak_lag", "drained_at", "max_wait", "mean_wait", "max_consumers", "utilization"]
    shown = range(min(len(t), SHOWN_ROWS))
    rows = [[_cell(t[name][i]) for name in names] for i in shown]
    more = f" (the first {SHOWN_ROWS})" if len(t) > SHOWN_ROWS else ""
    return table(rows, names, f"{len(t)} forecasts{more}; more columns: {', '.join(t.columns[len(t.axes) :])}")


def _cell(x: Any) -> str:
    return x if isinstance(x, str) else _text.number(float(x))
