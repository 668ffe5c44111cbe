# SPDX-License-Identifier: MIT
"""A plan that keeps its targets with a confidence, from the inputs of a workload file that are not known exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ullage import _core
from ullage._render import Block, Table, Text, number
from ullage._schema import WorkloadError, nearest, shown
from ullage.workload import Workload

HOW = ("scenarios", "seed")
SHOWN_BARS = 6
WAYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "between": (("low", "likely", "high"), ("ends",)),
    "rate_from_counts": (("counts", "seconds"), ("dispersion",)),
    "share_from_counts": (("hits", "trials"), ()),
    "lognormal_belief": (("median", "log_sd"), ()),
    "one_of": (("values",), ("weights",)),
    "service_from_samples": (("samples",), ()),
}
"""What a table may say of an input: by function of the library its required keys, and those that may be left out."""


def law_of(place: str, name: str, value: Any) -> Any:
    """The law of an input from what a file says of it."""
    where = f"{place}: uncertainty.{name}"
    try:
        if name == "regime_estimate":
            return value
        if isinstance(value, list):
            return _core.between(*value)
        if any(key[:1] == "p" and key[1:].isdigit() for key in value):
            return _core.service_from_percentiles(**value)
        return _from_table(where, value)
    except WorkloadError:
        raise
    except (TypeError, ValueError) as e:
        raise WorkloadError(f"{where}: {e}") from None


def _from_table(where: str, table: Mapping[str, Any]) -> Any:
    for function, (needed, more) in WAYS.items():
        if needed[0] not in table:
            continue
        for key in table:
            if key not in (*needed, *more):
                raise WorkloadError(f'{where} has no key "{key}"{nearest(key, (*needed, *more))}')
        for key in needed:
            if key not in table:
                raise WorkloadError(f"{where}.{key} is missing: {needed[0]} needs {', '.join(needed[1:])} beside it")
        optional = {key: table[key] for key in more if key in table}
        if function == "one_of":
            return _core.one_of(table["values"], optional.get("weights"))
        return getattr(_core, function)(*(table[key] for key in needed), **optional)
    ways = "; ".join(" ".join(needed) for needed, _ in WAYS.values())
    raise WorkloadError(f"{where} = {shown(table)}, but must hold one of: {ways}; or two percentiles such as p50 p99")


def level(w: Workload) -> float:
    """The confidence that is asked for."""
    return float(w.uncertainty.get("confidence", 0.9))


def confident(w: Workload, plan: Any, progress: Callable[[float], None] | None = None) -> Any:
    """The smallest partition count that keeps everything with the confidence; else how likely the plan does.

    Pollers, batches and reserved concurrency are those of the plan.

    :param progress: told the share that is done
    :returns: a confident_plan; an odds_result where there are no partitions to choose
    :raises WorkloadError: nothing is uncertain, or an input has no law
    """
    inputs = {name: value for name, value in w.uncertainty.items() if name not in (*HOW, "confidence")}
    if not inputs:
        raise WorkloadError(
            f"{w.place}: --confidence needs inputs that are not known exactly: give [uncertainty], "
            "such as service_time = [2.5, 3, 4] (low, likely, high)"
        )
    laws = {name: law_of(w.place, name, value) for name, value in inputs.items()}
    how = {key: w.uncertainty[key] for key in HOW if key in w.uncertainty}
    kept = ("scaling", "batch_size", "batch_window", "reserved_concurrency")
    system = w.pipeline.replace(**{name: getattr(plan.system, name) for name in kept})
    asked = _core.uncertain(system, w.deployment, **laws)
    if plan.partitions is None:
        return asked.odds(plan.target, progress=progress, **how)
    return asked.plan(plan.target, level(w), progress=progress, **how)


def is_met(w: Workload, found: Any) -> bool:
    """Is the confidence reached?"""
    if hasattr(found, "partitions"):
        return found.partitions is not None
    return bool(found.probability >= level(w))


def blocks(w: Workload, found: Any) -> list[Block]:
    """What the command line says of it: words, the odds of each constraint, what matters most."""
    out: list[Block] = [Text(found.explain(), "" if is_met(w, found) else "bad")]
    said = found.to_dict()
    chosen, below = said.get("chosen", said), said.get("below")
    rows = []
    for name, odds in chosen["constraints"].items():
        less = None if below is None else below["constraints"].get(name)
        if odds["probability"] == 1 and (less is None or less["probability"] == 1):
            continue
        rows.append((name, _percent(odds), *(() if below is None else ("-" if less is None else _percent(less),))))
    if rows:
        here = "kept in" if below is None else f"kept with {chosen['partitions']}"
        heads = ("constraint", here, *(() if below is None else (f"with {below['partitions']}",)))
        out.append(Table(heads, rows, frozenset(range(1, len(heads)))))
    bars = said.get("tornado", {}).get("bars", [])[:SHOWN_BARS]
    if bars:
        lines = [(b["name"], number(b["low"]), number(b["high"]), f"{100 * b['share']:.3g} %") for b in bars]
        heads = ("what matters most", "5 %", "95 %", "decides alone")
        out.append(Table(heads, lines, frozenset({1, 2, 3})))
    return out


def _percent(odds: Mapping[str, Any]) -> str:
    return f"{100 * odds['probability']:.4g} %"
