# SPDX-License-Identifier: MIT
from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
import ullage as ul

POOL = ul.mmc(arrival_rate=5, service_time=3)
OBJECTIVES = [
    ul.mean_wait_at_most("100ms"),
    ul.wait_quantile_at_most(0.99, 1),
    ul.wait_tail_at_most(0.5, 0.01),
    ul.wait_probability_at_most(0.2),
    ul.mean_sojourn_at_most(3.5),
    ul.sojourn_quantile_at_most(0.9, 7),
    ul.sojourn_tail_at_most(12, 0.02),
    ul.mean_in_queue_at_most(1),
    ul.mean_in_system_at_most(16),
    ul.utilization_at_most(0.7),
    ul.throughput_at_least(5),
]


def measure(q: ul.queue_model, o: ul.objective) -> float:
    f = getattr(ul, o.of)
    return f(q) if o.at is None else f(q, o.at)


@pytest.mark.parametrize("o", OBJECTIVES, ids=str)
def test_servers_for_is_the_smallest_number(o):
    found = ul.servers_for(POOL, o)
    assert found.feasible is True
    assert isinstance(found.value, int)
    met = (lambda x: x <= o.limit) if o.where == "at_most" else (lambda x: x >= o.limit)
    enough = ul.mmc(arrival_rate=5, service_time=3, servers=found.value)
    assert measure(enough, o) == found.achieved
    assert met(found.achieved)
    fewer = ul.mmc(arrival_rate=5, service_time=3, servers=found.value - 1)
    assert not ul.is_stable(fewer) or not met(measure(fewer, o))


def test_objectives_are_values(evaluate):
    for o in OBJECTIVES:
        assert evaluate(repr(o)) == o
        assert hash(evaluate(repr(o))) == hash(o)
        assert pickle.loads(pickle.dumps(o)) == o
        assert "limit" in o._repr_html_()
    o = ul.wait_quantile_at_most(0.99, "10 s")
    assert str(o) == "wait_quantile(0.99) <= 10"
    assert o.to_dict() == {"of": "wait_quantile", "at": 0.99, "limit": 10.0, "where": "at_most"}
    assert ul.mean_wait_at_most(1).at is None


def test_r017_servers():
    assert ul.servers_for(POOL, ul.wait_quantile_at_most(0.99, 1.6652)).value == 20
    found = ul.servers_for(POOL, ul.wait_quantile_at_most(0.99, 1.6651))
    assert found.value == 21
    assert found.reason == "with 20 servers wait_quantile(0.99) = 1.66516"


def test_r062_partitions():
    found = ul.max_arrival_rate(ul.md1(arrival_rate=1, service_time=3), ul.sojourn_quantile_at_most(0.99, 10))
    assert math.ceil(5 / found.value) == 41


def test_what_cannot_be_met_is_an_answer():
    found = ul.servers_for(POOL, ul.mean_sojourn_at_most(2))
    assert found.feasible is False
    assert found.achieved == pytest.approx(3)
    assert found.reason.startswith("mean_sojourn <= 2 fails with any number of servers")
    found = ul.max_arrival_rate(POOL, ul.mean_sojourn_at_most(2))
    assert (found.feasible, found.value) == (False, 0)


def test_inverses_of_mm1():
    q = ul.mm1(arrival_rate=0.25, service_time=3)
    assert ul.max_arrival_rate(q, ul.mean_wait_at_most(6)).value == pytest.approx(2 / 9, rel=1e-12)
    assert ul.max_service_time(q, ul.mean_sojourn_at_most(12)).value == pytest.approx(3, rel=1e-12)
    assert ul.max_arrival_rate(ul.mminf(arrival_rate=1, service_time=3), ul.mean_wait_at_most(1)).value == math.inf


def test_laws_and_processes_keep_their_form():
    q = ul.mg1(arrival_rate=0.25, service=ul.gamma_service(mean=1, scv=0.5))
    assert ul.max_service_time(q, ul.mean_wait_at_most(6.75)).value == pytest.approx(3, rel=1e-12)
    q = ul.mapph1(arrivals=ul.poisson_map(0.1), service=ul.exponential_ph(3))
    assert ul.max_arrival_rate(q, ul.mean_wait_at_most(6)).value == pytest.approx(2 / 9, rel=1e-9)
    assert ul.max_service_time(q, ul.mean_wait_at_most(6)).value == pytest.approx(
        ul.max_service_time(ul.mm1(arrival_rate=0.1, service_time=1), ul.mean_wait_at_most(6)).value, rel=1e-9
    )


def test_arrays_of_queues_are_solved_one_by_one():
    q = ul.mmc(arrival_rate=[1, 5, 50], service_time=3)
    found = ul.servers_for(q, ul.wait_quantile_at_most(0.99, 1))
    assert found.value.tolist() == [
        ul.servers_for(ul.mmc(arrival_rate=r, service_time=3), ul.wait_quantile_at_most(0.99, 1)).value
        for r in (1, 5, 50)
    ]
    assert found.value.dtype == np.int64
    assert found.feasible.tolist() == [True] * 3
    assert found.achieved.shape == (3,)
    assert found.reason.shape == (3,)
    mixed = ul.max_arrival_rate(ul.mm1(arrival_rate=1, service_time=[1, 3]), ul.mean_sojourn_at_most(2))
    assert mixed.feasible.tolist() == [True, False]
    assert pickle.loads(pickle.dumps(mixed)) == mixed
    assert "feasible" in mixed._repr_html_()


def test_solutions_are_values():
    found = ul.servers_for(POOL, ul.mean_wait_at_most(1))
    assert found == ul.servers_for(POOL, ul.mean_wait_at_most(1))
    assert hash(found) == hash(ul.servers_for(POOL, ul.mean_wait_at_most(1)))
    assert found != ul.servers_for(POOL, ul.mean_wait_at_most(10))
    assert pickle.loads(pickle.dumps(found)) == found
    assert repr(found).startswith("solution(feasible=True, value=17, achieved=")
    assert list(found.to_dict()) == ["feasible", "value", "achieved", "reason"]


def test_the_functions_of_numbers_are_still_there():
    assert ul.max_arrival_rate(20, 3, utilization=0.75) == 5
    assert ul.max_arrival_rate(partitions=20, service_time=3) == 20 / 3
    assert ul.max_service_time([20, 40], 5).tolist() == [4, 8]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: ul.servers_for(POOL, ul.blocking_probability_at_most(0.1)),
            TypeError,
            "mmc does not have it; these do: ",
        ),
        (
            lambda: ul.servers_for(ul.mm1(arrival_rate=1, service_time=1), OBJECTIVES[0]),
            TypeError,
            "servers_for: mm1 has no servers",
        ),
        (
            lambda: ul.max_arrival_rate(POOL, ul.throughput_at_least(3)),
            ValueError,
            "must be one that more arrivals make worse",
        ),
        (lambda: ul.mean_wait_at_most(-1), ValueError, "objective: limit = -1"),
        (lambda: ul.wait_quantile_at_most(1, 3), ValueError, r"objective: p = 1, but must be in \[0, 1\)"),
        (lambda: ul.wait_quantile_at_most(0.9), TypeError, "wait_quantile_at_most: x is missing"),
        (lambda: ul.servers_for(3, OBJECTIVES[0]), TypeError, "servers_for"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
