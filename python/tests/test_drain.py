# SPDX-License-Identifier: MIT
"""Laws of drain times and of the lag: drain.hpp, lag_path.hpp."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
import ullage as ul

R203 = ul.borel_tanner(initial_lag=210, arrival_rate=0.25, service_time=3)
LAWS = [
    R203,
    ul.random_borel_tanner(mean_initial_lag=210, arrival_rate=0.25, service_time=3),
    ul.inverse_gaussian(mean=10, shape=5),
    ul.drain_law(backlog=210, arrival_rate=0.25, capacity=1 / 3),
    ul.drain_mixture(parts=[(1, R203), (2, ul.borel_tanner(initial_lag=10, arrival_rate=0.25, service_time=3))]),
    ul.last_drain(groups=[(R203, 20)]),
    ul.last_drain(groups=[ul.split_drain(20, 0.05, R203), (ul.split_drain(20, 0.1, R203), 3)]),
    ul.lag_segment(duration="15 min", drift=14 / 3, variance=5),
    ul.lag_path(start=10, segments=[ul.lag_segment(duration=900, drift=14 / 3, variance=5)]),
    ul.reflected_path(start=20, drift=-0.2, variance=1.8),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
def test_value_semantics(law, evaluate):
    again = evaluate(repr(law))
    assert again == law
    assert hash(again) == hash(law)
    assert pickle.loads(pickle.dumps(law)) == law
    assert sum(law == other for other in LAWS) == 1
    assert isinstance(law.to_dict(), dict)


@pytest.mark.parametrize(
    ("lag", "rate", "mean", "deviation", "quantiles"),
    [
        (210, 0.25, 2520, 301.197609552267, [2499, 2916, 3309, 3630]),
        (150, 0.2, 1125, 112.5, [1119, 1272, 1416, 1533]),
        (42, 0.05, 148.235294117647, 9.60866696089091, [147, 162, 174, 186]),
    ],
)
def test_r203_to_r208_borel_tanner(lag, rate, mean, deviation, quantiles):
    law = ul.borel_tanner(initial_lag=lag, arrival_rate=rate, service_time=3)
    assert ul.drain_mean(law) == pytest.approx(mean, rel=1e-12)
    assert math.sqrt(ul.drain_variance(law)) == pytest.approx(deviation, rel=1e-12)
    assert ul.drain_quantile(law, [0.5, 0.9, 0.99, 0.999]).tolist() == quantiles


def test_r209_to_r216_laws():
    assert ul.drain_pmf(R203, 840) == pytest.approx(0.0039730346566744798, rel=1e-12)
    assert ul.drain_cdf(R203, 2520) == pytest.approx(0.52836412835030695, rel=1e-12)
    assert ul.drain_cdf(R203, 2520) + ul.drain_tail(R203, "42 min") == pytest.approx(1, rel=1e-12)
    assert ul.drain_cdf(ul.inverse_gaussian(mean=10, shape=5), 9) == pytest.approx(0.68330192907538983, rel=1e-13)
    assert ul.drain_cdf(ul.inverse_gaussian(mean=100, shape=1e6), 101) == pytest.approx(0.8413567239997036, rel=1e-12)
    last = ul.last_drain(groups=[(R203, 20)])
    assert ul.drain_mean(last) == pytest.approx(3136.38186743614, rel=1e-9)
    assert ul.drain_quantile(last, [0.5, 0.99]).tolist() == [3114, 3717]
    smooth = ul.drain_law(backlog=210, arrival_rate=0.25, capacity=1 / 3)
    assert ul.drain_mean(smooth) == pytest.approx(2520)
    assert ul.drain_quantile(smooth, 0.99) == pytest.approx(3309, abs=3)
    two = ul.two_moment_law(smooth)
    assert two.mean == pytest.approx(2520)
    assert ul.drain_variance(two) == pytest.approx(ul.drain_variance(smooth), rel=1e-12)
    split = ul.split_drain(20, 0.05, R203)
    assert ul.drain_mean(split) == pytest.approx(
        ul.drain_mean(ul.borel_tanner(initial_lag=1, arrival_rate=0.25, service_time=3))
    )


def test_r217_to_r220_paths():
    segment = ul.lag_segment(duration=900, drift=14 / 3, variance=5)
    assert ul.lag_exceedance(ul.lag_segment(duration=900, drift=4.66667, variance=5), 4300) == pytest.approx(
        0.069054948600648584, rel=1e-3
    )
    assert ul.lag_exceedance(ul.lag_segment(duration=100, drift=-0.5, variance=9), 50) == pytest.approx(
        0.0023620204029332409, rel=1e-12
    )
    both = ul.lag_path(segments=[segment, ul.lag_segment(duration=1100, drift=-5 / 3, variance=5)])
    assert ul.lag_exceedance(both, 4300) == pytest.approx(0.071325148718739, rel=1e-9)
    level = ul.lag_peak_quantile(both, 0.99)
    assert ul.lag_exceedance(both, level) == pytest.approx(0.01, rel=1e-7)
    assert ul.lag_exceedance(both, [0, level]).shape == (2,)


def test_reflected():
    path = ul.reflected_path(start=20, drift=-0.2, variance=1.8)
    assert ul.reflected_tail(path, 0, 30) == 1
    x = np.linspace(0, 80, 4001)
    tails = ul.reflected_tail(path, x, 30)
    assert np.trapezoid(tails, x) == pytest.approx(ul.reflected_mean(path, 30), rel=1e-6)
    long_run = math.exp(-2 * 0.2 * 3 / 1.8)
    assert ul.reflected_tail(path, 3, 1e5) == pytest.approx(long_run, rel=1e-9)
    assert ul.reflected_tail(path, 3, 30, long_run) == pytest.approx(ul.reflected_tail(path, 3, 30), rel=1e-12)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: ul.borel_tanner(initial_lag=2.7, arrival_rate=1, service_time=1),
            ValueError,
            "borel_tanner: initial_lag = 2.7, but must be a whole number",
        ),
        (
            lambda: ul.borel_tanner(arrival_rate=1, service_time=1),
            ValueError,
            "borel_tanner: initial_lag = nan, but is required",
        ),
        (lambda: ul.drain_law(backlog=1, arrival_rate=1, capacity=0), ValueError, "drain_law: capacity = 0"),
        (
            lambda: ul.drain_mean(ul.drain_law(backlog=1, arrival_rate=2, capacity=1)),
            ul.unstable_error,
            "drain_law: utilization = 2, but must be < 1",
        ),
        (
            lambda: ul.drain_mean(3),
            TypeError,
            r"drain_mean: law must be a law of a drain time such as borel_tanner\(...\), not int",
        ),
        (
            lambda: ul.drain_variance(LAWS[5]),
            TypeError,
            "drain_variance: last_drain does not have it; these do: borel_tanner",
        ),
        (
            lambda: ul.drain_pmf(LAWS[2], 3),
            TypeError,
            "drain_pmf: inverse_gaussian does not have it; these do: borel_tanner",
        ),
        (lambda: ul.drain_quantile(R203, 1), ValueError, r"drain_quantile: p = 1, but must be in \[0, 1\)"),
        (lambda: ul.last_drain(groups=[]), ValueError, "last_drain: groups = 0, but must not be empty"),
        (
            lambda: ul.last_drain(groups=[(R203, 0)]),
            ValueError,
            r"last_drain: groups\[0\] = 0 partitions, but must be in \[1, 1e12\]",
        ),
        (
            lambda: ul.last_drain(groups=[(R203, 2.7)]),
            ValueError,
            r"last_drain: groups\[0\] = 2.7, but must be a whole number",
        ),
        (
            lambda: ul.last_drain(groups=[R203, LAWS[2]]),
            TypeError,
            r"last_drain: groups\[1\] must be a law of the same type as the others",
        ),
        (lambda: ul.last_drain(groups=[3]), TypeError, r"last_drain: groups\[0\] must be a law of a drain time"),
        (
            lambda: ul.drain_mixture(parts=[R203]),
            TypeError,
            r"drain_mixture: parts\[0\] must be a pair of a weight and a law",
        ),
        (lambda: ul.drain_mixture(parts=[(-1, R203)]), ValueError, r"drain_mixture: weight\[0\] = -1"),
        (lambda: ul.lag_segment(duration=-1, drift=1, variance=1), ValueError, "lag_segment: duration = -1"),
        (
            lambda: ul.lag_path(segments=[3]),
            TypeError,
            r"lag_path: segments must be a sequence of lag_segment\(...\), not int",
        ),
        (lambda: ul.reflected_path(drift=1), ValueError, "reflected_path: variance = nan, but is required"),
        (lambda: ul.reflected_mean(3, 1), TypeError, "reflected_mean: path must be a reflected_path"),
        (lambda: ul.split_drain(20, 2, R203), ValueError, r"split_drain: share = 2, but must be in \[0, 1\]"),
    ],
)
def test_refusals_by_name(make, error, message):
    with pytest.raises(error, match=message):
        make()
