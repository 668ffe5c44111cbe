# SPDX-License-Identifier: MIT
from __future__ import annotations

import math
import pickle
from datetime import timedelta

import numpy as np
import pytest
import ullage as ul

FULL = {
    "arrivals": ul.constant_rate(5, duration=2000),
    "initial_lag": 10,
    "initial_lag_age": "1 min",
    "service_time": "500ms",
    "dispatch_overhead": 0.05,
    "partitions": 20,
    "reserved_concurrency": 100,
    "account_concurrency": 3000,
    "retention": "7 d",
    "record_bytes": "1 KiB",
    "horizon": timedelta(hours=2),
    "max_events": 1000,
    "scaling": ul.regime("kafka-provisioned", min_pollers=2),
    "producer": ul.sticky(run=160),
    "skew": ul.zipf_keys(keys=1000, exponent=0.5),
    "assignment": "best_case",
    "arrival_scv": 2,
    "service_scv": 0.5,
    "batch_size": 10,
    "batch_window": "1 s",
    "window": "when_idle",
    "retry": ul.retry_policy(failure_probability=0.01, max_retries=3),
    "cold_starts": ul.cold_start(init_time="2 s"),
    "breakdowns": ul.breakdown_policy(rate=0.001, pause=20),
}


@pytest.mark.parametrize("changes", [{}, FULL], ids=["bare", "full"])
def test_value_semantics(changes, evaluate):
    p = ul.pipeline(**{"service_time": 3, "partitions": 1, **changes})
    assert evaluate(repr(p)) == p
    assert hash(evaluate(repr(p))) == hash(p)
    assert pickle.loads(pickle.dumps(p)) == p
    assert p.replace() == p
    assert p.replace(service_time=17) != p
    assert p != 3
    assert "arrivals" in p._repr_html_()
    assert next(name for name, *_ in p.__rich_repr__()) == "arrivals"
    with pytest.raises(AttributeError):
        p.partitions = 3


def test_fields_in_base_units():
    p = ul.pipeline(**FULL)
    assert (p.service_time, p.initial_lag_age, p.retention, p.horizon) == (0.5, 60, 604800, 7200)
    assert (p.record_bytes, p.partitions, p.max_events) == (1024, 20, 1000)
    assert isinstance(p.partitions, int)
    bare = ul.pipeline(service_time=3, partitions=2.0)
    assert bare.partitions == 2
    assert (bare.horizon, bare.record_bytes, bare.account_concurrency) == (None, None, None)
    assert (bare.retention, bare.reserved_concurrency) == (math.inf, math.inf)
    assert ul.pipeline(service_time=3, partitions=None, horizon=None) == ul.pipeline(service_time=3)
    assert ul.pipeline(service_time=np.float32(3), partitions=np.int64(4)).partitions == 4
    assert bare.scaling == ul.regime("fixed")
    assert ul.pipeline(service_time=3, scaling="sqs-2023").scaling == ul.regime("sqs-2023")
    assert (p.producer, p.batch_size, p.batch_window, p.window) == (ul.sticky(run=160), 10, 1, "when_idle")
    assert (bare.producer, bare.skew, bare.window, bare.batch_size) == (ul.keyed(), ul.even_shares(), "auto", 1)
    assert (bare.retry, bare.cold_starts, bare.breakdowns) == (
        ul.retry_policy(),
        ul.cold_start(),
        ul.breakdown_policy(),
    )
    assert ul.pipeline(service_time=3, partitions=2, producer="round_robin").producer == ul.round_robin()
    assert ul.pipeline(service_time=3, partitions=2, skew=[1, 3]).skew == ul.measured_shares(weights=[1, 3])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3", 3),
        ("3s", 3),
        ("3 s", 3),
        (" 3 s ", 3),
        ("500ms", 0.5),
        ("250 us", 0.00025),
        ("10 min", 600),
        ("2 h", 7200),
        ("1 d", 86400),
        ("1.5 hours", 5400),
        ("1e-3 s", 0.001),
        (timedelta(milliseconds=3), 0.003),
        (np.timedelta64(3, "ms"), 0.003),
    ],
)
def test_times(text, seconds):
    assert ul.pipeline(service_time=text).service_time == pytest.approx(seconds, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "size"),
    [(1024, 1024), ("900 B", 900), ("1 kB", 1000), ("1 KiB", 1024), ("3 MB", 3e6), ("1 MiB", 2**20), ("2MB", 2e6)],
)
def test_sizes(text, size):
    assert ul.pipeline(service_time=1, record_bytes=text).record_bytes == size


def test_capacity_questions():
    p = ul.pipeline(service_time=3, partitions=10, scaling="kafka-on-demand-2021")
    assert p.full_capacity == pytest.approx(10 / 3)
    np.testing.assert_allclose(p.capacity([1, 3, 10, 20]), [1 / 3, 2.5 / 3, 10 / 3, 10 / 3])
    assert p.consumers_for([0, 1, 5 / 3]).tolist() == [0, 4, 5]


BAD_VALUES = [
    ({}, "pipeline: service_time = nan, but is required and must be a finite number > 0"),
    ({"service_time": None}, "pipeline: service_time = nan, but is required"),
    ({"service_time": math.nan}, "pipeline: service_time = nan, but must be a number"),
    ({"service_time": 0}, "pipeline: service_time = 0, but must be"),
    ({"service_time": -3}, "pipeline: service_time = -3, but must be"),
    ({"service_time": math.inf}, "pipeline: service_time = inf, but must be"),
    ({"service_time": "3 parsecs"}, 'pipeline: service_time = "3 parsecs", but must be a time such as "500ms"'),
    ({"service_time": "three"}, 'pipeline: service_time = "three", but must be a time'),
    ({"service_time": "nan"}, "but must be a time"),
    ({"service_time": "1_000 s"}, "but must be a time"),
    ({"service_time": timedelta(seconds=-1)}, "service_time = -1, but must be"),
    ({"service_time": 10**400}, "service_time = an integer beyond 1e308"),
    ({"service_time": 3, "partitions": 2.7}, "pipeline: partitions = 2.7, but must be a whole number"),
    ({"service_time": 3, "partitions": 0}, r"pipeline: partitions = 0, but must be in \[1, 1000000000\]"),
    ({"service_time": 3, "partitions": -1}, "pipeline: partitions = -1"),
    ({"service_time": 3, "partitions": 1e30}, r"partitions = 1e\+30, but must be a whole number within"),
    ({"service_time": 3, "partitions": math.inf}, "partitions = inf, but must be a whole number"),
    ({"service_time": 3, "initial_lag": -1}, "initial_lag = -1"),
    ({"service_time": 3, "initial_lag": math.inf}, "initial_lag = inf"),
    ({"service_time": 3, "initial_lag_age": -1}, "initial_lag_age = -1"),
    ({"service_time": 3, "dispatch_overhead": -1}, "dispatch_overhead = -1"),
    ({"service_time": 3, "reserved_concurrency": 0}, "reserved_concurrency = 0"),
    ({"service_time": 3, "account_concurrency": 0}, "account_concurrency = 0"),
    ({"service_time": 3, "retention": 0}, "retention = 0"),
    ({"service_time": 3, "record_bytes": 0}, "record_bytes = 0"),
    ({"service_time": 3, "record_bytes": "1 Kb"}, 'record_bytes = "1 Kb", but must be a size such as'),
    ({"service_time": 3, "horizon": 0}, "horizon = 0"),
    ({"service_time": 3, "horizon": math.inf}, "horizon = inf"),
    ({"service_time": 3, "max_events": 0}, "max_events = 0"),
    ({"service_time": 3, "batch_size": 2.7}, "pipeline: batch_size = 2.7, but must be a whole number"),
    ({"service_time": 3, "batch_size": 0}, "batch_size = 0, but must be"),
    ({"service_time": 3, "batch_window": 1}, "batch_window = 1, but must be"),
    ({"service_time": 3, "arrival_scv": -1}, "arrival_scv = -1"),
    ({"service_time": 3, "service_scv": -1}, "service_scv = -1"),
    ({"service_time": 3, "window": "idle"}, 'pipeline: window = "idle", but must be one of auto, after_invocation'),
    ({"service_time": 3, "assignment": "x"}, 'pipeline: assignment = "x", but must be one of range, round_robin'),
    ({"service_time": 3, "producer": "x"}, 'pipeline: producer = "x", but must be one of keyed, round_robin'),
    ({"service_time": 3, "partitions": 3, "skew": [1, 2]}, "weights"),
    ({"service_time": 3, "scaling": "fixd"}, 'name = "fixd", but must be one of'),
]


@pytest.mark.parametrize(("fields", "message"), BAD_VALUES, ids=[str(f) for f, _ in BAD_VALUES])
def test_bad_values_are_refused_by_name(fields, message):
    with pytest.raises(ValueError, match=message):
        ul.pipeline(**fields)


BAD_TYPES = [
    ({"sevice_time": 3}, 'pipeline: unknown field "sevice_time"; did you mean "service_time"'),
    ({"partition": 3}, 'pipeline: unknown field "partition"; did you mean "partitions"'),
    ({"batchsize": 3}, 'pipeline: unknown field "batchsize"; did you mean "batch_size"'),
    (
        {"service_time": 3, "producer": 5},
        r"pipeline: producer must be keyed\(\), round_robin\(\), sticky\(...\), .*, not int",
    ),
    ({"service_time": 3, "skew": 5}, "pipeline: skew must be even_shares.*, not int"),
    ({"service_time": 3, "retry": 5}, r"pipeline: retry must be a retry_policy\(...\), not int"),
    ({"service_time": 3, "cold_starts": 5}, r"pipeline: cold_starts must be a cold_start\(...\), not int"),
    ({"service_time": 3, "breakdowns": 5}, r"pipeline: breakdowns must be a breakdown_policy\(...\), not int"),
    (
        {"service_time": [3]},
        r"pipeline: service_time must be a time \(seconds, a string with a unit, or a timedelta\), not list",
    ),
    ({"service_time": np.array([3.0, 4.0])}, "service_time must be a time .*, not ndarray"),
    ({"service_time": True}, "service_time must be a time .*, not bool"),
    ({"service_time": np.bool_(True)}, "service_time must be a time"),
    ({"service_time": b"3 s"}, "service_time must be a time .*, not bytes"),
    ({"service_time": 3, "partitions": True}, "pipeline: partitions must be a number, not bool"),
    ({"service_time": 3, "partitions": "20"}, "pipeline: partitions must be a number, not str"),
    ({"service_time": 3, "initial_lag": timedelta(1)}, "initial_lag must be a number, not timedelta"),
    ({"service_time": 3, "arrivals": 5}, "pipeline: arrivals must be an arrival_profile such as .*, not int"),
    ({"service_time": 3, "scaling": 5}, "pipeline: scaling must be a regime, or the name of a preset, not int"),
]


@pytest.mark.parametrize(("fields", "message"), BAD_TYPES, ids=[str(f) for f, _ in BAD_TYPES])
def test_wrong_types_are_refused_by_name(fields, message):
    with pytest.raises(TypeError, match=message):
        ul.pipeline(**fields)


def test_what_is_missing_for_a_forecast_is_named():
    with pytest.raises(TypeError, match="pipeline: takes keywords only"):
        ul.pipeline(3)
    with pytest.raises(ValueError, match='partitions are missing, but regime "fixed" needs them or initial_consumers'):
        ul.forecast(ul.pipeline(service_time=3))
    with pytest.raises(ValueError, match='partitions are missing, but regime "kafka-on-demand-2021" needs them'):
        ul.forecast(ul.pipeline(service_time=3, scaling="kafka-on-demand-2021"))


@pytest.mark.parametrize("value", [ul.pipeline(service_time=3), ul.regime("fixed"), ul.burst(1), ul.hold()])
def test_pickles_of_another_format_are_refused(value):
    format_number, state = value.__getstate__()
    with pytest.raises(ValueError, match="format that this version of ullage does not know"):
        type(value).__new__(type(value)).__setstate__((format_number + 1, state))
