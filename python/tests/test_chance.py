# SPDX-License-Identifier: MIT
"""What chance makes of a forecast."""

from __future__ import annotations

import pytest
import ullage as ul


@pytest.fixture(scope="module")
def steady():
    return ul.forecast(ul.pipeline(arrivals=ul.constant_rate(5), service_time=3, partitions=20)).chance


@pytest.fixture(scope="module")
def burst():
    p = ul.pipeline(
        arrivals=ul.constant_rate(5, duration=2000), service_time=3, partitions=20, scaling="kafka-on-demand-2021"
    )
    return ul.forecast(p).chance


def test_a_steady_state_is_that_of_the_exact_queue(steady):
    exact = ul.md1(arrival_rate=0.25, service_time=3)
    assert steady.mean_wait.value == pytest.approx(exact.mean_wait(), rel=1e-6)
    assert steady.mean_wait.valid
    assert steady.mean_wait.method == "exact_queue"
    assert steady.mean_wait.reason == ""
    assert steady.wait_quantile(0.99).value == pytest.approx(exact.wait_quantile(0.99), rel=1e-6)
    assert float(steady.late_share("30 s")) == pytest.approx(exact.wait_tail(30), rel=1e-6)


def test_a_burst_is_around_the_fluid(burst):
    median, high = burst.peak_lag_quantile(0.5), burst.peak_lag_quantile(0.99)
    assert median.value == pytest.approx(4200, rel=0.03)
    assert 4200 < high.value < 4600
    assert burst.drained_at_quantile(0.5).value < burst.drained_at_quantile(0.99).value
    assert burst.finished_at_quantile(0.99).value >= burst.finished_at_mean.value
    assert burst.drained_at_mean.value == pytest.approx(2355, rel=0.1)
    low, top = burst.lag_band(900)
    assert low < 4200 < top
    assert burst.lag_band("15 min", 0.99).high > top
    assert burst.lag_exceedance(4300, 2000).value == pytest.approx(0.0713, rel=0.3)
    assert 0 <= burst.age_exceedance("14 min", 2000).value <= 1


def test_origins(burst):
    x = burst.peak_lag_quantile(0.9)
    assert x == burst.peak_lag_quantile(0.9)
    assert hash(x) == hash(burst.peak_lag_quantile(0.9))
    assert x != burst.peak_lag_quantile(0.8)
    assert x.method in repr(x)
    assert x.description
    band = burst.lag_band(900)
    assert band == burst.lag_band(900)
    assert "to" in repr(band)


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda c: c.wait_quantile(2), ValueError, "wait_quantile: p = 2, but must be in"),
        (lambda c: c.peak_lag_quantile(-1), ValueError, "peak_lag_quantile: p = -1"),
        (lambda c: c.late_share(-1), ValueError, "late_share: limit = -1"),
        (lambda c: c.late_share("x"), ValueError, 'late_share: limit = "x", but must be a time'),
        (lambda c: c.lag_band(900, 2), ValueError, "lag_band: level = 2"),
        (lambda c: c.lag_band(-1), ValueError, "lag_band: t = -1"),
        (lambda c: c.lag_exceedance(1, -1), ValueError, "lag_exceedance: t = -1"),
        (lambda c: c.wait_quantile("x"), TypeError, "wait_quantile: p must be a number, not str"),
    ],
)
def test_refusals_by_name(burst, ask, error, message):
    with pytest.raises(error, match=message):
        ask(burst)


def test_the_longest_wait_rises_with_its_chance_and_is_above_the_fluid(burst, steady):
    waits = [burst.max_wait_quantile(p).value for p in (0.1, 0.5, 0.9, 0.99)]
    assert waits == sorted(waits)
    assert waits[1] > burst.wait_quantile(0.99).value
    assert burst.max_wait_quantile(0.9).valid
    assert steady.max_wait_quantile(0.9).value == float("inf")
    assert not steady.max_wait_quantile(0.9).valid
    with pytest.raises(ValueError, match="max_wait_quantile: p = 1, but must be in"):
        burst.max_wait_quantile(1)
