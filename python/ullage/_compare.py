# SPDX-License-Identifier: MIT
"""A forecast beside a simulation of the same pipeline."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ullage import _core
from ullage._table import needs

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = {"wait_p50": 0.5, "wait_p90": 0.9, "wait_p99": 0.99, "wait_p999": 0.999}
FLUID = ("peak_lag", "peak_lag_at", "drained_at", "finished_at", "max_wait", "mean_wait", "consumer_seconds")


@dataclass(frozen=True)
class compared_figure:
    """One figure: the fluid path, chance on top of it, and the simulation."""

    name: str
    fluid: float
    """Of the expected course."""
    chance: float | None
    """With chance; None where it says nothing about this figure."""
    valid: bool
    """Is the method of chance inside its validity?"""
    method: str
    """Of chance, in words, or why it is not valid."""
    simulated: float
    low: float
    high: float

    @property
    def best(self) -> float:
        """What the library answers: with chance where it has an answer, else the fluid."""
        return self.fluid if self.chance is None else self.chance

    @property
    def error(self) -> float:
        """Relative error of that answer against the simulation; nan where that is 0 or never."""
        if not (math.isfinite(self.simulated) and self.simulated != 0 and math.isfinite(self.best)):
            return 0.0 if self.best == self.simulated else math.nan
        return self.best / self.simulated - 1

    @property
    def inside(self) -> bool:
        """Does the answer lie within the interval of the simulation?"""
        return self.low <= self.best <= self.high


@dataclass(frozen=True)
class comparison:
    """A forecast beside a simulation, figure by figure."""

    figures: tuple[compared_figure, ...]
    confidence: float
    replications: int

    def __iter__(self) -> Iterator[compared_figure]:
        return iter(self.figures)

    def __getitem__(self, name: str) -> compared_figure:
        for f in self.figures:
            if f.name == name:
                return f
        raise KeyError(f"{name!r} is no figure; there are {', '.join(f.name for f in self.figures)}")

    def to_dict(self) -> dict[str, Any]:
        """The figures by name as plain values."""
        return {f.name: {**asdict(f), "error": f.error, "inside": f.inside} for f in self.figures}

    def to_pandas(self) -> pd.DataFrame:
        """One row for each figure."""
        frame: pd.DataFrame = needs("pandas", "pandas").DataFrame(list(self.to_dict().values())).set_index("name")
        return frame

    def rows(self) -> list[tuple[str, ...]]:
        """The table as text: figure, fluid, with chance, simulated, interval, error, method."""
        from ullage._render import number

        out: list[tuple[str, ...]] = []
        for f in self.figures:
            error = "-" if math.isnan(f.error) else f"{100 * f.error:+.1f} %"
            chance = "-" if f.chance is None else number(f.chance) + ("" if f.valid else " ?")
            span = f"{number(f.low)} to {number(f.high)}"
            out.append((f.name, number(f.fluid), chance, number(f.simulated), span, error, f.method))
        return out

    def __str__(self) -> str:
        head = (
            "figure",
            "fluid",
            "with chance",
            "simulated",
            f"{100 * self.confidence:.0f} % interval",
            "error",
            "method",
        )
        rows = [head, *self.rows()]
        widths = [max(len(r[i]) for r in rows) for i in range(len(head))]
        return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(r, widths, strict=True)).rstrip() for r in rows)

    def _repr_html_(self) -> str:
        from ullage._html import table

        head = ("figure", "fluid", "with chance", "simulated", "interval", "error", "method")
        return table(self.rows(), head, f"forecast and {self.replications} replications")


def compare(f: _core.forecast_result, simulation: _core.simulation_result) -> comparison:
    """The figures of a forecast, and what chance makes of them, beside a simulation with its intervals."""
    if not isinstance(simulation, _core.simulation_result):
        raise TypeError(f"compare: simulation must be a simulation_result, not {type(simulation).__name__}")
    chance = f.chance
    asked: dict[str, Any] = {
        "mean_wait": lambda: chance.mean_wait,
        "peak_lag": lambda: chance.peak_lag_quantile(0.5),
        "drained_at": lambda: chance.drained_at_mean,
        "finished_at": lambda: chance.finished_at_mean,
        **{name: (lambda p=p: chance.wait_quantile(p)) for name, p in QUANTILES.items()},
    }
    intervals = simulation.intervals()
    out = []
    for name in (*FLUID, *QUANTILES):
        fluid = f.wait_quantile(QUANTILES[name]) if name in QUANTILES else getattr(f, name)
        answer = asked[name]() if name in asked else None
        x = intervals[name]
        out.append(
            compared_figure(
                name,
                float(fluid),
                None if answer is None else float(answer.value),
                answer is None or answer.valid,
                "fluid path" if answer is None else answer.description if answer.valid else answer.reason,
                x.mean,
                x.low,
                x.high,
            )
        )
    return comparison(tuple(out), simulation.confidence, simulation.replications)
