# SPDX-License-Identifier: MIT
"""Limits of the platform: limits.hpp, platform_notes.hpp, platform_quotas.hpp, partition_advice.hpp."""

from __future__ import annotations

import pickle

import pytest
import ullage as ul


def kafka(**changes):
    wanted = {
        "arrivals": ul.constant_rate(200),
        "service_time": 0.02,
        "partitions": 20,
        "scaling": "kafka-provisioned",
        "record_bytes": 1000,
        "batch_size": 100,
    }
    return ul.pipeline(**(wanted | changes))


def limits(p, deployment=None, quotas=None):
    return {c.name: c for c in ul.platform_limits(ul.forecast(p), deployment, quotas)}


def test_every_limit_with_its_value():
    found = limits(kafka(), ul.deployment(cluster=ul.standard_cluster()))
    assert list(found) == [
        "function_timeout", "payload", "batch_size", "batch_window", "concurrency", "request_rate", "minimum_pollers",
        "maximum_pollers", "poller_throughput", "hottest_partition",
        "partitions_per_broker", "cluster_brokers", "broker_ingress",
    ]  # fmt: skip
    assert all(c.met for c in found.values())
    assert (found["function_timeout"].value, found["function_timeout"].limit) == (2, 840)
    assert (found["payload"].value, found["payload"].limit) == (133_600, 6 * 2**20)
    assert found["hottest_partition"].value == pytest.approx(10)


def test_a_timeout_behind_kafka_is_at_most_14_minutes():
    found = limits(kafka(), ul.deployment(function_timeout="15 min"))
    assert not found["timeout_setting"].met
    assert found["function_timeout"].limit == 840


def test_one_key_alone_is_too_much_for_any_number_of_partitions():
    skew = ul.named_keys(keys=["a", "b"], weights=[9, 1])
    for partitions in (4, 400):
        p = kafka(partitions=partitions, service_time=0.02, batch_size=1, skew=skew)
        assert not limits(p)["hot_key"].met
        assert limits(p)["hot_key"].value == pytest.approx(180)
    ends = ul.forecast(kafka(arrivals=ul.constant_rate(200, duration=60), batch_size=1, skew=skew))
    assert "hot_key" not in {c.name for c in ul.platform_limits(ends)}
    note = next(n for n in ul.platform_notes(ends) if n.name == "hot_key")
    assert "no number of partitions helps" in note.text
    assert note.to_dict()["value"] == pytest.approx(180)


def test_what_is_not_known_is_listed():
    f = ul.forecast(kafka(record_bytes=None))
    assert ul.unchecked_limits(f) == [
        ("payload", "record_bytes"),
        ("poller_throughput", "record_bytes"),
        ("partitions_per_broker", "cluster"),
        ("broker_ingress", "cluster"),
    ]


def test_quotas_are_a_table_that_may_be_overridden(evaluate):
    quotas = ul.platform_quotas(batch_size=50, kafka_timeout="1 s")
    assert evaluate(repr(quotas)) == quotas
    assert pickle.loads(pickle.dumps(quotas)) == quotas
    assert [c.name for c in limits(kafka(), quotas=quotas).values() if not c.met] == ["function_timeout", "batch_size"]
    sources = ul.quota_sources()
    standard = ul.platform_quotas()
    assert set(sources) == set(standard.to_dict())
    assert all(sources[name]["value"] == value for name, value in standard.to_dict().items())
    with pytest.raises(ValueError, match="platform_quotas: timeout = 0, but must be finite and > 0"):
        ul.platform_quotas(timeout=0)


def test_partition_advice():
    r = ul.partition_advice(12)
    assert r.even_consumers == [1, 2, 3, 4, 6, 12]
    assert r.growth[-1] == (24, 0.5)
    assert str(r) == "12 partitions; 24 is the gentlest growth step, it moves 50 % of the keys"
    r = ul.partition_advice(10, present=6, consumers=6, cluster=ul.standard_cluster())
    assert r.packing == pytest.approx(5 / 6)
    assert r.moved == pytest.approx(0.8)
    assert not r.even_brokers
    assert [o["partitions"] for o in r.options] == [12]
    assert r.options[0]["moved"] == 0.5
    assert ul.partition_advice(2400, cluster=ul.serverless_cluster(other_partitions=1)).room == -1
    with pytest.raises(ValueError, match=r"partition_advice: partitions = 0, but must be in \[1, 1000000000\]"):
        ul.partition_advice(0)
    with pytest.raises(TypeError, match="partition_advice: cluster"):
        ul.partition_advice(1, cluster=3)


def test_other_objects_are_refused_by_name():
    with pytest.raises(TypeError, match="platform_limits: forecast"):
        ul.platform_limits(3)
    with pytest.raises(TypeError, match="platform_notes: deployment"):
        ul.platform_notes(ul.forecast(kafka()), 3)
