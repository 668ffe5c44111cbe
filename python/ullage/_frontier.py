# SPDX-License-Identifier: MIT
"""Cost against age over a grid of provisions, and the points that nothing beats."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ullage import _core
from ullage._table import needs, sweep_table

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

AGES = {
    "max_wait": "age of the oldest record [s]",
    "wait_quantile": "wait of a share of the records [s]",
    "mean_wait": "mean wait [s]",
    "drained_at": "backlog gone at [s]",
    "drain_time": "drain time from the peak on [s]",
    "finished_at": "last record begun at [s]",
    "peak_lag": "peak lag [records]",
}
"""What may stand against the cost, and its axis."""


class frontier_table(sweep_table):
    """Cost and age over a grid as columns: the fields that vary, the summary, the bill and the constraints.

    Beside the columns of a sweep: ``cost`` and ``cost_per_million`` [USD per month, USD] without what is ``unknown``;
    ``wait_quantile`` [s]; ``feasible``, ``tightest`` and ``tightest_margin`` over all constraints, and the margin of
    each target as ``margin_NAME``.
    """

    __slots__ = ("_age", "_pareto", "_probability", "_unknown")

    def __init__(
        self,
        columns: dict[str, NDArray[Any]],
        axes: dict[str, int],
        age: str,
        probability: float,
        unknown: Iterable[str] = (),
    ) -> None:
        super().__init__(columns, axes)
        self._age = age
        self._probability = probability
        self._unknown = tuple(unknown)
        self._pareto = _undominated(columns["cost"], columns[age], columns["feasible"])
        self._pareto.flags.writeable = False

    @property
    def age(self) -> str:
        """Name of the column that stands against the cost."""
        return self._age

    @property
    def pareto(self) -> NDArray[np.bool_]:
        """The feasible points that no other one beats in cost without being worse in age, or the other way round."""
        return self._pareto

    @property
    def unknown(self) -> tuple[str, ...]:
        """What is not in the cost, and which field would tell it."""
        return self._unknown

    @property
    def age_label(self) -> str:
        """What that column is, with its unit."""
        if self._age == "wait_quantile":
            return f"wait of {100 * self._probability:.6g} % of the records [s]"
        return AGES[self._age]

    def frontier(self) -> dict[str, NDArray[Any]]:
        """All columns of the points of the frontier, the cheapest first."""
        import numpy as np

        at = np.flatnonzero(self._pareto)
        order = at[np.argsort(self["cost"][at], kind="stable")]
        return {name: self[name][order] for name in self.columns}

    def to_dict(self) -> dict[str, list[Any]]:
        """The columns as lists by name, ``pareto`` among them."""
        return {**super().to_dict(), "pareto": self._pareto.tolist()}

    def to_pandas(self) -> Any:
        """The columns as a pandas frame, ``pareto`` among them."""
        return super().to_pandas().assign(pareto=self._pareto)

    def to_csv(self, path: str | Path) -> None:
        """Write every point with its axes, cost, age, feasibility and whether it is on the frontier."""
        import csv

        margins = [name for name in self.columns if name.startswith("margin_")]
        others = [name for name in ("max_wait", "wait_quantile", "drained_at", "peak_lag") if name != self._age]
        names = [*self.axes, "cost", "cost_per_million", self._age, *others, "feasible", "tightest", *margins]
        columns = [self[name].tolist() for name in names]
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*names, "pareto"])
            writer.writerows(zip(*columns, self._pareto.tolist(), strict=True))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Cost against age: every point, those that keep everything, and the frontier."""
        return plot_frontier(self, ax)

    def __repr__(self) -> str:
        grid = " x ".join(f"{name} ({size})" for name, size in self._axes.items())
        found = int(self["feasible"].sum())
        best = int(self.pareto.sum())
        return f"<frontier_table of {len(self)} points: {grid}; {found} feasible, {best} on the frontier>"


def _undominated(cost: NDArray[Any], age: NDArray[Any], feasible: NDArray[Any]) -> NDArray[np.bool_]:
    """Of points with the same cost and age, up to rounding, the first one counts."""
    import numpy as np

    out = np.zeros(len(cost), dtype=bool)
    at = np.flatnonzero(feasible & np.isfinite(cost) & np.isfinite(age))
    cost, age = _rounded(cost), _rounded(age)
    order = at[np.lexsort((at, age[at], cost[at]))]
    ages = age[order]
    before = np.concatenate(([math.inf], np.minimum.accumulate(ages)[:-1])) if len(ages) else ages
    out[order[ages < before]] = True
    return out


def _rounded(x: NDArray[Any]) -> NDArray[Any]:
    """To ten digits, so that rounding makes no difference between points."""
    import numpy as np

    size = np.where(np.isfinite(x) & (x != 0), np.abs(x), 1.0)
    step = 10.0 ** (np.floor(np.log10(size)) - 9)
    return np.where(np.isfinite(x), np.round(x / step) * step, x)


def frontier(
    pipeline: _core.pipeline,
    target: _core.target | None = None,
    deployment: _core.deployment | None = None,
    *,
    age: str = "max_wait",
    probability: float | None = None,
    **axes: Iterable[Any],
) -> frontier_table:
    """Cost against age at every combination of some fields, on all cores.

    A keyword is a field of pipeline, of its scaling regime or of deployment; its value is a sequence::

        ul.frontier(p, ul.target(max_wait=60), d, partitions=range(1, 201), min_pollers=range(1, 51))

    A point is feasible when it keeps every target and every limit of the platform. ``.pareto`` marks the feasible
    points that nothing beats.

    :param age: what stands against the cost: max_wait, wait_quantile, mean_wait, drained_at, drain_time, finished_at
        or peak_lag
    :param probability: of wait_quantile; default: that of the target, else 0.99
    :raises ValueError: a point that cannot be forecast, by its values
    :raises TypeError: a keyword that nothing has (with the nearest one), or a value that is no sequence
    """
    if age not in AGES:
        import difflib

        close = difflib.get_close_matches(str(age), AGES, n=1, cutoff=0.5)
        hint = f'; did you mean "{close[0]}"?' if close else ""
        raise ValueError(f'frontier: age = "{age}", but must be one of {", ".join(AGES)}{hint}')
    if probability is None:
        asked = None if target is None else getattr(target, "wait_quantile", None)
        probability = 0.99 if asked is None else asked[0]
    values = {}
    for name, given in axes.items():
        if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
            raise TypeError(f"frontier: {name} must be a sequence of values, not {type(given).__name__}")
        values[name] = list(given)
    columns = _core.frontier_columns(pipeline, target, deployment, probability, **values)
    unknown = columns.pop("unknown")
    return frontier_table(columns, {name: len(given) for name, given in values.items()}, age, probability, unknown)


def plot_frontier(t: frontier_table, ax: Axes | None = None) -> Axes:
    """Grey: a constraint is missed; blue: everything is kept; the line joins what nothing beats."""
    import numpy as np

    needs("matplotlib", "plot")
    import matplotlib.pyplot as plt

    from ullage._plot import BLUE, GREY, VERMILION, legend_above

    if ax is None:
        _, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    cost, age = t["cost"], t[t.age]
    seen = np.isfinite(cost) & np.isfinite(age)
    if not seen.any():
        why = "no age is finite" if np.isfinite(cost).any() else "no point has a cost"
        raise ValueError(f"frontier: there is nothing to draw: {why}")
    missed, kept = seen & ~t["feasible"], seen & t["feasible"]
    size = 9 if len(t) <= 4000 else 3
    for at, colour, alpha, label in (
        (missed, GREY, 0.25, "misses a constraint"),
        (kept, BLUE, 0.45, "keeps everything"),
    ):
        if at.any():
            look: dict[str, Any] = {"s": size, "linewidths": 0, "rasterized": True}
            ax.scatter(age[at], cost[at], color=colour, alpha=alpha, label=label, **look)
    best = t.frontier()
    if len(best["cost"]):
        ax.plot(
            best[t.age], best["cost"], color=VERMILION, marker="o", markersize=4, linewidth=1.8,
            drawstyle="steps-pre", label="frontier",
        )  # fmt: skip
        _name_ends(ax, t, best)
    for name in ("x", "y"):
        values = (age if name == "x" else cost)[seen]
        if values.min() > 0 and values.max() / values.min() > 50:
            getattr(ax, f"set_{name}scale")("log")
    ax.set_xlabel(t.age_label)
    ax.set_ylabel("cost [USD per month]" if not t.unknown else "cost of what is priced [USD per month]")
    ax.grid(color="#e6e6e6", linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    legend_above(ax, 3)
    return ax


def _name_ends(ax: Axes, t: frontier_table, best: dict[str, NDArray[Any]]) -> None:
    """The cheapest and the quickest point by their values."""
    for i, offset in ((0, (6, -12)), (len(best["cost"]) - 1, (6, 6))):
        values = ((name, best[name][i]) for name in t.axes)
        text = ", ".join(f"{name} {x:g}" if x.dtype.kind in "if" else str(x) for name, x in values)
        at = (best[t.age][i], best["cost"][i])
        ax.annotate(text, at, textcoords="offset points", xytext=offset, fontsize="small")
        if len(best["cost"]) == 1:
            break
