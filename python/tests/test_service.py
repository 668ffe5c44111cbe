# SPDX-License-Identifier: MIT
from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
import ullage as ul

LAWS = [
    ul.deterministic_service(mean=3),
    ul.exponential_service(mean="3s"),
    ul.gamma_service(mean=3, scv=0.25),
    ul.lognormal_service(mean=3, scv=2, timeout=900),
    ul.hyperexponential_service(probabilities=[0.9, 0.1], means=[1, 21]),
    ul.discrete_service(values=[1, 5], probabilities=[0.5, 0.5]),
    ul.empirical_service(samples=[1, 2, 6]),
    ul.mixture_service(
        probabilities=[0.5, 0.5], laws=[ul.deterministic_service(mean=1), ul.gamma_service(mean=5, scv=0.5)]
    ),
]
NAMES = [type(law).__name__ for law in LAWS]


@pytest.mark.parametrize("law", LAWS, ids=NAMES)
def test_a_law_is_a_value(law, evaluate):
    assert evaluate(repr(law)) == law
    assert hash(evaluate(repr(law))) == hash(law)
    assert pickle.loads(pickle.dumps(law)) == law
    assert isinstance(law, ul.service_law)
    assert law.to_dict()["model"] == type(law).__name__
    assert type(law).__name__ in law._repr_html_()


@pytest.mark.parametrize("law", LAWS, ids=NAMES)
def test_moments_and_tail(law):
    assert law.moment(0) == pytest.approx(1)
    assert law.moment(1) == pytest.approx(3, rel=1e-6)
    assert law.moment(2) >= law.moment(1) ** 2 * (1 - 1e-12)
    assert law.tail(0) <= 1
    assert np.all(np.diff(law.tail(np.linspace(0, 20, 50))) <= 0)


def test_mean_and_scv():
    assert LAWS[4].mean == pytest.approx(3)
    assert LAWS[4].scv == pytest.approx((0.9 * 2 + 0.1 * 2 * 441) / 9 - 1)
    assert LAWS[0].scv == 0
    assert LAWS[1].scv == 1
    assert LAWS[5].scv == pytest.approx(4 / 9)
    assert ul.deterministic_service(mean=[1, 2]).scv.tolist() == [0, 0]
    assert ul.exponential_service(mean=[1, 2]).moment(2).tolist() == [2, 8]


def test_lognormal_from_percentiles():
    law = ul.lognormal_from_percentiles(2, 10)
    assert law.tail(2) == pytest.approx(0.5, rel=1e-12)
    assert law.tail(10) == pytest.approx(0.01, rel=1e-9)
    assert law.timeout == math.inf
    assert ul.lognormal_from_percentiles("2s", "10s", timeout="15 min").timeout == 900


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ul.gamma_service(mean=3), ValueError, "gamma_service: scv = nan"),
        (lambda: ul.gamma_service(mean=[3, -1], scv=1), ValueError, r"gamma_service: mean = -1, .*, at \[1\]"),
        (lambda: ul.hyperexponential_service(probabilities=[0.5], means=[1]), ValueError, "sum of probabilities = 0.5"),
        (lambda: ul.discrete_service(), ValueError, r"discrete_service: probabilities.size\(\) = 0"),
        (
            lambda: ul.empirical_service(samples=3),
            TypeError,
            "empirical_service: samples must be a sequence of numbers, not int",
        ),
        (lambda: ul.empirical_service(samples=[1, math.nan]), ValueError, r"empirical_service: samples\[1\] = nan"),
        (
            lambda: ul.mixture_service(probabilities=[1], laws=[3]),
            TypeError,
            "mixture_service: laws must be a service law",
        ),
        (
            lambda: ul.mixture_service(probabilities=[1], laws=[LAWS[4]]),
            TypeError,
            "laws must be a sequence of deterministic",
        ),
        (lambda: ul.gamma_service(mean=[1, 2], scv=1).tail(1), TypeError, "array of laws"),
        (lambda: LAWS[0].moment(9), ValueError, r"moment: k = 9, but must be in \[0, 8\]"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_phase_types(evaluate):
    law = ul.phase_type(initial=[1, 0], subgenerator=[[-2, 2], [0, -2]])
    assert law == ul.erlang_ph(1, 2)
    assert hash(law) == hash(ul.erlang_ph(1, 2))
    assert evaluate(repr(law)) == law
    assert pickle.loads(pickle.dumps(law)) == law
    assert law.mean == pytest.approx(1)
    assert law.scv == pytest.approx(0.5)
    assert law.moment(3) == pytest.approx(3)
    assert law.tail([0, 1])[1] == pytest.approx(3 * math.exp(-2))
    assert law.subgenerator.shape == (2, 2)
    assert ul.fit_ph(3, 4).scv == pytest.approx(4)
    assert ul.fit_ph3(3, 4, ul.fit_ph(3, 4).normalized_third).mean == pytest.approx(3)
    assert ul.hyperexponential_ph([0.9, 0.1], [1, 21]).mean == pytest.approx(3)
    assert ul.coxian_ph([1, 2], [0.5]).mean == pytest.approx(2)
    with pytest.raises(ValueError, match="erlang_ph: k = 0"):
        ul.erlang_ph(1, 0)
    with pytest.raises(ValueError, match="phase_type"):
        ul.phase_type(initial=[1, 0], subgenerator=[[-2, 2]])


def test_markov_arrivals(evaluate):
    a = ul.mmpp2(9, 1, 60, "2 min")
    assert evaluate(repr(a)) == a
    assert pickle.loads(pickle.dumps(a)) == a
    assert a.arrival_rate == pytest.approx((9 * 60 + 1 * 120) / 180)
    assert a.dispersion_limit > 1
    assert a.dispersion([1, 10]).shape == (2,)
    assert a.interval_correlation(1) > 0
    fitted = ul.fit_mmpp2(3, 5, 40)
    assert fitted.arrival_rate == pytest.approx(3)
    assert fitted.dispersion_limit == pytest.approx(5)
    both = ul.superpose(ul.poisson_map(1), ul.poisson_map(2))
    assert both.arrival_rate == pytest.approx(3)
    assert ul.renewal_map(ul.erlang_ph(2, 3)).scv == pytest.approx(1 / 3)


def test_offered_load():
    arrivals = ul.constant_rate(5)
    law = ul.exponential_service(mean=3)
    assert ul.offered_load(arrivals, law, 1000) == pytest.approx(15)
    np.testing.assert_allclose(ul.offered_load(arrivals, law, [0, 3]), [0, 15 * -math.expm1(-1)], rtol=1e-12)
    assert ul.offered_load_delay(law) == pytest.approx(3)
    assert ul.concurrency_quantile(15, 0.99) == 25
    assert ul.concurrency_tail(15, 25) == pytest.approx(
        1 - sum(math.exp(-15) * 15**n / math.factorial(n) for n in range(26))
    )
    wave = ul.sinusoidal_load(mean_rate=5, amplitude=3, service_time=3, period=60)
    assert wave.peak_offered_load == pytest.approx(3 * (5 + 3 / math.hypot(1, 2 * math.pi / 20)))
    assert wave.offered_load(1e6) == pytest.approx(wave.periodic_offered_load(1e6))
    assert 0 < wave.offered_load_delay < 3


def test_transient():
    q = ul.transient_mmc(arrivals=ul.constant_rate(5), service_time=3, servers=20)
    s = ul.transient(q, [0, 10, 1e4])
    steady = ul.mmc(arrival_rate=5, service_time=3, servers=20)
    assert s.mean_in_system[0] == 0
    assert s.mean_in_system[2] == pytest.approx(steady.mean_in_system(), rel=1e-9)
    assert s.wait_probability[2] == pytest.approx(steady.wait_probability(), rel=1e-9)
    assert s.state_probability(15)[2] == pytest.approx(steady.state_probability(15), rel=1e-9)
    assert s.in_system_quantile(0.99)[2] > 15
    assert isinstance(ul.transient(q, 10).mean_in_system, float)
    assert ul.pointwise_stationary_wait_probability(q, 5) == pytest.approx(ul.erlang_c(20, 15))
    assert ul.modified_offered_load_wait_probability(q, [5, 1e6])[1] == pytest.approx(ul.erlang_c(20, 15))
    steps = ul.staffing_over_time(
        ul.daily(10, 5), ul.exponential_service(mean=3), beta=1, interval="1 h", duration="1 d"
    )
    assert len(steps) > 3
    changing = ul.transient_mmc(arrivals=ul.daily(10, 5), service_time=3, servers=steps)
    assert changing.servers == steps
    assert pickle.loads(pickle.dumps(changing)) == changing
    with pytest.raises(ValueError, match="transient_mmc: service_time = nan"):
        ul.transient_mmc(arrivals=ul.constant_rate(5))
    with pytest.raises(ul.evaluation_error):
        ul.transient(
            ul.transient_mmc(arrivals=ul.constant_rate(500), service_time=3, servers=2000, max_updates=1000), 100
        )
