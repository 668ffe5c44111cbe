# SPDX-License-Identifier: MIT
"""Results as plain values, as JSON and as tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ullage import _core

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

CURVES = (
    "arrival_rate",
    "arrived",
    "processed",
    "lag",
    "lag_age",
    "offset_lag",
    "throughput",
    "capacity",
    "concurrency",
    "consumers",
)


def forecast_dict(f: _core.forecast_result) -> dict[str, Any]:
    return {
        **f.summary(),
        "backlogs": [b.to_dict() for b in f.backlogs()],
        "system": f.system.to_dict(),
    }


def simulation_dict(r: _core.simulation_result) -> dict[str, Any]:
    return {
        "replications": r.replications,
        "interrupted": r.interrupted,
        "confidence": r.confidence,
        "records": r.records,
        **{name: x.to_dict() for name, x in r.intervals().items()},
        "system": r.system.to_dict(),
    }


def simulation_columns(r: _core.simulation_result) -> dict[str, NDArray[np.float64]]:
    names = ("lag", "lag_low", "lag_high", "offset_lag", "consumers", "busy")
    return {"time": r.times, **{name: getattr(r, name) for name in names}}


def batch_columns(a: _core.batch_answer) -> dict[str, NDArray[np.float64]]:
    import numpy as np

    rows = [choice.to_dict() for choice in a.table]
    names = a.best.to_dict()
    return {name: np.array([row[name] for row in rows], dtype=float) for name in names}


def plan_dict(p: _core.plan_result) -> dict[str, Any]:
    return {
        "feasible": p.feasible,
        "partitions": p.partitions,
        "min_pollers": p.min_pollers,
        "max_pollers": p.max_pollers,
        "consumers": p.consumers,
        "reserved_concurrency": p.reserved_concurrency,
        "batch_size": p.batch_size,
        "batch_window": p.batch_window,
        "service_time": p.service_time,
        "arrival_factor": p.arrival_factor,
        "variables": list(p.variables),
        "binding": p.binding,
        "next": p.next,
        "constraints": [c.to_dict() for c in p.constraints],
        "margins": p.margins,
        "feasible_partitions": [list(r) for r in p.feasible_partitions],
        "searched": list(p.searched),
        "monotone": p.monotone,
        "proven": p.proven,
        "reason": p.reason,
        "loosened": [c.to_dict() for c in p.loosened],
        "ways_out": p.ways_out,
        "relaxations": [x.to_dict() for x in p.relaxations],
        "alternatives": [x.to_dict() for x in p.alternatives],
        "conflicts": [x.to_dict() for x in p.conflicts],
        "notes": p.notes,
        "cost": p.cost.to_dict(),
        "explanation": p.explain(),
        "forecast": p.forecast.to_dict(),
        "baseline": None if p.baseline is None else p.baseline.to_dict(),
        "target": p.target.to_dict(),
        "deployment": p.deployment.to_dict(),
    }


def assessment_dict(a: _core.assessment) -> dict[str, Any]:
    return {
        "feasible": a.feasible,
        "constraints": [c.to_dict() for c in a.constraints],
        "cost": a.cost.to_dict(),
        "forecast": a.forecast.to_dict(),
    }


def plan_span_dict(p: _core.plan_cases) -> dict[str, Any]:
    return {"best": plan_dict(p.best), "likely": plan_dict(p.likely), "worst": plan_dict(p.worst)}


def finite(x: Any) -> Any:
    """The same with None for every number that JSON cannot say."""
    if isinstance(x, dict):
        return {key: finite(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return [finite(value) for value in x]
    if isinstance(x, float) and not math.isfinite(x):
        return None
    return x


def to_json(result: Any, indent: int | None = None) -> str:
    import json

    return json.dumps(finite(result.to_dict()), indent=indent, allow_nan=False)


def needs(package: str, extra: str) -> Any:
    """Imports a package that is an extra, or says how to install it."""
    import importlib

    try:
        return importlib.import_module(package)
    except ImportError as e:
        raise ImportError(f'{package} is not installed; install it with: pip install "ullage[{extra}]"') from e


def shown_until(f: _core.forecast_result) -> float:
    """A finite time until which a forecast is worth looking at [s]."""
    last = float(f.event_times[-1])
    marks = [f.cooled_down_at, f.finished_at, f.drained_at, f.system.arrivals.ends_at, f.end]
    known = [x for x in marks if math.isfinite(x)]
    until = max([last, *[x for x in known if x <= f.end]])
    if math.isinf(f.end) and f.overloaded:
        until = max(2 * until, 3600.0)
    elif math.isinf(f.end) and math.isinf(f.finished_at):
        until = max(1.2 * until, 10 * f.system.service_time)
    return min(until, f.end) if until > 0 else min(f.end, max(f.system.service_time, 1.0))


def time_grid(f: _core.forecast_result, points: int | None) -> NDArray[np.float64]:
    """The events, and so many points at even distances between the first and the last."""
    import numpy as np

    times = f.event_times
    if points is None:
        return times
    if isinstance(points, bool) or not isinstance(points, (int, np.integer)):
        raise TypeError(f"to_pandas: points must be a whole number, not {type(points).__name__}")
    if not 2 <= points <= 100_000_000:
        raise ValueError(f"to_pandas: points = {points}, but must be in [2, 100000000]")
    return np.union1d(times, np.linspace(0.0, shown_until(f), int(points)))


def forecast_columns(f: _core.forecast_result, points: int | None = None) -> dict[str, NDArray[np.float64]]:
    times = time_grid(f, points)
    return {"time": times, **{name: getattr(f, name)(times) for name in CURVES}}


def to_pandas(columns: dict[str, NDArray[Any]]) -> pd.DataFrame:
    frame: pd.DataFrame = needs("pandas", "pandas").DataFrame(columns)
    return frame


def to_polars(columns: dict[str, NDArray[Any]]) -> Any:
    return needs("polars", "polars").DataFrame(columns)


def to_arrow(columns: dict[str, NDArray[Any]]) -> Any:
    return needs("pyarrow", "polars").table(columns)


class sweep_table:
    """Forecasts over a grid as columns: first the fields that vary, then every number of the summary.

    ``table["peak_lag"]`` is a numpy array with one value per point; the last field varies fastest.
    Infinite times mean never; ``period`` is nan where nothing oscillates.
    """

    __slots__ = ("_axes", "_columns")

    def __init__(self, columns: dict[str, NDArray[Any]], axes: dict[str, int]) -> None:
        self._columns = columns
        self._axes = axes
        for column in columns.values():
            column.flags.writeable = False

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of the fields that vary."""
        return tuple(self._axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the grid: ``table["peak_lag"].reshape(table.shape)`` has one dimension per axis."""
        return tuple(self._axes.values())

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns, the axes first."""
        return tuple(self._columns)

    def __len__(self) -> int:
        return math.prod(self.shape)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __getitem__(self, name: str) -> NDArray[Any]:
        try:
            return self._columns[name]
        except KeyError:
            raise KeyError(f"{name!r} is no column; there are {', '.join(self._columns)}") from None

    def to_dict(self) -> dict[str, list[Any]]:
        """The columns as lists by name."""
        return {name: column.tolist() for name, column in self._columns.items()}

    def to_pandas(self) -> pd.DataFrame:
        """The columns as a pandas frame."""
        return to_pandas(self._columns)

    def to_polars(self) -> Any:
        """The columns as a polars frame."""
        return to_polars(self._columns)

    def to_arrow(self) -> Any:
        """The columns as an Arrow table."""
        return to_arrow(self._columns)

    def __repr__(self) -> str:
        grid = " x ".join(f"{name} ({size})" for name, size in self._axes.items())
        return f"<sweep_table of {len(self)} forecasts: {grid}>"

    def _repr_html_(self) -> str:
        from ullage import _html

        return _html.of_table(self)


def sweep(pipeline: _core.pipeline, /, **axes: Iterable[Any]) -> sweep_table:
    """Forecasts of a pipeline at every combination of some of its fields, on all cores.

    A keyword is a field of pipeline or of its scaling regime, or ``scaling`` itself (regimes or
    names of presets); its value is a sequence::

        ul.sweep(p, partitions=range(1, 101), service_time=[1, 2, 3])

    Every point is the forecast of its own; ctrl-C interrupts.

    :raises ValueError: a point that cannot be forecast, by its values
    :raises TypeError: a keyword that nothing has (with the nearest one), or a value that is no sequence
    """
    values = {}
    for name, given in axes.items():
        if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
            raise TypeError(f"sweep: {name} must be a sequence of values, not {type(given).__name__}")
        values[name] = list(given)
    columns = _core.sweep_columns(pipeline, **values)
    return sweep_table(columns, {name: len(given) for name, given in values.items()})
