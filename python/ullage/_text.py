# SPDX-License-Identifier: MIT
"""Numbers, times and results as a few lines of plain text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ullage import _core


def number(x: float | None) -> str:
    """Up to six significant digits, whole numbers in full, without separators."""
    if x is None or math.isnan(x):
        return "-"
    if math.isinf(x):
        return "without limit" if x > 0 else "-inf"
    if x == round(x) and abs(x) < 1e15:
        return str(round(x))
    return f"{x:.6g}" if abs(x) < 1e5 else f"{x:.0f}"


def time(x: float | None) -> str:
    """Seconds, from two minutes on with a larger unit beside them: ``840 s (14 min)``."""
    if x is None or math.isnan(x):
        return "-"
    if math.isinf(x):
        return "never"
    for limit, unit, name in ((172800.0, 86400.0, "d"), (7200.0, 3600.0, "h"), (120.0, 60.0, "min")):
        if x >= limit:
            return f"{number(round(x, 1))} s ({x / unit:.3g} {name})"
    return f"{number(float(f'{x:.4g}'))} s"


def wait(x: float | None) -> str:
    """A wait: infinite is without limit, not never."""
    return "without limit" if x is not None and math.isinf(x) else time(x)


def rows_of_forecast(f: _core.forecast_result) -> list[tuple[str, str]]:
    """Label and value of what one wants to know first."""
    rows = [
        ("peak lag", f"{number(f.peak_lag)} records" + (f" at {time(f.peak_lag_at)}" if f.peak_lag > 0 else "")),
        ("drained at", time(f.drained_at) if f.peak_lag > 0 else "no backlog"),
        ("drain time", time(f.drain_time)),
        ("longest wait", wait(f.max_wait)),
        ("mean wait", wait(f.mean_wait)),
        ("99 % wait at most", wait(f.wait_quantile(0.99))),
        ("finished at", time(f.finished_at)),
        ("cooled down at", time(f.cooled_down_at)),
        ("most consumers", number(f.max_consumers)),
        ("consumer-seconds", number(f.consumer_seconds)),
        ("full capacity", f"{number(f.full_capacity)} records/s"),
        ("utilization", f"{number(f.utilization)} (peak {number(f.peak_utilization)})"),
    ]
    if f.overloaded:
        rows.append(("overloaded", "the lag grows without end"))
    if f.oscillates:
        rows.append(("oscillates", "every " + time(f.period) if f.period is not None else "without a period"))
    return rows


def of_forecast(f: _core.forecast_result) -> str:
    rows = rows_of_forecast(f)
    width = max(len(label) for label, _ in rows)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in rows)


def rows_of_simulation(r: _core.simulation_result) -> list[tuple[str, str]]:
    """Label and value with interval of what one wants to know first."""

    def interval(x: _core.confidence_interval, unit: str, write: Callable[[float | None], str] = number) -> str:
        value = write(x.mean) + unit
        return (
            value
            if x.low == x.high or math.isinf(x.mean)
            else f"{value}, {number(_short(x.low))} to {number(_short(x.high))}"
        )

    return [
        ("peak lag", interval(r.peak_lag, " records", lambda x: number(_short(x)))),
        ("drained at", interval(r.drained_at, "", time)),
        ("longest wait", interval(r.max_wait, "", wait)),
        ("mean wait", interval(r.mean_wait, "", wait)),
        ("99 % wait at most", interval(r.wait_p99, "", wait)),
        ("finished at", interval(r.finished_at, "", time)),
        ("consumer-seconds", interval(r.consumer_seconds, "", lambda x: number(_short(x)))),
        ("invocations", interval(r.invocations, "", lambda x: number(_short(x)))),
        ("records", number(_short(r.records))),
        (
            "replications",
            f"{r.replications}, intervals of {100 * r.confidence:.6g} %" + (", interrupted" if r.interrupted else ""),
        ),
    ]


def _short(x: float | None) -> float | None:
    """Four significant digits, whole numbers above in full."""
    if x is None or not math.isfinite(x):
        return x
    return float(f"{x:.4g}") if abs(x) < 1000 else float(round(x))


def of_simulation(r: _core.simulation_result) -> str:
    rows = rows_of_simulation(r)
    width = max(len(label) for label, _ in rows)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in rows)
