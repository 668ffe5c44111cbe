# SPDX-License-Identifier: MIT
from __future__ import annotations

import json
import math
import pickle

import pytest
import ullage as ul

MINUTES_15 = 900


def test_the_smallest_partition_count_and_why(seed):
    r = ul.plan(seed(2), ul.target(max_wait="15 min", utilization=0.8))
    assert r.feasible
    assert r.partitions == 19
    assert (r.binding, r.next) == ("utilization", "max_wait")
    wanted = [c.name for c in r.constraints if c.origin == "wanted"]
    assert wanted == [c.name for c in r.constraints][:2] == ["utilization", "max_wait"]
    assert [r.margins[name] for name in wanted] == pytest.approx([0.8 - 15 / 19, 60])
    assert all(c.met for c in r.constraints)
    assert [c.name for c in r.below if not c.met] == ["utilization"]
    assert r.feasible_partitions == [(19, 10000)]
    assert r.searched[0] == 1
    assert r.monotone
    assert r.proven
    assert r.forecast == ul.forecast(seed(2, partitions=19))
    assert r.baseline == ul.forecast(seed(2))
    assert r.system == seed(2, partitions=19)
    assert r.target == ul.target(max_wait=900, utilization=0.8)
    assert r.asked == seed(2)
    assert (r.reason, r.loosened, r.ways_out) == ("", [], [])
    assert (r.min_pollers, r.max_pollers, r.consumers) == (None, None, None)
    assert r.explain().startswith("19 partitions are enough, one less is not:")
    assert str(r) == r.explain()


def test_one_partition_less_misses_a_target(seed):
    wanted = ul.target(max_wait=MINUTES_15)
    best = ul.plan(seed(2), wanted).partitions
    assert ul.forecast(seed(2, partitions=best)).max_wait <= MINUTES_15
    assert ul.forecast(seed(2, partitions=best - 1)).max_wait > MINUTES_15


def test_what_cannot_be_met_is_an_answer(seed):
    r = ul.plan(seed(2), ul.target(max_wait="10 min"))
    assert not r.feasible
    assert [c.name for c in r.loosened] == ["max_wait"]
    assert r.loosened[0].value == pytest.approx(840)
    assert r.margins["max_wait"] == pytest.approx(-240)
    assert "no partition count" in r.reason.lower()
    assert any("kafka-provisioned" in way for way in r.ways_out)
    assert r.feasible_partitions == []


def test_provisioned_pollers():
    p = ul.pipeline(
        arrivals=ul.constant_rate(100, duration=3600), service_time=1, scaling=ul.regime("kafka-provisioned")
    )
    r = ul.plan(p, ul.target(max_wait=5, utilization=0.9))
    assert r.feasible
    assert r.min_pollers is not None
    assert r.max_pollers >= r.min_pollers
    assert r.system.scaling.min_consumers == r.min_pollers
    assert ul.forecast(r.system).max_wait <= 5


def test_a_pool_without_partitions():
    r = ul.plan(ul.pipeline(arrivals=ul.constant_rate(5), service_time=3), ul.target(utilization=0.75, max_wait=1))
    assert (r.feasible, r.partitions, r.consumers) == (True, None, 20)


def test_retention_is_kept_without_asking(seed):
    r = ul.plan(seed(2, retention="10 min"), ul.target(utilization=0.8))
    assert "retention" in r.margins
    assert not r.feasible


def test_the_span_of_what_is_not_published(seed):
    s = ul.plan_span(seed(2), ul.target(max_wait=900))
    assert s.best.partitions <= s.likely.partitions <= s.worst.partitions
    assert s.likely == ul.plan(seed(2), ul.target(max_wait=900))
    assert s.best.asked.scaling.assumed == "best"
    lines = s.explain().splitlines()
    assert [line.split(":")[0] for line in lines] == ["best", "likely", "worst"]


@pytest.mark.parametrize("ask", [ul.plan, ul.plan_span])
@pytest.mark.parametrize("limit", [600, 900])
def test_value_semantics(seed, ask, limit, evaluate):
    wanted = ul.target(max_wait=limit, wait_quantile=(0.99, "20 min"))
    r = ask(seed(2), wanted)
    assert r == ask(seed(2), wanted)
    assert r != ask(seed(1), wanted)
    assert r != 3
    assert hash(r) == hash(ask(seed(2), wanted))
    assert evaluate(repr(r)) == r
    assert pickle.loads(pickle.dumps(r)) == r
    assert json.loads(r.to_json()) == json.loads(json.dumps(json.loads(r.to_json(indent=2))))
    assert "<table>" in r._repr_html_()


def test_dict_and_json(seed):
    r = ul.plan(seed(2), ul.target(max_wait=900))
    d = r.to_dict()
    assert d["partitions"] == r.partitions
    assert d["constraints"] == [c.to_dict() for c in r.constraints]
    assert d["explanation"] == r.explain()
    assert d["forecast"]["system"]["retention"] == math.inf
    assert json.loads(r.to_json())["forecast"]["system"]["retention"] is None
    assert set(ul.plan_span(seed(2), ul.target(max_wait=900)).to_dict()) == {"best", "likely", "worst"}


def test_targets_are_values(evaluate):
    t = ul.target(
        utilization=0.8,
        max_wait="10 min",
        wait_quantile=(0.99, "1 min"),
        drained_by="1 h",
        peak_lag=1000,
        retention_fraction=0.5,
        max_partitions=100,
    )
    assert (t.max_wait, t.wait_quantile, t.drained_by, t.max_partitions) == (600, (0.99, 60), 3600, 100)
    assert evaluate(repr(t)) == t
    assert pickle.loads(pickle.dumps(t)) == t
    assert hash(pickle.loads(pickle.dumps(t))) == hash(t)
    assert t != ul.target(utilization=0.8)
    assert t != 3
    assert ul.target(utilization=1).max_wait is None


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: ul.target(5), TypeError, "target: takes keywords only"),
        (lambda p: ul.target(maxwait=5), TypeError, 'target: unknown field "maxwait"; did you mean "max_wait"'),
        (lambda p: ul.target(max_wait=-1), ValueError, "target: max_wait = -1"),
        (lambda p: ul.target(max_wait=math.nan), ValueError, "target: max_wait = nan"),
        (lambda p: ul.target(max_wait=math.inf), ValueError, "target: max_wait = inf"),
        (lambda p: ul.target(utilization=0), ValueError, r"target: utilization = 0, but must be in \(0, 1\]"),
        (lambda p: ul.target(utilization="80 %"), TypeError, "target: utilization must be a number, not str"),
        (lambda p: ul.target(wait_quantile=0.9), TypeError, "wait_quantile must be a pair of probability and seconds"),
        (lambda p: ul.target(wait_quantile=(99, 1)), ValueError, "wait_quantile.probability = 99"),
        (lambda p: ul.target(wait_quantile=(0.9, -1)), ValueError, "wait_quantile.limit = -1"),
        (lambda p: ul.target(max_partitions=0), ValueError, "max_partitions = 0"),
        (lambda p: ul.target(max_partitions=2.5), ValueError, "max_partitions = 2.5, but must be a whole number"),
        (lambda p: ul.plan(p, ul.target()), ValueError, "target: nothing is asked for"),
        (lambda p: ul.plan(p, ul.target(retention_fraction=0.5)), ValueError, "needs a finite retention"),
        (lambda p: ul.plan(p, 3), TypeError, "plan: target must be a target, not int"),
        (lambda p: ul.plan(3, ul.target(max_wait=3)), TypeError, "plan: pipeline must be a pipeline, not int"),
        (lambda p: ul.plan_span(p, None), TypeError, "plan_span: target must be a target, not NoneType"),
    ],
)
def test_bad_values_are_refused_by_name(seed, call, error, message):
    with pytest.raises(error, match=message):
        call(seed(2))


DEPLOYED = ul.deployment(memory_mb=1024)


def test_new_targets_are_values(evaluate):
    t = ul.target(
        headroom=0.5,
        mean_wait="1 min",
        probability=0.9,
        steady_mean_wait=5,
        steady_wait_quantile=(0.99, "1 min"),
        outage=("10 min", "1 h"),
        replay=(1000, "8 h"),
        growth=(0.4, 2),
        monthly_cost=500,
    )
    assert (t.headroom, t.mean_wait, t.probability, t.steady_mean_wait, t.monthly_cost) == (0.5, 60, 0.9, 5, 500)
    assert (t.steady_wait_quantile, t.outage, t.replay, t.growth) == ((0.99, 60), (600, 3600), (1000, 28800), (0.4, 2))
    assert evaluate(repr(t)) == t
    assert pickle.loads(pickle.dumps(t)) == t
    assert t != ul.target(headroom=0.5)
    assert ul.target(max_wait=3).outage is None


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: ul.target(outage=600), TypeError, "target: outage must be a pair of times"),
        (lambda p: ul.target(outage="10 min"), TypeError, "target: outage must be a pair of times"),
        (lambda p: ul.target(replay=(1, 2, 3)), TypeError, "target: replay must be a pair of records and seconds"),
        (lambda p: ul.target(growth=("a", 2)), TypeError, "target: growth.per_year must be a number"),
        (lambda p: ul.target(probability=1.5), ValueError, "target: probability = 1.5"),
        (lambda p: ul.target(headroom=-1), ValueError, "target: headroom = -1"),
        (lambda p: ul.target(montly_cost=1), TypeError, 'did you mean "monthly_cost"'),
        (lambda p: ul.plan(p, ul.target(max_wait=900), 3), TypeError, "plan: deployment must be a deployment, not int"),
        (
            lambda p: ul.plan(p, ul.target(max_wait=900), variables=["partition"]),
            ValueError,
            'plan: variables = "partition", but must be of partitions, pollers.*did you mean "partitions"',
        ),
        (lambda p: ul.plan(p, ul.target(max_wait=900), variables=[3]), TypeError, "plan: variables must be names"),
        (
            lambda p: ul.plan_span(p, ul.target(max_wait=900), variables=3),
            TypeError,
            "plan_span: variables must be names",
        ),
        (lambda p: ul.assess(p, 3), TypeError, "assess: target must be a target, not int"),
    ],
)
def test_new_bad_values_are_refused_by_name(seed, call, error, message):
    with pytest.raises(error, match=message):
        call(seed(2))


def test_a_plan_keeps_its_whole_question(seed, evaluate):
    asked = (seed(2), ul.target(max_wait=900), DEPLOYED)
    r = ul.plan(*asked, variables=("partitions", "reserved_concurrency"))
    assert r.variables == ("partitions", "reserved_concurrency")
    assert r.deployment == DEPLOYED
    assert evaluate(repr(r)) == r
    assert pickle.loads(pickle.dumps(r)) == r
    assert hash(pickle.loads(pickle.dumps(r))) == hash(r)
    assert r != ul.plan(*asked)
    assert r != ul.plan(*asked[:2], variables=r.variables)
    assert "variables" not in repr(ul.plan(*asked))
    cases = ul.plan_span(*asked, variables="partitions")
    assert evaluate(repr(cases)) == cases
    assert pickle.loads(pickle.dumps(cases)) == cases
    assert cases.likely.variables == ("partitions",)


def test_every_decided_variable_keeps_the_targets(seed):
    wanted = ul.target(max_wait="15 min")
    names = ("partitions", "reserved_concurrency", "service_time", "arrival_rate")
    r = ul.plan(seed(2), wanted, DEPLOYED, names)
    assert r.feasible
    assert r.reserved_concurrency <= r.partitions
    slower = ul.assess(r.system.replace(service_time=r.service_time), wanted, DEPLOYED)
    assert slower.feasible
    assert not ul.assess(r.system.replace(service_time=1.01 * r.service_time), wanted, DEPLOYED).feasible
    busier = r.system.replace(arrivals=r.system.arrivals * r.arrival_factor)
    assert ul.assess(busier, wanted, DEPLOYED).feasible
    assert ul.plan(seed(2), wanted).service_time is None


def test_constraints_say_who_wants_them(seed):
    r = ul.plan(seed(2), ul.target(max_wait="15 min", headroom=0.2), DEPLOYED)
    kinds = {c.name: (c.origin, c.side) for c in r.constraints}
    assert kinds["max_wait"] == ("wanted", "at_most")
    assert kinds["headroom"] == ("wanted", "at_least")
    assert any(origin == "platform" for origin, _ in kinds.values())
    for c in r.constraints:
        expected = c.limit - c.value if c.side == "at_most" else c.value - c.limit
        assert c.margin == pytest.approx(expected)
        assert set(c.to_dict()) == {"name", "value", "limit", "margin", "met", "side", "origin", "unit", "note"}


def test_the_worth_of_one_step(seed):
    r = ul.plan(seed(2), ul.target(max_wait="15 min"), DEPLOYED)
    for x in r.relaxations:
        assert x.text
        assert x.from_value != x.to_value
        assert str(x) == x.text
        assert x.to_dict()["variable"] == x.variable
    assert r.relaxations == ul.plan(seed(2), ul.target(max_wait="15 min"), DEPLOYED).relaxations


def test_what_gives_way_makes_a_plan(seed):
    r = ul.plan(seed(2), ul.target(max_wait="10 min", utilization=0.8))
    assert not r.feasible
    dropped = [x for x in r.alternatives if x.dropped]
    assert any(x.target == "max_wait" and x.feasible for x in dropped)
    for x in r.alternatives:
        if x.feasible and not x.dropped and x.target == "max_wait":
            again = ul.plan(seed(2), ul.target(max_wait=x.limit * (1 + 1e-9), utilization=0.8))
            assert again.feasible
            assert again.partitions == x.partitions
    assert ul.plan(seed(2), ul.target(max_wait="15 min")).alternatives == []


def test_the_bill_of_a_plan(seed):
    r = ul.plan(seed(2), ul.target(max_wait="15 min"), DEPLOYED)
    assert r.cost.total == ul.monthly_cost(r.forecast, DEPLOYED).total
    assert r.to_dict()["cost"]["total"] == r.cost.total
    dear = ul.plan(seed(2), ul.target(max_wait="15 min", monthly_cost=0.5 * r.cost.total), DEPLOYED)
    assert not dear.feasible
    assert "monthly_cost" in [c.name for c in dear.loosened]
    assert "cost per month" in r._repr_html_()


def test_an_assessment_is_of_what_is_given(seed):
    a = ul.assess(seed(2), ul.target(max_wait="10 min"), DEPLOYED)
    assert not a.feasible
    assert a.forecast == ul.forecast(seed(2))
    assert a.to_dict()["cost"]["total"] == a.cost.total
    assert json.loads(a.to_json())["feasible"] is False
    assert "missed: max_wait" in repr(a)


def test_a_pickle_of_an_older_release(seed):
    r = ul.plan(seed(2), ul.target(max_wait=900))
    state = r.__getstate__()
    older = ul.plan_result.__new__(ul.plan_result)
    older.__setstate__((state[0], state[1][:2]))
    assert older == r
