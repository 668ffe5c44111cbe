# SPDX-License-Identifier: MIT
from __future__ import annotations

import pickle

import pytest
import ullage as ul

NAMES = [row.name for row in ul.regimes()]
CASES = ("best", "likely", "worst")


def test_catalog():
    assert NAMES == [
        "kafka-on-demand-2021",
        "kafka-on-demand-2022",
        "kafka-on-demand-2023",
        "kafka-provisioned",
        "sqs-2018",
        "sqs-2023",
        "sqs-provisioned",
        "kinesis",
        "dynamodb-streams",
        "fixed",
        "keda-kafka",
    ]
    for row in ul.regimes():
        assert row.what
        assert row.source
        assert row.trust in ("documented", "partly")
        assert row.open or row.trust == "documented"
        assert set(row.to_dict()) == {"name", "what", "valid_from", "valid_to", "source", "trust", "open"}
        assert row.name in repr(row)


CHANGES = [
    {},
    {"evaluation_period": 30},
    {"evaluation_period": "2 min", "phase": 10},
    {"initial_share": 0.5},
    {"initial_consumers": 3},
    {"min_consumers": 2},
    {"max_consumers": 150, "min_consumers": 50},
    {"reaction_delay": 5, "startup_time": "2 s", "rebalance_pause": 1, "environment_burst": 10},
    {"up": ul.add(step=2, min_interval=60), "evaluation_period": 60},
    {"down": ul.down_rule(factor=0.5), "down_min_interval": 60},
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("changes", CHANGES, ids=lambda c: "-".join(c) or "as-is")
def test_value_semantics(name, case, changes, evaluate):
    r = ul.regime(name, case, **changes)
    assert evaluate(repr(r)) == r
    assert hash(evaluate(repr(r))) == hash(r)
    assert pickle.loads(pickle.dumps(r)) == r
    assert r.at(case) == r
    assert (r == ul.regime(name, case)) is (repr(r) == repr(ul.regime(name, case)))
    assert r.to_dict()["name"] == name
    assert r._repr_html_().startswith("<table>")


def test_a_regime_of_ones_own(evaluate):
    r = ul.scaling_regime(
        name="mine",
        evaluation_period=30,
        initial_consumers=1,
        up=ul.multiply(factor=3),
        down=ul.down_rule(when="follow_load"),
    )
    assert evaluate(repr(r)) == r
    assert pickle.loads(pickle.dumps(r)) == r
    assert r.phase is None
    assert r.up == ul.multiply(factor=3)
    assert r.down.when == "follow_load"
    assert r != ul.regime("fixed")
    assert r != 3


@pytest.mark.parametrize(
    "rule",
    [
        ul.hold(),
        ul.jump_to_cap(),
        ul.add(step=2),
        ul.multiply(factor=3, min_interval="1 min"),
        ul.continuous_ramp(per_minute=60),
        ul.proportional(lag_per_consumer=50, cooldown_period="2 min"),
        ul.match_load(drain_within=30),
        ul.down_rule(when="follow_load", stabilization=900),
    ],
    ids=lambda r: type(r).__name__,
)
def test_rules_are_values(rule, evaluate):
    assert evaluate(repr(rule)) == rule
    assert pickle.loads(pickle.dumps(rule)) == rule
    assert hash(pickle.loads(pickle.dumps(rule))) == hash(rule)
    assert rule != 3
    if not isinstance(rule, ul.down_rule):
        assert rule.to_dict()["rule"] == type(rule).__name__


def test_what_hangs_together_follows():
    kafka = "kafka-on-demand-2021"
    assert ul.regime(kafka).initial_consumers == 1
    assert ul.regime(kafka, "best").initial_share == 0.5
    share = ul.regime(kafka, initial_share=0.5)
    assert (share.initial_share, share.initial_consumers) == (0.5, None)
    count = ul.regime(kafka, "best", initial_consumers=2)
    assert (count.initial_share, count.initial_consumers) == (None, 2)
    assert ul.regime(kafka).phase == 900
    assert ul.regime(kafka, evaluation_period=60).phase is None
    assert ul.regime(kafka, "best", evaluation_period=60).phase == 780
    pollers = ul.regime("kafka-provisioned", min_pollers=10, max_pollers=40)
    assert (pollers.min_consumers, pollers.initial_consumers, pollers.max_consumers) == (10, 10, 40)
    assert ul.regime("sqs-2023").up == ul.continuous_ramp(per_minute=300)
    assert ul.regime("sqs-2023", ramp_per_minute=100).up.per_minute == 100
    keda = ul.regime("keda-kafka", lag_per_consumer=50, tolerance=0.2, polling_period="10 s", cooldown_period=60)
    assert keda.up == ul.proportional(lag_per_consumer=50, tolerance=0.2, polling_period=10, cooldown_period=60)
    assert ul.regime("keda-kafka", down_stabilization=60).down.stabilization == 60
    assert ul.regime("kinesis", parallelization_factor=4).parallelization_factor == 4


def test_another_estimate_keeps_what_was_changed():
    r = ul.regime("kafka-on-demand-2023", reaction_delay=7)
    best = r.at("best")
    assert (best.assumed, best.reaction_delay, best.initial_share) == ("best", 7, 0.5)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ul.regime("kafka"), ValueError, 'regime: name = "kafka", but must be one of kafka-on-demand-2021, '),
        (
            lambda: ul.regime("fixed", "good"),
            ValueError,
            'regime: case = "good", but must be one of best, likely, worst',
        ),
        (
            lambda: ul.regime("fixed", evalution_period=3),
            TypeError,
            'regime: unknown field "evalution_period"; did you mean "evaluation_period"',
        ),
        (lambda: ul.regime("sqs-2023", min_polers=3), TypeError, 'did you mean "min_pollers"'),
        (lambda: ul.regime("fixed", ramp_per_minute=3), ValueError, "ramp_per_minute is not a field of the up rule"),
        (lambda: ul.regime("sqs-2023", ramp_per_minute=0), ValueError, "ramp_per_minute = 0, but must be"),
        (lambda: ul.regime("sqs-2023", ramp_per_minute=None), ValueError, "ramp_per_minute = nan"),
        (lambda: ul.regime("sqs-2023", min_pollers="2"), TypeError, "regime: min_pollers must be a number, not str"),
        (lambda: ul.regime("sqs-2023", min_pollers=True), TypeError, "min_pollers must be a number, not bool"),
        (lambda: ul.regime("sqs-2023", max_pollers=1), ValueError, "max_consumers = 1, but must be > 0 and >= min"),
        (lambda: ul.regime("kinesis", parallelization_factor=1.5), ValueError, "parallelization_factor = 1.5"),
        (lambda: ul.regime("fixed", initial_share=1.5), ValueError, r"initial_share = 1.5, but must be in \(0, 1\]"),
        (lambda: ul.regime("fixed", reaction_delay=-1), ValueError, "reaction_delay = -1"),
        (lambda: ul.regime("fixed", reaction_delay=float("nan")), ValueError, "reaction_delay = nan"),
        (lambda: ul.regime("fixed", reaction_delay=float("inf")), ValueError, "reaction_delay = inf"),
        (lambda: ul.regime("kafka-on-demand-2021", evaluation_period=0), ValueError, "evaluation_period = 0"),
        (lambda: ul.regime("fixed", bytes_per_consumer="1 MBit"), ValueError, "must be a size such as"),
        (lambda: ul.regime("fixed", up=3), TypeError, "regime: up must be an up rule .*, not int"),
        (lambda: ul.regime("fixed", up="jump"), ValueError, 'regime: up = "jump", but must be one of hold'),
        (lambda: ul.regime("fixed", down="x"), TypeError, "regime: down must be a down_rule, not str"),
        (lambda: ul.regime("fixed", down_when="x"), ValueError, 'down_when = "x", but must be one of keep_while'),
        (lambda: ul.scaling_regime(), ValueError, "initial_consumers = nan, but is required"),
        (lambda: ul.scaling_regime(3), TypeError, "scaling_regime: takes keywords only"),
        (lambda: ul.scaling_regime(name=3), TypeError, "scaling_regime: name must be a string, not int"),
        (lambda: ul.add(stp=1), TypeError, 'add: unknown field "stp"; did you mean "step"'),
        (lambda: ul.add(1), TypeError, "add: takes keywords only"),
        (lambda: ul.hold(step=1), TypeError, 'hold: takes no field, but got "step"'),
        (lambda: ul.add(step=0), ValueError, "step = 0, but must be"),
        (lambda: ul.multiply(factor=1), ValueError, "factor = 1, but must be finite and > 1"),
        (lambda: ul.continuous_ramp(), ValueError, "ramp_per_minute = nan"),
        (lambda: ul.proportional(tolerance=1), ValueError, "tolerance = 1"),
        (lambda: ul.down_rule(factor=2), ValueError, "down.factor = 2"),
        (lambda: ul.down_rule(facto=2), TypeError, 'did you mean "factor"'),
    ],
)
def test_bad_values_are_refused_by_name(call, error, message):
    with pytest.raises(error, match=message):
        call()
