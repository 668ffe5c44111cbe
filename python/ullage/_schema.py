# SPDX-License-Identifier: MIT
"""The keys of a workload file: what there is, what a value has to be, and how a wrong one is named."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class WorkloadError(ValueError):
    """A workload file or a setting cannot be used; the message says where and why."""


# What a value has to be, by key. Ranges are checked by the library.
NUMBER, WHOLE, SECONDS, BYTES, TEXT, NUMBERS, TEXTS, QUANTILE, MEMORY, WORDS, OUTAGE, REPLAY, GROWTH, UNCERTAIN = (
    "a number",
    "a whole number",
    'a time: seconds, or a string with a unit such as "10 min"',
    'a size: bytes, or a string with a unit such as "3 GB"',
    "a string",
    "a list of numbers",
    "a list of strings",
    'a share and a time, such as [0.99, "60 s"] or "0.99:60 s"',
    'a number of MB, or a size such as "512 MB" or "2 GB" (of 1024 MB, as AWS counts)',
    'a list of names, or a string such as "partitions, pollers"',
    'two times, such as ["30 min", "1 h"] or "30 min:1 h"',
    'records and a time, such as [1000000, "8 h"] or "1000000:8 h"',
    'growth in a year and years, such as [0.4, 2] or "0.4:2"',
    'a list of low, likely and high, or a table such as { p50 = 2, p99 = 9 } or { counts = 340, seconds = "1 min" }',
)
PAIRS = {QUANTILE, OUTAGE, REPLAY, GROWTH}
"""What is a list of two, or a string with a colon."""

EVERY_ARRIVAL = {"kind": TEXT, "scale": NUMBER, "delay": SECONDS}
ARRIVALS: dict[str, dict[str, str]] = {
    "constant": {"rate": NUMBER, "duration": SECONDS, "start": SECONDS},
    "step": {"before": NUMBER, "after": NUMBER, "at": SECONDS, "duration": SECONDS},
    "ramp": {"from": NUMBER, "to": NUMBER, "over": SECONDS, "start": SECONDS, "duration": SECONDS},
    "spike": {"base": NUMBER, "peak": NUMBER, "at": SECONDS, "width": SECONDS, "duration": SECONDS},
    "daily": {
        "mean": NUMBER,
        "amplitude": NUMBER,
        "peak_at": SECONDS,
        "period": SECONDS,
        "duration": SECONDS,
        "pieces": WHOLE,
    },
    "burst": {"records": NUMBER, "at": SECONDS},
    "counts": {
        "file": TEXT,
        "time_column": TEXT,
        "count_column": TEXT,
        "times": NUMBERS,
        "counts": NUMBERS,
        "bin_width": SECONDS,
        "gaps": TEXT,
    },
    "replay": {"times": NUMBERS},
}
REQUIRED = {
    "constant": ("rate",),
    "step": ("before", "after", "at"),
    "ramp": ("from", "to", "over"),
    "spike": ("base", "peak", "at", "width"),
    "daily": ("mean", "amplitude"),
    "burst": ("records",),
    "replay": ("times",),
}
SECTIONS: dict[str, dict[str, str]] = {
    "function": {
        "service_time": SECONDS,
        "dispatch_overhead": SECONDS,
        "reserved_concurrency": NUMBER,
        "account_concurrency": NUMBER,
        "service_scv": NUMBER,
        "init_time": SECONDS,
        "init_scv": NUMBER,
        "keep_alive": SECONDS,
        "memory": MEMORY,
        "processor": TEXT,
        "timeout": SECONDS,
        "ephemeral_mb": NUMBER,
    },
    "topic": {
        "partitions": WHOLE,
        "retention": SECONDS,
        "record_bytes": BYTES,
        "initial_lag": NUMBER,
        "initial_lag_age": SECONDS,
        "arrival_scv": NUMBER,
        "producer": TEXT,
        "run": NUMBER,
        "batch_bytes": BYTES,
        "linger": SECONDS,
        "weights": NUMBERS,
        "keys": WHOLE,
        "key_exponent": NUMBER,
        "key_names": TEXTS,
        "key_weights": NUMBERS,
        "assignment": TEXT,
    },
    "batching": {
        "batch_size": WHOLE,
        "batch_window": SECONDS,
        "window": TEXT,
    },
    "retry": {
        "failure_probability": NUMBER,
        "poison_probability": NUMBER,
        "backoff": SECONDS,
        "max_retries": NUMBER,
        "max_record_age": SECONDS,
        "response": TEXT,
    },
    "breakdowns": {
        "rate": NUMBER,
        "pause": SECONDS,
        "pause_scv": NUMBER,
        "then": TEXT,
    },
    "scaling": {
        "regime": TEXT,
        "case": TEXT,
        "evaluation_period": SECONDS,
        "phase": SECONDS,
        "reaction_delay": SECONDS,
        "initial_consumers": NUMBER,
        "initial_share": NUMBER,
        "min_consumers": NUMBER,
        "max_consumers": NUMBER,
        "min_pollers": NUMBER,
        "max_pollers": NUMBER,
        "lag_threshold": NUMBER,
        "concurrency_per_consumer": NUMBER,
        "bytes_per_consumer": BYTES,
        "parallelization_factor": WHOLE,
        "rebalance_pause": SECONDS,
        "startup_time": SECONDS,
        "environment_burst": NUMBER,
        "environment_rate": NUMBER,
        "ramp_per_minute": NUMBER,
        "lag_per_consumer": NUMBER,
        "tolerance": NUMBER,
        "max_added": NUMBER,
        "max_factor": NUMBER,
        "activation_lag": NUMBER,
        "polling_period": SECONDS,
        "cooldown_period": SECONDS,
        "drain_within": SECONDS,
        "up": TEXT,
        "up_step": NUMBER,
        "up_factor": NUMBER,
        "up_min_interval": SECONDS,
        "down_when": TEXT,
        "down_factor": NUMBER,
        "down_min_interval": SECONDS,
        "down_stabilization": SECONDS,
    },
    "target": {
        "utilization": NUMBER,
        "max_wait": SECONDS,
        "wait_quantile": QUANTILE,
        "drained_by": SECONDS,
        "peak_lag": NUMBER,
        "retention_fraction": NUMBER,
        "max_partitions": WHOLE,
        "headroom": NUMBER,
        "mean_wait": SECONDS,
        "probability": NUMBER,
        "steady_mean_wait": SECONDS,
        "steady_wait_quantile": QUANTILE,
        "outage": OUTAGE,
        "replay": REPLAY,
        "growth": GROWTH,
        "monthly_cost": NUMBER,
    },
    "deployment": {
        "fan_out": NUMBER,
        "poller_group": TEXT,
        "group_mappings": WHOLE,
        "group_pollers": NUMBER,
        "repeats_every": SECONDS,
        "hours_per_month": NUMBER,
        "payload_overhead": BYTES,
        "provisioned_concurrency": NUMBER,
        "cross_zone_share": NUMBER,
    },
    "brokers": {
        "kind": TEXT,
        "instance": TEXT,
        "brokers": WHOLE,
        "zones": WHOLE,
        "replication_factor": WHOLE,
        "other_partitions": NUMBER,
        "storage_gb": NUMBER,
    },
    "prices": {"file": TEXT},
    "plan": {"variables": WORDS},
    "uncertainty": {"scenarios": WHOLE, "seed": WHOLE, "confidence": NUMBER},
    "forecast": {"horizon": SECONDS, "max_events": WHOLE},
    "simulation": {
        "seed": WHOLE,
        "replications": WHOLE,
        "confidence": NUMBER,
        "warmup": SECONDS,
    },
}
UP_RULES = ("hold", "jump_to_cap", "add", "multiply", "continuous_ramp", "proportional", "match_load")
DOWN_WHEN = ("keep_while_producing", "drop_when_empty", "follow_load")
PRODUCERS = ("keyed", "round_robin", "sticky")
ASSIGNORS = ("range", "round_robin", "cooperative_sticky", "best_case")
WINDOWS = ("auto", "after_invocation", "after_batch", "when_idle")
ON_FAILURE = ("retry_batch", "bisect", "report_failures")
AFTER_INTERRUPTION = ("resume", "restart")
GAPS = ("error", "zero", "hold", "interpolate")
PROCESSORS = ("x86", "arm")
VARIABLES = ("partitions", "pollers", "reserved_concurrency", "batch", "service_time", "arrival_rate")
UNCERTAIN_INPUTS = (
    "arrival_rate",
    "arrival_factor",
    "arrival_scv",
    "service_time",
    "service_scv",
    "dispatch_overhead",
    "record_bytes",
    "initial_lag",
    "failure_probability",
    "poison_probability",
    "init_time",
    "initial_consumers",
    "evaluation_period",
    "reaction_delay",
    "startup_time",
    "rebalance_pause",
    "lag_threshold",
    "up_step",
    "up_factor",
    "up_min_interval",
    "drain_within",
    "regime_estimate",
)
CLUSTERS: dict[str, tuple[str, ...]] = {
    "standard": ("instance", "brokers", "zones", "replication_factor", "other_partitions", "storage_gb"),
    "express": ("instance", "brokers", "other_partitions"),
    "serverless": ("other_partitions",),
}
"""The keys of each kind of brokers."""
TOP = ("title", "arrivals", *SECTIONS, "scenario")

# Other names of the same things: those of AWS, after CamelCase has become snake_case, and of Python.
_ALIASES = {
    "minimum_pollers": "min_pollers",
    "maximum_pollers": "max_pollers",
    "maximum_concurrency": "max_consumers",
    "reserved_concurrent_executions": "reserved_concurrency",
    "maximum_batching_window_in_seconds": "batch_window",
    "maximum_retry_attempts": "max_retries",
    "maximum_record_age_in_seconds": "max_record_age",
    "memory_size": "memory",
    "memory_mb": "memory",
    "poller_group_name": "poller_group",
    "instance_type": "instance",
    "number_of_broker_nodes": "brokers",
    "from_rate": "from",
    "to_rate": "to",
}

KEYS: tuple[str, ...] = (
    "title",
    *(f"arrivals.{k}" for k in {**EVERY_ARRIVAL, **{k: v for keys in ARRIVALS.values() for k, v in keys.items()}}),
    *(f"{section}.{key}" for section, keys in SECTIONS.items() for key in keys),
    "scenario.name",
)
"""Every key that a workload file may hold."""


@dataclass(frozen=True)
class Place:
    """Where a key stands, for messages."""

    file: str
    scenario: str = ""

    def __str__(self) -> str:
        return f'{self.file}, scenario "{self.scenario}"' if self.scenario else self.file


def snake(key: str) -> str:
    """``MinimumPollers`` and ``min_pollers`` are the same key."""
    if key[:1].isupper():
        key = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()
    return _ALIASES.get(key, key)


def nearest(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name.lower(), list(names), n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""


def check_names(place: Place, section: str, table: Mapping[str, Any], names: Sequence[str]) -> None:
    for key in table:
        if key in names:
            continue
        where = f"[{section}] has no key" if section else "no section or key"
        hint = _elsewhere(key, section) or nearest(key, names) or f"; there are {', '.join(names)}"
        raise WorkloadError(f'{place}: {where} "{key}"{hint}')


def _elsewhere(key: str, section: str) -> str:
    """The section that does have a key."""
    for other, keys in SECTIONS.items():
        if other != section.partition(".")[0] and snake(key) in keys:
            return f"; it belongs in [{other}]"
    return ""


def normalized(place: Place, section: str, table: Any, keys: Mapping[str, str]) -> dict[str, Any]:
    """Keys by their own names, values of the right type."""
    if not isinstance(table, dict):
        raise WorkloadError(f"{place}: {section} = {shown(table)}, but must be a table: write [{section}]")
    out: dict[str, Any] = {}
    for key, value in table.items():
        name = snake(key)
        if name not in keys:
            check_names(place, section, {key: value}, tuple(keys))
        if name in out:
            raise WorkloadError(f"{place}: {section}.{name} is given twice (once as {key})")
        _check_type(place, f"{section}.{name}", value, keys[name])
        out[name] = value
    return out


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _check_type(place: Place, key: str, value: Any, kind: str) -> None:
    text = isinstance(value, str)
    right = {
        NUMBER: _is_number(value),
        WHOLE: _is_number(value) and float(value) == int(value) if _is_finite(value) else False,
        SECONDS: _is_number(value) or text,
        BYTES: _is_number(value) or text,
        TEXT: text,
        NUMBERS: isinstance(value, list) and all(_is_number(x) for x in value),
        TEXTS: isinstance(value, list) and all(isinstance(x, str) for x in value),
        MEMORY: _is_number(value) or text,
        WORDS: text or (isinstance(value, list) and all(isinstance(x, str) for x in value)),
        UNCERTAIN: isinstance(value, dict) or value == "span" or (isinstance(value, list) and len(value) == 3),
        **{pair: text or (isinstance(value, list) and len(value) == 2) for pair in PAIRS},
    }[kind]
    if not right:
        raise WorkloadError(f"{place}: {key} = {shown(value)}, but must be {kind}")


def _is_finite(value: Any) -> bool:
    return _is_number(value) and math.isfinite(value)


def shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def check_choice(place: Place, key: str, value: Any, choices: Sequence[str]) -> None:
    if value not in choices:
        hint = nearest(value, choices) if isinstance(value, str) else ""
        raise WorkloadError(f"{place}: {key} = {shown(value)}, but must be one of {', '.join(choices)}{hint}")
