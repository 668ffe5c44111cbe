# SPDX-License-Identifier: MIT
"""Axes of a frontier as they are written on the command line: ``partitions=1:200``, ``batch_size=1:1000:log``."""

from __future__ import annotations

import difflib
import math
from typing import Any

import ullage as ul
from ullage._schema import BYTES, NUMBER, SECONDS, SECTIONS, WHOLE, WorkloadError, snake

POINTS = 200
"""Values of an axis at most, where nothing else is said."""
REAL_POINTS = 50
"""Values of an axis that is no whole number, where nothing else is said."""

_FORM = "must be NAME=FROM:TO, NAME=FROM:TO:COUNT, NAME=FROM:TO:log or NAME=A,B,C, such as partitions=1:200"
_OTHER_NAMES = {"memory": "memory_mb", "timeout": "function_timeout"}
_WHOLE = ("min_pollers", "max_pollers", "min_consumers", "max_consumers", "reserved_concurrency", "group_mappings")


def _fields() -> dict[str, str]:
    """What may vary, and what kind of value it has."""
    out: dict[str, str] = {}
    for section in ("function", "topic", "batching", "scaling", "deployment"):
        out.update(SECTIONS[section])
    no_axis = (
        "producer run batch_bytes linger weights keys key_exponent key_names key_weights assignment window regime case "
        "up down_when processor poller_group init_time init_scv keep_alive memory timeout"
    )
    for name in no_axis.split():
        del out[name]
    out.update(function_timeout=SECONDS, memory_mb=NUMBER)
    out.update(dict.fromkeys(_WHOLE, WHOLE))
    return out


def parse_axis(option: str, text: str) -> tuple[str, list[Any]]:
    """Name and values of an axis."""
    name, separator, rest = (part.strip() for part in text.partition("="))
    if not separator or not name or not rest:
        raise WorkloadError(f"{option} {text}: {_FORM}")
    name = snake(name.rpartition(".")[2])
    name = _OTHER_NAMES.get(name, name)
    fields = _fields()
    if name not in fields:
        close = difflib.get_close_matches(name, fields, n=1, cutoff=0.5)
        hint = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(fields)}"
        raise WorkloadError(f"{option} {text}: {name} is nothing that can vary{hint}")
    kind = fields[name]
    if "," in rest or ":" not in rest:
        return name, [_value(option, text, name, part, kind) for part in rest.split(",")]
    first, last, *how = (part.strip() for part in rest.split(":"))
    low, high = (float(_value(option, text, name, part, kind)) for part in (first, last))
    if not (math.isfinite(low) and math.isfinite(high)) or high < low:
        raise WorkloadError(f"{option} {text}: TO must not be below FROM, and both must be finite")
    count, log = _how(option, text, how)
    if log and low <= 0:
        raise WorkloadError(f"{option} {text}: FROM must be > 0 where the steps are of equal ratio (log)")
    return name, _spread(low, high, count, log, kind == WHOLE)


def _how(option: str, text: str, how: list[str]) -> tuple[int | None, bool]:
    count, log = None, False
    for word in how:
        if word == "log":
            log = True
        elif word.isdigit() and 1 <= int(word) <= 100_000:
            count = int(word)
        else:
            raise WorkloadError(f"{option} {text}: {word} is neither a count of values nor log; it {_FORM}")
    return count, log


def _spread(low: float, high: float, count: int | None, log: bool, whole: bool) -> list[Any]:
    import numpy as np

    if whole and not log and count is None and high - low < POINTS:
        return list(range(round(low), round(high) + 1))
    n = count if count is not None else POINTS if whole else REAL_POINTS
    values = np.geomspace(low, high, n) if log else np.linspace(low, high, n)
    if whole:
        return [int(x) for x in np.unique(np.round(values))]
    return [float(x) for x in (np.unique(values) if low < high else values[:1])]


def _value(option: str, text: str, name: str, part: str, kind: str) -> Any:
    """One value: a number, or a time or a size with its unit."""
    from ullage.workload import memory_mb, parse_value

    part = part.strip()
    try:
        value = parse_value(part)
        if name == "memory_mb" and isinstance(value, str):
            return memory_mb(value)
        if kind == SECONDS and isinstance(value, str):
            return ul.constant_rate(1, duration=value).ends_at
        if kind == BYTES and isinstance(value, str):
            return ul.pipeline(service_time=1, record_bytes=value).record_bytes
        if isinstance(value, bool) or (kind == WHOLE and float(value) != math.floor(value)):
            raise ValueError
        return int(value) if kind == WHOLE else float(value)
    except (TypeError, ValueError, OverflowError):
        raise WorkloadError(f"{option} {text}: {part} must be {kind} for {name}") from None
