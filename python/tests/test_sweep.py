# SPDX-License-Identifier: MIT
from __future__ import annotations

import threading
import time

import numpy as np
import pytest
import ullage as ul


def test_every_point_is_its_own_forecast(seed):
    p = seed(2)
    table = ul.sweep(p, partitions=range(1, 31, 7), service_time=[1, "3 s"], evaluation_period=[60, 900])
    assert table.axes == ("partitions", "service_time", "evaluation_period")
    assert table.shape == (5, 2, 2)
    assert len(table) == 20
    names = [name for name in table.columns if name not in table.axes]
    assert names == list(ul.forecast(p).summary())
    for i in range(len(table)):
        scaling = ul.regime("kafka-on-demand-2021", evaluation_period=table["evaluation_period"][i])
        changes = {"partitions": table["partitions"][i], "service_time": table["service_time"][i]}
        single = ul.forecast(p.replace(**changes, scaling=scaling)).summary()
        for name in names:
            expected = np.nan if single[name] is None else single[name]
            np.testing.assert_equal(table[name][i], expected, err_msg=name)


def test_axes_in_the_order_of_a_nested_loop(seed):
    table = ul.sweep(seed(2), partitions=[1, 2], service_time=[3, 4, 5])
    assert table["partitions"].tolist() == [1, 1, 1, 2, 2, 2]
    assert table["service_time"].tolist() == [3, 4, 5, 3, 4, 5]
    assert table["partitions"].dtype.kind == "i"


def test_regimes_as_an_axis(seed):
    names = ["kafka-on-demand-2021", "kafka-on-demand-2023", "fixed"]
    table = ul.sweep(seed(2), scaling=names)
    assert table["scaling"].tolist() == names
    singles = [ul.forecast(seed(2, scaling=name)).max_wait for name in names]
    assert table["max_wait"].tolist() == singles
    fixed = ul.sweep(seed(2), scaling=[ul.regime("kafka-on-demand-2021", initial_share=1.0)])
    assert fixed["max_wait"].tolist() == [0]


def test_many_points(seed):
    table = ul.sweep(seed(2), partitions=np.arange(1, 201), service_time=np.linspace(0.5, 5, 50))
    peak = table["peak_lag"].reshape(table.shape)
    assert peak.shape == (200, 50)
    assert peak[19, -1] == ul.forecast(seed(2, service_time=5)).peak_lag
    # One consumer until 900 s, so nobody can be better than what that leaves.
    assert (np.diff(peak, axis=0) <= 1e-6).all()


def test_table(seed):
    table = ul.sweep(seed(2), partitions=range(1, 31))
    frame = pytest.importorskip("pandas")
    assert isinstance(table.to_pandas(), frame.DataFrame)
    assert list(table.to_pandas().columns) == list(table.columns)
    assert list(table) == list(table.columns)
    assert table.to_dict()["partitions"] == list(range(1, 31))
    assert repr(table) == "<sweep_table of 30 forecasts: partitions (30)>"
    assert table._repr_html_().count("<tr>") == 21
    with pytest.raises(KeyError, match="'lag' is no column; there are partitions, peak_lag"):
        table["lag"]
    with pytest.raises(ValueError, match="read-only"):
        table["peak_lag"][0] = 3


@pytest.mark.parametrize(
    ("axes", "error", "message"),
    [
        ({}, TypeError, "sweep: give at least one field and its values"),
        ({"partitons": [1]}, TypeError, 'sweep: unknown field "partitons"; did you mean "partitions"'),
        ({"partitions": 5}, TypeError, "sweep: partitions must be a sequence of values, not int"),
        ({"service_time": "3 s"}, TypeError, "sweep: service_time must be a sequence of values, not str"),
        ({"partitions": []}, ValueError, r"sweep: partitions must hold at least one value \(it is empty\)"),
        ({"partitions": [1, 2.5]}, ValueError, "sweep: partitions = 2.5, but must be a whole number"),
        ({"partitions": [1, True]}, TypeError, "sweep: partitions must be a number, not bool"),
        ({"partitions": [5, 0]}, ValueError, "sweep at partitions = 0: pipeline: partitions = 0, but must be"),
        (
            {"partitions": [5], "service_time": [1, -1]},
            ValueError,
            "sweep at partitions = 5, service_time = -1: pipeline: service_time = -1",
        ),
        ({"ramp_per_minute": [1]}, ValueError, "ramp_per_minute is not a field of the up rule"),
        ({"max_events": [1]}, ul.evaluation_error, "sweep at max_events = 1: backlog: max_events = 1 reached"),
        ({"down_when": ["x"]}, TypeError, "sweep: down_when is no number"),
        ({"scaling": ["x"]}, ValueError, 'name = "x", but must be one of'),
        (
            {"service_time": range(1, 10001), "partitions": range(1, 100001)},
            ValueError,
            r"sweep: points = 1e\+09, but must be at most 1e\+08",
        ),
    ],
)
def test_bad_sweeps_are_refused_by_name(seed, axes, error, message):
    with pytest.raises(error, match=message):
        ul.sweep(seed(2), **axes)


def test_only_pipelines_are_swept():
    with pytest.raises(TypeError, match="sweep: pipeline must be a pipeline, not int"):
        ul.sweep(3, partitions=[1])


def test_the_first_failing_point_is_reported(seed):
    for _ in range(20):
        with pytest.raises(ValueError, match="sweep at service_time = -3: "):
            ul.sweep(seed(2), service_time=[*range(1, 500), -3, *range(-100, -4)])


def test_a_sweep_can_be_interrupted(seed, interrupt_soon):
    start = time.monotonic()
    interrupt_soon()
    with pytest.raises(KeyboardInterrupt):
        ul.sweep(seed(2), partitions=range(1, 10001), service_time=np.linspace(1, 2, 5000))
    assert time.monotonic() - start < 30


def test_other_threads_run_during_a_sweep(seed):
    ticks = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    ul.sweep(seed(2), partitions=range(1, 1001), service_time=np.linspace(1, 2, 50))
    done.set()
    thread.join()
    assert len(ticks) > 2
