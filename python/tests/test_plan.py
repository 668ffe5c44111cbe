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
    assert r.margins == pytest.approx({"utilization": 0.8 - 15 / 19, "max_wait": 60})
    assert [c.name for c in r.constraints] == ["utilization", "max_wait"]
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
