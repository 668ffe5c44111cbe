# SPDX-License-Identifier: MIT
"""The queue models: values, arrays, queues that are not stable, refusals."""

from __future__ import annotations

import math
import pickle
import time
from datetime import timedelta

import numpy as np
import pytest
import ullage as ul

MODELS = [
    ul.mm1(arrival_rate=0.25, service_time=3),
    ul.mmc(arrival_rate=5, service_time=3, servers=20),
    ul.mminf(arrival_rate=5, service_time=3),
    ul.mmck(arrival_rate=12, service_time=1, servers=10, capacity=30),
    ul.md1(arrival_rate=0.25, service_time=3),
    ul.mdc(arrival_rate=5, service_time=3, servers=20),
    ul.mg1(arrival_rate=0.25, service=ul.gamma_service(mean=3, scv=0.25)),
    ul.gg1(arrival_rate=0.8, arrival_scv=0.5, service_time=1, service_scv=1 / 3),
    ul.phph1(interarrival=ul.erlang_ph(1.25, 2), service=ul.erlang_ph(1, 3)),
    ul.mapph1(arrivals=ul.poisson_map(0.8), service=ul.erlang_ph(1, 2)),
]
NAMES = [type(q).__name__ for q in MODELS]
OTHERS = [
    ul.erlang_a(arrival_rate=100, service_time=1, patience=2, servers=100),
    ul.finite_source(sources=20, source_rate=0.2, service_time=1, servers=5),
    ul.engset(sources=20, source_rate=0.2, service_time=1, servers=5),
    ul.ggc(arrival_rate=8, arrival_scv=1, service_time=1, service_scv=0.5, servers=10),
]
TWO_MOMENTS = ul.gg1(arrival_rate=0.75, arrival_scv=0.5, service_time=1, service_scv=0.25)


def near(x: float, rel: float = 1e-12) -> object:
    return pytest.approx(x, rel=rel, abs=0)


@pytest.mark.parametrize(
    ("row", "value", "expected", "rel"),
    [
        ("R002", lambda: ul.erlang_c(1, 0.8), 0.8, 1e-12),
        ("R003", lambda: ul.erlang_b(5, 4), 0.19906687402799378, 1e-12),
        ("R011", lambda: ul.erlang_b(7.5, 5), 0.092816968632721948, 1e-12),
        ("R012", lambda: ul.erlang_b(10, 0.001), 2.7529775678829778e-37, 1e-12),
        ("R014", lambda: ul.mean_wait(ul.mmc(arrival_rate=5, service_time=3, servers=20)), 0.096257632450154172, 1e-12),
        (
            "R017",
            lambda: ul.wait_quantile(ul.mmc(arrival_rate=5, service_time=3, servers=20), 0.99),
            1.6651612793875943,
            1e-12,
        ),
        (
            "R020",
            lambda: ul.sojourn_tail(ul.mmc(arrival_rate=5, service_time=3, servers=20), 10),
            0.037104780254804536,
            1e-12,
        ),
        (
            "R024",
            lambda: ul.blocking_probability(ul.mmck(arrival_rate=12, service_time=1, servers=10, capacity=30)),
            0.16863724455188892,
            1e-12,
        ),
        (
            "R027",
            lambda: ul.mean_wait(ul.mmck(arrival_rate=12, service_time=1, servers=10, capacity=30)),
            1.5345601940534245,
            1e-12,
        ),
        ("R029", lambda: OTHERS[0].wait_probability(), 0.59670313801957285, 1e-12),
        ("R030", lambda: OTHERS[0].abandon_probability(), 0.033030152528288151, 1e-12),
        ("R031", lambda: OTHERS[0].mean_in_queue(), 6.6060305056576302, 1e-12),
        ("R038", lambda: OTHERS[1].throughput(), 3.2832736799091693, 1e-12),
        ("R041", lambda: OTHERS[1].mean_wait(), 0.091481231790976811, 1e-12),
        ("R042", lambda: OTHERS[2].blocking_probability(), 0.12693214566413414, 1e-12),
        ("R131", lambda: OTHERS[3].mean_wait(), 0.16000442458950694, 1e-12),
        ("R132", lambda: ul.allen_cunneen_mean_wait(OTHERS[3]), 0.15344255654866632, 1e-12),
        ("R124", lambda: ul.klb_mean_wait(TWO_MOMENTS), 1.0446782691298279, 1e-12),
        ("R126", lambda: ul.klb_wait_probability(TWO_MOMENTS), 0.65711009174311927, 1e-12),
        ("R128", lambda: ul.marchal_mean_wait(TWO_MOMENTS), 1.0530821917808219, 1e-12),
        ("R044", lambda: ul.halfin_whitt(1), 0.22336127479826074, 1e-12),
        ("R046", lambda: ul.halfin_whitt_beta(0.2), 1.0615162754187176, 1e-12),
        ("R049", lambda: ul.garnett(0.5, 0.5), 0.35717692012655872, 1e-12),
        ("R050", lambda: 1 - ul.wait_tail(ul.md1(arrival_rate=0.8, service_time=1), 2.5), 0.70485235349161897, 1e-10),
        ("R054", lambda: ul.wait_quantile(ul.md1(arrival_rate=0.3, service_time=3), 0.99), 65.694712048620335, 1e-9),
        ("R062", lambda: ul.sojourn_tail(ul.md1(arrival_rate=5 / 41, service_time=3), 10), 0.0093893152687429759, 1e-9),
        ("R063", lambda: ul.decay_rate(ul.md1(arrival_rate=0.25, service_time=3)), 0.18340024721968953, 1e-12),
        ("R064", lambda: ul.tail_constant(ul.md1(arrival_rate=0.25, service_time=3)), 0.83277609048654360, 1e-12),
        (
            "R070",
            lambda: ul.state_probability(ul.md1(arrival_rate=0.75, service_time=1), 5),
            0.039020550140418062,
            1e-10,
        ),
        ("R073", lambda: ul.mean_wait(MODELS[6]), 5.625, 1e-12),
        (
            "R088",
            lambda: ul.mean_wait(ul.mdc(arrival_rate=15, service_time=1, servers=20)),
            0.018745233681224786,
            1e-10,
        ),
        ("R102", lambda: ul.mean_wait(MODELS[7]), 1.54191879414199, 1e-10),
        ("R101", lambda: ul.wait_probability(MODELS[8]), 0.719838638415790, 1e-10),
        ("R103", lambda: ul.wait_variance(MODELS[8]), 3.9905200656316, 1e-10),
        ("R118", lambda: ul.wait_tail(MODELS[9], 4), 0.27547045029251, 1e-9),
    ],
)
def test_reference_values(row, value, expected, rel):
    assert value() == near(expected, rel), row


@pytest.mark.parametrize("q", MODELS + OTHERS, ids=lambda q: type(q).__name__)
def test_a_model_is_a_value(q, evaluate):
    assert evaluate(repr(q)) == q
    assert hash(evaluate(repr(q))) == hash(q)
    assert pickle.loads(pickle.dumps(q)) == q
    assert q != 3
    assert q.shape == ()
    assert q.to_dict()["model"] == type(q).__name__
    assert type(q).__name__ in q._repr_html_()
    assert isinstance(q, ul.queue_model)
    with pytest.raises(AttributeError):
        q.service_time = 1


@pytest.mark.parametrize("q", MODELS, ids=NAMES)
def test_methods_are_the_functions(q):
    assert q.mean_wait() == ul.mean_wait(q)
    assert q.utilization() == ul.utilization(q)
    assert q.wait_tail(1) == ul.wait_tail(q, 1)
    assert q.is_stable() is True


@pytest.mark.parametrize("q", MODELS, ids=NAMES)
def test_littles_law(q):
    assert ul.mean_in_queue(q) == near(ul.throughput(q) * ul.mean_wait(q), 1e-9)
    assert ul.mean_in_system(q) == near(ul.throughput(q) * ul.mean_sojourn(q), 1e-9)


@pytest.mark.parametrize("q", MODELS, ids=NAMES)
def test_tails_fall_and_quantiles_are_their_inverse(q):
    t = np.linspace(0, 5 * ul.mean_sojourn(q), 21)
    for tail in (q.wait_tail, q.sojourn_tail):
        values = tail(t)
        assert values.shape == t.shape
        assert np.all(np.diff(values) <= 1e-12)
        assert values[3] == near(tail(t[3]), 1e-9)
        assert np.all((values >= 0) & (values <= 1))
    if ul.wait_probability(q) > 0.01:
        p = 1 - ul.wait_probability(q) / 2
        assert ul.wait_tail(q, ul.wait_quantile(q, p)) == near(1 - p, 1e-8)
    assert ul.sojourn_tail(q, ul.sojourn_quantile(q, 0.9)) == near(0.1, 1e-8)


def test_bounds_and_approximations_of_two_moments():
    q = ul.gg1(arrival_rate=[0.5, 0.9, 1.1], arrival_scv=2, service_time=1, service_scv=0.5)
    exact = q.mean_wait(unstable="inf")
    for bound in (ul.kingman_mean_wait, ul.daley_mean_wait, ul.chen_whitt_mean_wait):
        assert np.all(bound(q, unstable="inf") >= exact)
    near_exact = ul.klb_mean_wait(q, unstable="inf")
    assert near_exact[1] == near(exact[1], 0.1)
    assert math.isinf(near_exact[2])
    assert ul.wait_tail_two_exponential(q, [[1], [2]], unstable="inf").shape == (2, 3)
    assert np.all(ul.wait_tail_bound(q, 3, unstable="inf") >= q.wait_tail(3, unstable="inf"))
    assert ul.kimura_mean_wait(OTHERS[3]) == near(OTHERS[3].mean_wait(), 0.1)
    with pytest.raises(ul.unstable_error, match=r"klb_mean_wait: .*, at \[2\]"):
        ul.klb_mean_wait(q)
    with pytest.raises(TypeError, match=r"klb_mean_wait: q must be a gg1\(...\), not mmc"):
        ul.klb_mean_wait(MODELS[1])


def test_inverses_of_erlang():
    assert ul.erlang_c_servers(15, 0.2) == 20
    assert ul.erlang_c(19, 15) > 0.2 >= ul.erlang_c(20, 15)
    assert ul.erlang_b(ul.erlang_b_servers(15, 0.01) - 1, 15) > 0.01
    assert ul.erlang_b(10, ul.erlang_b_load(10, 0.01)) == near(0.01)
    assert ul.erlang_c(10, ul.erlang_c_load(10, 0.2)) == near(0.2)
    assert ul.log_erlang_b(10, 0.001) == near(math.log(2.7529775678829778e-37))
    assert ul.time_congestion(OTHERS[2]) > OTHERS[2].blocking_probability()


def test_fields_are_read_as_people_write_them():
    q = ul.mmc(arrival_rate=5, service_time="3s", servers=20)
    assert q == ul.mmc(arrival_rate=5.0, service_time=timedelta(seconds=3), servers=20.0)
    assert q == ul.mmc(arrival_rate=np.float32(5), service_time=np.timedelta64(3000, "ms"), servers=np.int8(20))
    assert q == ul.mmc(arrival_rate=5, service_time=3, servers=np.array(20))
    assert (q.arrival_rate, q.service_time, q.servers) == (5.0, 3.0, 20)
    assert isinstance(q.servers, int)
    assert ul.wait_tail(q, "500ms") == ul.wait_tail(q, 0.5)
    assert ul.mmc(arrival_rate=0.1, service_time=3) == ul.mmc(arrival_rate=0.1, service_time=3, servers=1)


def test_arrays_stand_for_arrays_of_queues():
    q = ul.mmc(arrival_rate=[[1], [5]], service_time=3, servers=[20, 30, 40])
    assert q.shape == (2, 3)
    found = ul.mean_wait(q)
    assert found.shape == (2, 3)
    for i, rate in enumerate((1, 5)):
        for j, c in enumerate((20, 30, 40)):
            assert found[i, j] == ul.mean_wait(ul.mmc(arrival_rate=rate, service_time=3, servers=c))
    assert q.servers.tolist() == [20, 30, 40]
    assert q.servers.dtype == np.int64
    assert not q.servers.flags.writeable
    assert q.service_time == 3
    assert q.is_stable().dtype == bool
    tails = ul.wait_tail(q, np.zeros((4, 1, 1)))
    assert tails.shape == (4, 2, 3)
    assert np.all(tails[0] == ul.wait_probability(q))
    assert ul.mean_wait(ul.mm1(arrival_rate=[], service_time=3)).shape == (0,)


def test_arrays_of_queues_are_values(evaluate):
    q = ul.mmc(arrival_rate=[1, 5], service_time=3, servers=20)
    assert evaluate(repr(q)) == q
    assert hash(evaluate(repr(q))) == hash(q)
    assert pickle.loads(pickle.dumps(q)) == q
    assert q == ul.mmc(arrival_rate=[1, 5], service_time=[3, 3], servers=20)
    assert hash(q) == hash(ul.mmc(arrival_rate=[1, 5], service_time=[3, 3], servers=20))
    assert q != ul.mmc(arrival_rate=[1, 6], service_time=3, servers=20)
    assert q != ul.mmc(arrival_rate=1, service_time=3, servers=20)
    assert q.to_dict() == {"model": "mmc", "arrival_rate": [1.0, 5.0], "service_time": 3.0, "servers": 20}
    big = ul.mm1(arrival_rate=np.full(5000, 0.1), service_time=3)
    assert repr(big) == "ul.mm1(arrival_rate=<array of shape (5000,)>, service_time=3.0)"
    assert "array of shape (5000,)" in big._repr_html_()


def test_an_array_that_was_given_is_copied():
    rates = np.array([1.0, 2.0])
    q = ul.mm1(arrival_rate=rates, service_time=0.1)
    rates[0] = 3
    assert q.arrival_rate.tolist() == [1, 2]
    rates.sort()


def test_laws_are_arrays_too():
    law = ul.gamma_service(mean=[1, 2, 3], scv=0.5)
    q = ul.mg1(arrival_rate=[[0.1], [0.2]], service=law)
    assert q.shape == (2, 3)
    assert ul.mean_wait(q)[1, 2] == ul.mean_wait(ul.mg1(arrival_rate=0.2, service=ul.gamma_service(mean=3, scv=0.5)))
    assert q.service is law


def test_a_million_queues_take_no_longer_than_their_formula():
    rates = np.linspace(0, 0.33, 1_000_000)
    q = ul.mm1(arrival_rate=rates, service_time=3)
    np.testing.assert_allclose(ul.mean_wait(q), rates * 9 / (1 - 3 * rates), rtol=1e-9)


def test_unstable_queues_are_refused_or_infinite():
    q = ul.mmc(arrival_rate=[5, 7], service_time=3, servers=20)
    assert ul.is_stable(q).tolist() == [True, False]
    assert ul.utilization(q).tolist() == [0.75, 1.05]
    with pytest.raises(ul.unstable_error, match=r"mean_wait: utilization = 1.05, but must be < 1 .*, at \[1\]"):
        ul.mean_wait(q)
    for infinite in ("mean_wait", "wait_variance", "mean_sojourn", "mean_in_queue", "mean_in_system"):
        values = getattr(ul, infinite)(q, unstable="inf")
        assert math.isfinite(values[0])
        assert math.isinf(values[1])
    assert math.isinf(ul.wait_quantile(q, 0.5, unstable="inf")[1])
    assert math.isinf(ul.sojourn_quantile(q, 0.5, unstable="inf")[1])
    assert ul.wait_tail(q, 10, unstable="inf")[1] == 1
    assert ul.sojourn_tail(q, 10, unstable="inf")[1] == 1
    assert ul.wait_probability(q, unstable="inf")[1] == 1
    assert ul.state_probability(q, 7, unstable="inf")[1] == 0
    assert ul.throughput(q, unstable="inf").tolist() == [5, 20 / 3]
    assert math.isinf(ul.mm1(arrival_rate=1, service_time=1).mean_wait(unstable="inf"))
    with pytest.raises(ValueError, match=r"wait_quantile: p = 2, but must be in \[0, 1\)"):
        ul.wait_quantile(q, 2, unstable="inf")
    with pytest.raises(ValueError, match="wait_tail: t = -1"):
        ul.wait_tail(ul.mm1(arrival_rate=1, service_time=1), -1, unstable="inf")
    with pytest.raises(ValueError, match='mean_wait: unstable = "ignore", but must be one of raise, inf'):
        ul.mean_wait(q, unstable="ignore")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ul.mmc(arrival_rate=5, service_time=3, servers=2.7), "mmc: servers = 2.7, but must be a whole number"),
        (lambda: ul.mmc(arrival_rate=5, service_time=3, servers=0), "mmc: servers = 0, but must be >= 1"),
        (lambda: ul.mmc(arrival_rate=5, service_time=3, servers=1e10), "mmc: servers = 1e\\+10, .* at most 2147483647"),
        (
            lambda: ul.mmc(arrival_rate=5, service_time=3, servers=[1, 2.7]),
            r"mmc: servers\[1\] = 2.7, but must be a whole",
        ),
        (
            lambda: ul.mmc(arrival_rate=5, service_time=3, servers=[[1, 0]]),
            r"servers = 0, but must be >= 1, at \[0, 1\]",
        ),
        (lambda: ul.mmc(arrival_rate=5, service_time=3, servers=math.inf), "mmc: servers = inf"),
        (lambda: ul.mmc(arrival_rate=5), "mmc: service_time = nan, but is required"),
        (lambda: ul.mmc(arrival_rate=[5, np.nan], service_time=3), r"arrival_rate = nan, but is required .*, at \[1\]"),
        (lambda: ul.mmc(arrival_rate=-5, service_time=3), "mmc: arrival_rate = -5, but must be finite and >= 0"),
        (lambda: ul.mmc(arrival_rate=5, service_time="3 apples"), 'mmc: service_time = "3 apples", but must be a time'),
        (lambda: ul.mmc(arrival_rate=[1, 2], service_time=[1, 2, 3]), "broadcast"),
        (lambda: ul.mean_wait(ul.mmc(arrival_rate=5, service_time=3)), "mean_wait: utilization = 15, but must be < 1"),
        (lambda: ul.wait_quantile(MODELS[1], 1), r"wait_quantile: p = 1, but must be in \[0, 1\)"),
        (lambda: ul.wait_quantile(MODELS[1], [0.5, 1]), r"p = 1, but must be in \[0, 1\), at \[1\]"),
        (lambda: ul.wait_tail(MODELS[1], -1), "wait_tail: t = -1, but must be finite and >= 0"),
        (lambda: ul.state_probability(MODELS[1], 2.5), "state_probability: n = 2.5, but must be a whole number"),
        (lambda: ul.state_probability(MODELS[1], [1, 2.5]), r"state_probability: n\[1\] = 2.5, but must be a whole"),
        (lambda: ul.erlang_c(10, [5, 12]), r"erlang_c: offered_load = 12, but must be < servers = 10 .*, at \[1\]"),
    ],
)
def test_bad_values_are_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ul.mmc(5, 3, 20), "mmc: takes keywords only"),
        (lambda: ul.mmc(arrival_rate=5, service_time=3, server=20), 'unknown field "server"; did you mean "servers"'),
        (lambda: ul.mmc(arrival_rate="5", service_time=3), "mmc: arrival_rate must be a number, not str"),
        (lambda: ul.mmc(arrival_rate=5, service_time=True), "mmc: service_time must be a time .*, not bool"),
        (
            lambda: ul.mg1(arrival_rate=0.1, service=3),
            r"mg1: service must be a service law such as gamma_service\(.*, not int",
        ),
        (lambda: ul.mapph1(arrivals=3, service=ul.erlang_ph(1, 2)), "mapph1: arrivals must be markov_arrivals such as"),
        (lambda: ul.phph1(interarrival=ul.erlang_ph(1, 2), service=3), "phph1: service must be a phase_type such as"),
        (lambda: ul.mean_wait(3), r"mean_wait: q must be a queue such as mmc\(...\), not int"),
        (lambda: ul.blocking_probability(MODELS[1]), "blocking_probability: mmc does not have it; these do: .*mmck"),
        (lambda: MODELS[1].blocking_probability(), "blocking_probability: mmc does not have it; these do: .*mmck"),
        (lambda: ul.wait_tail(MODELS[1], None), "wait_tail: t must be a time .*, not NoneType"),
        (lambda: ul.queue_model(), "No constructor"),
    ],
)
def test_wrong_types_are_refused_by_name(call, message):
    with pytest.raises(TypeError, match=message):
        call()


def test_a_long_call_over_an_array_can_be_interrupted(interrupt_soon):
    law = ul.lognormal_service(mean=3, scv=2, timeout=900)
    q = ul.mg1(arrival_rate=np.linspace(0.1, 0.3, 200_000), service=law)
    start = time.monotonic()
    interrupt_soon()
    with pytest.raises(KeyboardInterrupt):
        ul.wait_quantile(q, 0.99)
    assert time.monotonic() - start < 20
