# SPDX-License-Identifier: MIT
"""What the command line says of a forecast, a simulation and the regimes: documents and JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import ullage as ul
from ullage._render import Block, Chart, Heading, Pairs, Table, Text, chart, duration, number
from ullage.workload import Workload

# --- JSON


def as_json(document: Any) -> str:
    """JSON text; what is not a finite number is null."""
    return json.dumps(_finite(document), indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _finite(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(v) for v in value]
    return value


def forecast_document(file: str, workloads: Sequence[Workload], forecasts: Sequence[Any]) -> dict[str, Any]:
    return {
        "ullage": ul.__version__,
        "file": file,
        "forecasts": [
            {
                "name": w.name,
                "forecast": without_pieces(f.to_dict()),
                "wait_quantiles": {"0.5": f.wait_quantile(0.5), "0.99": f.wait_quantile(0.99)},
                "late_records": [{"limit": x, "records": f.late_records(x)} for x in w.late_limits],
                "diagnosis": diagnosis(w, f),
                **about(w),
            }
            for w, f in zip(workloads, forecasts, strict=True)
        ],
    }


def simulate_document(file: str, workloads: Sequence[Workload], results: Sequence[Any]) -> dict[str, Any]:
    return {
        "ullage": ul.__version__,
        "file": file,
        "simulations": [
            {
                "name": w.name,
                "simulation": without_pieces(r.to_dict()),
                "comparison": c.to_dict(),
                "late_records": [{"limit": x, "records": r.late_records(x)} for x in w.late_limits],
                **about(w),
            }
            for w, (r, c) in zip(workloads, results, strict=True)
        ],
    }


def about(w: Workload) -> dict[str, Any]:
    row = row_of(w)
    return {
        "arrivals": _arrivals_summary(w.pipeline.arrivals),
        "regime": {"name": w.pipeline.scaling.name, "case": w.pipeline.scaling.assumed, **(row or {})},
        "origin": None if w.origin is None else w.origin.isoformat(),
        "notes": list(w.notes),
    }


def _arrivals_summary(a: Any) -> dict[str, Any]:
    names = ("total_records", "mean_rate", "peak_rate", "starts_at", "ends_at")
    return {"pieces": len(a.pieces), **{name: getattr(a, name) for name in names}}


def without_pieces(result: dict[str, Any]) -> dict[str, Any]:
    """A result as plain values without the pieces of the arrivals, of which a trace has thousands."""
    out = {}
    for key, value in result.items():
        if isinstance(value, dict):
            out[key] = without_pieces({k: v for k, v in value.items() if k != "arrivals"})
        else:
            out[key] = value
    return out


def regime_rows() -> list[dict[str, Any]]:
    """The catalog of regimes."""
    return [
        {
            "name": row.name,
            "what": row.what,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "source": row.source,
            "confidence": row.trust,
            "open": row.open,
        }
        for row in ul.regimes()
    ]


def row_of(w: Workload) -> dict[str, Any] | None:
    return next((row for row in regime_rows() if row["name"] == w.pipeline.scaling.name), None)


# --- words


def moment(w: Workload, t: float) -> str:
    """An instant: seconds, and the clock time where there is one."""
    if w.origin is None or not math.isfinite(t):
        return duration(t)
    return f"{duration(t)}, {w.origin + timedelta(seconds=t):%Y-%m-%d %H:%M:%S}"


def share_text(x: float) -> str:
    return "-" if math.isnan(x) else "no limit" if math.isinf(x) else f"{x:.4g}"


def counted(n: float, what: str) -> str:
    return f"{number(n)} {what}{'' if n == 1 else 's'}"


def size_of(w: Workload) -> str:
    """The workload in one line."""
    p = w.pipeline
    parts = []
    if p.partitions is not None:
        parts.append(counted(p.partitions, "partition"))
    overhead = f" and {number(p.dispatch_overhead)} s overhead" if p.dispatch_overhead else ""
    parts.append(f"{number(p.service_time)} s for each record{overhead}")
    if p.initial_lag:
        parts.append(f"{number(p.initial_lag)} records wait at the start")
    return ", ".join(parts)


def regime_lines(w: Workload) -> list[tuple[str, str]]:
    """Which rule was assumed and how well it is known."""
    row = row_of(w)
    scaling = w.pipeline.scaling
    if row is None:
        return [("regime", scaling.name)]
    lines = [("regime", f"{scaling.name}, {scaling.assumed} case: {row['what']}")]
    if row["valid_from"] != "-":
        until = f"to {row['valid_to']}" if row["valid_to"] != "-" else "on"
        lines.append(("valid", f"from {row['valid_from']} {until}"))
    lines.append(("source", row["source"]))
    trust = "documented by the vendor" if row["confidence"] == "documented" else "partly documented by the vendor"
    lines.append(("confidence", trust + (f"; not published: {row['open']}" if row["open"] else "")))
    return lines


def diagnosis(w: Workload, f: Any) -> list[str]:
    """What is remarkable about a forecast, in words; the gravest first."""
    out = []
    rate = f.utilization * f.full_capacity
    peak = f.peak_utilization * f.full_capacity
    if f.overloaded:
        short = rate - f.full_capacity
        if short > 0:
            out.append(
                f"Overloaded: {number(rate)} records/s arrive for ever and all consumers together do "
                f"{number(f.full_capacity)}; the lag grows by {number(short)} records/s without end."
            )
        else:
            out.append(
                f"Overloaded: {number(rate)} records/s arrive for ever, which the full size could do "
                f"({number(f.full_capacity)}), but the rule never gets there; the lag grows without end."
            )
    elif math.isinf(f.drained_at):
        out.append("The backlog is not worked off by the end of what was computed.")
    elif f.peak_lag == 0:
        out.append("No backlog ever builds up.")
    elif f.utilization > 1:
        out.append(
            f"While records arrive they are {number(f.utilization)} times what all consumers can do; "
            "the backlog is worked off only afterwards."
        )
    elif f.peak_utilization > 1:
        out.append(
            f"At the busiest {number(peak)} records/s arrive, {number(f.peak_utilization)} times what all consumers "
            "can do: no scaling avoids a backlog then."
        )
    else:
        late = w.pipeline.initial_lag == 0 and f.max_consumers > f.consumers(0.0)
        out.append(
            "At full size the consumers can do more than arrives at any time"
            + ("; the backlog comes from those that are not there yet." if late else ".")
        )
    if f.oscillates:
        every = "" if f.period is None else f" every {duration(f.period)}"
        out.append(f"Oscillates: the rule never settles; the course repeats{every}.")
    elif math.isinf(f.finished_at) and not f.overloaded and math.isfinite(f.settled_at):
        out.append(
            f"Settles at {duration(f.settled_at)} with {number(f.settled_consumers)} consumers "
            f"and a lag of {number(f.settled_lag)}."
        )
    if _worst_at_start(f):
        out.append(
            f"The oldest record waits at the start, which begins with {counted(f.consumers(0.0), 'consumer')}; "
            "for a system that runs already set scaling.initial_consumers."
        )
    retention = w.pipeline.retention
    if f.max_wait > retention:
        out.append(f"Records are lost: the oldest waits longer than the retention of {duration(retention)}.")
    return out


def _worst_at_start(f: Any) -> bool:
    """Several backlogs, of which the one at time 0 has the oldest record."""
    periods = f.backlogs()
    if len(periods) < 2 or periods[0].start > 0 or f.system.initial_lag > 0 or math.isinf(f.max_wait):
        return False
    import numpy as np

    return bool(f.wait_at(np.linspace(0.0, periods[0].end, 512)).max() >= 0.98 * f.max_wait)


def footer(w: Workload, workloads: Sequence[Workload]) -> list[Block]:
    """The regime, once for all workloads in a row that share it, and the notes."""
    after = workloads[workloads.index(w) + 1 :]
    shared = bool(after) and regime_lines(after[0]) == regime_lines(w)
    blocks: list[Block] = [] if shared else [Pairs(regime_lines(w))]
    return blocks + [Text(f"Note: {note}.", "note") for note in w.notes]


PLAN_WORDS = ("Oscillates", "Records are lost", "The oldest record waits at the start")
_BAD_WORDS = ("Overloaded", "Oscillates", "Records are lost", "The backlog is not")


def _diagnosis_blocks(w: Workload, f: Any) -> list[Block]:
    return [Text(line, "bad" if line.startswith(_BAD_WORDS) else "") for line in diagnosis(w, f)]


def _drained(w: Workload, f: Any) -> str:
    return "at once: nothing ever waits" if f.peak_lag == 0 else moment(w, f.drained_at)


def facts(w: Workload, f: Any) -> list[tuple[str, str]]:
    """The numbers of a forecast."""
    where = f" at {moment(w, f.peak_lag_at)}" if f.peak_lag > 0 else ""
    rows = [
        ("arrivals", _arrivals(f.system.arrivals)),
        ("records", number(f.records) if math.isfinite(f.records) else "without end"),
        ("peak lag", ("grows without end" if math.isinf(f.peak_lag) else f"{number(f.peak_lag)} records") + where),
        ("oldest record", f"waits {wait(f.max_wait)}"),
        ("mean wait", wait(f.mean_wait)),
        ("p50, p99 wait", f"{wait(f.wait_quantile(0.5))}, {wait(f.wait_quantile(0.99))}"),
        ("drained at", _drained(w, f)),
        ("drain time", f"{duration(f.drain_time)} from the peak on"),
        ("cool-down ends", moment(w, f.cooled_down_at)),
        ("consumers", _consumers(f)),
        ("utilization", f"{share_text(f.utilization)} mean, {share_text(f.peak_utilization)} at the busiest"),
        ("full capacity", f"{number(f.full_capacity)} records/s" if math.isfinite(f.full_capacity) else "no limit"),
    ]
    for limit in w.late_limits:
        late = f.late_records(limit)
        share = f" ({100 * late / f.records:.3g} %)" if math.isfinite(late) and f.records > 0 and late else ""
        rows.append((f"later than {number(limit)} s", f"{number(late)} records{share}"))
    return rows


def _arrivals(a: Any) -> str:
    if a.total_records == 0:
        return "none"
    if a.ends_at == a.starts_at:
        return f"all at {duration(a.ends_at)}"
    until = f"until {duration(a.ends_at)}" if math.isfinite(a.ends_at) else "for ever"
    if number(a.mean_rate) == number(a.peak_rate):
        return f"{number(a.mean_rate)} records/s {until}"
    return f"{number(a.mean_rate)} records/s, at the busiest {number(a.peak_rate)}, {until}"


def gone(f: Any) -> str:
    """When the backlog is gone."""
    return duration(f.drained_at) if f.peak_lag > 0 else "no backlog"


def _consumers(f: Any) -> str:
    if math.isinf(f.consumer_seconds):
        return f"at most {number(f.max_consumers)}, in use without end"
    return f"at most {number(f.max_consumers)}, {number(f.consumer_seconds)} consumer-seconds in all"


def wait(x: float) -> str:
    return "without limit" if math.isinf(x) else duration(x)


def _end_of(f: Any) -> float:
    """Where a chart ends: the first finite of what the course ends with."""
    for t in (f.cooled_down_at, f.finished_at, f.end):
        if math.isfinite(t) and t > 0:
            return float(t)
    return (
        1.25 * max((t for t in (f.settled_at, f.drained_at, f.peak_lag_at) if math.isfinite(t)), default=0.0) or 3600.0
    )


def lag_chart(f: Any) -> list[Block]:
    """Lag over time, or nothing where there is none."""
    import numpy as np

    if f.peak_lag == 0:
        return []
    end = _end_of(f)
    times = np.linspace(0.0, end, 1024)
    lag = f.lag(times)
    peaks = [(b.peak_at, b.peak) for b in f.backlogs() if math.isfinite(b.peak) and b.peak_at <= end]
    at = [*times.tolist(), *(t for t, _ in peaks)]
    values = [*lag.tolist(), *(v for _, v in peaks)]
    return [Chart("Lag over time [records]", lambda width, glyphs: chart(at, values, end, width, glyphs))]


# --- forecast


def forecast(title: str, workloads: Sequence[Workload], forecasts: Sequence[Any]) -> list[Block]:
    """The document of ``ullage forecast``."""
    blocks: list[Block] = []
    pairs = list(zip(workloads, forecasts, strict=True))
    if len(pairs) > 1:
        blocks += [
            Heading(f"Forecast: {title}"),
            Table(
                ("scenario", "peak lag", "oldest record", "drained at"),
                [
                    (
                        w.name,
                        number(f.peak_lag) if math.isfinite(f.peak_lag) else "no limit",
                        wait(f.max_wait),
                        gone(f),
                    )
                    for w, f in pairs
                ],
                frozenset({1, 2, 3}),
            ),
        ]
    for w, f in pairs:
        name = f"Forecast: {title}" if len(pairs) == 1 else w.name
        blocks += [Heading(name), Text(size_of(w) + ".")]
        blocks += _diagnosis_blocks(w, f)
        blocks += [Pairs(facts(w, f)), *lag_chart(f), *footer(w, workloads)]
    return blocks


# --- regimes


_TRUST = {"documented": "every number", "partly": "in part"}


def regimes(rows: Sequence[dict[str, Any]]) -> list[Block]:
    """The document of ``ullage regimes``."""
    blocks: list[Block] = [
        Heading("Scaling regimes"),
        Table(
            ("regime", "valid from", "to", "documented by the vendor"),
            [(r["name"], r["valid_from"], r["valid_to"], _TRUST[r["confidence"]]) for r in rows],
        ),
    ]
    for r in rows:
        lines = [("what", r["what"]), ("source", r["source"])]
        if r["open"]:
            lines.append(("not published", r["open"]))
        blocks += [Heading(r["name"]), Pairs(lines)]
    return blocks


# --- simulate


def simulation(title: str, workloads: Sequence[Workload], results: Sequence[Any]) -> list[Block]:
    """A document of simulations, each beside the forecast of the same workload."""
    blocks: list[Block] = [Heading(title)] if len(workloads) > 1 else []
    for w, (r, c) in zip(workloads, results, strict=True):
        blocks += [Heading(w.name), Text(size_of(w))]
        runs = counted(r.replications, "replication")
        stopped = " (stopped before the end)" if r.interrupted else ""
        rows = [("simulated", f"{runs} of {number(r.records)} records each{stopped}")]
        if r.batch_size.mean > 1:
            rows.append(
                ("invocations", f"{number(r.invocations.mean)}, {number(r.batch_size.mean)} records in a batch")
            )
        for name in ("failures", "cold_starts", "interruptions", "discarded"):
            x = getattr(r, name)
            if x.mean > 0:
                rows.append((name.replace("_", " "), number(x.mean)))
        for limit in w.late_limits:
            late = r.late_records(limit)
            share = f" ({100 * late / r.records:.3g} %)" if late and r.records > 0 else ""
            rows.append((f"later than {number(limit)} s", f"{number(late)} records{share}"))
        blocks.append(Pairs(rows))
        head = (
            "figure",
            "expected",
            "with chance",
            "simulated",
            f"{100 * r.confidence:.6g} % interval",
            "error",
            "method of chance",
        )
        blocks.append(Table(head, c.rows(), frozenset({1, 2, 3, 5})))
        if any(not f.valid for f in c):
            blocks.append(
                Text("Note: ? marks what is outside the range of its method; the last column says why.", "note")
            )
        blocks += footer(w, workloads)
    return blocks
