# SPDX-License-Identifier: MIT
"""Laws of unknown numbers, odds, partitions for a confidence, tornado."""

from __future__ import annotations

import json
import math
import pickle
import threading
import time

import numpy as np
import pytest
import ullage as ul

SEED = ul.pipeline(
    arrivals=ul.constant_rate(rate=5, duration=2000), service_time=3, partitions=20, scaling="kafka-on-demand-2023"
)
POOL = ul.pipeline(arrivals=ul.constant_rate(rate=5, duration=2000), service_time=3, partitions=20, scaling="fixed")
LOAD = ul.uncertain(POOL, arrival_rate=ul.lognormal_belief(5, 0.08), service_time=ul.lognormal_belief(3, 0.05))


def normal_cdf(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def test_r255_to_r260_posteriors():
    rate = ul.rate_from_counts(4500, 900)
    np.testing.assert_allclose(rate.quantile([0.025, 0.975]), [4.8555155730766, 5.1477002887178], rtol=1e-12)
    assert ul.rate_from_counts(0, "1 min").quantile(0.975) == pytest.approx(0.0418657182276241, rel=1e-12)
    both = ul.service_from_percentiles(p50=2.5, p99=9)
    assert both.service_time == ul.known(both.service_time.mean())
    assert both.service_time.mean() == pytest.approx(2.90921116307805, rel=1e-12)
    assert both.service_scv.mean() == pytest.approx(0.354161534620468, rel=1e-11)
    need = ul.required_partitions(
        count=4500, time=900, service_time=3, service_scv=0.35, samples=200, utilization=0.7, confidence=0.95
    )
    assert need["quantile"] == pytest.approx(23.0524629305, rel=1e-11)
    assert need["partitions"] == 24


def test_laws():
    assert ul.between(1, 2, 5).quantile(0.5) == pytest.approx(2.28, abs=0.05)
    assert ul.between(1, 2, 5).mean() == pytest.approx(14 / 6)
    careful = ul.between("1 s", "2 s", "5 s", ends="percentiles")
    np.testing.assert_allclose(careful.quantile([0.05, 0.5, 0.95]), [1, 2, 5], rtol=1e-12)
    assert ul.one_of([7, 8, 9], [1, 2, 1]).quantile(0.6) == 8
    assert ul.share_from_counts(0, 100).quantile(0.95) == pytest.approx(0.0189, abs=2e-4)
    bursty = ul.rate_from_counts([0, 600, 0, 900, 0], 60)
    assert bursty.mean() == pytest.approx(1500.5 / 300)
    assert bursty.quantile(0.95) > ul.rate_from_counts(1500, 300).quantile(0.95)
    seen = ul.service_from_samples(np.array([1.0, 2, 3, 4, 10]))
    assert seen.service_time.quantile(0.5) == pytest.approx(4)
    assert seen.service_scv.quantile(0.5) == pytest.approx(0.78125)


@pytest.mark.parametrize(
    "law",
    [
        ul.known(3),
        ul.between(1, 2, 5),
        ul.between(1, 2, 5, ends="percentiles"),
        ul.rate_from_counts(4500, 900, dispersion=20),
        ul.rate_from_counts(4500, 900),
        ul.share_from_counts(2, 400),
        ul.lognormal_belief(3, 0.1),
        ul.one_of([1, 2]),
        ul.one_of([1, 2], [3, 1]),
    ],
)
def test_laws_are_values(law):
    assert pickle.loads(pickle.dumps(law)) == law
    assert eval(repr(law)) == law
    assert hash(eval(repr(law))) == hash(law)
    assert law != ul.known(99)


def test_service_evidence_is_a_value():
    seen = ul.service_from_percentiles(p50=2.5, p95=6, samples=400)
    assert pickle.loads(pickle.dumps(seen)) == seen
    assert "service_time" in repr(seen)


def test_odds_of_a_load_against_its_formula():
    o = LOAD.odds(ul.target(utilization=0.8))
    exact = normal_cdf(math.log(0.8 * 20 / 15) / math.hypot(0.08, 0.05))
    assert abs(o.probability - exact) <= 4 * o.error
    assert o.error < 0.003
    assert o.scenarios == 10_000
    assert o.constraints["utilization"]["probability"] == o.probability
    assert LOAD.odds(ul.target(utilization=0.8)).to_dict() == o.to_dict()
    assert LOAD.odds(ul.target(utilization=0.8), seed=2).probability != o.probability
    assert json.loads(o.to_json())["scenarios"] == 10_000
    assert o.explain().startswith(f"Everything is kept with probability {o.probability:.2f}")


def test_odds_by_size_and_plan():
    wanted = ul.target(utilization=0.8)
    curve = LOAD.odds_by_size(wanted, [18, 20, 22, 24])
    exact = [normal_cdf(math.log(0.8 * n / 15) / math.hypot(0.08, 0.05)) for n in curve.partitions]
    assert np.all(np.abs(curve.probability - exact) <= 4 * curve.error)
    assert np.all(np.diff(curve.probability) > 0)
    p = LOAD.plan(wanted, confidence=0.95)
    needed = 15 / 0.8 * math.exp(1.6448536269514722 * math.hypot(0.08, 0.05))  # 21.9
    assert p.partitions == math.ceil(needed)
    assert p.probability >= 0.95 > p.probability_below
    assert p.binding == "utilization"
    assert f"{p.partitions} partitions keep everything with probability" in p.explain()
    assert "What matters most is arrival_rate" in str(p)
    assert p.to_dict()["tornado"]["bars"][0]["name"] == "arrival_rate"
    assert len(p.curve) >= 2


def test_no_size_is_an_answer():
    u = ul.uncertain(SEED, regime_estimate="span")
    p = u.plan(ul.target(max_wait="1 s", max_partitions=100), scenarios=500)
    assert p.partitions is None
    assert 0 <= p.probability < 0.95
    assert p.explain().startswith("No partition count was found")


def test_the_span_of_the_regime_matters_most():
    u = ul.uncertain(
        SEED,
        arrival_rate=ul.rate_from_counts(4500, 900),
        service_time=ul.service_from_percentiles(p50=2.5, p99=9, samples=2000),
        failure_probability=ul.share_from_counts(2, 400),
        regime_estimate=(0.2, 0.5, 0.3),
    )
    assert set(u.inputs) == {
        "arrival_rate",
        "service_time",
        "service_scv",
        "failure_probability",
        "regime_estimate",
    }
    t = u.tornado("max_wait", scenarios=2000)
    assert t.bars[0]["name"] == "regime_estimate"
    assert t.bars[0]["share"] > 0.7
    assert "regime_estimate from best to worst" in t.explain()
    by_target = u.tornado(ul.target(max_wait=600), scenarios=1000)
    assert by_target.figure == "margin"
    again = eval(repr(u))
    assert again.inputs == u.inputs


def test_progress_stops_and_the_gil_is_free():
    assert LOAD.odds(ul.target(utilization=0.8), scenarios=2_000_000, progress=lambda done: False).interrupted
    with pytest.raises(ZeroDivisionError):
        LOAD.odds(ul.target(utilization=0.8), scenarios=2_000_000, progress=lambda done: 1 / 0)
    ticks = []
    stop = threading.Event()

    def count():
        while not stop.is_set():
            ticks.append(1)
            time.sleep(0.001)

    other = threading.Thread(target=count)
    other.start()
    LOAD.odds(ul.target(utilization=0.8), scenarios=30_000)
    stop.set()
    other.join()
    assert len(ticks) > 5


def test_refusals():
    with pytest.raises(TypeError, match=r"uncertain.*arrival_rates"):
        ul.uncertain(POOL, arrival_rates=3)
    with pytest.raises(ValueError, match="between: high = 2, but must be finite and >= likely"):
        ul.between(1, 3, 2)
    with pytest.raises(ValueError, match="two are needed"):
        ul.service_from_percentiles(p50=3)
    with pytest.raises(ValueError, match="must be one of span"):
        ul.uncertain(SEED, regime_estimate="worst")
    with pytest.raises(ValueError, match="confidence = 1"):
        LOAD.plan(ul.target(utilization=0.8), confidence=1)
    with pytest.raises(TypeError, match="target"):
        LOAD.odds("fast")
    with pytest.raises(ValueError, match="scenarios"):
        LOAD.odds(ul.target(utilization=0.8), scenarios=3)


def test_plots():
    pytest.importorskip("matplotlib").use("Agg")
    wanted = ul.target(utilization=0.8)
    ax = LOAD.tornado("utilization", scenarios=500).plot()
    assert ax.get_xlabel() == "utilization"
    assert len(ax.patches) == 4
    ax = LOAD.odds_by_size(wanted, [18, 20, 22], scenarios=500).plot()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("partitions", "probability")
    ax = LOAD.plan(wanted, scenarios=500).plot()
    assert "wanted: 0.95" in [t.get_text() for t in ax.get_legend().get_texts()]
    waits = ul.uncertain(SEED, service_time=ul.between(2, 3, 4)).tornado("max_wait", scenarios=200).plot()
    assert waits.get_xlabel() == "max_wait [s]"
