# SPDX-License-Identifier: MIT
"""What a plan says in the words of the platform: the settings of an event source mapping, a function and a topic."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ullage import _text

KAFKA, SQS, KINESIS, DYNAMODB = "kafka", "sqs", "kinesis", "dynamodb-streams"
POLLERS = {KAFKA: (1, 200, 2000), SQS: (2, 200, 10_000)}
"""Least minimum, most minimum, most maximum."""
KAFKA_WINDOW = 0.5
COMMENT_WIDTH = 100

_REGIME_NEEDED = "an event source mapping needs a regime of Lambda: kafka-..., sqs-..., kinesis or dynamodb-streams"


def refusal(where: str, name: str, value: Any, rule: str) -> ValueError:
    shown = repr(value) if isinstance(value, str) else "None" if value is None else plain(value)
    return ValueError(f"{where}: {name} = {shown}, but {rule}")


def plain(x: float) -> str:
    """A number as it is, whole ones without a point."""
    return str(int(x)) if math.isfinite(x) and x == int(x) else repr(float(x))


def known(x: Any) -> bool:
    """A finite number."""
    return isinstance(x, (int, float)) and not isinstance(x, bool) and math.isfinite(x)


def whole(where: str, name: str, x: Any, low: int, high: int, what: str) -> int:
    """A whole number within a range of the platform, or a refusal by name."""
    if not known(x) or x != int(x) or not low <= x <= high:
        raise refusal(where, name, x, f"{what} takes a whole number from {low} to {high}")
    return int(x)


def slug(name: str, separator: str) -> str:
    """A name made of letters, digits and one separator, that begins with a letter."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    joined = separator.join(w.lower() for w in words) or "ullage"
    return joined if joined[0].isalpha() else f"ullage{separator}{joined}"


def logical_name(name: str) -> str:
    """A name of letters and digits alone, as CloudFormation wants it."""
    return "".join(w[0].upper() + w[1:] for w in slug(name, "-").split("-"))


def comment(text: str, width: int = COMMENT_WIDTH) -> list[str]:
    """Text as comment lines of HCL and YAML."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return ["# " + line for line in textwrap.wrap(printable, width - 2)]


def source_of(where: str, system: Any) -> str:
    """What feeds the function, by the regime."""
    name = system.scaling.name
    for source in (KAFKA, SQS, KINESIS, DYNAMODB):
        if name == source or name.startswith((f"{source}-on-demand", f"{source}-provisioned", f"{source}-20")):
            return source
    more = "; outputs.keda gives the ScaledObject of this one" if name == "keda-kafka" else ""
    raise refusal(where, "plan.system.scaling.name", name, _REGIME_NEEDED + more)


def partitions_of(where: str, plan: Any) -> int:
    """Partitions, or shards, of the recommended size."""
    n = plan.partitions if plan.partitions is not None else plan.system.partitions
    if n is None:
        raise refusal(where, "plan.partitions", None, "a topic or stream has at least 1")
    return int(n)


def cluster_kind(plan: Any) -> str:
    """standard_cluster, express_cluster, serverless_cluster or no_cluster."""
    cluster = getattr(getattr(plan, "deployment", None), "cluster", None)
    return "no_cluster" if cluster is None else type(cluster).__name__


def replication_factor(plan: Any) -> int | None:
    """Copies of each partition where the plan knows the brokers."""
    cluster = getattr(getattr(plan, "deployment", None), "cluster", None)
    kind = cluster_kind(plan)
    if kind == "standard_cluster" and known(getattr(cluster, "replication_factor", None)):
        return int(cluster.replication_factor) if cluster is not None else None
    return 3 if kind == "express_cluster" else None


def regime_row(name: str) -> Any:
    """What the catalog knows of a regime, None for one of the user's own."""
    import ullage as ul

    return next((row for row in ul.regimes() if row.name == name), None)


_TIMES = ("max_wait", "wait_quantile", "drained_by", "retention", "mean_wait", "steady_mean_wait")


def amount(c: Any, x: float) -> str:
    """A value or limit of a constraint with its unit."""
    unit = getattr(c, "unit", None)
    if unit == "s" or (unit is None and c.name in _TIMES):
        return _text.time(x) if math.isfinite(x) else "without limit"
    if unit is None and c.name == "peak_lag":
        unit = "records"
    return _text.number(x) + (f" {unit}" if unit else "")


def lower_bound(c: Any) -> bool:
    """The value must not be below its limit."""
    return "at_least" in str(getattr(c, "side", "at_most"))


def phrase(c: Any) -> str:
    """A constraint as words."""
    side = "at least" if lower_bound(c) else "at most"
    return f"{c.name} is {amount(c, c.value)} of {side} {amount(c, c.limit)}"


def binding(plan: Any) -> str:
    """What keeps the size from being smaller, as words; empty when nothing does."""
    c = next((c for c in plan.constraints if c.name == plan.binding), None)
    return "" if c is None else f"{c.name} binds ({phrase(c)})"


def chosen(plan: Any, variable: str) -> bool:
    """Did the plan choose it?"""
    variables = getattr(plan, "variables", None)
    if variables is None:
        return variable in ("partitions", "pollers")
    flag = getattr(variables, variable, None)
    return bool(flag) if flag is not None else isinstance(variables, Iterable) and variable in tuple(variables)


def why(plan: Any, variable: str, what: str) -> str:
    """The reason of a number."""
    if not chosen(plan, variable):
        return f"{what}: as given"
    if not plan.feasible:
        return f"{what}: the nearest, the targets cannot all be met"
    bound = binding(plan)
    return f"{what}: the least that keeps every target" + (f"; {bound}" if bound else "")


def heading(plan: Any, what: str) -> list[str]:
    """The answer in words, as comment lines; first of all what is wrong with it."""
    import ullage as ul

    lines: list[str] = []
    if not plan.feasible:
        lines += comment("WARNING: the targets cannot be met; these are the numbers of the nearest size.")
    name = plan.system.scaling.name
    row = regime_row(name)
    if row is not None and row.valid_to != "-":
        lines += comment(
            f"WARNING: {name} was in force until {row.valid_to}; what is made today scales by another rule."
        )
    lines += comment(
        f"{what}, written by ullage {ul.__version__} from a plan under {name}, {plan.system.scaling.assumed} case."
    )
    lines += comment(plan.explain())
    if math.isinf(plan.forecast.peak_lag) and not _bounded(plan):
        lines += comment("No alarms: the lag has no limit, and no target bounds it.")
    return lines


def _bounded(plan: Any) -> bool:
    """Does something bound the lag or its age?"""
    t = plan.target
    return math.isfinite(plan.system.retention) or any(x is not None for x in (t.max_wait, t.wait_quantile, t.peak_lag))


@dataclass(frozen=True)
class setting:
    """A value and its reason."""

    value: Any
    note: str = ""


@dataclass(frozen=True)
class provision:
    """Everything that a template says, by source-independent names; what is to be left away is absent."""

    source: str
    self_managed: bool
    mapping: dict[str, setting] = field(default_factory=dict)
    pollers: dict[str, setting] = field(default_factory=dict)
    function: dict[str, setting] = field(default_factory=dict)
    topic: dict[str, setting] = field(default_factory=dict)
    queue: dict[str, setting] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    """What the template cannot say."""


def provision_of(where: str, plan: Any, self_managed: bool) -> provision:
    """The settings of a plan under a regime of Lambda.

    :raises ValueError: a number that the platform does not take, by name
    """
    source = source_of(where, plan.system)
    if self_managed and source != KAFKA:
        raise ValueError(f"{where}: self_managed = True, but the source is {source}")
    p = plan.system
    provisioned = p.scaling.name.endswith("-provisioned")
    remarks = [remark] if (remark := window_remark(plan)) else []
    mapping = _batch(where, plan, source)
    mapping.update(_errors(where, p, source, provisioned, remarks))
    if source in (KINESIS, DYNAMODB):
        factor = whole(where, "scaling.parallelization_factor", p.scaling.parallelization_factor, 1, 10, "a mapping")
        mapping["parallelization_factor"] = setting(factor, "ordered lanes for each shard, as given")
    if source == SQS and not provisioned and p.scaling.max_consumers < 1250:
        limit = whole(where, "scaling.max_consumers", p.scaling.max_consumers, 2, 1000, "maximum_concurrency")
        mapping["maximum_concurrency"] = setting(
            limit, "the most invocations at once that the plan counts on, as given"
        )
    return provision(
        source=source,
        self_managed=self_managed,
        mapping=mapping,
        pollers=_pollers(where, plan, source) if provisioned else {},
        function=_function(where, plan),
        topic={} if source == SQS else _topic(where, plan, source),
        queue=_queue(where, plan) if source == SQS else {},
        remarks=tuple(remarks),
    )


def _batch(where: str, plan: Any, source: str) -> dict[str, setting]:
    p = plan.system
    out = {
        "batch_size": setting(
            whole(where, "batch_size", p.batch_size, 1, 10_000, "a mapping"),
            why(plan, "batch", "records of an invocation"),
        )
    }
    window = p.batch_window
    if (source == KAFKA and window == KAFKA_WINDOW) or (p.batch_size == 1 and window == 0):
        return out  # what a new mapping has, which no whole number says; or a batch that is full at once
    if not known(window) or window != int(window) or not 0 <= window <= 300:
        more = "; 0.5 s is what a new Kafka mapping has when it is left away" if source == KAFKA else ""
        raise refusal(where, "batch_window", window, f"a mapping takes whole seconds from 0 to 300{more}")
    if source == SQS and p.batch_size > 10 and window < 1:
        raise refusal(
            where, "batch_size", p.batch_size, "SQS takes more than 10 only with a batch_window of 1 s or more"
        )
    note = why(plan, "batch", "seconds that a batch is held open")
    if source == KAFKA:
        note += ". Once it was set, the default of 500 ms cannot be had back but by a new mapping"
        if window == 0:
            note += "; after the first apply look whether the mapping has 0: a tool that leaves a 0 out keeps 500 ms"
    out["batch_window"] = setting(int(window), note)
    return out


def window_remark(plan: Any) -> str:
    """Why the window is left away, empty when it is not."""
    if plan.system.scaling.name.startswith(KAFKA) and plan.system.batch_window == KAFKA_WINDOW:
        return (
            "The batching window is left away on purpose: a new Kafka mapping has 500 ms, which cannot be had "
            "back once another value was set."
        )
    if plan.system.scaling.name.startswith(KAFKA) and plan.system.batch_size == 1:
        return "The batching window is left away: a batch of one record is full at once."
    return ""


def _errors(where: str, p: Any, source: str, provisioned: bool, remarks: list[str]) -> dict[str, setting]:
    retry = p.retry
    out: dict[str, setting] = {}
    if retry.response == "report_failures":
        out["report_failures"] = setting(True, "only failed records come again; the function must report them")
    if source != SQS:
        if retry.response == "bisect":
            out["bisect"] = setting(True, "a failed batch comes again as its two halves")
        if known(retry.max_retries):
            retries = whole(where, "retry.max_retries", retry.max_retries, 0, 10_000, "maximum_retry_attempts")
            out["max_retries"] = setting(retries, "after the first attempt, as given")
        if known(retry.max_record_age):
            age = whole(
                where, "retry.max_record_age", retry.max_record_age, 60, 604_800, "maximum_record_age_in_seconds"
            )
            out["max_record_age"] = setting(age, "seconds after which a record is given up, as given")
    elif retry.response == "bisect":
        raise refusal(where, "retry.response", "bisect", "SQS has no bisection; report_failures does that")
    if source == KAFKA and not provisioned and out:
        raise refusal(
            where,
            "plan.system.scaling.name",
            p.scaling.name,
            "of a Kafka mapping only provisioned mode has " + ", ".join(f"retry.{_FIELDS[name]}" for name in out),
        )
    if source == SQS and known(retry.max_record_age):
        remarks.append("retry.max_record_age is the retention of the queue here; a mapping of SQS has no such setting.")
    return out


_FIELDS = {
    "report_failures": "response",
    "bisect": "response",
    "max_retries": "max_retries",
    "max_record_age": "max_record_age",
}


def _pollers(where: str, plan: Any, source: str) -> dict[str, setting]:
    s = plan.system.scaling
    least = plan.min_pollers if plan.min_pollers is not None else s.min_consumers
    most = plan.max_pollers if plan.max_pollers is not None else s.max_consumers
    low, most_minimum, high = POLLERS[source]
    out = {
        "minimum_pollers": setting(
            whole(where, "min_pollers", least, low, most_minimum, "minimum_pollers"),
            why(plan, "pollers", "pollers that are always there and always paid"),
        ),
        "maximum_pollers": setting(
            whole(where, "max_pollers", most, low, high, "maximum_pollers"),
            "all that the load needs at its busiest" if chosen(plan, "pollers") else "as given",
        ),
    }
    group = getattr(getattr(plan, "deployment", None), "poller_group", "") or ""
    if group and source == KAFKA:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,128}", group):
            raise refusal(where, "deployment.poller_group", group, "a name has letters, digits, - and _, at most 128")
        out["poller_group"] = setting(group, "mappings of one group share event poller units: one bill, not one each")
    return out


def _function(where: str, plan: Any) -> dict[str, setting]:
    p, d = plan.system, getattr(plan, "deployment", None)
    out: dict[str, setting] = {}
    reserved = getattr(plan, "reserved_concurrency", None)
    if not known(reserved):
        reserved = p.reserved_concurrency
    if known(reserved):
        out["reserved_concurrency"] = setting(
            whole(where, "reserved_concurrency", reserved, 1, 1_000_000, "a function"),
            why(plan, "reserved_concurrency", "concurrency that is set apart for this function, and its limit"),
        )
    if known(getattr(d, "memory_mb", None)):
        out["memory"] = setting(
            whole(where, "deployment.memory_mb", getattr(d, "memory_mb", None), 128, 10_240, "a function"),
            "MB, as given",
        )
    timeout = getattr(d, "function_timeout", None)
    if known(timeout):
        longest = 840 if p.scaling.name.startswith(KAFKA) else 900
        out["timeout"] = setting(
            whole(where, "deployment.function_timeout", timeout, 1, longest, "a function under this source"),
            "seconds, as given",
        )
    if d is not None and getattr(d, "processor", None) is not None:
        arm = "arm" in str(d.processor)
        out["architecture"] = setting("arm64" if arm else "x86_64", "as given")
    size = getattr(d, "ephemeral_mb", None)
    if known(size) and size != 512:
        out["ephemeral"] = setting(
            whole(where, "deployment.ephemeral_mb", size, 512, 10_240, "ephemeral storage"), "MB of /tmp, as given"
        )
    return out


def _topic(where: str, plan: Any, source: str) -> dict[str, setting]:
    what = "partitions" if source == KAFKA else "shards"
    note = why(plan, "partitions", what)
    if source == KAFKA:
        note += ". A topic can be given more later, never fewer, and more moves keys to other partitions"
    out = {"partitions": setting(partitions_of(where, plan), note)}
    copies = replication_factor(plan)
    if copies is not None and source == KAFKA:
        out["replication_factor"] = setting(copies, "copies of each partition, as the plan has the brokers")
    retention = plan.system.retention
    if known(retention) and source == KAFKA:
        out["retention_ms"] = setting(
            round(retention * 1000), f"records older than {_text.time(retention)} are lost, as given"
        )
    if known(retention) and source == KINESIS:
        hours = whole(where, "retention / 3600", retention / 3600, 24, 8760, "a stream")
        out["retention_hours"] = setting(hours, f"records older than {_text.time(retention)} are lost, as given")
    return out


def _queue(where: str, plan: Any) -> dict[str, setting]:
    p, d = plan.system, getattr(plan, "deployment", None)
    out: dict[str, setting] = {}
    timeout: Any = getattr(d, "function_timeout", None)
    if known(timeout):
        visible = min(math.ceil(6 * float(timeout) + p.batch_window), 43_200)
        out["visibility_timeout"] = setting(
            visible, "seconds: six times the function's timeout and the batching window, as AWS advises"
        )
    if known(p.retention):
        out["retention"] = setting(
            whole(where, "retention", p.retention, 60, 1_209_600, "a queue"),
            f"records older than {_text.time(p.retention)} are lost, as given",
        )
    if known(p.retry.max_retries):
        attempts = whole(where, "retry.max_retries + 1", p.retry.max_retries + 1, 1, 1000, "maxReceiveCount")
        out["max_receive_count"] = setting(attempts, "attempts before the dead-letter queue, as given")
    return out
