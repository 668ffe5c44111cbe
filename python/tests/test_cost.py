# SPDX-License-Identifier: MIT
"""The bill of a month, and a function against a pool of containers."""

from __future__ import annotations

import math
import pickle

import pytest
import ullage as ul


def seed(**more: object) -> ul.forecast_result:
    fields: dict[str, object] = {
        "arrivals": ul.constant_rate(5),
        "service_time": 3,
        "partitions": 20,
        "scaling": ul.regime("fixed"),
    }
    return ul.forecast(ul.pipeline(**{**fields, **more}))


MONTH = 730 * 3600


def test_a_month_by_hand():
    b = ul.monthly_cost(seed(), ul.deployment(memory_mb=512))
    assert b.records == pytest.approx(5 * MONTH, rel=1e-12)
    assert b["requests"].usd == pytest.approx(5 * MONTH * 0.2e-6, rel=1e-12)
    assert b["compute"].quantity == pytest.approx(5 * MONTH * 1.5, rel=1e-12)
    assert b.total == pytest.approx(sum(x.usd for x in b.items), rel=1e-12)
    assert b.per_million_records == pytest.approx(0.2 + 1.5 * 16.6667, rel=1e-12)
    assert b.unknown == []
    assert "requests" in b
    assert "brokers" not in b
    with pytest.raises(KeyError):
        b["brokers"]


def test_memory_takes_the_units_of_functions():
    assert ul.deployment(memory_mb="1 GB").memory_mb == 1024
    assert ul.deployment(memory_mb="1769 MB").memory_mb == 1769
    assert ul.deployment(memory_mb=" 2 GiB ", ephemeral_mb="1 GB").ephemeral_mb == 1024
    assert ul.deployment().memory_mb is None
    with pytest.raises(ValueError, match='must be a size such as "512 MB" or "2 GB"'):
        ul.deployment(memory_mb="1 kB")
    with pytest.raises(ValueError, match="memory_mb = 64, but must be in"):
        ul.deployment(memory_mb=64)


def test_a_deployment_is_a_value():
    d = ul.deployment(
        memory_mb=256,
        processor="arm",
        poller_group="g",
        group_mappings=3,
        cluster=ul.standard_cluster(brokers=6),
        prices=ul.price_table(request=1e-7),
        repeats_every="1 d",
    )
    assert pickle.loads(pickle.dumps(d)) == d
    assert hash(pickle.loads(pickle.dumps(d))) == hash(d)
    assert eval(repr(d), {"ul": ul}) == d
    assert d.repeats_every == 86400
    assert d.cluster == ul.standard_cluster(brokers=6)
    assert ul.deployment().cluster is None
    assert d.to_dict()["prices"]["request"] == 1e-7
    with pytest.raises(TypeError, match="cluster must be a standard_cluster"):
        ul.deployment(cluster="m7g.large")
    with pytest.raises(ValueError, match="group_mappings = 3, but must be 1 without a poller_group"):
        ul.deployment(group_mappings=3)


def test_the_surprise_of_mappings_without_a_group():
    f = seed(scaling=ul.regime("kafka-provisioned"), record_bytes=1000, service_time=0.1, partitions=4)
    alone = ul.monthly_cost(f, ul.deployment(hours_per_month=720))
    grouped = ul.monthly_cost(
        f, ul.deployment(poller_group="g", group_mappings=10, group_pollers=9, hours_per_month=720)
    )
    assert 10 * alone["event poller units"].usd == pytest.approx(1332, rel=1e-12)
    assert 10 * grouped["event poller units"].usd == pytest.approx(133.2, rel=1e-12)
    assert "mappings of a group share them" in alone["event poller units"].note


def test_what_cannot_be_priced_is_named():
    assert ul.monthly_cost(seed()).unknown == ["compute: deployment.memory_mb"]


def test_a_bill_as_plain_values_and_as_html():
    b = ul.monthly_cost(seed(), ul.deployment(memory_mb=512))
    d = b.to_dict()
    assert d["total"] == b.total
    assert [i["name"] for i in d["items"]] == ["requests", "compute"]
    assert repr(b).startswith("<bill: 331.13 USD per month, requests 2.63")
    assert "331.13 USD" in b._repr_html_()
    assert b == ul.monthly_cost(seed(), ul.deployment(memory_mb=512))
    assert hash(b) == hash(ul.monthly_cost(seed(), ul.deployment(memory_mb=512)))
    assert b != ul.monthly_cost(seed(), ul.deployment(memory_mb=256))


def test_break_even_against_containers():
    f = seed(arrivals=ul.constant_rate(10), service_time=0.2)
    d = ul.deployment(memory_mb="1 GB")
    r = ul.break_even(f, d, ul.container_pool(vcpu=1, memory_gb=2))
    assert r.containers == 2
    assert r.pool_usd == pytest.approx(2 * 730 * (0.04048 + 2 * 0.004445), rel=1e-12)
    assert r.records == pytest.approx(r.pool_usd / (0.2e-6 + 0.2 * 16.6667e-6), rel=1e-9)
    assert r.function_cheaper is (r.records_now <= r.records)
    assert 0 <= r.idle_share < 1e-9
    idle = ul.break_even(seed(arrivals=ul.constant_rate(0.01)), d, ul.container_pool(vcpu=1, memory_gb=2))
    assert idle.function_cheaper
    assert idle.idle_share > 0.9
    assert math.isfinite(idle.records)
    assert "break_even_result" in repr(idle)
    with pytest.raises(ValueError, match="memory_mb = nan, but is required"):
        ul.break_even(f, ul.deployment(), ul.container_pool(vcpu=1, memory_gb=2))
    with pytest.raises(TypeError, match="pool must be a container_pool"):
        ul.break_even(f, d, 3)
