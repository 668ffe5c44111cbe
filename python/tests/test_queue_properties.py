# SPDX-License-Identifier: MIT
"""What holds for every queue."""

from __future__ import annotations

import math

import numpy as np
import pytest
import ullage as ul
from hypothesis import given
from hypothesis import strategies as st

utilizations = st.floats(0.01, 0.995)
servers = st.integers(1, 300)
times = st.floats(1e-3, 1e3)


@given(utilizations, times, servers)
def test_a_change_of_the_unit_of_time_scales_the_times(rho, s, c):
    tiny = 1e-300  # below it numbers have fewer digits
    q = ul.mmc(arrival_rate=rho * c / s, service_time=s, servers=c)
    r = ul.mmc(arrival_rate=rho * c / s / 60, service_time=s * 60, servers=c)
    assert r.mean_wait() == pytest.approx(60 * q.mean_wait(), rel=1e-9, abs=tiny)
    assert r.wait_probability() == pytest.approx(q.wait_probability(), rel=1e-9, abs=tiny)
    assert r.sojourn_quantile(0.99) == pytest.approx(60 * q.sojourn_quantile(0.99), rel=1e-9, abs=tiny)


@given(utilizations, times, servers)
def test_little(rho, s, c):
    q = ul.mmc(arrival_rate=rho * c / s, service_time=s, servers=c)
    assert q.mean_in_system() == pytest.approx(q.arrival_rate * q.mean_sojourn(), rel=1e-12)
    assert q.mean_in_system() - q.mean_in_queue() == pytest.approx(rho * c, rel=1e-6)


@given(utilizations, times)
def test_constant_service_waits_half_as_long_as_exponential_service(rho, s):
    fixed = ul.md1(arrival_rate=rho / s, service_time=s)
    random = ul.mm1(arrival_rate=rho / s, service_time=s)
    assert fixed.mean_wait() == pytest.approx(random.mean_wait() / 2, rel=1e-9)
    law = ul.mg1(arrival_rate=rho / s, service=ul.exponential_service(mean=s))
    assert law.mean_wait() == pytest.approx(random.mean_wait(), rel=1e-9)


@given(utilizations, times, st.integers(1, 50), st.floats(0.5, 0.9999))
def test_sharing_servers_is_never_worse_than_splitting_them(rho, s, c, p):
    pool = ul.mmc(arrival_rate=rho * c / s, service_time=s, servers=c)
    alone = ul.mm1(arrival_rate=rho / s, service_time=s)
    assert pool.wait_quantile(p) <= alone.wait_quantile(p) * (1 + 1e-9)


@given(st.lists(st.tuples(utilizations, times, servers), min_size=1, max_size=20))
def test_an_array_of_queues_is_the_queues(rows):
    rho, s, c = (np.array(x) for x in zip(*rows, strict=True))
    q = ul.mmc(arrival_rate=rho * c / s, service_time=s, servers=c)
    one = [ul.mmc(arrival_rate=a * n / t, service_time=t, servers=int(n)) for a, t, n in zip(rho, s, c, strict=True)]
    assert q.mean_wait().tolist() == [x.mean_wait() for x in one]
    assert ul.wait_quantile(q, 0.9).tolist() == [x.wait_quantile(0.9) for x in one]


@given(st.floats(0.1, 1e4), times, st.floats(0.5, 0.999), st.floats(0.01, 10))
def test_servers_for_is_the_smallest_number(load, s, p, limit):
    o = ul.wait_quantile_at_most(p, limit * s)
    found = ul.servers_for(ul.mmc(arrival_rate=load / s, service_time=s), o)
    assert found.feasible
    assert found.achieved <= o.limit
    fewer = found.value - 1
    if fewer >= 1:
        q = ul.mmc(arrival_rate=load / s, service_time=s, servers=fewer)
        assert q.wait_quantile(p, unstable="inf") > o.limit


@given(st.sampled_from([ul.mm1, ul.md1]), times, st.floats(0.01, 100))
def test_max_arrival_rate_is_the_inverse_of_the_mean_wait(model, s, limit):
    found = ul.max_arrival_rate(model(arrival_rate=1, service_time=s), ul.mean_wait_at_most(limit))
    back = model(arrival_rate=found.value, service_time=s).mean_wait()
    assert back <= limit
    assert back == pytest.approx(limit, rel=1e-6)


@given(st.floats(), st.floats(), st.floats())
def test_any_numbers_are_answered_or_refused_by_name(rate, time, c):
    good = 0 <= rate <= 1e30 and 0 < time <= 1e30 and 1 <= c < 2**31 and c == math.floor(c)
    good = good and (rate == 0 or rate >= 1e-30) and time >= 1e-30
    if good:
        assert ul.mmc(arrival_rate=rate, service_time=time, servers=c).mean_wait(unstable="inf") >= 0
    else:
        with pytest.raises(ValueError, match="mmc: "):
            ul.mmc(arrival_rate=rate, service_time=time, servers=c)
