# SPDX-License-Identifier: MIT
"""CloudWatch alarms of a plan, in records and in seconds, with thresholds that follow from its forecast."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from ullage import _text
from ullage._provision import DYNAMODB, KAFKA, KINESIS, SQS, plain, refusal, slug, source_of

PERIOD = 60
MOST_PERIODS = 1440
"""CloudWatch looks back at most one day."""


class unbounded(ValueError):
    """Neither the forecast nor a target bounds what an alarm is to watch."""


@dataclass(frozen=True)
class alarm:
    """One CloudWatch metric alarm. A value of a dimension that depends on the account is named in braces: "{topic}"."""

    name: str
    namespace: str
    metric: str
    dimensions: dict[str, str]
    statistic: str
    period: int
    evaluation_periods: int
    datapoints_to_alarm: int
    threshold: float
    comparison: str
    missing_data: str
    unit: str
    """Of the threshold: records, s or ms."""
    expected: float
    """The highest value that the planned load reaches."""
    breaking: float
    """The value at which a target is broken; infinity where none is asked."""
    why: str

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; infinity stays a float."""
        return asdict(self)


@dataclass(frozen=True)
class _patience:
    """How long a backlog may last before somebody is called."""

    delay: float
    """Until the rule has brought what it can [s]."""
    settle: float
    """... and what came in the meantime is worked off [s]."""
    utilization: float

    def minutes(self, left: float) -> tuple[int, str]:
        """Evaluation periods, and why.

        :param left: from the threshold to the breaking value at a standstill [s]
        """

        def whole(t: float) -> int:
            return min(max(math.ceil(t / PERIOD - 1e-9), 1), MOST_PERIODS)

        least, wanted = whole(self.delay), whole(self.settle)
        reaction = f"The rule needs up to {_text.time(self.delay)} to bring its consumers"
        if self.utilization < 1:
            reaction += (
                f"; at a utilization of {_text.number(float(f'{self.utilization:.3g}'))} what came in the meantime is "
                f"worked off {_text.time(self.settle)} after its beginning"
            )
        if not math.isfinite(left) or left >= wanted * PERIOD:
            return wanted, f"{reaction}: {wanted} min."
        periods = max(least, int(left / PERIOD), 1)
        if periods * PERIOD <= left:
            return periods, f"{reaction}; only {periods} min, so that a standstill calls before it breaks the target."
        return periods, (
            f"{reaction}: {periods} min, though from the threshold a standstill breaks the target in {_text.time(left)}"
            ": the rule is slower than the target is narrow."
        )


def _steps(regime: Any, start: float, end: float) -> float:
    """Time in which the rule goes from one size to another, after its first action [s]."""
    if not end > start:
        return 0.0
    up: Any = regime.up
    kind = type(up).__name__
    interval = max(float(regime.evaluation_period), float(getattr(up, "min_interval", 0.0)))
    if kind == "multiply":
        return (math.ceil(math.log(end / max(start, 1.0)) / math.log(float(up.factor)) - 1e-9) - 1) * interval
    if kind == "add":
        return (math.ceil((end - start) / float(up.step) - 1e-9) - 1) * interval
    if kind == "continuous_ramp":
        return 60.0 * (end - start) / float(up.per_minute)
    if kind == "proportional":
        n, steps = max(start, 1.0), 0
        while n < end and steps < MOST_PERIODS:
            n = max(n + up.max_added, math.ceil(n * up.max_factor))
            steps += 1
        return max(steps - 1, 0) * interval
    return 0.0


def _patience_of(plan: Any) -> _patience:
    f, s = plan.forecast, plan.system.scaling
    start = float(f.consumers(0.0))
    delay = s.evaluation_period + s.reaction_delay + s.startup_time + s.rebalance_pause
    if type(s.up).__name__ == "proportional" and start == 0:
        delay += s.up.polling_period
    delay += _steps(s, start, f.max_consumers)
    u = float(f.utilization)
    return _patience(delay, delay / (1 - u) if u < 1 else delay, u)


def _limits(plan: Any) -> list[tuple[str, float]]:
    """The waits that some target, or the retention, does not allow, by name [s]."""
    t, out = plan.target, []
    if t.max_wait is not None:
        out.append(("max_wait", float(t.max_wait)))
    if t.wait_quantile is not None:
        q = t.wait_quantile
        out.append(("wait_quantile", float(q[1] if isinstance(q, tuple) else q.limit)))
    if t.retention_fraction is not None and math.isfinite(plan.system.retention):
        out.append(("retention_fraction", float(t.retention_fraction * plan.system.retention)))
    if math.isfinite(plan.system.retention):
        out.append(("retention", float(plan.system.retention)))
    return out


def _threshold(expected: float, breaking: float, margin: float) -> float:
    """Between what is expected and what breaks a target; where that is not apart, at the latter."""
    if math.isinf(breaking):
        value = max(expected * (1 + margin), 1.0)
    elif expected < breaking:
        value = expected + margin * (breaking - expected)
    else:
        return breaking
    rounded = float(math.floor(value))
    return rounded if rounded > expected else value


def _peak_offset_lag(f: Any) -> float:
    """The largest lag with what is in service, which is what brokers read."""
    if math.isinf(f.peak_lag):
        return math.inf
    times = [t for t in f.event_times.tolist() if math.isfinite(t)]
    times += [b.peak_at for b in f.backlogs() if math.isfinite(b.peak_at)]
    return max((float(f.offset_lag(t)) for t in times), default=0.0)


def _hottest(system: Any) -> float | None:
    """Share of the partition with the most arrivals; None where the plan cannot tell it."""
    if not system.partitions:
        return None
    if type(system.skew).__name__ == "even_shares":
        return 1.0 / float(system.partitions)
    shares = getattr(system.skew, "shares", None)
    if shares is None:
        return None
    values = [float(x) for x in shares]
    return max(values) / sum(values) if values and sum(values) > 0 else None


class _maker:
    def __init__(self, plan: Any, name: str, margin: float) -> None:
        self.plan, self.margin, self.prefix = plan, margin, slug(name, "-")
        self.patience = _patience_of(plan)
        limits = _limits(plan)
        self.wait_of, self.wait = min(limits, key=lambda x: x[1]) if limits else ("", math.inf)
        f = plan.forecast
        self.rate = min(f.peak_utilization, 1.0) * f.full_capacity
        asked = plan.target.peak_lag
        by_wait = self.wait * self.rate if math.isfinite(self.wait) and 0 < self.rate < math.inf else math.inf
        self.records = min(by_wait, math.inf if asked is None else float(asked))
        self.records_of = "peak_lag" if asked is not None and float(asked) <= by_wait else self.wait_of

    def _words(self, what: str, expected: float, breaking: float, unit: str, from_what: str) -> str:
        def text(x: float) -> str:
            return (
                f"{plain(float(f'{x:.4g}')) if abs(x) < 1e4 else plain(round(x))} {unit}"
                if math.isfinite(x)
                else "no limit"
            )

        if math.isinf(breaking):
            middle = f"no target limits it, so the threshold is {100 * self.margin:.4g} % above that"
        elif expected < breaking:
            middle = (
                f"{text(breaking)} would break {from_what}; the threshold lies {100 * self.margin:.4g} % of the way"
            )
        else:
            middle = (
                f"the target {from_what} ({text(breaking)}) is missed by that already, so the threshold is the target"
            )
        return f"{what}: the planned load reaches {text(expected)}; {middle}."

    def make(
        self,
        suffix: str,
        metric: tuple[str, str],
        dimensions: dict[str, str],
        unit: str,
        rate: float,
        what: str,
        expected: float,
        breaking: float,
        from_what: str,
        missing: str,
    ) -> alarm:
        """:param rate: at which the metric grows while nothing is served [unit/s]"""
        if math.isinf(expected) and math.isinf(breaking):
            raise unbounded(f"alarms: plan.forecast, {what} = inf, but then a target must limit it")
        threshold = _threshold(expected, breaking, self.margin)
        left = (breaking - threshold) / rate if rate > 0 and expected < breaking else math.inf
        periods, patience = self.patience.minutes(left)
        return alarm(
            name=f"{self.prefix}-{suffix}",
            namespace=metric[0],
            metric=metric[1],
            dimensions=dimensions,
            statistic="Maximum",
            period=PERIOD,
            evaluation_periods=periods,
            datapoints_to_alarm=periods - periods // 5,
            threshold=threshold,
            comparison="GreaterThanThreshold",
            missing_data=missing,
            unit=unit,
            expected=expected,
            breaking=breaking,
            why=f"{self._words(what, expected, breaking, unit, from_what)} {patience}",
        )


def alarms_of(plan: Any, name: str, margin: float, self_managed: bool) -> list[alarm]:
    """The alarms of a plan, see outputs.alarms."""
    if not (isinstance(margin, (int, float)) and 0 < margin < 1):
        raise refusal("alarms", "margin", margin, "it is a share between 0 and 1")
    m = _maker(plan, name, float(margin))
    f = plan.forecast
    if plan.system.scaling.name == "keda-kafka" or (
        plan.system.scaling.name == "fixed" and plan.system.partitions is not None
    ):
        source = KAFKA
    else:
        source = source_of("alarms", plan.system)
    if source == KAFKA:
        return _kafka(m, f, plan.system, self_managed)
    if source == SQS:
        service = plan.system.dispatch_overhead + plan.system.service_time * plan.system.batch_size
        queue = {"QueueName": "{queue_name}"}
        return [
            m.make(
                "lag-records",
                ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
                queue,
                "records",
                m.rate,
                "Messages that wait",
                f.peak_lag,
                m.records,
                m.records_of,
                "notBreaching",
            ),
            m.make(
                "lag-seconds",
                ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
                queue,
                "s",
                1.0,
                "Age of the oldest message, its service included",
                f.max_wait + service,
                m.wait + service,
                m.wait_of,
                "notBreaching",
            ),
        ]
    out = [
        m.make(
            "iterator-age",
            ("AWS/Lambda", "IteratorAge"),
            {"FunctionName": "{function_name}"},
            "ms",
            1000.0,
            "Age of the last record of a batch when the function gets it",
            1000 * f.max_wait,
            1000 * m.wait,
            m.wait_of,
            "notBreaching",
        )
    ]
    if source == KINESIS:
        out.append(
            m.make(
                "stream-age",
                ("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds"),
                {"StreamName": "{stream_name}"},
                "ms",
                1000.0,
                "Age of the last record that was read from the stream",
                1000 * f.max_wait,
                1000 * m.wait,
                m.wait_of,
                "notBreaching",
            )
        )
    assert source in (KINESIS, DYNAMODB)
    return out


def _kafka(m: _maker, f: Any, system: Any, self_managed: bool) -> list[alarm]:
    expected = _peak_offset_lag(f)
    in_service = expected - f.peak_lag if math.isfinite(expected) else 0.0
    breaking = m.records + max(in_service, 0.0)
    if self_managed:
        return [
            m.make(
                "lag-records",
                ("AWS/Lambda", "OffsetLag"),
                {"FunctionName": "{function_name}"},
                "records",
                m.rate,
                "Lag of all partitions with what is in service",
                expected,
                breaking,
                m.records_of,
                "ignore",
            )
        ]
    group = {"Cluster Name": "{cluster_name}", "Consumer Group": "{consumer_group}", "Topic": "{topic}"}
    out = [
        m.make(
            "lag-records",
            ("AWS/Kafka", "SumOffsetLag"),
            group,
            "records",
            m.rate,
            "Lag of all partitions with what is in service",
            expected,
            breaking,
            m.records_of,
            "ignore",
        )
    ]
    share = _hottest(system)
    if share is not None and share < 1:
        out.append(
            m.make(
                "lag-hottest-records",
                ("AWS/Kafka", "MaxOffsetLag"),
                group,
                "records",
                m.rate * share,
                "Lag of the busiest partition, or of one that stands still",
                expected * share,
                breaking * share,
                m.records_of,
                "ignore",
            )
        )
    out.append(
        m.make(
            "lag-seconds",
            ("AWS/Kafka", "EstimatedMaxTimeLag"),
            group,
            "s",
            1.0,
            "Time to work off the largest lag of a partition",
            f.max_wait,
            m.wait,
            m.wait_of,
            "ignore",
        )
    )
    return out
