# SPDX-License-Identifier: MIT
"""Forecasts against the reference rows R261 to R321 and against measured curves."""

from __future__ import annotations

import csv
import math
import pickle
import sys

import numpy as np
import pytest
import ullage as ul

INF = math.inf

# R261 to R302 by case: processed and lag at 900 s, capacity after, net drain, peak, lag at 1800 and 2000 s,
# completion, time from 900 s to zero, longest and mean wait, consumers back at, consumer-seconds.
ROWS = {
    1: (300, 1500, 10, 10 / 3, 4 / 3, 1500, 300, 100 / 3, 2010, 1110, 750, 379.625, 2700, 18900),
    2: (300, 4200, 20, 20 / 3, 5 / 3, 4200, 2700, 7100 / 3, 2355, 1455, 840, 592.175, 2700, 36900),
    3: (300, 4200, 100, 100 / 3, 85 / 3, 4200, 0, 0, 2000, 2520 / 17, 840, 18711 / 85, 2700, 180900),
}


@pytest.mark.parametrize("case", [1, 2, 3])
def test_r261_to_r302_the_three_cases(seed, case):
    p = seed(case)
    f = ul.forecast(p)
    rate = p.arrivals.peak_rate
    values = (
        f.processed(900),
        f.lag(900),
        f.consumers(900),
        f.capacity(900),
        f.capacity(900) - rate,
        f.peak_lag,
        f.lag(1800),
        f.lag(2000),
        f.finished_at,
        f.drain_time,
        f.max_wait,
        f.mean_wait,
        f.cooled_down_at,
        f.consumer_seconds,
    )
    assert values == pytest.approx(ROWS[case], rel=1e-9, abs=1e-9)
    assert f.peak_lag_at == 900
    assert f.drained_at == pytest.approx(900 + ROWS[case][9], rel=1e-9)
    assert f.late_records(f.max_wait) == pytest.approx(0, abs=1e-6)
    assert f.wait_quantile(1.0) == pytest.approx(f.max_wait, rel=1e-12)


# R303 to R305: an exact discrete simulation; completed by 900 s, lag at 900, peak, last completion, longest and
# mean wait.
DISCRETE = {
    1: (299, 1501, 1504, 2010.5, 749.5, 377.95875),
    2: (299, 4201, 4210, 2355.2, 839.8, 590.5907),
    3: (299, 4201, 4210, 2003.0, 839.8, 219.30188),
}


@pytest.mark.parametrize("case", [1, 2, 3])
def test_r303_to_r305_near_the_discrete_system(seed, case):
    f = ul.forecast(seed(case))
    completed, lag, peak, last, longest, mean = DISCRETE[case]
    one_service = 3.0
    few = 1 + f.arrival_rate(0) * one_service
    assert abs(f.processed(900) - completed) <= few
    assert abs(f.lag(900) - lag) <= few
    assert abs(f.peak_lag - peak) <= few
    assert abs(f.finished_at - last) <= one_service + 1e-9
    assert abs(f.max_wait - longest) <= one_service
    assert abs(f.mean_wait - mean) <= one_service


@pytest.mark.parametrize(
    ("case", "reaction", "peak", "longest"),
    [(1, 0, 100, 50), (1, 180, 400, 200), (2, 0, 280, 56), (2, 180, 1120, 224), (3, 0, 280, 56), (3, 180, 1120, 224)],
)
def test_r309_to_r314_evaluation_each_minute(seed, case, reaction, peak, longest):
    regime = ul.regime("kafka-on-demand-2021", evaluation_period=60, reaction_delay=reaction)
    f = ul.forecast(seed(case, scaling=regime))
    assert (f.peak_lag, f.max_wait, f.finished_at) == pytest.approx((peak, longest, 2000), rel=1e-9)


def test_r315_limit_cycle_of_a_rule_that_drops_when_empty():
    regime = ul.regime("kafka-on-demand-2021", down_when="drop_when_empty")
    f = ul.forecast(ul.pipeline(arrivals=ul.constant_rate(5), service_time=3, partitions=100, scaling=regime))
    assert f.oscillates
    assert f.period == pytest.approx(1800, rel=1e-9)
    assert f.peak_lag == pytest.approx(4200, rel=1e-9)
    first, second, *_ = f.backlogs()
    empty = 1800 - (second.end - second.start)
    assert second.start - first.start == pytest.approx(1800, rel=1e-9)
    assert empty == pytest.approx(12780 / 17, rel=1e-9)


def test_r316_dropping_when_empty_delays_completion(seed):
    f = ul.forecast(seed(3, scaling=ul.regime("kafka-on-demand-2021", down_when="drop_when_empty")))
    assert f.finished_at == pytest.approx(2721, rel=1e-9)


def test_r317_r318_ramp():
    f = ul.forecast(
        ul.pipeline(
            arrivals=ul.ramp(0, 6, over=600),
            service_time=3,
            partitions=20,
            scaling=ul.regime("kafka-on-demand-2021"),
        )
    )
    assert f.lag(600) == pytest.approx(14450 / 9, rel=1e-9)
    assert f.lag(900) == pytest.approx(29750 / 9, rel=1e-9)
    assert f.drained_at == pytest.approx(35150 / 6, rel=1e-9)
    assert f.max_wait == pytest.approx(657.32967035731606, rel=1e-9)


def test_r321_pollers_of_a_provisioned_source():
    regime = ul.regime("kafka-provisioned", max_pollers=200)
    p = ul.pipeline(service_time=0.05 / 20, partitions=1000, scaling=regime)
    assert p.capacity(1) == pytest.approx(2000, rel=1e-9)
    assert p.consumers_for(20000) == 10


@pytest.mark.parametrize(
    ("case", "service_time", "finished"), [("sqs2018_io_128MB", 0.5, 330), ("sqs2018_cpu_128MB", 1.7, 588)]
)
def test_measured_sqs_curves(data_folder, case, service_time, finished):
    # One overhead for both curves. Of all values 0.07 s minimises the largest of the four relative errors (backlog
    # and finish of either curve), which is 0.8 % there.
    with (data_folder / "measured_scaling_curves.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["case"] == case]
    times = np.array([60 * float(row["t_min"]) for row in rows])
    backlog = np.array([float(row["backlog_msgs"]) for row in rows])
    f = ul.forecast(
        ul.pipeline(initial_lag=100000, service_time=service_time, dispatch_overhead=0.07, scaling="sqs-2018")
    )
    assert np.abs(f.lag(times) - backlog).mean() <= 0.02 * 100000
    assert f.finished_at == pytest.approx(finished, rel=0.03)


def test_queries_take_scalars_and_arrays(seed):
    f = ul.forecast(seed(2))
    names = ("lag", "arrived", "processed", "arrival_rate", "throughput", "capacity", "consumers", "concurrency")
    for name in (*names, "offset_lag", "lag_age", "wait_at"):
        query = getattr(f, name)
        assert isinstance(query(900), float)
        assert isinstance(query("15 min"), float)
        grid = np.linspace(0, 3000, 12).reshape(3, 4)
        assert query(grid).shape == (3, 4)
        assert query([]).shape == (0,)
        np.testing.assert_array_equal(query(grid).ravel(), [query(t) for t in grid.ravel().tolist()])
    assert f.lag(np.array(900)) == 4200
    assert f.lag(np.int64(900)) == 4200
    assert f.lag((0, 900)).tolist() == [0, 4200]
    assert f.lag(["15 min", "1800 s"]).tolist() == [4200, 2700]
    assert f.lag(np.array([15, 30], dtype="timedelta64[m]")).tolist() == [4200, 2700]
    assert f.wait_quantile([0, 0.5, 1]).shape == (3,)
    assert f.late_records(["10 min", 840]).shape == (2,)
    assert f.offset_lag(900) == 4220


def test_initial_lag_counts_with_its_age():
    f = ul.forecast(ul.pipeline(initial_lag=100, initial_lag_age="1 min", service_time=1, partitions=10))
    assert (f.drained_at, f.max_wait, f.mean_wait) == pytest.approx((10, 70, 65))
    assert f.lag_age(5) == 65
    assert f.records == 100


def test_overload_is_an_answer():
    f = ul.forecast(ul.pipeline(arrivals=ul.constant_rate(10), service_time=3, partitions=20))
    assert f.overloaded
    assert (f.peak_lag, f.drained_at, f.max_wait, f.settled_lag) == (INF, INF, INF, INF)
    assert f.lag(300) == pytest.approx(300 * (10 - 20 / 3))
    assert "grows without end" in str(f)
    assert '"peak_lag": null' in f.to_json()
    assert f.to_dict()["peak_lag"] == INF


def test_nothing_at_all_is_an_answer():
    f = ul.forecast(ul.pipeline(service_time=1, partitions=1))
    assert (f.peak_lag, f.drained_at, f.max_wait, f.mean_wait, f.records) == (0, 0, 0, 0, 0)
    assert f.backlogs() == []
    assert "no backlog" in str(f)


def test_a_horizon_ends_what_can_be_asked(seed):
    f = ul.forecast(seed(2, horizon=1000))
    assert f.end == 1000
    assert f.drained_at == INF
    with pytest.raises(ValueError, match="lag: t = 1001, but must not be after the end of the forecast"):
        f.lag(1001)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda f: f.lag(-1), ValueError, "lag: t = -1, but must be finite and >= 0"),
        (lambda f: f.lag([1, INF]), ValueError, "lag: t = inf, but must be finite"),
        (lambda f: f.lag([1, math.nan]), ValueError, "lag: t = nan"),
        (lambda f: f.lag("soon"), ValueError, 'lag: t = "soon", but must be a time'),
        (lambda f: f.lag(None), TypeError, "lag: t must be a time .*, not NoneType"),
        (lambda f: f.lag([True]), TypeError, "lag: t must hold numbers, not bool"),
        (lambda f: f.wait_quantile(1.2), ValueError, r"wait_quantile: p = 1.2, but must be in \[0, 1\]"),
        (lambda f: f.wait_quantile("0.9"), TypeError, "wait_quantile: p must be a number, not str"),
        (lambda f: f.late_records(-1), ValueError, "late_records: limit = -1"),
        (lambda f: ul.forecast(3), TypeError, "forecast: pipeline must be a pipeline, not int"),
        (lambda f: f.to_pandas(points=1.5), TypeError, "to_pandas: points must be a whole number, not float"),
        (lambda f: f.to_pandas(points=1), ValueError, "to_pandas: points = 1, but must be in"),
    ],
)
def test_bad_questions_are_refused_by_name(seed, call, error, message):
    with pytest.raises(error, match=message):
        call(ul.forecast(seed(2)))


def test_too_many_events_are_given_up(seed):
    with pytest.raises(ul.evaluation_error, match="max_events = 2 reached"):
        ul.forecast(seed(2, max_events=2))
    assert issubclass(ul.evaluation_error, RuntimeError)
    assert issubclass(ul.unstable_error, ValueError)


def test_value_semantics(seed, evaluate):
    f = ul.forecast(seed(2))
    assert f == ul.forecast(seed(2))
    assert f != ul.forecast(seed(1))
    assert f != 3
    assert hash(f) == hash(ul.forecast(seed(2)))
    assert evaluate(repr(f)) == f
    copy = pickle.loads(pickle.dumps(f))
    assert copy == f
    assert copy.summary() == f.summary()
    with pytest.raises(AttributeError):
        f.peak_lag = 3


def test_summary_and_dict_have_the_same_numbers(seed):
    f = ul.forecast(seed(2))
    for name, value in f.summary().items():
        assert getattr(f, name) == value
        assert f.to_dict()[name] == value
    assert f.period is None
    assert f.to_dict()["backlogs"] == [{"start": 0, "peak": 4200, "peak_at": 900, "end": 2355}]


def test_to_pandas(seed):
    pd = pytest.importorskip("pandas")
    f = ul.forecast(seed(2))
    frame = f.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert frame["time"].tolist() == f.event_times.tolist()
    assert {"time", "arrival_rate", "lag", "lag_age", "consumers", "capacity", "processed"} <= set(frame.columns)
    np.testing.assert_allclose(frame["arrived"], frame["processed"] + frame["lag"], rtol=1e-12)
    fine = f.to_pandas(points=101)
    assert len(fine) >= 101
    assert fine["time"].is_monotonic_increasing
    assert fine["time"].iloc[-1] == 2700
    assert fine.loc[fine["time"] == 900, "lag"].item() == 4200


@pytest.mark.parametrize(("package", "method"), [("polars", "to_polars"), ("pyarrow", "to_arrow")])
def test_other_tables(seed, package, method):
    pytest.importorskip(package)
    f = ul.forecast(seed(2))
    table = getattr(f, method)(points=11)
    expected = f.to_pandas(points=11)
    assert table.to_pandas().equals(expected)
    sweep = ul.sweep(seed(2), partitions=[10, 20])
    assert getattr(sweep, method)().to_pandas().equals(sweep.to_pandas())


def test_a_missing_package_is_named(seed, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r'pandas is not installed; install it with: pip install "ullage\[pandas\]"'):
        ul.forecast(seed(2)).to_pandas()
