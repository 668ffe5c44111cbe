# SPDX-License-Identifier: MIT
"""Forecast and chance against simulation over random pipelines: median and worst error by class.

usage: soundness.py [--pipelines N] [--seed N] [--records N] [--out FILE] [--list]

Pipelines are drawn with a fixed seed over wide ranges: 1 to 2000 partitions, utilization 0.2 to 0.98, batches of 1 to
10,000, shares from even to Zipf 1.2, every regime, retries, steps, ramps and spikes. Each is forecast and simulated
with the same numbers. An error is relative to the simulation; waits count from a tenth of the time of an invocation
on, below which nobody asks. --out writes the table that the README quotes; --list tells every pipeline.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ullage as ul

HERE = Path(__file__).resolve().parent
OPTIMISM = 0.15
"""A p99 that is lower than the truth by more than this must be marked as not valid."""
REGIMES = ("kafka-on-demand-2021", "kafka-on-demand-2022", "kafka-on-demand-2023", "kafka-provisioned", "keda-kafka")
MEASURES = ("mean wait", "p99 wait", "peak lag", "drain time")


def log_uniform(r: random.Random, low: float, high: float) -> float:
    return math.exp(r.uniform(math.log(low), math.log(high)))


def skewed(r: random.Random) -> Any:
    """Shares from nearly even keys to Zipf 1.2."""
    if r.random() < 0.3:
        return ul.equal_keys(keys=int(log_uniform(r, 50, 1e6)))
    return ul.zipf_keys(keys=int(log_uniform(r, 50, 1e6)), exponent=r.uniform(0.1, 1.2))


def base(r: random.Random, most_partitions: int = 2000, **given: Any) -> dict[str, Any]:
    """The fields of a pipeline without its arrivals."""
    out: dict[str, Any] = {
        "service_time": log_uniform(r, 0.005, 5),
        "partitions": int(log_uniform(r, 1, most_partitions + 0.999)),
        "scaling": "fixed",
    }
    out.update(given)
    return out


def batched(r: random.Random) -> dict[str, Any]:
    size = int(log_uniform(r, 2, 10_000))
    service = log_uniform(r, 0.0005, 0.2)
    return {
        "service_time": service,
        "dispatch_overhead": service * log_uniform(r, 0.1, 3 * size),
        "batch_size": size,
        "batch_window": 0 if r.random() < 0.5 else log_uniform(r, 0.1, 5),
    }


def lasting(
    r: random.Random, fields: dict[str, Any], records: float, utilization: float
) -> tuple[dict[str, Any], float]:
    """Fewer partitions or more records, so that batches settle; one in seven is left as it is."""
    p = ul.pipeline(**fields)
    cycle = p.batch_window + p.dispatch_overhead + p.batch_size * p.service_time
    if p.batch_size == 1 or r.random() < 1 / 7:
        return fields, records
    each = utilization * p.full_capacity / p.partitions
    partitions = max(1, min(p.partitions, int(records / (40 * cycle * each))))
    return {**fields, "partitions": partitions}, max(records, 40 * cycle * each * partitions)


def constant(r: random.Random, fields: dict[str, Any], records: float, utilization: float) -> ul.pipeline:
    """A steady load of so many records at a utilization of the full capacity."""
    fields, records = lasting(r, fields, records, utilization)
    rate = utilization * ul.pipeline(**fields).full_capacity
    return ul.pipeline(arrivals=ul.constant_rate(rate, duration=records / rate), **fields)


def shaped(r: random.Random, fields: dict[str, Any], records: float, utilization: float) -> ul.pipeline:
    """A step, a ramp or a spike whose busiest rate is beyond the capacity in two cases of three."""
    fields, records = lasting(r, fields, records, utilization)
    full = ul.pipeline(**fields).full_capacity
    mean = utilization * full
    length = records / mean
    busiest = full * (r.uniform(1.1, 3) if r.random() < 0.67 else r.uniform(0.7, 0.95))
    kind = r.choice(("step", "ramp", "spike"))
    if kind == "step":
        arrivals = ul.step(before=busiest, after=0.6 * full, at=0.3 * length, duration=length)
    elif kind == "ramp":
        arrivals = ul.ramp(from_rate=0.2 * full, to_rate=busiest, over=0.6 * length, duration=length)
    else:
        low = min(mean, 0.8 * full)
        arrivals = ul.spike(base=low, peak=busiest, at=0.3 * length, width=0.2 * length, duration=length)
    return ul.pipeline(arrivals=arrivals, **fields)


def steady(r: random.Random, n: float) -> ul.pipeline:
    return constant(r, base(r, service_scv=r.choice((0, 0, 0.25, 1))), n, r.uniform(0.2, 0.98))


def uneven(r: random.Random, n: float) -> ul.pipeline:
    return constant(r, base(r, skew=skewed(r)), n, r.uniform(0.2, 0.98))


def producers(r: random.Random, n: float) -> ul.pipeline:
    producer = ul.round_robin() if r.random() < 0.4 else ul.sticky(run=int(log_uniform(r, 2, 200)))
    return constant(r, base(r, 200, producer=producer), n, r.uniform(0.2, 0.95))


def batches(r: random.Random, n: float) -> ul.pipeline:
    return constant(r, base(r, **batched(r)), n, r.uniform(0.2, 0.95))


def few_consumers(r: random.Random, n: float) -> ul.pipeline:
    partitions = int(log_uniform(r, 2, 200))
    regime = ul.regime("fixed", initial_consumers=r.randint(1, partitions))
    fields = base(r, partitions=partitions, scaling=regime, skew=skewed(r) if r.random() < 0.5 else "even")
    return constant(r, fields, n, r.uniform(0.2, 0.95))


def overload(r: random.Random, n: float) -> ul.pipeline:
    return shaped(r, base(r, 500, skew=skewed(r) if r.random() < 0.3 else "even"), n, r.uniform(0.4, 0.9))


def overload_batches(r: random.Random, n: float) -> ul.pipeline:
    return shaped(r, base(r, 500, **batched(r)), n, r.uniform(0.4, 0.9))


def regimes(r: random.Random, n: float) -> ul.pipeline:
    """A rule at work: the load begins at time 0 and lasts for several evaluations."""
    name = r.choice(REGIMES)
    fields = base(r, 300, scaling=ul.regime(name, case=r.choice(("best", "likely", "worst"))))
    fields["service_time"] = log_uniform(r, 0.2, 5)
    full = ul.pipeline(**fields).full_capacity
    rate = min(r.uniform(0.3, 0.95) * full, n / 2000)
    make = r.choice(
        (
            lambda: ul.constant_rate(rate, duration=n / rate),
            lambda: ul.ramp(from_rate=0, to_rate=rate, over=0.5 * n / rate, duration=n / rate),
        )
    )
    return ul.pipeline(arrivals=make(), **fields)


def pooled(r: random.Random, n: float) -> ul.pipeline:
    """No partitions: SQS and its ramp."""
    name = r.choice(("sqs-2018", "sqs-2023", "sqs-provisioned"))
    fields = base(r, scaling=ul.regime(name))
    del fields["partitions"]
    fields["service_time"] = log_uniform(r, 0.05, 5)
    rate = log_uniform(r, 2, 400) / fields["service_time"]
    return ul.pipeline(arrivals=ul.constant_rate(rate, duration=max(n / rate, 300.0)), **fields)


def failures(r: random.Random, n: float) -> ul.pipeline:
    retry = ul.retry_policy(
        failure_probability=log_uniform(r, 1e-4, 0.2),
        backoff=0 if r.random() < 0.5 else log_uniform(r, 0.01, 1),
        response=r.choice(("retry_batch", "bisect", "report_failures")),
        max_retries=r.choice((3.0, 10.0, math.inf)),
    )
    fields = base(r, 300, retry=retry)
    if r.random() < 0.5:
        fields.update(batched(r), batch_size=int(log_uniform(r, 2, 30)), batch_window=0)
        fields["dispatch_overhead"] = fields["service_time"] * r.uniform(0.5, 20)
    if r.random() < 0.3:
        fields["breakdowns"] = ul.breakdown_policy(rate=log_uniform(r, 1e-4, 1e-2), pause=log_uniform(r, 1, 30))
    return (constant if r.random() < 0.6 else shaped)(r, fields, n, r.uniform(0.2, 0.9))


CLASSES: dict[str, Callable[[random.Random, float], ul.pipeline]] = {
    "steady load": steady,
    "unequal partitions": uneven,
    "round robin and sticky producers": producers,
    "batches": batches,
    "fewer consumers than partitions": few_consumers,
    "overload, steps, ramps, spikes": overload,
    "overload with batches": overload_batches,
    "scaling rules of Kafka and KEDA": regimes,
    "queues without partitions (SQS)": pooled,
    "retries and interruptions": failures,
}


@dataclass
class Errors:
    """Signed relative errors of a class, and what was marked."""

    of: dict[str, list[float]] = field(default_factory=lambda: {m: [] for m in MEASURES})
    valid: dict[str, list[float]] = field(default_factory=lambda: {m: [] for m in MEASURES})
    pipelines: int = 0
    marked: int = 0
    """p99 that say that they are not valid."""
    optimistic: int = 0
    """p99 too low by more than OPTIMISM that say so."""
    silent: list[str] = field(default_factory=list)
    """... that do not."""


def measure(p: ul.pipeline, seed: int, replications: int) -> tuple[Any, Any]:
    f = ul.forecast(p)
    return f, f.compare(ul.simulate(p, seed=seed, replications=replications, grid=50))


def judge(e: Errors, p: ul.pipeline, f: ul.forecast_result, c: Any) -> str:
    """Adds the errors of one pipeline; returns a line about it."""
    floor = 0.1 * (p.dispatch_overhead + p.service_time)
    rows = {
        "mean wait": c["mean_wait"],
        "p99 wait": c["wait_p99"],
        "peak lag": c["peak_lag"],
        "drain time": c["drained_at"],
    }
    words = []
    e.pipelines += 1
    for name, row in rows.items():
        truth = row.simulated
        if not math.isfinite(truth) or not math.isfinite(row.best):
            continue
        least = floor if name.endswith("wait") else 1.0
        if name == "drain time":
            if not (f.peak_lag > 0 and math.isfinite(f.drained_at)):
                continue
            start = f.peak_lag_at
            error = (row.best - truth) / max(truth - start, least)
        elif truth < least and row.best < least:
            continue
        else:
            error = (row.best - truth) / max(truth, least)
        e.of[name].append(error)
        if row.valid:
            e.valid[name].append(error)
        words.append(f"{name} {row.best:.4g} / {truth:.4g} ({100 * error:+.1f} %{'' if row.valid else ' ?'})")
        if name == "p99 wait":
            e.marked += not row.valid
            low = min(truth, row.low)
            if row.best < (1 - OPTIMISM) * low and low > least:
                if row.valid:
                    e.silent.append(repr(p))
                else:
                    e.optimistic += 1
    return ", ".join(words)


def percent(x: float) -> str:
    return f"{100 * x:.1f} %" if x < 0.995 else f"{100 * x:.0f} %"


def table(all_errors: dict[str, Errors]) -> list[str]:
    head = [
        "class",
        "pipelines",
        *(f"{m}, median (worst)" for m in MEASURES),
        "p99 marked",
        "p99 too low by > 15 %, marked / not",
    ]
    lines = ["| " + " | ".join(head) + " |", "| --- | ---: |" + " ---: |" * (len(head) - 2)]
    for name, e in all_errors.items():
        cells = [name, str(e.pipelines)]
        for m in MEASURES:
            x = [abs(v) for v in e.of[m]]
            cells.append(f"{percent(statistics.median(x))} ({percent(max(x))})" if x else "-")
        cells += [str(e.marked), f"{e.optimistic} / {len(e.silent)}"]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pipelines", type=int, default=520, metavar="N")
    parser.add_argument("--seed", type=int, default=20211, metavar="N")
    parser.add_argument("--records", type=float, default=1e5, metavar="N", help="most records of a replication")
    parser.add_argument("--replications", type=int, default=8, metavar="N")
    parser.add_argument("--only", metavar="CLASS", help="classes whose name has this in it")
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.add_argument("--list", action="store_true", help="tell every pipeline")
    options = parser.parse_args(argv)
    names = [name for name in CLASSES if not options.only or options.only in name]
    errors = {name: Errors() for name in names}
    for i in range(options.pipelines):
        name = names[i % len(names)]
        r = random.Random(f"{options.seed} {name} {i // len(names)}")
        p = CLASSES[name](r, log_uniform(r, options.records / 30, options.records))
        f, c = measure(p, options.seed + i, options.replications)
        line = judge(errors[name], p, f, c)
        if options.list:
            print(f"{i} {name}: {line}\n    {p!r}", flush=True)
    lines = table(errors)
    print("\n".join(lines))
    silent = [p for e in errors.values() for p in e.silent]
    for p in silent:
        print(f"too low without saying so: {p}", file=sys.stderr)
    if options.out:
        options.out.write_text("\n".join(["# SPDX-License-Identifier: MIT", *lines]) + "\n", encoding="utf-8")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
