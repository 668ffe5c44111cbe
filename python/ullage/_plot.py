# SPDX-License-Identifier: MIT
"""The picture of a forecast: lag, age of the oldest record and concurrency over time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ullage import _core
from ullage._table import needs, shown_until

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# Okabe and Ito, "Color Universal Design" (2008).
BLUE = "#0072B2"
VERMILION = "#D55E00"
GREEN = "#009E73"
GREY = "#6e6e6e"
PHASES = {
    "ramp-up": ("#E69F00", 0.16),
    "draining": ("#56B4E9", 0.16),
    "cool-down": ("#999999", 0.16),
    "overload": ("#D55E00", 0.12),
}
POINTS = 1500


def time_unit(until: float) -> tuple[float, str]:
    """The unit in which an axis up to a time has handy numbers."""
    for limit, factor, name in ((2 * 86400.0 + 1, 86400.0, "d"), (10800.0, 3600.0, "h"), (300.0, 60.0, "min")):
        if until >= limit:
            return factor, name
    return 1.0, "s"


def phases(f: _core.forecast_result, until: float) -> list[tuple[str, float, float]]:
    """Ramp-up to the peak and draining of every backlog worth showing, then the cool-down; overload without end."""
    out = []
    for b in f.backlogs():
        if b.peak < 0.02 * f.peak_lag and math.isfinite(f.peak_lag):
            continue
        if f.overloaded and math.isinf(b.end):
            out.append(("overload", b.start, until))
            continue
        top = min(b.peak_at, until)
        if top > b.start:
            out.append(("ramp-up", b.start, top))
        if min(b.end, until) > top:
            out.append(("draining", top, min(b.end, until)))
    if math.isfinite(f.cooled_down_at) and f.cooled_down_at > f.finished_at:
        out.append(("cool-down", f.finished_at, f.cooled_down_at))
    return out


def curve_times(f: _core.forecast_result, until: float) -> NDArray[np.float64]:
    """Events twice, just before and at them, so that jumps are drawn upright, and an even grid."""
    import numpy as np

    events = f.event_times
    events = events[events <= until]
    before = np.nextafter(events[1:], 0)
    return np.union1d(np.union1d(events, before), np.linspace(0.0, until, POINTS))


def shade(ax: Axes, spans: list[tuple[str, float, float]], unit: float) -> None:
    for name, start, end in spans:
        colour, alpha = PHASES[name]
        ax.axvspan(start / unit, end / unit, color=colour, alpha=alpha, linewidth=0)


def finish(ax: Axes, label: str, unit: str, bottom: bool = True) -> None:
    from matplotlib.ticker import MaxNLocator

    ax.set_ylabel(label)
    ax.set_ylim(0, ax.get_ylim()[1] if ax.dataLim.y1 > 0 else 1)
    ax.margins(x=0)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=9, steps=[1, 2, 3, 6, 10] if unit == "h" else [1, 2, 5, 10]))
    ax.grid(axis="y", color="#e6e6e6", linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    if bottom:
        ax.set_xlabel(f"time [{unit}]")


def legend_above(ax: Axes, columns: int) -> None:
    ax.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 0.98),
        borderaxespad=0.0,
        frameon=False,
        ncols=columns,
        fontsize="small",
    )


def draw_lag(ax: Axes, f: _core.forecast_result, times: NDArray[np.float64], unit: float) -> None:
    ax.plot(times / unit, f.lag(times), color=BLUE, linewidth=1.8)
    if math.isfinite(f.peak_lag) and f.peak_lag > 0 and f.peak_lag_at <= times[-1]:
        ax.annotate(
            f"{f.peak_lag:.0f}",
            (f.peak_lag_at / unit, f.peak_lag),
            textcoords="offset points",
            xytext=(4, 4),
            color=BLUE,
            annotation_clip=False,
        )


def draw_age(ax: Axes, f: _core.forecast_result, times: NDArray[np.float64], unit: float, scale: float) -> None:
    ages = f.lag_age(times) / scale
    ax.plot(times / unit, ages, color=VERMILION, linewidth=1.8)
    retention = f.system.retention
    if math.isfinite(retention) and retention / scale <= 3 * max(ages.max(), 1e-12):
        ax.axhline(retention / scale, color=GREY, linestyle="--", linewidth=1.2, label="retention")
        legend_above(ax, 1)


def draw_concurrency(ax: Axes, f: _core.forecast_result, times: NDArray[np.float64], unit: float) -> None:
    consumers = f.consumers(times)
    running = f.concurrency(times)
    ax.fill_between(times / unit, 0, running, color=BLUE, alpha=0.3, linewidth=0, label="records in service")
    ax.plot(times / unit, consumers, color=GREEN, linewidth=2.4, label="consumers")
    partitions = f.system.partitions
    top = max(consumers.max(), running.max())
    if partitions is not None and partitions <= 20 * max(top, 1.0):
        label = f"partitions ({partitions})"
        ax.axhline(partitions, color="black", linestyle=(0, (5, 4)), linewidth=1.2, label=label)
        top = max(top, partitions)
    ax.set_ylim(0, 1.1 * top if top > 0 else 1)
    legend_above(ax, 3)


def plot_forecast(f: _core.forecast_result, ax: Axes | None = None) -> Any:
    """Three panels that share the time, or with ``ax`` the lag alone in it."""
    needs("matplotlib", "plot")
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch

    until = min(1.04 * shown_until(f), f.end)
    unit, name = time_unit(until)
    times = curve_times(f, until)
    spans = phases(f, until)
    shown = [p for p in PHASES if any(p == s[0] for s in spans)]
    handles = [Patch(color=PHASES[p][0], alpha=2 * PHASES[p][1], linewidth=0, label=p) for p in shown]
    if ax is not None:
        shade(ax, spans, unit)
        draw_lag(ax, f, times, unit)
        finish(ax, "lag [records]", name)
        if handles:
            ax.legend(handles=handles, loc="best", frameon=False)
        return ax

    figure, axes = plt.subplots(3, 1, sharex=True, figsize=(8, 7), layout="constrained")
    for panel in axes:
        shade(panel, spans, unit)
    draw_lag(axes[0], f, times, unit)
    finish(axes[0], "lag [records]", name, bottom=False)
    longest = float(f.lag_age(times).max())
    scale, age_unit = time_unit(longest)
    draw_age(axes[1], f, times, unit, scale)
    finish(axes[1], f"age of oldest [{age_unit}]", name, bottom=False)
    draw_concurrency(axes[2], f, times, unit)
    finish(axes[2], "concurrency", name)
    if handles:
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False)
    return axes


def plot_simulation(r: _core.simulation_result, ax: Axes | None = None) -> Axes:
    """Mean lag and its band over time, with the fluid forecast of the same pipeline."""
    needs("matplotlib", "plot")
    import matplotlib.pyplot as plt

    times = r.times
    unit, name = time_unit(float(times[-1]))
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4), layout="constrained")
    label = f"{100 * r.band:.0f} % of {r.replications} runs"
    ax.fill_between(times / unit, r.lag_low, r.lag_high, color=BLUE, alpha=0.25, linewidth=0, label=label)
    ax.plot(times / unit, r.lag, color=BLUE, linewidth=1.8, label="simulated, mean")
    expected = _core.forecast(r.system)
    until = times[times <= expected.end]
    ax.plot(until / unit, expected.lag(until), color=VERMILION, linestyle="--", linewidth=1.6, label="expected (fluid)")
    finish(ax, "lag [records]", name)
    legend_above(ax, 3)
    return ax
