# SPDX-License-Identifier: MIT
"""Two provisions side by side: what happens, what each keeps, what each costs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ullage import _core
from ullage._render import duration, number
from ullage._table import needs

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class compared_value:
    """One figure of both sides."""

    name: str
    unit: str
    first: float
    second: float
    """nan where a side has no such figure."""

    @property
    def difference(self) -> float:
        """second - first; 0 where both are the same up to rounding, infinite ones too."""
        return 0.0 if self._same() else self.second - self.first

    @property
    def relative(self) -> float:
        """difference / first; nan where that is 0 or infinite."""
        if self._same():
            return 0.0
        finite = math.isfinite(self.first) and math.isfinite(self.second) and self.first != 0
        return self.difference / abs(self.first) if finite else math.nan

    def _same(self) -> bool:
        return math.isclose(self.first, self.second, rel_tol=1e-9, abs_tol=1e-12)

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain values."""
        return {
            "unit": self.unit,
            "first": self.first,
            "second": self.second,
            "difference": self.difference,
            "relative": self.relative,
        }


@dataclass(frozen=True)
class compared_constraint:
    """One thing that has to be kept, on both sides; None where a side does not have it."""

    name: str
    first: Any
    second: Any

    def to_dict(self) -> dict[str, Any]:
        """Both as plain values."""
        return {
            "first": None if self.first is None else self.first.to_dict(),
            "second": None if self.second is None else self.second.to_dict(),
        }


@dataclass(frozen=True)
class plan_comparison:
    """Two provisions figure by figure and constraint by constraint."""

    names: tuple[str, str]
    figures: tuple[compared_value, ...]
    cost: tuple[compared_value, ...]
    """Items of the bill [USD per month], the total last."""
    constraints: tuple[compared_constraint, ...]
    unknown: tuple[tuple[str, ...], tuple[str, ...]]
    """What could not be priced, for each side."""
    forecasts: tuple[Any, Any]

    def __iter__(self) -> Iterator[compared_value]:
        return iter((*self.figures, *self.cost))

    def __getitem__(self, name: str) -> compared_value:
        for x in self:
            if x.name == name:
                return x
        raise KeyError(f"{name!r} is no figure; there are {', '.join(x.name for x in self)}")

    @property
    def feasible(self) -> tuple[bool, bool]:
        """Does each side keep everything?"""
        first = [c.first.met for c in self.constraints if c.first is not None]
        second = [c.second.met for c in self.constraints if c.second is not None]
        return all(first), all(second)

    def to_dict(self) -> dict[str, Any]:
        """Everything but the forecasts as plain values."""
        return {
            "names": list(self.names),
            "feasible": list(self.feasible),
            "figures": {x.name: x.to_dict() for x in self.figures},
            "cost": {x.name: x.to_dict() for x in self.cost},
            "constraints": {c.name: c.to_dict() for c in self.constraints},
            "unknown": [list(x) for x in self.unknown],
        }

    def to_pandas(self) -> pd.DataFrame:
        """One row for each figure and each item of the bill."""
        rows = [{"name": x.name, **x.to_dict()} for x in self]
        frame: pd.DataFrame = needs("pandas", "pandas").DataFrame(rows).set_index("name")
        return frame

    def plot(self) -> NDArray[Any]:
        """Lag, age of the oldest record and consumers of both over time, in three panels."""
        return plot_pair(self.forecasts, self.names)

    def rows(self) -> list[tuple[str, ...]]:
        """The table as text: figure, first, second, difference."""
        return [(x.name.replace("_", " "), shown(x, x.first), shown(x, x.second), change(x)) for x in self.figures]

    def __str__(self) -> str:
        rows = [("figure", *self.names, "difference"), *self.rows()]
        widths = [max(len(r[i]) for r in rows) for i in range(4)]
        return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(r, widths, strict=True)).rstrip() for r in rows)

    def _repr_html_(self) -> str:
        from ullage._html import table

        return table(self.rows(), ("figure", *self.names, "difference"), "comparison")


def shown(x: compared_value, value: float) -> str:
    """A value in its unit."""
    if math.isnan(value):
        return "-"
    if x.unit == "s":
        waits = x.name.endswith("wait") or x.name.startswith("wait")
        return "without limit" if waits and math.isinf(value) else duration(value)
    if x.unit.startswith("USD"):
        return f"{value:.2f}" if abs(value) < 1000 else f"{value:.0f}"
    return number(value)


def change(x: compared_value) -> str:
    """The difference with its sign, and in percent where that says something."""
    if math.isnan(x.first) or math.isnan(x.second):
        return ""
    d = x.difference
    if d == 0:
        return "same"
    sign = "+" if d > 0 else "-"
    if math.isinf(d):
        return f"{sign}no limit"
    size = f"{abs(d):.2f}" if x.unit.startswith("USD") and abs(d) < 1000 else number(abs(d))
    unit = " s" if x.unit == "s" else ""
    percent = "" if math.isnan(x.relative) else f" ({100 * x.relative:+.1f} %)"
    return f"{sign}{size}{unit}{percent}"


def _figures(f: Any) -> dict[str, tuple[str, float]]:
    """Name to unit and value: the sizes, then what happens."""
    p = f.system
    provisioned = "provisioned" in p.scaling.name
    nan = math.nan
    out = {
        "partitions": ("partitions", nan if p.partitions is None else float(p.partitions)),
        "min_pollers": ("pollers", float(p.scaling.min_consumers) if provisioned else nan),
        "max_pollers": ("pollers", float(p.scaling.max_consumers) if provisioned else nan),
        "batch_size": ("records", float(p.batch_size)),
        "service_time": ("s", float(p.service_time)),
        "peak_lag": ("records", f.peak_lag),
        "peak_lag_at": ("s", f.peak_lag_at),
        "max_wait": ("s", f.max_wait),
        "mean_wait": ("s", f.mean_wait),
        "wait_p99": ("s", f.wait_quantile(0.99)),
        "drained_at": ("s", f.drained_at),
        "drain_time": ("s", f.drain_time),
        "max_consumers": ("consumers", f.max_consumers),
        "consumer_seconds": ("s of consumers", f.consumer_seconds),
        "invocations": ("invocations", f.invocations),
        "full_capacity": ("records/s", f.full_capacity),
        "utilization": ("", f.utilization),
    }
    return {name: (unit, float(value)) for name, (unit, value) in out.items()}


def _merged(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    """Names of both, those of the first in its order."""
    return [*a, *(name for name in b if name not in a)]


def _costs(a: Any, b: Any) -> tuple[compared_value, ...]:
    first, second = ({i.name: i.usd for i in x.cost.items} for x in (a, b))
    if not first and not second:
        return ()
    unit = "USD per month"
    rows = [compared_value(n, unit, first.get(n, 0.0), second.get(n, 0.0)) for n in _merged(first, second)]
    rows.append(compared_value("total", unit, a.cost.total, b.cost.total))
    each = [math.nan if x.cost.per_million_records is None else x.cost.per_million_records for x in (a, b)]
    rows.append(compared_value("per_million_records", "USD", each[0], each[1]))
    return tuple(rows)


def compare_plans(first: Any, second: Any, names: tuple[str, str] = ("first", "second")) -> plan_comparison:
    """Two provisions side by side.

    :param first: a plan_result or an assessment
    :param second: another one
    :param names: what they are called
    """
    for name, x in (("first", first), ("second", second)):
        if not isinstance(x, (_core.plan_result, _core.assessment)):
            raise TypeError(
                f"compare_plans: {name} must be a plan_result (of plan) or an assessment (of assess), "
                f"not {type(x).__name__}"
            )
    a, b = _figures(first.forecast), _figures(second.forecast)
    figures = [compared_value(n, a[n][0], a[n][1], b[n][1]) for n in a]
    figures = [x for x in figures if not (math.isnan(x.first) and math.isnan(x.second))]
    kept_a, kept_b = ({c.name: c for c in x.constraints} for x in (first, second))
    constraints = [compared_constraint(n, kept_a.get(n), kept_b.get(n)) for n in _merged(kept_a, kept_b)]
    return plan_comparison(
        names,
        tuple(figures),
        _costs(first, second),
        tuple(constraints),
        (tuple(first.cost.unknown), tuple(second.cost.unknown)),
        (first.forecast, second.forecast),
    )


def plot_pair(forecasts: tuple[Any, Any], names: tuple[str, str]) -> NDArray[Any]:
    """Both curves in one picture; the second is dashed, so that it is told apart without colour too."""
    import numpy as np

    needs("matplotlib", "plot")
    import matplotlib.pyplot as plt

    from ullage._plot import BLUE, VERMILION, curve_times, finish, time_unit
    from ullage._table import shown_until

    until = max(min(1.04 * shown_until(f), f.end) for f in forecasts)
    unit, unit_name = time_unit(until)
    figure, axes = plt.subplots(3, 1, sharex=True, figsize=(8, 7), layout="constrained")
    times = [curve_times(f, min(until, f.end)) for f in forecasts]
    longest = max(float(np.max(f.lag_age(t))) for f, t in zip(forecasts, times, strict=True))
    scale, age_unit = time_unit(longest)
    styles = ((BLUE, "-"), (VERMILION, (0, (5, 3))))
    for f, t, name, (colour, line) in zip(forecasts, times, names, styles, strict=True):
        look: dict[str, Any] = {"color": colour, "linestyle": line, "linewidth": 1.8}
        axes[0].plot(t / unit, f.lag(t), label=name, **look)
        axes[1].plot(t / unit, f.lag_age(t) / scale, **look)
        axes[2].plot(t / unit, f.consumers(t), **look)
    labels = ("lag [records]", f"age of oldest [{age_unit}]", "consumers")
    for panel, label in zip(axes, labels, strict=True):
        finish(panel, label, unit_name, bottom=panel is axes[2])
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    pair: NDArray[Any] = axes
    return pair
