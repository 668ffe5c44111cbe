# SPDX-License-Identifier: MIT
"""Batches: the reference rows of section F, batching.hpp, queue/bulk.hpp, partition_queue.hpp, sizing/batch.hpp."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
import ullage as ul

R143 = ul.bulk(arrival_rate=2, per_invocation=1, per_record=0.2, batch_size=10)


@pytest.mark.parametrize(
    ("window", "rule", "size", "wait", "age"),
    [
        (0, "after_invocation", 3.4067055085221543, 0.87651086346799, 2.772755194614824),
        (1, "when_idle", 3.540685382125698, 0.89122441966059238, 2.7991581805687567),
        (1, "after_invocation", 6.4276346145222879, 1.5961602203027431, 4.0560521388171186),
    ],
)
def test_r143_to_r161_bulk(window, rule, size, wait, age):
    q = ul.bulk(arrival_rate=2, per_invocation=1, per_record=0.2, batch_size=10, window=window, rule=rule)
    assert q.mean_batch() == pytest.approx(size, rel=1e-10)
    assert q.mean_wait() == pytest.approx(wait, rel=1e-10)
    assert q.mean_sojourn() == pytest.approx(age, rel=1e-10)
    assert q.invocation_rate() == pytest.approx(2 / size, rel=1e-10)
    assert q.mean_in_queue() == pytest.approx(2 * wait, rel=1e-10)


def test_r146_to_r152_bulk_law():
    assert R143.busy_fraction() == pytest.approx(0.98707745503590942, rel=1e-12)
    assert R143.empty_probability() == pytest.approx(0.044023305113292602, rel=1e-12)
    expected = [
        0.69451844566688374,
        0.40118914918846949,
        0.032439200366989809,
        0.0012409953968914017,
        2.23679600291502e-6,
    ]
    np.testing.assert_allclose(R143.wait_tail([0.5, 1, 2, 3, 5]), expected, rtol=1e-9)
    assert R143.wait_tail(R143.wait_quantile(0.99)) == pytest.approx(0.01, rel=1e-8)
    assert ul.mean_batch(R143) == R143.mean_batch()
    assert ul.invocation_rate(R143) == R143.invocation_rate()
    assert R143.utilization() == pytest.approx(0.6)


def test_bulk_over_arrays():
    q = ul.bulk(arrival_rate=[1, 2, 3], per_invocation=1, per_record=0.2, batch_size=[[10], [20]])
    assert q.shape == (2, 3)
    waits = q.mean_wait()
    assert waits[0, 1] == pytest.approx(R143.mean_wait(), rel=1e-12)
    assert waits[0, 2] == pytest.approx(1.96207959078, rel=1e-10)
    beyond = ul.bulk(arrival_rate=[2, 9], per_invocation=1, per_record=0.2, batch_size=10)
    assert beyond.mean_wait(unstable="inf")[1] == math.inf
    assert beyond.throughput(unstable="inf")[1] == pytest.approx(10 / 3)
    with pytest.raises(ul.unstable_error, match=r"utilization = 2\.7"):
        beyond.mean_wait()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"batch_size": 2.7}, "bulk: batch_size = 2.7, but must be a whole number"),
        ({"batch_size": 0}, r"bulk: batch_size = 0, but must be in \[1, 10000\]"),
        ({"window": 1}, "bulk: window = 1, but must be 0 when batch_size is 1"),
        ({"rule": "after"}, 'bulk: rule = "after", but must be one of after_invocation, after_batch, when_idle'),
        ({"per_record": 0}, "bulk: per_record = 0, but must be > 0 when per_invocation is 0"),
        ({"service_scv": 5}, "bulk: service_scv = 5, but must be <= 4"),
    ],
)
def test_bulk_refuses_by_name(fields, message):
    with pytest.raises(ValueError, match=message):
        ul.bulk(**{"arrival_rate": 1, "per_record": 0.2, **fields})


def test_partition_queue(evaluate):
    q = ul.partition_queue(arrival_rate=0.25, service_time=3)
    assert q.is_exact
    assert q.mean_wait() == pytest.approx(4.5, rel=1e-12)
    assert q.wait_tail(10) == pytest.approx(ul.md1(arrival_rate=0.25, service_time=3).wait_tail(10), rel=1e-10)
    assert evaluate(repr(q)) == q
    assert pickle.loads(pickle.dumps(q)) == q
    batches = ul.partition_queue(arrival_rate=2, service_time=0.2, dispatch_overhead=1, batch_size=10)
    assert batches.mean_wait() == pytest.approx(R143.mean_wait(), rel=1e-9)
    many = ul.partition_queue(arrival_rate=[0.1, 0.25], service_time=3, run=[[1], [4]])
    assert many.is_exact.tolist() == [[True, True], [False, False]]
    assert many.mean_wait()[0, 1] == pytest.approx(4.5)
    np.testing.assert_allclose(q.wait_tail([1, 10]), [q.wait_tail(1), q.wait_tail(10)], rtol=1e-12)
    with pytest.raises(TypeError, match="mean_sojourn: partition_queue does not have it; these do: mm1"):
        q.mean_sojourn()
    with pytest.raises(ValueError, match=r"partition_queue: share = 2, but must be in \(0, 1\]"):
        ul.partition_queue(arrival_rate=1, service_time=3, share=2)


def test_r162_to_r176_formation():
    f = ul.formation(ul.batch_policy(batch_size=10, window=1), 5)
    assert f.mean_size == pytest.approx(5.9459843421466005, rel=1e-12)
    assert f.mean_time == pytest.approx(0.98919686842932010, rel=1e-12)
    assert f.time_variance == pytest.approx(0.0026988877219563934, rel=1e-10)
    assert f.mean_delay == pytest.approx(0.56927995451749875, rel=1e-12)
    assert f.closed_by_size == pytest.approx(0.068093634721848559, rel=1e-12)


def test_batch_policy(evaluate):
    p = ul.batch_policy(batch_size=10, window="1 s", rule="when_idle", record_bytes="300 KiB", payload_limit="2 MB")
    assert (p.window, p.record_bytes, p.payload_limit, p.rule) == (1, 307200, 2e6, "when_idle")
    assert evaluate(repr(p)) == p
    assert hash(evaluate(repr(p))) == hash(p)
    assert pickle.loads(pickle.dumps(p)) == p
    assert p != ul.batch_policy(batch_size=10)
    assert ul.payload_bytes(p) == 409600
    assert ul.batch_limit(p) == 4
    assert ul.fill_time(p, 5) == pytest.approx(0.6)
    assert ul.fill_time(p, [5, 10]).tolist() == pytest.approx([0.6, 0.3])
    assert ul.invocation_rate(p, 5) == pytest.approx(5 / ul.formation(p, 5).mean_size)
    for fields, message in [
        ({"batch_size": 2.7}, "batch_policy: batch_size = 2.7, but must be a whole number"),
        ({"window": 301, "batch_size": 2}, r"batch_policy: window = 301, but must be in \[0, 300\] s"),
        ({"rule": "x"}, "batch_policy: rule"),
    ]:
        with pytest.raises(ValueError, match=message):
            ul.batch_policy(**fields)
    with pytest.raises(TypeError, match="batch_limit: policy must be a batch_policy"):
        ul.batch_limit(3)
    with pytest.raises(TypeError, match='batch_policy: unknown field "size"; did you mean'):
        ul.batch_policy(size=3)


def test_invocation_time(evaluate):
    d = ul.invocation_time(per_invocation=1, per_record="200ms")
    assert evaluate(repr(d)) == d
    np.testing.assert_allclose(ul.batch_capacity(d, [1, 10]), [1 / 1.2, 10 / 3])
    assert ul.batch_capacity_limit(d) == 5
    assert ul.smallest_batch_size(d, [0, 2, 3, 5]).tolist() == [1, 4, 8, math.inf]
    with pytest.raises(ValueError, match="invocation_time: per_record = nan"):
        ul.invocation_time(per_invocation=1)


def test_size_batches(evaluate):
    t = ul.batch_target(
        partition=ul.bulk(arrival_rate=2, per_invocation=1, per_record=0.2, batch_size=10),
        max_wait=2,
        max_batch_size=100,
        max_window=10,
        refinements=1,
    )
    assert evaluate(repr(t)) == t
    assert pickle.loads(pickle.dumps(t)) == t
    answer = ul.size_batches(t)
    assert answer.feasible
    assert answer.stable
    assert answer.best.mean_wait <= 2
    assert answer.best.cost == min(c.cost for c in answer.table if c.mean_wait <= 2)
    assert answer.best.wait_quantile is None
    frame = answer.to_pandas()
    assert len(frame) == len(answer.table)
    assert frame.mean_wait.min() < 1
    assert t.evaluate(10).mean_wait == pytest.approx(R143.mean_wait(), rel=1e-10)
    assert t.evaluate(10).to_dict()["cost"] == pytest.approx(R143.invocation_rate(), rel=1e-10)
    hopeless = ul.size_batches(ul.batch_target(partition=ul.bulk(arrival_rate=9, per_record=0.2)))
    assert not hopeless.stable
    assert "no size carries the load" in repr(hopeless)
    with pytest.raises(TypeError, match=r"batch_target: partition must be a bulk\(...\), not mm1"):
        ul.batch_target(partition=ul.mm1(arrival_rate=1, service_time=0.5))
    with pytest.raises(ValueError, match="batch_target: partition = an array of queues, but must be a single one"):
        ul.batch_target(partition=ul.bulk(arrival_rate=[1, 2], per_record=0.2))
    with pytest.raises(
        ValueError, match="batch_target: refinements = 1e\\+12, but must be a whole number within 2147483647"
    ):
        ul.batch_target(partition=R143, refinements=1e12)
