# SPDX-License-Identifier: MIT
"""Producers, skew and the hottest partition: producer.hpp, skew.hpp, murmur2.hpp, packing.hpp, hottest_*.hpp."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
import ullage as ul

VALUES = [
    ul.keyed(),
    ul.round_robin(),
    ul.sticky(run=160),
    ul.sticky(batch_bytes="16 KiB"),
    ul.sticky(linger="5ms"),
    ul.even_shares(),
    ul.measured_shares(weights=[3, 1, 2]),
    ul.equal_keys(keys=100),
    ul.zipf_keys(keys=1000, exponent=1.2),
    ul.named_keys(keys=["a", b"b", 3]),
    ul.named_keys(keys=["a", "b"], weights=[2, 1]),
    ul.topic_arrivals(arrival_rate=5, record_bytes="1 KiB"),
    ul.run_arrivals(arrival_rate=0.2, run=4, spacing=0.2, share=0.05),
    ul.run_job(arrival_rate=0.01, service_time=12),
    ul.hottest_count(items=1000, partitions=100),
    ul.exact_hottest_count(items=10, partitions=4),
    ul.hottest_share(skew=ul.equal_keys(keys=10), partitions=4),
    ul.hottest_share(partitions=4),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_value_semantics(value, evaluate):
    again = evaluate(repr(value))
    assert again == value
    assert hash(again) == hash(value)
    assert pickle.loads(pickle.dumps(value)) == value
    assert value != 3
    assert isinstance(value.to_dict(), dict)
    assert sum(value == other for other in VALUES) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ul.sticky(), "sticky: number of fields set = 0, but must be 1: run, batch_bytes or linger"),
        (lambda: ul.sticky(run=2, linger=1), "sticky: number of fields set = 2"),
        (lambda: ul.sticky(run=0.5), "sticky: run = 0.5, but must be finite and >= 1"),
        (lambda: ul.equal_keys(keys=2.7), "equal_keys: keys = 2.7, but must be a whole number"),
        (lambda: ul.equal_keys(), "equal_keys: keys = 0, but must be"),
        (lambda: ul.zipf_keys(keys=10, exponent=-1), "zipf_keys: exponent = -1, but must be"),
        (lambda: ul.measured_shares(weights=[1, -1]), r"measured_shares: weights\[1\] = -1"),
        (lambda: ul.named_keys(keys=[]), "named_keys: "),
        (lambda: ul.named_keys(keys=[2**40]), "named_keys: keys = 1099511627776, but must fit into 32 bits"),
        (lambda: ul.hottest_count(items=2.7, partitions=2), "hottest_count: items = 2.7, but must be a whole number"),
        (lambda: ul.hottest_count(items=0, partitions=2), "hottest_count: items = 0, but must be in"),
        (
            lambda: ul.exact_hottest_count(items=5000, partitions=2),
            r"exact_hottest_count: items = 5000, but must be in \[1, 2000\]",
        ),
        (lambda: ul.hottest_share(skew=[1, 2], partitions=3), "measured_shares: "),
        (lambda: ul.topic_arrivals(arrival_rate=-1), "topic_arrivals: arrival_rate = -1"),
        (lambda: ul.run_job(service_time=-1), "run_job: service_time = -1"),
        (lambda: ul.partition_shares("even", 2.5), "partition_shares: partitions = 2.5, but must be a whole number"),
        (lambda: ul.assign([1, 1], 1.5), "assign: owners = 1.5, but must be a whole number"),
        (
            lambda: ul.assign([1, 1], 2, "ranged"),
            'assign: assignment = "ranged", but must be one of range, round_robin',
        ),
        (lambda: ul.partition_for("a", 0), "partition_for: partitions = 0"),
        (lambda: ul.murmur2(1, width=16), "murmur2: width = 16, but must be 32 or 64"),
        (
            lambda: ul.partition_arrivals("keyed", ul.topic_arrivals(arrival_rate=1), 2),
            r"partition_arrivals: share = 2, but must be in \[0, 1\]",
        ),
    ],
)
def test_values_are_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ul.keyed(run=3), 'keyed: takes no field, but got "run"'),
        (lambda: ul.keyed(3), "keyed: takes keywords only"),
        (lambda: ul.sticky(runs=3), 'sticky: unknown field "runs"; did you mean "run"'),
        (
            lambda: ul.named_keys(keys="abc"),
            r"named_keys: keys must be a sequence of keys \(str, bytes or int\), not str",
        ),
        (lambda: ul.named_keys(keys=[1.5]), "named_keys: keys must be a key: str, bytes or int, not float"),
        (lambda: ul.run_length(3, ul.topic_arrivals(arrival_rate=1)), "run_length: producer must be keyed"),
        (lambda: ul.run_length("keyed", 3), r"run_length: topic must be a topic_arrivals\(...\), not int"),
        (lambda: ul.top_share(3), "top_share: skew must be even_shares"),
        (lambda: ul.sticky_job(3, 1), "sticky_job: arrivals must be a run_arrivals"),
        (lambda: ul.hottest_share(skew=3, partitions=2), "hottest_share: skew must be"),
    ],
)
def test_types_are_refused_by_name(make, message):
    with pytest.raises(TypeError, match=message):
        make()


def test_runs():
    topic = ul.topic_arrivals(arrival_rate=5, record_bytes=1000)
    assert ul.run_length("keyed", topic) == 1
    assert ul.run_length(ul.sticky(batch_bytes=16384), topic) == 17
    assert ul.run_length(ul.sticky(linger=0.2), topic) == pytest.approx(2)
    with pytest.raises(ValueError, match="run_length: record_bytes = nan, but is needed"):
        ul.run_length(ul.sticky(batch_bytes=16384), ul.topic_arrivals(arrival_rate=5))
    one = ul.partition_arrivals("round_robin", topic, 0.05)
    assert (one.arrival_rate, one.arrival_scv, one.run) == (0.25, 0.05, 1)
    runs = ul.partition_arrivals(ul.sticky(run=160), topic, 0.05)
    assert (runs.arrival_rate, runs.run, runs.spacing) == (0.25 / 160, 160, 0.2)
    # 5 records/s, 3 s each, 20 partitions: a simulated mean of 894 s.
    assert ul.sticky_job(runs, 3).mean_wait() == pytest.approx(894, rel=0.01)
    keyed = ul.sticky_job(ul.partition_arrivals("keyed", topic, 0.05), 3)
    assert keyed.mean_wait() == pytest.approx(4.5)
    with pytest.raises(ul.unstable_error, match=r"mean_wait: utilization = 1\.25, but must be < 1"):
        ul.sticky_job(runs, 5).mean_wait()


def test_skew():
    np.testing.assert_allclose(ul.partition_shares([3, 1], 2), [0.75, 0.25])
    np.testing.assert_allclose(ul.partition_shares("even", 4), 0.25)
    zipf = ul.zipf_keys(keys=1000, exponent=1)
    assert ul.top_share(zipf) == pytest.approx(0.13359213049244016, rel=1e-12)
    shares = ul.partition_shares(zipf, 10)
    assert shares.sum() == pytest.approx(1)
    assert (np.diff(shares) <= 0).all()
    assert sorted(ul.partition_shares(zipf, 10, placed=True)) == pytest.approx(sorted(shares))
    assert ul.effective_partitions([2, 1, 1]) == 2
    assert ul.hot_key_limit(0.25, 10) == 40
    assert ul.hot_key_limit([0.25, 0.5], 10).tolist() == [40, 20]
    assert ul.hot_key_limit(zipf, 10) == pytest.approx(10 / ul.top_share(zipf))
    assert ul.hot_key_limit(zipf, [10, 20]).shape == (2,)
    assert ul.moved_keys(10, 20) == 0.5
    assert ul.gentle_growth(10, 15)[0][0] >= 15


def test_murmur2():
    # org.apache.kafka.common.utils.UtilsTest
    expected = {"21": -973932308, "foobar": -790332482, "a-little-bit-long-string": -985981536}
    assert {key: ul.murmur2(key) for key in expected} == expected
    assert ul.murmur2(b"foobar") == ul.murmur2("foobar")
    assert ul.murmur2(21) == ul.murmur2((21).to_bytes(4, "big"))
    assert ul.murmur2(21, width=64) == ul.murmur2((21).to_bytes(8, "big"))
    keys = [f"key-{i}" for i in range(50)]
    assert ul.partition_for(keys, 7).tolist() == [(ul.murmur2(k) & 0x7FFFFFFF) % 7 for k in keys]
    named = ul.partition_shares(ul.named_keys(keys=keys), 7)
    np.testing.assert_allclose(named, np.bincount(ul.partition_for(keys, 7), minlength=7) / 50)


def test_assignment():
    assert ul.assign([1] * 10, 3).tolist() == [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert ul.assign([1] * 4, 3, "round_robin").tolist() == [0, 1, 2, 0]
    assert ul.assign([1] * 4, 2, "cooperative_sticky", [0, 0, 0, 1]).tolist() == [0, 0, 1, 1]
    shares = [5, 4, 3, 3]
    assert ul.owner_loads(shares, 2).tolist() == [9, 6]
    assert ul.largest_load(shares, 2) == 9
    assert ul.largest_load(shares, 2, "best_case") == 8


def test_hottest():
    assert ul.exact_hottest_count(items=10, partitions=4).mean() == pytest.approx(4.1975021362304688, rel=1e-13)
    r187 = ul.exact_hottest_count(items=20, partitions=10)
    assert (r187.quantile(0.5), r187.quantile(0.99)) == (4, 7)
    assert ul.exact_hottest_count(items=1000, partitions=100).mean() == pytest.approx(18.761660017475, rel=1e-11)
    r192 = ul.hottest_count(items=1000, partitions=100)
    assert r192.mean() == pytest.approx(18.7606461226706, rel=1e-10)
    assert r192.quantile([0.5, 0.99]).tolist() == [19, 24]
    assert r192.cdf(19) + r192.tail(19) == pytest.approx(1)
    share = ul.hottest_share(skew=ul.equal_keys(keys=10), partitions=4)
    assert share.mean() == pytest.approx(0.41975021362304688, rel=1e-12)
    zipf = ul.hottest_share(skew=ul.zipf_keys(keys=1000, exponent=1), partitions=10)
    assert zipf.mean() == pytest.approx(0.2204, rel=0.01)
    assert zipf.quantile(0.99) == pytest.approx(0.317, rel=0.05)
    assert zipf.tail(zipf.quantile(0.9)) <= 0.1 + 1e-9
    assert ul.hottest_share(partitions=4).quantile(0.5) == 0.25
    with pytest.raises(ValueError, match=r"quantile: p = 1, but must be in \[0, 1\)"):
        share.quantile(1)
    with pytest.raises(ValueError, match="tail: m = nan, but must be a number"):
        r192.tail(math.nan)
