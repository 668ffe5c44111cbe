# SPDX-License-Identifier: MIT
"""Plans as Terraform, templates, ScaledObjects, alarms and a page: every number is the plan's, the rest is refused."""

from __future__ import annotations

import html.parser
import json
import math
import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import ullage as ul
from ullage import outputs

GOLDEN = Path(__file__).parent / "golden"


class standard_cluster(SimpleNamespace):
    """As brokers look to the outputs."""


class serverless_cluster(SimpleNamespace):
    pass


class other_plan:
    """A plan with some attributes replaced."""

    def __init__(self, plan, **changes):
        self._plan, self._changes = plan, changes

    def __getattr__(self, name):
        return self._changes[name] if name in self._changes else getattr(self._plan, name)


def planned(regime="kafka-provisioned", target=None, rate=5, duration=20_000, partitions=20, **changes):
    p = ul.pipeline(
        arrivals=ul.constant_rate(rate, duration=duration) if math.isfinite(duration) else ul.constant_rate(rate),
        service_time=changes.pop("service_time", 3.0),
        partitions=partitions,
        scaling=regime,
        **changes,
    )
    return ul.plan(p, target or ul.target(max_wait=300, utilization=0.8))


def deployed(plan, **changes):
    """With what a deployment knows."""
    fields = {
        "memory_mb": 512.0,
        "processor": "arm",
        "function_timeout": 60.0,
        "ephemeral_mb": 1024.0,
        "poller_group": "shared-1",
        "cluster": standard_cluster(replication_factor=3.0),
    }
    return other_plan(plan, deployment=SimpleNamespace(**{**fields, **changes}), reserved_concurrency=19)


def sqs(regime="sqs-2023", **changes):
    return planned(regime, ul.target(max_wait=900), rate=50, partitions=None, service_time=1.0, **changes)


def number_after(text, name):
    """The value of a line `name = value` or `name: value`, quoted or not; it is there once."""
    found = re.findall(rf'^\s*(?:- )?{re.escape(name)}\s*[:=]\s*"?([^"\s]+)"?$', text, re.M)
    assert len(found) == 1, (name, found)
    return float(found[0])


def without_alarms(text, kind):
    mark = {"tf": 'resource "aws_cloudwatch_metric_alarm"', "yaml": "LagRecords:"}[kind]
    return text.split(mark)[0]


# --- Terraform and templates


def test_terraform_says_the_numbers_of_the_plan():
    plan = deployed(planned(batch_size=7, batch_window=2, retention="1 d"))
    text = without_alarms(outputs.terraform(plan, name="My orders!"), "tf")
    assert number_after(text, "partition_count") == plan.partitions
    assert number_after(text, "minimum_pollers") == plan.min_pollers
    assert number_after(text, "maximum_pollers") == plan.max_pollers
    assert number_after(text, "batch_size") == 7
    assert number_after(text, "maximum_batching_window_in_seconds") == 2
    assert number_after(text, "reserved_concurrent_executions") == 19
    assert number_after(text, "memory_size") == 512
    assert number_after(text, "timeout") == 60
    assert number_after(text, "ephemeral_storage_size") == 1024
    assert number_after(text, "replication_factor") == 3
    assert '"retention.ms" = "86400000"' in text
    assert re.search(r'poller_group_name\s*= "shared-1"', text)
    assert re.search(r'architectures\s*= \["arm64"\]', text)
    assert 'resource "aws_lambda_event_source_mapping" "my_orders"' in text


@pytest.mark.parametrize("write", [outputs.sam, outputs.cloudformation])
def test_templates_say_the_numbers_of_the_plan(write):
    plan = deployed(planned(batch_size=7, batch_window=2))
    text = without_alarms(write(plan, name="orders"), "yaml")
    assert number_after(text, "PartitionCount") == plan.partitions
    assert number_after(text, "MinimumPollers") == plan.min_pollers
    assert number_after(text, "MaximumPollers") == plan.max_pollers
    assert number_after(text, "BatchSize") == 7
    assert number_after(text, "MaximumBatchingWindowInSeconds") == 2
    assert number_after(text, "ReservedConcurrentExecutions") == 19
    assert number_after(text, "MemorySize") == 512
    assert number_after(text, "Timeout") == 60
    assert number_after(text, "ReplicationFactor") == 3
    assert "PollerGroupName: shared-1" in text
    assert "- arm64" in text


def test_the_binding_constraint_is_the_reason():
    text = " ".join(outputs.terraform(planned()).replace("#", " ").split())
    assert (
        "partitions: the least that keeps every target; utilization binds (utilization is 0.789474 of at most 0.8)"
        in text
    )


def test_the_default_window_of_kafka_is_left_away():
    text = outputs.terraform(planned(batch_window=0.5, batch_size=2))
    assert "maximum_batching_window_in_seconds" not in text
    assert "left away on purpose" in text
    assert "MaximumBatchingWindowInSeconds" not in outputs.sam(planned(batch_window=0.5, batch_size=2))
    flat = " ".join(outputs.terraform(planned(batch_window=0, batch_size=2)).replace("#", " ").split())
    assert "the default of 500 ms cannot be had back but by a new mapping; after the first apply look" in flat
    assert "maximum_batching_window_in_seconds = 0" in flat
    single = outputs.terraform(planned())
    assert "maximum_batching_window_in_seconds" not in single
    assert "a batch of one record is full at once" in single


def test_errors_belong_to_modes_that_have_them():
    retry = ul.retry_policy(max_retries=3, max_record_age=3600, response="bisect")
    text = outputs.terraform(planned(retry=retry))
    assert number_after(text, "maximum_retry_attempts") == 3
    assert number_after(text, "maximum_record_age_in_seconds") == 3600
    assert "bisect_batch_on_function_error = true" in text
    with pytest.raises(
        ValueError,
        match=r"^terraform: plan\.system\.scaling\.name = 'kafka-on-demand-2023', but of a Kafka "
        r"mapping only provisioned mode has retry\.response, retry\.max_retries, retry\.max_record_age$",
    ):
        outputs.terraform(planned("kafka-on-demand-2023", retry=retry, partitions=20, target=ul.target(max_wait=5000)))
    with pytest.raises(ValueError, match=r"retry\.response = 'bisect', but SQS has no bisection"):
        outputs.sam(sqs(retry=retry))
    assert "ReportBatchItemFailures" in outputs.sam(sqs(retry=ul.retry_policy(response="report_failures")))


def test_sqs_has_concurrency_or_pollers_and_values_of_the_queue():
    limited = ul.regime("sqs-2023", max_consumers=100)
    text = outputs.terraform(deployed(sqs(limited, batch_size=10, retention="4 d")))
    assert number_after(text, "maximum_concurrency") == 100
    assert number_after(text, "visibility_timeout_seconds") == 360
    assert number_after(text, "message_retention_seconds") == 345_600
    assert "starting_position" not in text
    assert "scaling_config" not in outputs.terraform(sqs())
    plan = sqs("sqs-provisioned")
    text = outputs.terraform(plan)
    assert number_after(text, "minimum_pollers") == plan.min_pollers
    assert number_after(text, "maximum_pollers") == plan.max_pollers
    assert "max_receive_count = 3" in outputs.terraform(sqs(retry=ul.retry_policy(max_retries=2)))


def test_streams_have_a_parallelization_factor():
    plan = planned(ul.regime("kinesis", parallelization_factor=4), retention="2 d")
    text = outputs.terraform(plan)
    assert number_after(text, "parallelization_factor") == 4
    assert number_after(text, "shard_count") == plan.partitions
    assert number_after(text, "retention_period") == 48
    assert "shard_count" in outputs.terraform(planned("dynamodb-streams"))


def test_brokers_outside_msk_and_serverless_ones():
    text = outputs.terraform(planned(), self_managed=True)
    assert 'resource "kafka_topic" "ullage"' in text
    assert "self_managed_event_source {" in text
    assert "aws_msk_topic" not in text
    assert 'metric_name         = "OffsetLag"' in text
    serverless = other_plan(planned(), deployment=SimpleNamespace(cluster=serverless_cluster()))
    assert 'resource "kafka_topic" "ullage"' in outputs.terraform(serverless)
    assert "AWS::MSK::Topic" not in outputs.sam(serverless)
    assert f"{planned().partitions} partitions" in outputs.sam(serverless)


def test_a_plan_that_cannot_be_met_and_a_regime_that_is_over_are_said_first():
    plan = planned("kafka-on-demand-2021", ul.target(max_wait=10))
    assert not plan.feasible
    for text in (outputs.terraform(plan), outputs.sam(plan), outputs.cloudformation(plan)):
        assert text.startswith("# WARNING: the targets cannot be met")
        assert "kafka-on-demand-2021 was in force until 2022-01-30" in text


def test_names_are_made_fit():
    plan = planned()
    assert '"ullage_9_lives"' in outputs.terraform(plan, name="9 lives")
    assert "NReFunction:" in outputs.sam(plan, name='né"\n${re}')
    assert '"n_re"' in outputs.terraform(plan, name='né"\n${re}')


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: outputs.terraform(planned("keda-kafka")),
            "terraform: plan.system.scaling.name = 'keda-kafka', but an event source mapping needs a regime of Lambda: "
            "kafka-..., sqs-..., kinesis or dynamodb-streams; outputs.keda gives the ScaledObject of this one",
        ),
        (
            lambda: outputs.sam(planned("fixed")),
            "sam: plan.system.scaling.name = 'fixed', but an event source mapping needs a regime of Lambda: "
            "kafka-..., sqs-..., kinesis or dynamodb-streams",
        ),
        (
            lambda: outputs.terraform(planned(batch_window=0.25, batch_size=2)),
            "terraform: batch_window = 0.25, but a mapping takes whole seconds from 0 to 300; 0.5 s is what a new "
            "Kafka mapping has when it is left away",
        ),
        (
            lambda: outputs.terraform(sqs(batch_size=50)),
            "terraform: batch_size = 50, but SQS takes more than 10 only with a batch_window of 1 s or more",
        ),
        (
            lambda: outputs.cloudformation(deployed(planned(), memory_mb=64.0)),
            "cloudformation: deployment.memory_mb = 64, but a function takes a whole number from 128 to 10240",
        ),
        (
            lambda: outputs.terraform(deployed(planned(), function_timeout=900.0)),
            "terraform: deployment.function_timeout = 900, but a function under this source takes a whole number "
            "from 1 to 840",
        ),
        (
            lambda: outputs.terraform(deployed(planned(), poller_group="a b")),
            "terraform: deployment.poller_group = 'a b', but a name has letters, digits, - and _, at most 128",
        ),
        (lambda: outputs.terraform(sqs(), self_managed=True), "terraform: self_managed = True, but the source is sqs"),
        (
            lambda: outputs.keda(planned()),
            "keda: plan.system.scaling.name = 'kafka-provisioned', but a ScaledObject needs the rule of keda-kafka",
        ),
        (
            lambda: outputs.keda(
                other_plan(
                    planned("keda-kafka"), partitions=None, system=planned("keda-kafka").system.replace(partitions=None)
                )
            ),
            "keda: plan.partitions = None, but a topic or stream has at least 1",
        ),
        (
            lambda: outputs.keda(planned("keda-kafka"), kubernetes="new"),
            "keda: kubernetes = 'new', but it is a version such as \"1.35\"",
        ),
        (
            lambda: outputs.keda(planned(ul.regime("keda-kafka", lag_per_consumer=2.5))),
            "keda: scaling.up.lag_per_consumer = 2.5, but lagThreshold takes a whole number from 1 to "
            "4611686018427387904",
        ),
        (lambda: outputs.alarms(planned(), margin=1), "alarms: margin = 1, but it is a share between 0 and 1"),
        (
            lambda: outputs.alarms_text(planned(), "a.txt"),
            "alarms: file = 'a.txt', but its suffix says the form: .tf, .yaml, .yml or .json",
        ),
    ],
)
def test_what_a_platform_does_not_take_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match="^" + re.escape(message) + "$"):
        make()


# --- alarms


def test_the_expected_excursion_does_not_call_but_a_broken_target_does():
    for plan in (
        planned(),
        planned("kafka-on-demand-2023", ul.target(max_wait=2000)),
        sqs(),
        planned("kinesis"),
        planned("keda-kafka"),
        planned("kafka-on-demand-2021", ul.target(max_wait=1500)),
    ):
        assert plan.feasible
        for a in outputs.alarms(plan):
            assert a.expected < a.threshold <= a.breaking, (plan.system.scaling.name, a)
            assert a.datapoints_to_alarm <= a.evaluation_periods
            assert a.period * a.evaluation_periods <= 86_400
            scale = {"ms": 1000, "s": 1}.get(a.unit)
            if scale:
                service = plan.system.service_time if a.metric == "ApproximateAgeOfOldestMessage" else 0
                assert a.breaking == pytest.approx(scale * (plan.target.max_wait + service))


def test_alarms_are_in_records_and_in_seconds():
    metrics = {
        regime: [(a.metric, a.unit) for a in outputs.alarms(plan)]
        for regime, plan in (("kafka", planned()), ("sqs", sqs()), ("kinesis", planned("kinesis")))
    }
    assert metrics == {
        "kafka": [("SumOffsetLag", "records"), ("MaxOffsetLag", "records"), ("EstimatedMaxTimeLag", "s")],
        "sqs": [("ApproximateNumberOfMessagesVisible", "records"), ("ApproximateAgeOfOldestMessage", "s")],
        "kinesis": [("IteratorAge", "ms"), ("GetRecords.IteratorAgeMilliseconds", "ms")],
    }
    assert [a.metric for a in outputs.alarms(planned("dynamodb-streams"))] == ["IteratorAge"]
    uneven = planned(skew=ul.zipf_keys(keys=1000, exponent=1.0), target=ul.target(max_wait=1e6))
    assert "MaxOffsetLag" not in [a.metric for a in outputs.alarms(uneven)]


def test_a_lag_breaks_a_wait_when_a_standstill_of_that_length_makes_it():
    plan = planned()
    lag = outputs.alarms(plan)[0]
    in_service = lag.expected - plan.forecast.peak_lag
    assert lag.breaking - in_service == pytest.approx(5 * 300)  # rate * max_wait
    assert in_service == pytest.approx(plan.partitions)
    assert lag.threshold == math.floor((lag.expected + lag.breaking) / 2)
    asked = planned(target=ul.target(max_wait=300, peak_lag=900, utilization=0.8))
    assert outputs.alarms(asked)[0].breaking == pytest.approx(900 + in_service)
    quarter = outputs.alarms(plan, margin=0.25)[0]
    assert quarter.threshold == math.floor(0.75 * lag.expected + 0.25 * lag.breaking)


@pytest.mark.parametrize("max_wait", [300, 1000, 5000])
def test_the_minutes_tolerate_the_rule_and_come_before_the_target_breaks(max_wait):
    plan = planned(target=ul.target(max_wait=max_wait, utilization=0.8))
    s, a = plan.system.scaling, outputs.alarms(plan)[-1]
    delay = s.evaluation_period + s.reaction_delay + s.startup_time + s.rebalance_pause
    settle = delay / (1 - plan.forecast.utilization)
    left = a.breaking - a.threshold
    assert a.evaluation_periods * 60 >= delay
    assert a.evaluation_periods == min(math.ceil(settle / 60), max(math.ceil(delay / 60), int(left / 60)))


def test_the_steps_of_a_rule_count():
    plan = planned("kafka-on-demand-2023", ul.target(max_wait=20_000, utilization=0.8))
    f, s = plan.forecast, plan.system.scaling
    doublings = math.ceil(math.log2(f.max_consumers / f.consumers(0)))
    delay = 60 + 90 + (doublings - 1) * max(60, s.up.min_interval)
    assert outputs.alarms(plan)[-1].evaluation_periods == math.ceil(delay / (1 - f.utilization) / 60)


def test_a_missed_target_is_its_own_threshold_and_no_limit_needs_a_target():
    missed = planned("kafka-on-demand-2021", ul.target(max_wait=10))
    a = outputs.alarms(missed)[-1]
    assert a.threshold == a.breaking == 10
    assert "missed by that already" in a.why
    free = planned(target=ul.target(utilization=0.8))
    a = outputs.alarms(free)[-1]
    assert math.isinf(a.breaking)
    assert a.threshold == math.floor(1.5 * free.forecast.max_wait)
    endless = ul.plan(
        ul.pipeline(arrivals=ul.constant_rate(5), service_time=3, partitions=2, scaling="fixed"),
        ul.target(utilization=0.8, max_partitions=3),
    )
    kept = outputs.alarms(planned(target=ul.target(utilization=0.8), retention=1000))[-1]
    assert kept.breaking == 1000
    assert "1000 s would break retention" in kept.why
    over = planned(target=ul.target(utilization=0.8, max_partitions=3), partitions=2, duration=math.inf)
    assert "# No alarms: the lag has no limit, and no target bounds it." in outputs.terraform(over)
    assert "AWS::CloudWatch::Alarm" not in outputs.sam(over)
    page(outputs.html_report(over))
    with pytest.raises(
        ValueError, match=r"^alarms: plan\.forecast, Lag of all partitions.* = inf, but then a target must"
    ):
        outputs.alarms(endless)


def test_alarms_in_the_form_of_the_file():
    plan = planned()
    rows = json.loads(outputs.alarms_text(plan, "x.JSON", name="orders"))
    made = outputs.alarms(plan, name="orders")
    assert rows == [a.to_dict() for a in made]
    assert [r["name"] for r in rows] == ["orders-lag-records", "orders-lag-hottest-records", "orders-lag-seconds"]
    tf, yml = outputs.alarms_text(plan, "x.tf"), outputs.alarms_text(plan, "x.yml")
    for text, name in ((tf, "threshold"), (yml, "Threshold")):
        assert [float(x) for x in re.findall(rf"{name}\s*[:=] (\S+)", text)] == [a.threshold for a in made]
    assert outputs.alarms_terraform(made).count("aws_cloudwatch_metric_alarm") == 3
    assert outputs.alarms_cloudformation(made).count("AWS::CloudWatch::Alarm") == 3
    limitless = json.loads(outputs.alarms_text(planned(target=ul.target(utilization=0.8)), "x.json"))
    assert limitless[0]["breaking"] is None


# --- KEDA


def scaled_object(text):
    """What the autoscaler reads of a ScaledObject."""
    up = text.split("scaleUp:")[1].split("scaleDown:")[0]
    value = lambda name, part=text: re.search(rf'^ *{name}: "?([^"\n]+)"?$', part, re.M)  # noqa: E731
    tolerance = value("tolerance", up)
    return SimpleNamespace(
        least=int(value("minReplicaCount")[1]),
        most=int(value("maxReplicaCount")[1]),
        threshold=int(value("lagThreshold")[1]),
        idle=value("allowIdleConsumers")[1] == "true",
        tolerance=0.1 if tolerance is None else float(tolerance[1]),
        policies=re.findall(r"- type: (\w+)\n +value: (\d+)", up),
    )


def pods_at(o, partitions, lag, pods):
    """Where the pods settle at a constant lag: KEDA's metric and the algorithm of the autoscaler, written anew."""
    for _ in range(100):
        metric = lag
        if not o.idle and lag // o.threshold > partitions:
            metric = partitions * o.threshold
        ratio = metric / o.threshold / pods
        if abs(ratio - 1) <= o.tolerance + 1e-12:
            return pods
        wanted = min(max(math.ceil(metric / o.threshold), o.least, 1), o.most)
        steps = [pods + int(n) if kind == "Pods" else math.ceil(pods * (1 + int(n) / 100)) for kind, n in o.policies]
        following = min(wanted, max(steps))
        if following == pods:
            return pods
        pods = following
    raise AssertionError("does not settle")


@pytest.mark.parametrize("kubernetes", ["1.30", "1.35"])
@pytest.mark.parametrize("partitions", [1, 2, 9, 10, 11, 12, 19, 42, 43, 100])
def test_every_pod_is_reached_from_wherever_the_autoscaler_stands(partitions, kubernetes):
    base = planned("keda-kafka")
    plan = other_plan(base, partitions=partitions, system=base.system.replace(partitions=partitions))
    o = scaled_object(outputs.keda(plan, kubernetes=kubernetes))
    assert o.most == partitions
    for start in range(1, partitions + 1):
        assert pods_at(o, partitions, 20 * o.threshold * partitions, start) == partitions
        # The metric is divided as whole numbers before it is cut: one more than the partitions may be asked for.
        assert pods_at(o, partitions, o.threshold * partitions + o.threshold - 1, start) <= partitions


def test_without_these_the_last_pods_are_never_asked_for():
    plan = planned("keda-kafka")
    o = scaled_object(outputs.keda(plan, kubernetes="1.30"))
    o.idle = False
    ends = {pods_at(o, plan.partitions, 1e6, s) for s in range(1, o.most + 1)}
    assert ends == {28, 29, 30} == {s for s in range(1, o.most + 1) if o.most / s <= 1.1}
    assert pods_at(o, plan.partitions, 1e6, 3) == 28  # 3, 7, 14, 28


@pytest.mark.parametrize("kubernetes", ["1.30", "1.35"])
def test_the_lag_in_the_comment_is_where_the_pods_are_asked_for(kubernetes):
    plan = planned("keda-kafka")
    text = outputs.keda(plan, kubernetes=kubernetes)
    flat = " ".join(text.replace("#", " ").split())
    m = re.search(r"The (\d+) pods .*? asked for from a lag of (\d+) records", flat)
    pods, lag = int(m[1]), int(m[2])
    assert pods == plan.system.consumers_for(5)
    o = scaled_object(text)
    assert pods_at(o, plan.partitions, lag, pods - 1) >= pods
    assert pods_at(o, plan.partitions, lag - 1, pods - 1) == pods - 1


def test_a_scaled_object_says_the_numbers_of_the_plan():
    regime = ul.regime(
        "keda-kafka",
        lag_per_consumer=25,
        activation_lag=5,
        polling_period=20,
        cooldown_period=120,
        max_added=6,
        max_factor=1.5,
        tolerance=0.05,
        min_consumers=2,
        max_consumers=16,
        down_stabilization=90,
        down_factor=0.5,
    )
    plan = planned(regime)
    text = outputs.keda(
        plan,
        name="Orders",
        topic="orders.v1",
        deployment="worker",
        consumer_group="g",
        bootstrap_servers="a:9092,b:9092",
    )
    o = scaled_object(text)
    assert (o.least, o.most, o.threshold, o.tolerance) == (2, 16, 25, 0.05)
    assert o.policies == [("Pods", "6"), ("Percent", "50")]
    assert number_after(text, "activationLagThreshold") == 5
    assert number_after(text, "pollingInterval") == 20
    assert number_after(text, "cooldownPeriod") == 120
    down = text.split("scaleDown:")[1]
    assert "stabilizationWindowSeconds: 90" in down
    assert "value: 50" in down
    for line in ("name: worker", "topic: orders.v1", "consumerGroup: g", 'bootstrapServers: "a:9092,b:9092"'):
        assert line in text
    if plan.partitions % 16:
        assert "do not divide among 16 pods" in " ".join(text.replace("#", " ").split())
    with pytest.raises(ValueError, match=r"scaling\.up\.tolerance = 0\.05, but before Kubernetes 1\.33"):
        outputs.keda(plan, kubernetes="1.32")
    assert "feature gate" in outputs.keda(plan, kubernetes="v1.34.2")


# --- the page


class page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.words, self.addresses = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.addresses += [v for k, v in attrs if k in ("src", "href", "xlink:href", "action")]
        if tag not in ("meta", "line", "path") and not self.get_starttag_text().endswith("/>"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("line", "path"):
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def full_plan():
    """With every attribute that a plan can have."""
    plan = planned(retention="1 d")
    item = SimpleNamespace(
        name="event poller units", quantity=730.0, unit="EPU-hours", usd=135.05, note="also when idle"
    )
    return other_plan(
        deployed(plan),
        cost=SimpleNamespace(total=135.05, per_million_records=12.5, items=[item], unknown=["compute: memory_mb"]),
        relaxations=[SimpleNamespace(text="20 partitions: the oldest waits 60 s <less>")],
        alternatives=[SimpleNamespace(text="without utilization 15 partitions")],
        conflicts=[SimpleNamespace(text="max_wait and monthly_cost exclude each other")],
        reserved_concurrency=19,
    )


def test_the_page_is_whole_and_needs_nothing_else():
    text = outputs.html_report(full_plan(), title="orders <1>")
    parsed = page(text)
    assert parsed.addresses == []
    assert not re.search(r"@import|url\(|<script", text)
    words = " ".join(" ".join(parsed.words).split())
    plan = full_plan()
    for expected in (
        "orders <1>",
        plan.explain(),
        "Every target can be met.",
        "partitions 19 chosen",
        "service time 3 s for each record",
        "utilization 0.789474 at most 0.8 0.010526",
        "20 partitions: the oldest waits 60 s <less>",
        "without utilization 15 partitions",
        "max_wait and monthly_cost exclude each other",
        "event poller units 730 EPU-hours 135.05 also when idle",
        "12.50 USD for a million records",
        "Not priced: compute: memory_mb",
        "Lag [records]",
        "Age of the oldest record that waits [s]",
        "time [",
        "limit 300 s",
        "SumOffsetLag",
        "Source: AWS Lambda developer guide",
        "in force from 2024-11-20",
        'resource "aws_lambda_event_source_mapping"',
        "AWS::Serverless::Function",
    ):
        assert " ".join(expected.split()) in words, expected


def test_the_page_of_every_regime_and_of_an_unmet_plan():
    for plan in (
        sqs(),
        planned("kinesis"),
        planned("fixed"),
        planned("keda-kafka"),
        planned("kafka-on-demand-2021", ul.target(max_wait=10)),
    ):
        text = outputs.html_report(plan)
        page(text)
        assert ("The targets cannot be met." in text) == (not plan.feasible)
        assert ("ScaledObject" in text) == (plan.system.scaling.name == "keda-kafka")
        assert "nan" not in re.sub(r"<style>.*?</style>", "", text, flags=re.S).split("<svg")[-1].split("</svg>")[0]
    pool = ul.plan(
        ul.pipeline(arrivals=ul.constant_rate(5), service_time=3, scaling="fixed"), ul.target(utilization=0.8)
    )
    assert "No backlog forms." in outputs.html_report(pool)


def test_the_curve_ends_at_the_peak_of_the_plan():
    plan = planned()
    text = outputs.html_report(plan)
    path = re.search(r'<path d="([^"]+)"', text)[1]
    points = [tuple(float(x) for x in p[1:].split(",")) for p in path.split()]
    highest = min(y for _, y in points)
    zero = max(y for _, y in points)
    # 130 pixels stand for 1.05 times what is shown highest.
    assert (zero - highest) / 130 * 1.05 * plan.forecast.peak_lag == pytest.approx(plan.forecast.peak_lag, rel=2e-3)
    xs = [x for x, _ in points]
    assert xs == sorted(xs)


@pytest.mark.parametrize(
    ("file", "write"),
    [
        (
            "outputs_kafka.tf",
            lambda: outputs.terraform(
                deployed(planned(retention="1 d", batch_window=0.5, batch_size=2)), name="orders"
            ),
        ),
        ("outputs_kafka_sam.yaml", lambda: outputs.sam(deployed(planned(retention="1 d")), name="orders")),
        ("outputs_kafka.yaml", lambda: outputs.cloudformation(deployed(planned(retention="1 d")), name="orders")),
        ("outputs_keda.yaml", lambda: outputs.keda(planned("keda-kafka"), name="orders")),
        ("outputs_keda_1_30.yaml", lambda: outputs.keda(planned("keda-kafka"), name="orders", kubernetes="1.30")),
    ],
)
def test_golden_files(file, write):
    """ULLAGE_UPDATE_GOLDEN=1 writes them; the version is left out."""
    text = write().replace(f"ullage {ul.__version__}", "ullage VERSION")
    if os.environ.get("ULLAGE_UPDATE_GOLDEN"):
        (GOLDEN / file).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / file).read_text(encoding="utf-8")
