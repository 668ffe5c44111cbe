# SPDX-License-Identifier: MIT
"""A plan as one HTML page that needs nothing else and prints on paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

from ullage import _provision, _text

_BLUE, _VERMILION = "#0072b2", "#d55e00"
_SAMPLES = 300

_STYLE = """
@page { size: A4; margin: 12mm }
body { font: 14px/1.4 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 60rem; margin: 1.5rem auto;
  padding: 0 1rem }
h1 { font-size: 1.4rem; margin: 0 0 .5rem } h2 { font-size: 1.05rem; margin: 1.2rem 0 .3rem }
p { margin: .3rem 0 } .answer { border-left: 4px solid #0072b2; padding: .4rem .8rem; background: #f2f6f9 }
.unmet .answer { border-color: #d55e00 }
table { border-collapse: collapse; width: 100%; font-size: .92rem }
th, td { text-align: left; padding: .2rem .5rem; border-bottom: 1px solid #ccc; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
tr.missed td { font-weight: 600 } small, .source { color: #505050; font-size: .85rem }
svg { width: 100%; height: auto } svg text { font: 11px system-ui, sans-serif; fill: #1a1a1a }
pre { overflow: auto; background: #f5f5f5; padding: .6rem; font-size: .78rem } summary { cursor: pointer }
@media print { body { font-size: 10px; margin: 0; max-width: none; padding: 0 } details { display: none }
  table, svg { break-inside: avoid } h2 { margin: .4rem 0 .1rem; font-size: 1.1em } svg { max-height: 62mm }
  p, ul { margin: .1rem 0 } th, td { padding: .05rem .4rem } h1 { font-size: 1.3em } .snippets { display: none } }
"""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], numeric: frozenset[int], missed: frozenset[int]) -> str:
    def cell(tag: str, i: int, text: str) -> str:
        return f"<{tag}{' class=n' if i in numeric else ''}>{escape(text)}</{tag}>"

    out = ["<table>"]
    if head:
        out.append("<thead><tr>" + "".join(cell("th", i, h) for i, h in enumerate(head)) + "</tr></thead>")
    out.append("<tbody>")
    for k, row in enumerate(rows):
        mark = " class=missed" if k in missed else ""
        out.append(f"<tr{mark}>" + "".join(cell("td", i, x) for i, x in enumerate(row)) + "</tr>")
    return "\n".join([*out, "</tbody></table>"])


def _section(title: str, body: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f"<section{mark}><h2>{escape(title)}</h2>\n{body}\n</section>" if body else ""


def _ticks(top: float, most: int) -> list[float]:
    raw = top / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw * (1 - 1e-9))
    return [k * step for k in range(int(top / step + 1e-9) + 1)]


def _end_of(f: Any) -> float:
    for t in (f.cooled_down_at, f.finished_at, f.end):
        if math.isfinite(t) and t > 0:
            return float(t)
    times = [t for t in (f.settled_at, f.drained_at, f.peak_lag_at) if math.isfinite(t)]
    return 1.25 * max(times, default=0.0) or 3600.0


def _shown_until(f: Any) -> float:
    """Where the curves end: with the course, or with the last backlog where that is long before."""
    end = _end_of(f)
    last = max((b.end for b in f.backlogs()), default=0.0)
    return 1.25 * last if 0 < last < end / 4 else end


def _panel(
    what: str,
    unit_of_value: str,
    points: Sequence[tuple[float, float]],
    end: float,
    limit: float | None,
    colour: str,
    y: float,
) -> str:
    title = f"{what} [{unit_of_value}]"
    left, width, height = 70.0, 700.0, 130.0
    shown = [v for _, v in points] + ([limit] if limit is not None else [])
    top = max(shown, default=0.0)
    if not top > 0:
        return f'<text x="{left:g}" y="{y + 14:g}">{escape(title)}: 0 all the time</text>'
    unit, name = next(((u, n) for u, n in ((86400.0, "d"), (3600.0, "h"), (60.0, "min")) if end >= 3 * u), (1.0, "s"))

    def at(t: float, v: float) -> tuple[float, float]:
        return left + width * t / end, y + 20 + height * (1 - v / (1.05 * top))

    base = at(0.0, 0.0)[1]
    out = [f'<text x="{left:g}" y="{y + 12:g}" font-weight="bold">{escape(title)}</text>']
    for v in _ticks(top, 4):
        h = at(0.0, v)[1]
        out.append(f'<line x1="{left:g}" x2="{left + width:g}" y1="{h:.1f}" y2="{h:.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{left - 6:g}" y="{h + 4:.1f}" text-anchor="end">{_text.number(float(f"{v:.6g}"))}</text>')
    for t in _ticks(end / unit, 8):
        x = at(t * unit, 0.0)[0]
        out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{base:.1f}" y2="{base + 4:.1f}" stroke="#1a1a1a"/>')
        out.append(f'<text x="{x:.1f}" y="{base + 16:.1f}" text-anchor="middle">{t:g}</text>')
    out.append(f'<text x="{left + width:g}" y="{base + 30:.1f}" text-anchor="end">time [{name}]</text>')
    path = " ".join(f"{'M' if i == 0 else 'L'}{x:.1f},{h:.1f}" for i, (x, h) in enumerate(at(t, v) for t, v in points))
    out.append(f'<line x1="{left:g}" x2="{left + width:g}" y1="{base:.1f}" y2="{base:.1f}" stroke="#1a1a1a"/>')
    out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
    if limit is not None:
        h = at(0.0, limit)[1]
        out.append(
            f'<line x1="{left:g}" x2="{left + width:g}" y1="{h:.1f}" y2="{h:.1f}" stroke="#1a1a1a" '
            'stroke-dasharray="6 4"/>'
        )
        words = f"limit {_text.number(limit)} {unit_of_value}"
        out.append(f'<text x="{left + width:g}" y="{h - 4:.1f}" text-anchor="end">{words}</text>')
    return "\n".join(out)


def _chart(plan: Any) -> str:
    f = plan.forecast
    if f.peak_lag == 0:
        return "<p>No backlog forms.</p>"
    end = _shown_until(f)
    last = min(end, f.end)
    times = {last * k / _SAMPLES for k in range(_SAMPLES + 1)}
    times |= {t for t in f.event_times.tolist() if t <= last} if len(f.event_times) <= 4 * _SAMPLES else set()
    times |= {b.peak_at for b in f.backlogs() if b.peak_at <= last}
    grid = sorted(times)
    lag = [(t, float(f.lag(t))) for t in grid]
    age = [(t, float(f.lag_age(t))) for t in grid]
    waits = [w for w in (plan.target.max_wait,) if w is not None and w <= 20 * max(v for _, v in age)]
    asked = plan.target.peak_lag
    lags = [asked] if asked is not None and asked <= 20 * max(v for _, v in lag) else []
    first = _panel("Lag", "records", lag, end, lags[0] if lags else None, _BLUE, 0)
    second = _panel("Age of the oldest record that waits", "s", age, end, waits[0] if waits else None, _VERMILION, 200)
    most = f"at most {_text.number(f.peak_lag)} records, and age of the oldest record, at most {_text.wait(f.max_wait)}"
    alt = escape(f"Lag over time, {most}")
    return f'<svg viewBox="0 0 800 400" role="img" aria-label="{alt}">\n<title>{alt}</title>\n{first}\n{second}\n</svg>'


def _variables(plan: Any) -> str:
    p = plan.system
    chosen = _provision.chosen
    rows: list[tuple[str, str, str]] = []

    def add(name: str, value: Any, unit: str, variable: str) -> None:
        if value is not None and not (isinstance(value, float) and not math.isfinite(value)):
            rows.append((name, f"{_text.number(value)}{unit}", "chosen" if chosen(plan, variable) else "as given"))

    add("partitions", plan.partitions if plan.partitions is not None else p.partitions, "", "partitions")
    add("minimum pollers", plan.min_pollers, "", "pollers")
    add("maximum pollers", plan.max_pollers, "", "pollers")
    add("consumers", plan.consumers, "", "partitions")
    reserved = getattr(plan, "reserved_concurrency", None)
    add(
        "reserved concurrency", reserved if reserved is not None else p.reserved_concurrency, "", "reserved_concurrency"
    )
    add("batch size", p.batch_size, " record" + ("s" if p.batch_size != 1 else ""), "batch")
    add("batch window", p.batch_window, " s", "batch")
    add("service time", p.service_time, " s for each record", "service_time")
    factor = getattr(plan, "arrival_factor", None)
    if factor is not None and chosen(plan, "arrival_rate"):
        add("factor on the arrivals", factor, "", "arrival_rate")
    return _table(("variable", "value", ""), rows, frozenset({1}), frozenset())


def _constraints(plan: Any) -> str:
    rows, missed = [], set[int]()
    for k, c in enumerate(plan.constraints):
        role = "binds" if c.name == plan.binding else "next" if c.name == plan.next else ""
        side = "at least" if _provision.lower_bound(c) else "at most"
        margin = _provision.amount(c, c.margin) if c.margin >= 0 else "-" + _provision.amount(c, -c.margin)
        by = "platform" if getattr(c, "origin", "wanted") == "platform" else "target"
        note = getattr(c, "note", "") or ""
        rows.append(
            (
                c.name,
                _provision.amount(c, c.value),
                f"{side} {_provision.amount(c, c.limit)}",
                margin,
                "yes" if c.met else "NO",
                role or by,
                note,
            )
        )
        if not c.met:
            missed.add(k)
    head = ("what must hold", "value", "limit", "margin", "met", "", "")
    return _table(head, rows, frozenset({1, 2, 3}), frozenset(missed))


def _relaxations(plan: Any) -> str:
    out = []
    for r in getattr(plan, "relaxations", None) or ():
        cost = ""
        if _provision.known(getattr(r, "cost_before", None)) and _provision.known(getattr(r, "cost_after", None)):
            cost = f" ({r.cost_after - r.cost_before:+.2f} USD/month)"
        out.append(f"<li>{escape(r.text)}{escape(cost) if 'USD' not in r.text else ''}</li>")
    for a in getattr(plan, "alternatives", None) or ():
        out.append(f"<li>{escape(a.text)}</li>")
    for c in getattr(plan, "conflicts", None) or ():
        out.append(f"<li>{escape(c.text)}</li>")
    out += [f"<li>{escape(w)}</li>" for w in plan.ways_out]
    return "<ul>" + "\n".join(out) + "</ul>" if out else ""


def _cost(plan: Any) -> str:
    bill = getattr(plan, "cost", None)
    if bill is None or not (bill.items or bill.unknown):
        return ""
    rows = [
        (i.name, f"{_text.number(float(f'{i.quantity:.6g}'))} {i.unit}", f"{i.usd:,.2f}", i.note or "")
        for i in bill.items
    ]
    rows.append(("total", "", f"{bill.total:,.2f}", ""))
    out = _table(("item", "quantity", "USD/month", ""), rows, frozenset({1, 2}), frozenset())
    million = getattr(bill, "per_million_records", None)
    if _provision.known(million):
        out += f"<p>{million:,.2f} USD for a million records.</p>"
    if bill.unknown:
        out += "<p>Not priced: " + escape("; ".join(bill.unknown)) + ".</p>"
    return out


def _alarm_table(alarms: Sequence[Any]) -> str:
    if not alarms:
        return ""

    def text(x: float, unit: str) -> str:
        return (
            f"{_text.number(float(f'{x:.4g}') if x < 1e4 else float(round(x)))} {unit}"
            if math.isfinite(x)
            else "no limit"
        )

    rows = [
        (
            a.metric,
            text(a.expected, a.unit),
            text(a.breaking, a.unit),
            "> " + text(a.threshold, a.unit),
            f"{a.datapoints_to_alarm} of {a.evaluation_periods} min",
        )
        for a in alarms
    ]
    head = ("alarm on", "the planned load reaches", "a target breaks at", "threshold", "for")
    return _table(head, rows, frozenset({1, 2, 3, 4}), frozenset()) + f'<p class="source">{escape(alarms[-1].why)}</p>'


def _source(plan: Any) -> str:
    import ullage as ul

    s = plan.system.scaling
    row = _provision.regime_row(s.name)
    out = [f"Regime {s.name}, {s.assumed} case"]
    if row is not None:
        until = (
            ""
            if row.valid_from == "-"
            else f", in force from {row.valid_from}" + (f" to {row.valid_to}" if row.valid_to != "-" else "")
        )
        trust = "Documented" if row.trust == "documented" else "Partly documented"
        out.append(
            f"{row.what}{until}. Source: {row.source}. {trust} by the vendor"
            + (f"; not published: {row.open}" if row.open else "")
        )
    out.append(f"Written by ullage {ul.__version__}")
    return '<p class="source">' + escape(". ".join(out)) + ".</p>"


def page(plan: Any, title: str, alarms: Sequence[Any], snippets: Sequence[tuple[str, str]]) -> str:
    """A plan as a page, see outputs.html_report."""
    shown = [f"<details><summary>{escape(n)}</summary><pre>{escape(t)}</pre></details>" for n, t in snippets]
    verdict = "Every target can be met." if plan.feasible else "The targets cannot be met."
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Plan: {escape(title)}</title><style>{_STYLE}</style></head>",
        f'<body class="{"met" if plan.feasible else "unmet"}">',
        f"<h1>Plan: {escape(title)}</h1>",
        f'<p class="answer"><strong>{verdict}</strong> {escape(plan.explain())}</p>',
        _section("Size" if plan.feasible else "Nearest size", _variables(plan)),
        _section("What must hold", _constraints(plan)),
        _section("What happens", _chart(plan)),
        _section("What one step more, or one target less, is worth", _relaxations(plan)),
        _section("Cost", _cost(plan)),
        _section("Alarms", _alarm_table(alarms)),
        _section("To paste", "\n".join(shown), "snippets"),
        _source(plan),
        "</body></html>",
    ]
    return "\n".join(x for x in parts if x) + "\n"
