# SPDX-License-Identifier: MIT
"""Answers under uncertainty in words and pictures: odds, partitions for a confidence, tornado."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ullage._table import needs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito, "Color Universal Design" (2008).
BLUE = "#0072B2"
ORANGE = "#E69F00"
GREY = "#6e6e6e"
LINES = ("#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
STYLES = ("--", "-.", ":", (0, (5, 1)), (0, (1, 1)))
SECONDS = {
    "max_wait",
    "mean_wait",
    "drained_at",
    "service_time",
    "dispatch_overhead",
    "init_time",
    "evaluation_period",
    "reaction_delay",
    "startup_time",
    "rebalance_pause",
    "up_min_interval",
    "drain_within",
}
UNITS = {
    "peak_lag": "records",
    "monthly_cost": "USD/month",
    "arrival_rate": "records/s",
    "record_bytes": "bytes",
    "initial_lag": "records",
    "lag_threshold": "records",
    "initial_consumers": "consumers",
    "up_step": "consumers",
}
REGIMES = ("best", "likely", "worst")


def unit_of(name: str) -> str:
    return "s" if name in SECONDS else UNITS.get(name, "")


def brief(x: float) -> str:
    """A number with four significant digits, without an exponent where people would not write one."""
    if math.isinf(x):
        return "without limit" if x > 0 else "-inf"
    return f"{x:.0f}" if 1e4 <= abs(x) < 1e15 else f"{x:.4g}"


def with_unit(x: float, name: str) -> str:
    unit = unit_of(name)
    if name == "drained_at" and math.isinf(x):
        return "never"
    return f"{brief(x)} {unit}" if unit and math.isfinite(x) else brief(x)


def value_of_input(x: float, name: str) -> str:
    if name == "regime_estimate":
        return REGIMES[min(max(int(x), 0), 2)]
    return with_unit(x, name)


def decimals_of(error: float) -> int:
    """Decimals that show one significant digit of an error."""
    return min(max(2, math.ceil(-math.log10(error)) if error > 0 else 4), 6)


def probability(x: dict[str, Any]) -> str:
    d = decimals_of(x["error"])
    return f"{x['probability']:.{d}f} +- {x['error']:.{d}f}"


def share_text(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else "less than 1 %"


def missed(constraints: dict[str, dict[str, float]]) -> list[tuple[str, float]]:
    """What is missed in some scenarios, the most often first."""
    all_missed = [(name, 1 - c["probability"]) for name, c in constraints.items() if c["probability"] < 1]
    return sorted(all_missed, key=lambda x: (-x[1], x[0]))


def matters_most(tornado: dict[str, Any]) -> str:
    """The input that explains most, and the next one where it is worth a word; "" where nothing varies."""
    by_share = sorted(tornado["bars"], key=lambda b: (-b["share"], -b["swing"]))
    told = [b for b in by_share if b["share"] >= 0.05][:2]
    if not told:
        return ""
    return ", then ".join(f"{b['name']} ({share_text(b['share'])} of the variance)" for b in told)


def partitions_text(n: int) -> str:
    return f"{n} partition" if n == 1 else f"{n} partitions"


def explain_odds(d: dict[str, Any]) -> str:
    if d["scenarios"] == 0:
        return "Stopped before any scenario was judged."
    out = [f"Everything is kept with probability {probability(d)} ({d['scenarios']} scenarios)."]
    often = missed(d["constraints"])
    if often:
        out.append("Missed: " + ", ".join(f"{name} in {share_text(x)}" for name, x in often) + ".")
    parts = []
    for name in ("peak_lag", "max_wait", "drained_at"):
        q = d["quantiles"][name]
        parts.append(f"{name} {with_unit(q['p50'], name)} (19 in 20 at most {with_unit(q['p95'], name)})")
    out.append("Median: " + "; ".join(parts) + ".")
    cost = d["quantiles"]["monthly_cost"]
    if cost["p95"] > 0:
        some = "" if d["priced"] else ", without what cannot be priced"
        out.append(f"Cost: {with_unit(cost['p05'], 'monthly_cost')} to {with_unit(cost['p95'], 'monthly_cost')}{some}.")
    return " ".join(out)


def explain_curve(d: dict[str, Any]) -> str:
    return "\n".join(f"{partitions_text(s['partitions'])}: {probability(s)}" for s in d["sizes"])


def explain_plan(d: dict[str, Any]) -> str:
    if d["interrupted"]:
        return "Stopped before a partition count was chosen."
    chosen = d["chosen"]
    level = f"{d['confidence']:.6g}"
    most = matters_most(d["tornado"])
    tail = f" What matters most is {most}." if most else ""
    if d["partitions"] is None:
        often = missed(chosen["constraints"])
        way = f" In the way: {often[0][0]}, missed in {share_text(often[0][1])}." if often else ""
        return (
            f"No partition count was found that keeps everything with probability {level}; "
            f"{partitions_text(chosen['partitions'])} come nearest, with {probability(chosen)}.{way}{tail}"
        )
    n = d["partitions"]
    verb = "keeps" if n == 1 else "keep"
    out = f"{partitions_text(n)} {verb} everything with probability {probability(chosen)} (wanted {level})"
    if d["below"]:
        b = d["below"]
        out += f"; {b['partitions']} with {probability(b)}"
    out += "."
    if d["binding"] and d["below"]:
        out += f" There {d['binding']} is missed most often."
    return out + tail


def explain_tornado(d: dict[str, Any]) -> str:
    name = d["figure"]
    lines = [f"{name} is {with_unit(d['centre'], name)} with every input at its median."]
    for b in d["bars"]:
        lines.append(
            f"{b['name']} from {value_of_input(b['low'], b['name'])} to {value_of_input(b['high'], b['name'])}: "
            f"{name} from {with_unit(b['at_low'], name)} to {with_unit(b['at_high'], name)}, "
            f"{share_text(b['share'])} of the variance."
        )
    if d["together"] >= 0.05:
        lines.append(f"Only together the inputs explain {share_text(d['together'])}.")
    return "\n".join(lines)


def bare(ax: Axes) -> None:
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def axes_for(ax: Axes | None, height: float) -> Axes:
    needs("matplotlib", "plot")
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    _, made = plt.subplots(figsize=(8, height), layout="constrained")
    return made


def plot_tornado(d: dict[str, Any], ax: Axes | None = None) -> Axes:
    """One bar per input from the figure at its 5 % to that at its 95 % quantile, the widest on top."""
    bars = d["bars"]
    ax = axes_for(ax, 1.6 + 0.5 * max(len(bars), 1))
    centre = d["centre"]
    ends = [x for b in bars for x in (b["at_low"], b["at_high"]) if math.isfinite(x)]
    if math.isfinite(centre):
        ends.append(centre)
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = (high - low) or abs(high) or 1.0
    beyond = {math.inf: high + 0.25 * room, -math.inf: low - 0.25 * room}
    middle = beyond.get(centre, centre)
    labelled: set[str] = set()
    for row, b in enumerate(bars):
        for end, colour, hatch, label in (
            (b["at_low"], BLUE, "", "input at its 5 % quantile"),
            (b["at_high"], ORANGE, "///", "input at its 95 % quantile"),
        ):
            to = beyond.get(end, end)
            ax.barh(
                row,
                to - middle,
                left=middle,
                height=0.62,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.5,
                label=None if label in labelled else label,
            )
            labelled.add(label)
            if math.isinf(end):
                ax.annotate("without limit", (to, row), va="center", ha="right" if to > middle else "left", fontsize=8)
    ax.axvline(middle, color=GREY, linewidth=1.0)
    ax.set_yticks(
        range(len(bars)),
        [f"{b['name']}\n{value_of_input(b['low'], b['name'])} to {value_of_input(b['high'], b['name'])}" for b in bars],
        fontsize=8,
    )
    ax.invert_yaxis()
    unit = unit_of(d["figure"])
    ax.set_xlabel(f"{d['figure']} [{unit}]" if unit else d["figure"])
    ax.grid(axis="x", color="#e6e6e6", linewidth=0.8)
    bare(ax)
    for row, b in enumerate(bars):
        ax.annotate(
            share_text(b["share"]) + " of variance",
            (1.0, row),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=GREY,
            annotation_clip=False,
        )
    if bars:
        ax.legend(
            loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.0, frameon=False, ncols=2, fontsize="small"
        )
    return ax


def draw_curve(ax: Axes, sizes: list[dict[str, Any]]) -> None:
    counts = [s["partitions"] for s in sizes]
    ax.errorbar(
        counts,
        [s["probability"] for s in sizes],
        yerr=[2 * s["error"] for s in sizes],
        color=BLUE,
        marker="o",
        markersize=4,
        linewidth=1.8,
        capsize=2,
        label="everything",
    )
    names = dict.fromkeys(name for s in sizes for name, _ in missed(s["constraints"]))
    if len(names) > 1:
        for i, name in enumerate(list(names)[: len(LINES)]):
            kept = [s["constraints"].get(name, {"probability": 1.0})["probability"] for s in sizes]
            ax.plot(counts, kept, color=LINES[i], linestyle=STYLES[i], linewidth=1.4, label=name)


def plot_curve(d: dict[str, Any], ax: Axes | None = None, confidence: float | None = None) -> Axes:
    """Probability that everything is kept, and each thing alone, over the partitions; bars of two standard errors."""
    ax = axes_for(ax, 4.5)
    draw_curve(ax, d["sizes"])
    if confidence is not None:
        ax.axhline(confidence, color=GREY, linestyle="--", linewidth=1.2, label=f"wanted: {confidence:g}")
    ax.set_ylim(-0.02, 1.05)
    ax.set_xlabel("partitions")
    ax.set_ylabel("probability")
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y", color="#e6e6e6", linewidth=0.8)
    bare(ax)
    ax.legend(loc="best", frameon=False, fontsize="small")
    return ax


def plot_plan(d: dict[str, Any], ax: Axes | None = None) -> Axes:
    """The judged counts with the confidence that was wanted and the count that reaches it."""
    ax = plot_curve({"sizes": d["curve"]}, ax, d["confidence"])
    if d["partitions"] is not None:
        ax.axvline(d["partitions"], color="black", linestyle=(0, (5, 4)), linewidth=1.2)
        ax.annotate(
            f" {d['partitions']}",
            (d["partitions"], 0.0),
            va="bottom",
        )
    return ax
