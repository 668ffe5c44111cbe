# SPDX-License-Identifier: MIT
"""Brokers and event pollers: brokers.hpp, broker_count.hpp, poller_throughput.hpp."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
import ullage as ul

VALUES = [
    ul.standard_cluster(instance="m5.large", brokers=6, other_partitions=100, storage_gb=500),
    ul.express_cluster(instance="kafka.m7g.4xlarge", brokers=6),
    ul.serverless_cluster(other_partitions=7),
    ul.broker_demand(partitions=1300, partitions_per_broker=1000, ingress="10 MB"),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
def test_value_semantics(value, evaluate):
    again = evaluate(repr(value))
    assert again == value
    assert hash(again) == hash(value)
    assert pickle.loads(pickle.dumps(value)) == value
    assert sum(value == other for other in VALUES) == 1


def test_names_with_and_without_kafka_are_the_same():
    assert ul.standard_cluster(instance="kafka.m7g.large") == ul.standard_cluster()
    assert ul.express_cluster(instance="kafka.m7g.xlarge").instance == "m7g.xlarge"


def test_t29_what_a_standard_broker_takes():
    assert ul.broker_ingress("m7g.16xlarge") / 1e6 == pytest.approx(153.8, rel=4e-4)
    assert ul.broker_ingress("kafka.m7g.16xlarge", tiered=True) == pytest.approx(1e9 / 8)
    assert ul.broker_ingress("m5.large", np.array([0, 10])) == pytest.approx([81e6 / 6.5, 96e6 / 20.7])
    assert math.isinf(ul.broker_ingress("t3.small"))
    with pytest.raises(ValueError, match=r'broker_ingress: instance = "m9", but must be one of t3\.small, m5\.large'):
        ul.broker_ingress("m9")


def test_catalogs_say_what_and_whence():
    assert ul.standard_sizes()["m7g.large"] == {
        "recommended_partitions": 1000,
        "maximum_partitions": 1500,
        "disk_rate": 78.75e6,
        "network_rate": 117e6,
    }
    assert ul.standard_sizes()["t3.small"]["disk_rate"] is None
    assert ul.express_sizes()["m7g.16xlarge"]["maximum_partitions"] == 32000
    for fact in ul.broker_facts():
        assert fact["by"] in {"vendor", "secondary", "derived"}
        assert fact["date"].startswith("2026")


def test_what_a_cluster_holds():
    seed = ul.standard_cluster(instance="t3.small", brokers=2, zones=2, replication_factor=2)
    assert ul.capacity_of(seed).partitions == 300
    assert ul.partitions_left(seed, 100) == 200
    assert ul.partitions_left(seed, [299, 301]) == pytest.approx([1, -1])
    serverless = ul.capacity_of(ul.serverless_cluster(other_partitions=3))
    assert (serverless.partitions, serverless.ingress, serverless.partition_ingress) == (2400, 200e6, 5e6)
    assert ul.capacity_of(ul.express_cluster(brokers=6)).sustained_egress == pytest.approx(6 * 31.2e6)


def test_brokers_needed_and_what_decides():
    r = ul.brokers_needed(VALUES[-1])
    assert (r.brokers, r.needed, r.rounded) == (6, 4, True)
    assert r.reason == "the partitions need 4 brokers; 3 zones round 4 up to 6"
    few = ul.brokers_needed(ul.broker_demand(partitions=3, partitions_per_broker=1000))
    assert few.reason == "the copies need 3 brokers"
    assert ul.storage_needed(1000, 1000, "1 d") == pytest.approx(259.2e9)


def test_t1_t2_t3_t14_t22_pollers():
    assert ul.poller_rate(20, "50ms") == pytest.approx(2000)
    assert ul.pollers_needed(20_000, ul.poller_rate(20, 0.05)) == 10
    assert ul.poller_rate(1e6, 1) == 5e6
    assert ul.pollers_needed(np.array([10e6, 50e6, 100e6]), 5e6) == pytest.approx([2, 10, 20])
    assert ul.fifo_concurrency(6, 10) == 6
    assert ul.fifo_concurrency(6) == 6
    assert (ul.environment_time(10_000), ul.environment_time(10_000, burst=0)) == (90, 100)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ul.standard_cluster(brokers=2), "standard_cluster: zones = 3, but must be <= brokers"),
        (lambda: ul.express_cluster(brokers=2), "express_cluster: brokers = 2, but must be finite and >= 3"),
        (
            lambda: ul.broker_demand(partitions=1, partitions_per_broker=0),
            "partitions_per_broker = 0, but must be finite and > 0",
        ),
    ],
)
def test_refusals(make, message):
    with pytest.raises(ValueError, match=message):
        make()
