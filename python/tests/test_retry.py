# SPDX-License-Identifier: MIT
"""Failures: the reference rows of section I; retry.hpp, cold_start.hpp, breakdown.hpp."""

from __future__ import annotations

import math
import pickle

import pytest
import ullage as ul

START = ul.cold_start(init_time=2, keep_alive=600)
BLOCKED = ul.blocked_partition(arrival_rate=0.25, service_time=3, poison_probability=0.001, block_time="1 h")
VALUES = [
    ul.retry_policy(failure_probability=0.1, backoff="1 s", max_retries=2, response="bisect"),
    ul.retry_policy(poison_probability=0.01, max_record_age="1 d"),
    ul.batch_work(service_time=3, records=100),
    BLOCKED,
    START,
    ul.started_queue(arrival_rate=0.25, service_time=3, start=START),
    ul.setup_time(mean=2, second_moment=4),
    ul.breakdown_policy(rate=1 / 900, pause=20, then="restart"),
    ul.service_moments(mean=3, scv=0.5),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
def test_value_semantics(value, evaluate):
    again = evaluate(repr(value))
    assert again == value
    assert hash(again) == hash(value)
    assert pickle.loads(pickle.dumps(value)) == value
    assert sum(value == other for other in VALUES) == 1
    assert type(value).__name__ in repr(value)


def test_r233_to_r237_retries():
    work = ul.retried_service(ul.retry_policy(failure_probability=0.1), ul.batch_work(service_time=3))
    assert work.occupancy == pytest.approx(10 / 3, rel=1e-13)
    assert work.occupancy_scv == pytest.approx(0.1, rel=1e-12)
    assert not work.endless
    r235 = ul.retried_service(
        ul.retry_policy(failure_probability=0.2, backoff=1), ul.batch_work(service_time=3, service_scv=0.25)
    )
    assert r235.occupancy == pytest.approx(4, rel=1e-13)
    assert r235.occupancy_scv * 16 == pytest.approx(7.8125, rel=1e-12)
    r236 = ul.retried_service(ul.retry_policy(failure_probability=0.2, max_retries=2), ul.batch_work(service_time=1))
    assert (r236.attempts, r236.discarded) == pytest.approx((1.24, 0.008), rel=1e-12)
    policy = ul.retry_policy(failure_probability=0.01)
    assert ul.batch_failure_probability(policy, 100) == pytest.approx(0.6339676587267705, rel=1e-13)
    assert ul.batch_failure_probability(policy, [1, 100])[0] == pytest.approx(0.01)
    endless = ul.retried_service(ul.retry_policy(poison_probability=0.01), ul.batch_work(service_time=1))
    assert endless.endless
    assert endless.occupancy == math.inf
    assert "endless" in repr(endless)


def test_r238_to_r243_bisection():
    assert ul.bisect_invocations([2, 10, 100, 10000]).tolist() == pytest.approx([3, 7.8, 14.44, 27.7232], rel=1e-12)
    with pytest.raises(ValueError, match=r"bisect_invocations: records = 2\.7, but must be a whole number"):
        ul.bisect_invocations(2.7)


def test_blocked_partitions():
    assert ul.blocked_lag(BLOCKED) == 900
    assert ul.recovery_time(BLOCKED) == pytest.approx(10800)
    assert ul.blocked_probability(BLOCKED, "1 h") == pytest.approx(1 - math.exp(-0.9))
    assert ul.blocked_probability(BLOCKED, [0, 3600])[0] == 0
    assert ul.blocked_load(BLOCKED) == pytest.approx(0.25 * (0.999 * 3 + 3.6))
    assert not BLOCKED.is_stable()
    assert 0 < ul.blocked_age(BLOCKED) < 3600
    assert ul.discarded_share(BLOCKED) > 0.001
    policy = ul.retry_policy(max_record_age=3600)
    assert ul.expiry_after(policy, "7 d") == 3600
    assert ul.expiry_after(policy, "7 d", 600) == 3000


def test_r247_starts():
    q = ul.started_queue(arrival_rate=0.25, service_time=3, start=ul.cold_start(init_time=2, keep_alive=1e-9))
    assert q.mean_wait() == pytest.approx(6.1666666666666667, rel=1e-8)
    assert q.utilization() == 0.75
    assert 0 < q.cold_start_share() < 1
    assert ul.cold_start_probability(START, 0.01) == pytest.approx(math.exp(-6))
    assert ul.cold_start_probability(START, [0, 0.01])[0] == 1
    setup = ul.setup_after_idle(START, 0)
    assert (setup.mean, setup.second_moment) == (2, 4)
    assert ul.setup_wait(START, 0) == 2
    assert ul.ready_after(START, "10 s") == 12
    with pytest.raises(ul.unstable_error, match=r"mean_wait: utilization = 1\.5, but must be < 1"):
        ul.started_queue(arrival_rate=0.5, service_time=3).mean_wait()


def test_r244_to_r246_breakdowns():
    policy = ul.breakdown_policy(rate=1 / 900, pause=20)
    c = ul.completion_time(policy, ul.service_moments(mean=3))
    assert c.mean == pytest.approx(3.06666666666667, rel=1e-12)
    assert c.mean**2 * (1 + c.scv) == pytest.approx(10.7377777777778, rel=1e-12)
    again = ul.completion_time(ul.breakdown_policy(rate=1 / 900, pause=20, then="restart"), ul.service_moments(mean=3))
    assert again.mean == pytest.approx(3.0717834615257905, rel=1e-13)
    assert ul.availability(policy) == pytest.approx(900 / 920)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: ul.retry_policy(failure_probability=1),
            ValueError,
            r"retry_policy: failure_probability = 1, but must be in \[0, 1\)",
        ),
        (
            lambda: ul.retry_policy(max_retries=2.7),
            ValueError,
            "retry_policy: max_retries = 2.7, but must be a whole number",
        ),
        (
            lambda: ul.retry_policy(response="halves"),
            ValueError,
            'retry_policy: response = "halves", but must be one of retry_batch, bisect, report_failures',
        ),
        (
            lambda: ul.retry_policy(retries=2),
            TypeError,
            'retry_policy: unknown field "retries"; did you mean "max_retries"',
        ),
        (
            lambda: ul.batch_work(service_time=1, records=2.7),
            ValueError,
            "batch_work: records = 2.7, but must be a whole number",
        ),
        (lambda: ul.batch_work(records=2), ValueError, "batch_work: service_time = nan, but is required"),
        (lambda: ul.cold_start(init_time="-1 s"), ValueError, "cold_start: init_time = -1"),
        (lambda: ul.cold_start(keep_alive=0), ValueError, "cold_start: keep_alive = 0"),
        (
            lambda: ul.started_queue(arrival_rate=1, service_time=1, start=3),
            TypeError,
            r"started_queue: start must be a cold_start\(...\), not int",
        ),
        (lambda: ul.breakdown_policy(rate=-1), ValueError, "breakdown_policy: rate = -1"),
        (
            lambda: ul.breakdown_policy(then="stop"),
            ValueError,
            'breakdown_policy: then = "stop", but must be one of resume, restart',
        ),
        (lambda: ul.service_moments(), ValueError, "service_moments: mean = nan, but is required"),
        (
            lambda: ul.retried_service(3, 4),
            TypeError,
            r"retried_service: policy must be a retry_policy\(...\), not int",
        ),
        (lambda: ul.blocked_lag(3), TypeError, r"blocked_lag: q must be a blocked_partition\(...\), not int"),
        (
            lambda: ul.blocked_partition(arrival_rate=0, service_time=1),
            ValueError,
            "blocked_partition: arrival_rate = 0",
        ),
    ],
)
def test_refusals_by_name(make, error, message):
    with pytest.raises(error, match=message):
        make()
