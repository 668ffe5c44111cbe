# SPDX-License-Identifier: MIT
"""Plans against simulation over random pipelines and targets: does the plan keep its target, does one step less not?

usage: plans.py [--pipelines N] [--seed N] [--replications N] [--only CLASS] [--out FILE] [--list]

Pipelines and targets are drawn with a fixed seed. The limit of a target lies between what more and what fewer
partitions (or consumers) than those of the drawn pipeline give, so it is neither trivial nor impossible. Each is
planned; the plan is simulated, and where a number of partitions was the answer also the pipeline with one less.

A target for a share of the records holds when the share of late records over all replications is not above what is
allowed; one with a probability when that share of the replications keeps the limit. That is the point estimate; by the
interval it holds unless the 95 % interval lies outside, and one step less fails only when it lies outside. A plan that
finds no size counts apart: its nearest plan has to miss in the simulation too. --out writes the table that the README
quotes; --list tells every plan.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ullage as ul

HERE = Path(__file__).resolve().parent
ON_DEMAND = ("kafka-on-demand-2021", "kafka-on-demand-2022", "kafka-on-demand-2023", "keda-kafka")
HOLDS, FAILS = 0.97, 0.85


def log_uniform(r: random.Random, low: float, high: float) -> float:
    return math.exp(r.uniform(math.log(low), math.log(high)))


@dataclass
class Task:
    """A pipeline as its fields, what is wanted, and how a simulation judges it."""

    fields: dict[str, Any]
    arrivals: Any
    kind: str
    """share, max_wait, finished or peak_lag: what is compared with the limit."""
    chance: float
    """The share of the records, or of the replications, that has to keep the limit."""
    limit: float = math.nan
    extra: dict[str, Any] = field(default_factory=dict)
    long_run: bool = False
    """The target is one of the steady state."""
    pool: bool = False
    """The size is a number of consumers."""

    def at(self, size: int) -> ul.pipeline:
        if self.pool:
            scaling = ul.regime("fixed", initial_consumers=size)
            return ul.pipeline(arrivals=self.arrivals, **{**self.fields, "scaling": scaling})
        return ul.pipeline(arrivals=self.arrivals, **{**self.fields, "partitions": size})

    def target(self) -> ul.target:
        if self.kind == "share":
            wanted = (self.chance, self.limit)
            if self.long_run:
                return ul.target(steady_wait_quantile=wanted, **self.extra)
            return ul.target(wait_quantile=wanted, probability=0.9, **self.extra)
        name = {"max_wait": "max_wait", "finished": "drained_by", "peak_lag": "peak_lag"}[self.kind]
        return ul.target(**{name: self.limit}, probability=self.chance, **self.extra)

    def value(self, size: int) -> float:
        """About what a size gives; only the limits that are drawn depend on it."""
        p = self.at(size)
        if self.long_run:
            p = steady_form(p)
        f = ul.forecast(p)
        c = f.chance
        if self.kind == "share":
            return c.wait_quantile(self.chance).value
        if self.kind == "peak_lag":
            return c.peak_lag_quantile(self.chance).value
        if self.kind == "finished":
            return c.finished_at_quantile(self.chance).value
        return max(f.max_wait, c.wait_quantile(1 - (1 - self.chance) / max(f.records, 2)).value)


def steady_form(p: ul.pipeline) -> ul.pipeline:
    """The mean rate for a long time."""
    rate = p.arrivals.mean_rate
    return p.replace(arrivals=ul.constant_rate(rate, duration=40_000 / rate + 2000 * p.service_time))


def base(r: random.Random, **given: Any) -> dict[str, Any]:
    out: dict[str, Any] = {
        "service_time": log_uniform(r, 0.02, 5),
        "partitions": int(log_uniform(r, 2, 40.9)),
        "scaling": "fixed",
        "service_scv": r.choice((0, 0, 0.25, 1)),
    }
    out.update(given)
    return out


def full_capacity(fields: dict[str, Any]) -> float:
    return ul.pipeline(**fields).full_capacity


def constant(r: random.Random, fields: dict[str, Any], low: float = 0.4, high: float = 0.9) -> Any:
    rate = r.uniform(low, high) * full_capacity(fields)
    return ul.constant_rate(rate, duration=log_uniform(r, 1000, 20_000) / rate)


def shaped(r: random.Random, fields: dict[str, Any]) -> Any:
    """A step, a ramp or a spike beyond the capacity."""
    full = full_capacity(fields)
    length = log_uniform(r, 1000, 20_000) / (0.7 * full)
    busiest = r.uniform(1.1, 2.5) * full
    kind = r.choice(("step", "ramp", "spike"))
    if kind == "step":
        return ul.step(before=busiest, after=0.5 * full, at=0.2 * length, duration=length)
    if kind == "ramp":
        return ul.ramp(from_rate=0.2 * full, to_rate=busiest, over=0.6 * length, duration=length)
    return ul.spike(base=0.5 * full, peak=busiest, at=0.3 * length, width=0.15 * length, duration=length)


def odds(r: random.Random) -> float:
    return r.choice((0.95, 0.99))


def steady_share(r: random.Random) -> Task:
    fields = base(r)
    return Task(fields, constant(r, fields), "share", 0.99)


def steady_state(r: random.Random) -> Task:
    fields = base(r)
    extra = {"utilization": r.uniform(0.6, 0.95)}
    return Task(fields, constant(r, fields, 0.4, 0.85), "share", odds(r), extra=extra, long_run=True)


def longest(r: random.Random) -> Task:
    fields = base(r)
    return Task(fields, shaped(r, fields), "max_wait", odds(r))


def deadline(r: random.Random) -> Task:
    fields = base(r)
    return Task(fields, shaped(r, fields), "finished", odds(r))


def peak(r: random.Random) -> Task:
    fields = base(r)
    return Task(fields, shaped(r, fields), "peak_lag", odds(r))


def batches(r: random.Random) -> Task:
    size = int(log_uniform(r, 2, 60))
    fields = base(r, partitions=int(log_uniform(r, 2, 20.9)), batch_size=size)
    fields["dispatch_overhead"] = fields["service_time"] * log_uniform(r, 0.1, 2 * size)
    fields["batch_window"] = 0 if r.random() < 0.6 else log_uniform(r, 0.1, 3)
    if r.random() < 0.5:
        return Task(fields, shaped(r, fields), "max_wait", odds(r))
    return Task(fields, constant(r, fields), "share", 0.99)


def skewed(r: random.Random) -> Task:
    skew = ul.zipf_keys(keys=int(log_uniform(r, 200, 1e5)), exponent=r.uniform(0.1, 1))
    fields = base(r, skew=skew)
    if r.random() < 0.5:
        return Task(fields, constant(r, fields), "share", 0.99)
    return Task(fields, shaped(r, fields), "max_wait", odds(r))


def rule(r: random.Random, names: tuple[str, ...]) -> Task:
    fields = base(r, scaling=r.choice(names), service_time=log_uniform(r, 0.3, 5))
    rate = r.uniform(0.4, 0.9) * full_capacity(fields)
    records = min(log_uniform(r, 2000, 40_000), 4000 * rate)
    kind = "max_wait" if r.random() < 0.7 else "peak_lag"
    return Task(fields, ul.constant_rate(rate, duration=records / rate), kind, odds(r))


def rules(r: random.Random) -> Task:
    return rule(r, ON_DEMAND)


def pollers(r: random.Random) -> Task:
    return rule(r, ("kafka-provisioned",))


def replay(r: random.Random) -> Task:
    """Old records at time 0 beside live traffic, as after an outage."""
    fields = base(r)
    load = constant(r, fields, 0.2, 0.7)
    fields["initial_lag"] = math.floor(load.total_records * r.uniform(0.2, 0.8))
    return Task(fields, load, r.choice(("max_wait", "max_wait", "peak_lag")), odds(r))


def pools(r: random.Random) -> Task:
    fields = base(r, scaling=ul.regime("fixed", initial_consumers=int(log_uniform(r, 2, 40.9))))
    del fields["partitions"]
    kind = "share" if r.random() < 0.6 else "max_wait"
    return Task(fields, constant(r, fields, 0.4, 0.95), kind, 0.99 if kind == "share" else odds(r), pool=True)


CLASSES: dict[str, Callable[[random.Random], Task]] = {
    "p99 of the waits, constant load": steady_share,
    "steady state and utilization": steady_state,
    "longest wait, steps, ramps, spikes": longest,
    "done by a deadline": deadline,
    "peak lag": peak,
    "batches": batches,
    "unequal partitions": skewed,
    "scaling rules of Kafka and KEDA": rules,
    "provisioned pollers": pollers,
    "replay beside live traffic": replay,
    "pools without partitions": pools,
}


def draw(make: Callable[[random.Random], Task], r: random.Random) -> Task:
    """A task with a limit between what more and fewer partitions give."""
    while True:
        task = make(r)
        fields = task.fields
        drawn = int(fields["scaling"].initial_consumers) if task.pool else fields["partitions"]
        good = task.value(math.ceil(1.6 * drawn) + 1)
        bad = task.value(max(1, math.ceil(0.75 * drawn)))
        if task.kind == "finished":
            good = max(good, task.arrivals.ends_at * 1.001)
        if not math.isfinite(good):
            continue
        if not math.isfinite(bad):
            bad = 10 * good + 10 * fields["service_time"]
        if not bad > 1.0001 * good:
            continue
        if task.kind == "share" or task.kind == "max_wait":
            task.limit = log_uniform(r, max(good, 0.05 * fields["service_time"]), bad)
        else:
            task.limit = good + (bad - good) * r.uniform(0.1, 0.9)
        if task.kind == "peak_lag":
            task.limit = math.floor(task.limit)
        if task.limit > 0:
            return task


@dataclass
class Verdict:
    kept: float
    """Share of the records or of the replications that keep the limit."""
    holds: bool
    surely_fails: bool


def judge(task: Task, p: ul.pipeline, seed: int, replications: int) -> Verdict:
    if task.long_run:
        p = steady_form(p)
    if task.kind == "share":
        few = max(12, min(replications, int(2e6 / max(p.arrivals.total_records, 1))))
        warmup = 0.25 * p.arrivals.ends_at if task.long_run else 0
        late = []
        for i in range(few):
            s = ul.simulate(p, seed=seed + i, replications=1, grid=2, warmup=warmup)
            late.append(s.late_records(task.limit) / s.records if s.records else 0.0)
        mean = sum(late) / few
        half = 2.2 * math.sqrt(sum((x - mean) ** 2 for x in late) / (few - 1) / few)
        allowed = 1 - task.chance
        return Verdict(1 - mean, mean <= allowed, mean - half > allowed)
    name = {"max_wait": "max_wait", "finished": "finished_at", "peak_lag": "peak_lag"}[task.kind]
    kept = 0
    for i in range(replications):
        value = getattr(ul.simulate(p, seed=seed + i, replications=1, grid=2), name).mean
        kept += value <= task.limit * (1 + 1e-12)
    n, z, share = replications, 1.96, kept / replications
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    high = (share + z * z / (2 * n) + half) / (1 + z * z / n)
    return Verdict(share, share >= task.chance, high < task.chance)


@dataclass
class Tally:
    plans: int = 0
    holds: int = 0
    surely_misses: int = 0
    steps: int = 0
    """Answers that are a number of partitions or consumers above 1."""
    fails: int = 0
    surely_fails: int = 0
    infeasible: int = 0
    infeasible_missed: int = 0
    """... whose nearest plan misses in the simulation too, or misses another target."""
    marked: int = 0
    """Plans whose answer says that it lies outside of what has been measured."""

    def add(self, other: Tally) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def check(task: Task, seed: int, replications: int) -> tuple[Tally, str]:
    plan = ul.plan(task.at(1 if task.pool else task.fields["partitions"]), task.target())
    tally = Tally()
    size = plan.consumers if task.pool else plan.partitions
    words = f"{task.kind} <= {task.limit:.5g} ({task.chance}): {size}"
    at = judge(task, plan.system, seed, replications)
    if not plan.feasible:
        tally.infeasible = 1
        tally.infeasible_missed = not at.holds or any(c.name == "utilization" and not c.met for c in plan.constraints)
        return tally, f"{words}, infeasible, keeps {at.kept:.4f}"
    tally.plans = 1
    tally.holds = at.holds
    tally.surely_misses = at.surely_fails
    tally.marked = any(c.note for c in plan.constraints if c.origin == "wanted")
    words += f", keeps {at.kept:.4f}{'' if at.holds else ' MISSES'}"
    if size is not None and size > 1:
        less = task.at(size - 1)
        if plan.min_pollers:
            less = plan.system.replace(partitions=size - 1)
        below = judge(task, less, seed, replications)
        other = task.extra.get("utilization", math.inf)
        over = ul.forecast(less).utilization > other
        tally.steps = 1
        tally.fails = over or not below.holds
        tally.surely_fails = over or below.surely_fails
        words += f", one less {below.kept:.4f}{'' if tally.fails else ' KEEPS'}"
    return tally, words


def percent(part: int, of: int) -> str:
    return f"{100 * part / of:.1f} %" if of else "-"


def table(tallies: dict[str, Tally]) -> list[str]:
    head = [
        "class",
        "plans",
        "target holds",
        "not refuted",
        "one step less fails",
        "surely",
        "no plan (nearest misses)",
        "marked",
    ]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    every = Tally()
    for t in tallies.values():
        every.add(t)
    for name, t in [*tallies.items(), ("all", every)]:
        cells = [
            name,
            str(t.plans),
            percent(t.holds, t.plans),
            percent(t.plans - t.surely_misses, t.plans),
            f"{percent(t.fails, t.steps)} of {t.steps}",
            percent(t.surely_fails, t.steps),
            f"{t.infeasible} ({t.infeasible_missed})",
            str(t.marked),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pipelines", type=int, default=330, metavar="N")
    parser.add_argument("--seed", type=int, default=20216, metavar="N")
    parser.add_argument("--replications", type=int, default=400, metavar="N")
    parser.add_argument("--only", metavar="CLASS", help="classes whose name has this in it")
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.add_argument("--list", action="store_true", help="tell every plan")
    options = parser.parse_args(argv)
    names = [name for name in CLASSES if not options.only or options.only in name]
    tallies = {name: Tally() for name in names}
    for i in range(options.pipelines):
        name = names[i % len(names)]
        r = random.Random(f"{options.seed} {name} {i // len(names)}")
        task = draw(CLASSES[name], r)
        one, words = check(task, options.seed + 1000 * i, options.replications)
        tallies[name].add(one)
        if options.list:
            print(f"{i} {name}: {words}\n    {task.at(1)!r}", flush=True)
        elif sys.stderr.isatty():
            print(f"\r{i + 1}/{options.pipelines}", end="", file=sys.stderr, flush=True)
    lines = table(tallies)
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(["# SPDX-License-Identifier: MIT", *lines]) + "\n", encoding="utf-8")
    every = Tally()
    for t in tallies.values():
        every.add(t)
    sound = every.holds >= HOLDS * every.plans
    tight = every.fails >= FAILS * every.steps
    return 0 if sound and tight and every.infeasible_missed == every.infeasible else 1


if __name__ == "__main__":
    sys.exit(main())
