# SPDX-License-Identifier: MIT
"""Simulations, and forecasts beside them."""

from __future__ import annotations

import json
import math
import time

import numpy as np
import pytest
import ullage as ul

# 20 partitions with a consumer each, keyed Poisson records at a load of 0.75: M/D/1 in each.
QUEUES = ul.pipeline(arrivals=ul.constant_rate(5), service_time=3, partitions=20)
# Records that would take minutes.
LONG = ul.pipeline(
    arrivals=ul.constant_rate(100, duration=1e6), service_time=1, partitions=200, batch_size=10, max_events=10**12
)


@pytest.fixture(scope="module")
def steady():
    return ul.simulate(QUEUES, seed=7, replications=16, horizon=30000, warmup=3000)


@pytest.fixture(scope="module")
def burst():
    p = ul.pipeline(
        arrivals=ul.constant_rate(5, duration=2000), service_time=3, partitions=20, scaling="kafka-on-demand-2021"
    )
    return ul.simulate(p, seed=3, replications=10)


def test_the_mean_wait_is_that_of_the_exact_queue(steady):
    exact = ul.md1(arrival_rate=0.25, service_time=3)
    assert exact.mean_wait() in steady.mean_wait
    assert steady.mean_wait.low < steady.mean_wait.mean < steady.mean_wait.high
    assert float(steady.mean_wait) == pytest.approx(exact.mean_wait(), rel=0.05)
    assert steady.wait_quantile(0.99) == pytest.approx(exact.wait_quantile(0.99), rel=0.1)
    assert steady.late_records(30) / steady.records == pytest.approx(exact.wait_tail(30), rel=0.25)
    assert steady.throughput.mean == pytest.approx(5, rel=0.02)


def test_the_same_seed_gives_the_same_numbers():
    p = QUEUES.replace(arrivals=ul.constant_rate(5, duration=500))
    one, same, other = (ul.simulate(p, seed=s, replications=4) for s in (5, 5, 6))
    assert one.intervals() == same.intervals()
    np.testing.assert_array_equal(one.lag, same.lag)
    assert one.mean_wait != other.mean_wait


def test_progress_is_told_and_may_stop(burst):
    seen = []
    ul.simulate(burst.system, replications=4, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    stopped = ul.simulate(LONG, replications=2, progress=lambda done: False)
    assert stopped.interrupted
    assert "interrupted" in str(stopped)
    with pytest.raises(ZeroDivisionError):
        ul.simulate(LONG, replications=2, progress=lambda done: 1 / 0)


def test_a_simulation_can_be_interrupted(interrupt_soon):
    start = time.monotonic()
    interrupt_soon()
    with pytest.raises(KeyboardInterrupt):
        ul.simulate(LONG, replications=4)
    assert time.monotonic() - start < 10


def test_comparison(burst):
    c = ul.forecast(burst.system).compare(burst)
    assert c["peak_lag"].fluid == pytest.approx(4200)
    assert c["peak_lag"].error == pytest.approx(0, abs=0.03)
    assert abs(c["drained_at"].error) < 0.1
    assert "with chance" in str(c)
    assert "<table" in c._repr_html_()
    assert list(c.to_pandas().index) == [f.name for f in c]
    with pytest.raises(KeyError, match="'peak' is no figure; there are peak_lag"):
        c["peak"]
    with pytest.raises(TypeError, match="compare: simulation must be a simulation_result, not int"):
        ul.forecast(burst.system).compare(3)


def test_result(burst):
    assert burst.system.partitions == 20
    assert burst.replications == 10
    assert burst.times.shape == burst.lag.shape == burst.lag_low.shape
    assert (burst.lag_low <= burst.lag_high).all()
    assert burst.lane_lag.shape == (20,)
    assert burst.lane_last.sum() == pytest.approx(1)
    assert burst.forecast.peak_lag == burst.peak_lag.mean
    assert burst.summary()["peak_lag"] == burst.peak_lag.mean
    assert list(burst.to_pandas().columns) == ["time", "lag", "lag_low", "lag_high", "offset_lag", "consumers", "busy"]
    assert json.loads(burst.to_json())["peak_lag"]["mean"] == burst.peak_lag.mean
    assert "replications" in str(burst)
    assert "<table" in burst._repr_html_()
    assert repr(burst).startswith("<simulation_result of 10 replications")
    assert burst.peak_lag.to_dict()["low"] == burst.peak_lag.low
    assert hash(burst.peak_lag) == hash(burst.peak_lag)


def test_plot(burst):
    pytest.importorskip("matplotlib").use("Agg")
    ax = burst.plot()
    assert ax.get_ylabel() == "lag [records]"
    assert len(ax.lines) == 2


def test_other_inputs():
    p = ul.pipeline(service_time=1, partitions=1)
    replayed = ul.simulate(p, replay=[0, 0, 0, 10], replications=2)
    assert replayed.mean_wait.mean == pytest.approx(0.75)
    assert replayed.mean_wait.deviation == 0
    q = ul.pipeline(arrivals=ul.constant_rate(0.5), service_time=1, partitions=1)
    law = ul.simulate(q, service=ul.exponential_service(mean=1), horizon=40000, replications=8, seed=2)
    assert ul.mm1(arrival_rate=0.5, service_time=1).mean_wait() == pytest.approx(law.mean_wait.mean, rel=0.06)
    bursts = ul.simulate(q, markov=ul.mmpp2(2, 0.1, 10, 30), horizon=20000, replications=8)
    assert bursts.mean_wait.mean > 2 * ul.md1(arrival_rate=0.5, service_time=1).mean_wait()


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"replications": 0}, ValueError, "replications = 0, but must be"),
        ({"replications": 2.7}, ValueError, "simulate: replications = 2.7, but must be a whole number"),
        (
            {"replications": 1e12},
            ValueError,
            "simulate: replications = 1e\\+12, but must be a whole number within 2147483647",
        ),
        ({"seed": -1}, ValueError, "simulate: seed = -1, but must be >= 0"),
        ({"seed": 1.5}, ValueError, "simulate: seed = 1.5, but must be a whole number"),
        ({"confidence": 1}, ValueError, "confidence = 1, but must be"),
        ({"band": 0}, ValueError, "band = 0, but must be"),
        ({"horizon": -1}, ValueError, "horizon = -1"),
        ({"warmup": "x"}, ValueError, 'simulate: warmup = "x", but must be a time'),
        ({"grid": 0}, ValueError, "grid = 0"),
        ({"placement": "best"}, ValueError, 'simulate: placement = "best", but must be one of typical, random'),
        ({"service": 3}, TypeError, "simulate: service must be"),
        ({"markov": 3}, TypeError, "simulate: markov must be markov_arrivals such as"),
        ({"replay": 3}, TypeError, "simulate: replay must be a sequence of numbers"),
        ({"replay": [3, 1]}, ValueError, "replay"),
        ({"progress": 3}, TypeError, "simulate: progress must be something to call with .*, not int"),
    ],
)
def test_refusals_by_name(given, error, message):
    with pytest.raises(error, match=message):
        ul.simulate(QUEUES.replace(arrivals=ul.constant_rate(5, duration=10)), **given)


def test_what_never_ends_is_refused():
    with pytest.raises(ValueError, match="horizon"):
        ul.simulate(QUEUES)
    with pytest.raises(TypeError, match="simulate: pipeline must be a pipeline, not int"):
        ul.simulate(3)
    assert math.isfinite(ul.simulate(QUEUES, horizon=100, replications=2).mean_wait.mean)
