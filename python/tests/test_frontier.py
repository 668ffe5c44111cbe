# SPDX-License-Identifier: MIT
from __future__ import annotations

import csv
import math
import pickle
import resource
from pathlib import Path

import numpy as np
import pytest
import ullage as ul
from ullage import _axis
from ullage._schema import WorkloadError

DEPLOYED = ul.deployment(memory_mb=512)


@pytest.fixture
def table(seed):
    p = seed(2, scaling="kafka-provisioned", record_bytes=1000)
    wanted = ul.target(max_wait="5 min", utilization=0.9)
    return ul.frontier(
        p, wanted, DEPLOYED, partitions=range(10, 41, 3), min_pollers=[1, 2, 5, 10, 20], max_pollers=[40]
    )


def test_every_point_is_its_own_assessment(table):
    p = ul.pipeline(
        arrivals=ul.constant_rate(5, duration=2000),
        service_time=3.0,
        partitions=20,
        record_bytes=1000,
        scaling=ul.regime("kafka-provisioned"),
    )
    assert table.axes == ("partitions", "min_pollers", "max_pollers")
    assert table.shape == (11, 5, 1)
    assert table.unknown == ()
    for i in range(len(table)):
        scaling = ul.regime("kafka-provisioned", min_pollers=table["min_pollers"][i], max_pollers=40)
        one = ul.assess(
            p.replace(partitions=table["partitions"][i], scaling=scaling),
            ul.target(max_wait=300, utilization=0.9),
            DEPLOYED,
        )
        assert table["cost"][i] == pytest.approx(one.cost.total, rel=1e-12)
        assert table["cost_per_million"][i] == pytest.approx(one.cost.per_million_records, rel=1e-12)
        assert table["max_wait"][i] == one.forecast.max_wait
        assert table["wait_quantile"][i] == one.forecast.wait_quantile(0.99)
        assert table["feasible"][i] == one.feasible
        margins = {c.name: c.margin for c in one.constraints}
        assert table["margin_max_wait"][i] == margins["max_wait"]
        assert table["margin_utilization"][i] == margins["utilization"]
        tightest = min(one.constraints, key=lambda c: c.relative_margin)
        assert table["tightest_margin"][i] == tightest.relative_margin
        assert table["tightest"][i] == tightest.name


def test_the_frontier_is_what_nothing_beats(table):
    cost, age, feasible = table["cost"], table["max_wait"], table["feasible"]
    assert table.pareto.any()
    assert not (table.pareto & ~feasible).any()
    for i in np.flatnonzero(feasible):
        no_worse = feasible & (cost <= cost[i] * (1 + 1e-9)) & (age <= age[i] + 1e-9)
        better = no_worse & ((cost < cost[i] * (1 - 1e-9)) | (age < age[i] - 1e-9))
        if table.pareto[i]:
            assert not better.any(), table["partitions"][i]
        else:
            same = table.pareto & (abs(cost - cost[i]) <= 1e-9 * cost[i]) & (abs(age - age[i]) <= 1e-9 * (1 + age[i]))
            assert better.any() or same.any()
    best = table.frontier()
    assert (np.diff(best["cost"]) > 0).all()
    assert (np.diff(best["max_wait"]) < 0).all()


def test_rounding_makes_no_points(seed):
    # The bill of work alone does not depend on the partitions: the smallest of equal ones is the one.
    t = ul.frontier(seed(2), None, DEPLOYED, partitions=range(20, 60))
    assert t.pareto.sum() == 1
    assert t.frontier()["partitions"].tolist() == [20]


def test_memory_is_money_alone(seed):
    t = ul.frontier(seed(2), None, None, memory_mb=[512, 1024])
    assert t["max_wait"].tolist() == [840, 840]
    assert t["cost"][1] > 1.9 * t["cost"][0]


def test_what_is_not_priced_is_named(seed):
    t = ul.frontier(seed(2), None, None, partitions=[20])
    assert any("memory_mb" in x for x in t.unknown)


def test_tables_and_files(table, tmp_path: Path):
    frame = pytest.importorskip("pandas")
    assert isinstance(table.to_pandas(), frame.DataFrame)
    assert table.to_pandas()["pareto"].sum() == table.pareto.sum()
    assert table.to_dict()["pareto"] == table.pareto.tolist()
    table.to_csv(tmp_path / "f.csv")
    with (tmp_path / "f.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(table)
    assert [float(r["cost"]) for r in rows] == table["cost"].tolist()
    assert [r["pareto"] == "True" for r in rows] == table.pareto.tolist()
    assert "on the frontier" in repr(table)


def test_a_picture(table):
    pytest.importorskip("matplotlib").use("Agg")
    ax = table.plot()
    assert ax.get_ylabel() == "cost [USD per month]"
    assert ax.get_xlabel() == "age of the oldest record [s]"
    labels = [t.get_text() for t in ax.get_legend().get_texts()]
    assert "frontier" in labels
    assert "keeps everything" in labels


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: ul.frontier(p), TypeError, "frontier: give at least one field"),
        (
            lambda p: ul.frontier(p, partition=[1]),
            TypeError,
            'frontier: unknown field "partition"; did you mean "partitions"',
        ),
        (lambda p: ul.frontier(p, partitions=3), TypeError, "frontier: partitions must be a sequence of values"),
        (lambda p: ul.frontier(p, partitions=[]), ValueError, "frontier: partitions must hold at least one value"),
        (
            lambda p: ul.frontier(p, age="max_age", partitions=[3]),
            ValueError,
            'frontier: age = "max_age".*did you mean "max_wait"',
        ),
        (
            lambda p: ul.frontier(p, probability=2, partitions=[3]),
            ValueError,
            r"frontier: probability = 2, but must be in \(0, 1\)",
        ),
        (lambda p: ul.frontier(p, 3, partitions=[3]), TypeError, "frontier: target must be a target, not int"),
        (
            lambda p: ul.frontier(p, None, 3, partitions=[3]),
            TypeError,
            "frontier: deployment must be a deployment, not int",
        ),
        (
            lambda p: ul.frontier(p, partitions=[3, -1]),
            ValueError,
            "frontier at partitions = -1: pipeline: partitions = -1",
        ),
        (
            lambda p: ul.frontier(p, memory_mb=[512, 1]),
            ValueError,
            "frontier at memory_mb = 1: deployment: memory_mb = 1",
        ),
    ],
)
def test_bad_questions_are_refused_by_name(seed, call, error, message):
    with pytest.raises(error, match=message):
        call(seed(2))


def test_a_grid_of_200_by_200_takes_less_than_two_seconds(seed):
    p = seed(2, scaling="kafka-on-demand-2023")
    wanted = ul.target(max_wait=600, utilization=0.9)
    spent = []
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_SELF)
        t = ul.frontier(p, wanted, DEPLOYED, partitions=range(1, 201), service_time=np.linspace(0.5, 5, 200))
        after = resource.getrusage(resource.RUSAGE_SELF)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert t.shape == (200, 200)
    # Of all cores together: what else the machine does is left out.
    assert min(spent) < 4.0


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("partitions=1:5", "partitions", [1, 2, 3, 4, 5]),
        ("topic.partitions=2,4,8", "partitions", [2, 4, 8]),
        ("batch_size=1:1000:log:4", "batch_size", [1, 10, 100, 1000]),
        ("BatchSize=1:9:3", "batch_size", [1, 5, 9]),
        ("memory='512 MB':'1 GB':2".replace("'", ""), "memory_mb", [512, 1024]),
        ("service_time=500ms:1 s:3", "service_time", [0.5, 0.75, 1.0]),
        ("min_pollers=7", "min_pollers", [7]),
    ],
)
def test_axes_of_the_command_line(text, name, values):
    got = _axis.parse_axis("--x", text)
    assert got[0] == name
    assert got[1] == pytest.approx(values)
    assert len(_axis.parse_axis("--x", "service_time=1:2")[1]) == _axis.REAL_POINTS
    assert len(_axis.parse_axis("--x", "partitions=1:100000")[1]) == _axis.POINTS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("partitions", "must be NAME=FROM:TO"),
        ("partition=1:2", "did you mean partitions?"),
        ("partitions=5:1", "TO must not be below FROM"),
        ("partitions=1:inf", "must be a whole number for partitions"),
        ("partitions=1:2.5", "2.5 must be a whole number for partitions"),
        ("batch_size=0:9:log", "FROM must be > 0"),
        ("partitions=1:9:lin", "lin is neither a count of values nor log"),
        ("service_time=fast:2", "fast must be a time"),
        ("producer=keyed", "producer is nothing that can vary"),
    ],
)
def test_wrong_axes_are_named(text, words):
    with pytest.raises(WorkloadError, match=words.replace("?", r"\?")):
        _axis.parse_axis("--x", text)


def test_a_pareto_set_needs_finite_numbers():
    from ullage._frontier import _undominated

    nan, inf = math.nan, math.inf
    cost = np.array([1.0, 2.0, 2.0, nan, 3.0, 0.5])
    age = np.array([9.0, 5.0, 7.0, 1.0, inf, 99.0])
    good = np.array([True, True, True, True, True, False])
    assert _undominated(cost, age, good).tolist() == [True, True, False, False, False, False]


def test_a_deployment_is_kept_in_a_pickle():
    assert pickle.loads(pickle.dumps(DEPLOYED)) == DEPLOYED
