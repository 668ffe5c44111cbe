# SPDX-License-Identifier: MIT
from __future__ import annotations

import math

import pytest
import ullage as ul

DEPLOYED = ul.deployment(memory_mb=1024)
WANTED = ul.target(max_wait="15 min", utilization=0.8)


@pytest.fixture
def pair(seed):
    given = ul.assess(seed(2), WANTED, DEPLOYED)
    planned = ul.plan(seed(2), WANTED, DEPLOYED)
    return ul.compare_plans(given, planned, ("as given", "as planned"))


def test_figures_of_both_sides(pair, seed):
    a, b = ul.forecast(seed(2)), ul.forecast(seed(2, partitions=19))
    assert (pair["partitions"].first, pair["partitions"].second) == (20, 19)
    for name in ("peak_lag", "max_wait", "mean_wait", "drained_at", "consumer_seconds", "utilization"):
        assert (pair[name].first, pair[name].second) == (getattr(a, name), getattr(b, name))
    x = pair["drained_at"]
    assert x.difference == b.drained_at - a.drained_at
    assert x.relative == pytest.approx(b.drained_at / a.drained_at - 1)
    assert pair["max_wait"].difference == 0


def test_what_each_keeps(pair):
    assert pair.feasible == (True, True)
    names = [c.name for c in pair.constraints]
    assert names[:2] == ["utilization", "max_wait"]
    assert pair.constraints[0].first.value == pytest.approx(0.75)
    assert pair.constraints[0].second.value == pytest.approx(15 / 19)


def test_price_by_price(seed):
    dear = ul.deployment(memory_mb=1024, prices=ul.price_table(request=1e-6))
    c = ul.compare_plans(ul.assess(seed(2), None, DEPLOYED), ul.assess(seed(2), None, dear))
    assert c["requests"].second == pytest.approx(5 * c["requests"].first)
    assert c["compute"].difference == 0
    total = c["total"]
    assert total.difference == pytest.approx(c["requests"].difference)
    assert total.first == pytest.approx(sum(x.first for x in c.cost[:-2]))


def test_infinite_and_missing_figures(seed):
    endless = seed(2, arrivals=ul.constant_rate(5), partitions=3)
    c = ul.compare_plans(ul.assess(endless), ul.assess(seed(2)))
    assert c["peak_lag"].first == math.inf
    assert c["peak_lag"].difference == -math.inf
    assert math.isnan(c["peak_lag"].relative)
    assert ul.compare_plans(ul.assess(endless), ul.assess(endless))["peak_lag"].difference == 0
    with pytest.raises(KeyError, match="is no figure"):
        c["min_pollers"]


def test_as_table_and_text(pair):
    pandas = pytest.importorskip("pandas")
    frame = pair.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert frame.loc["partitions", "difference"] == -1
    assert pair.to_dict()["figures"]["partitions"]["second"] == 19
    assert "as planned" in str(pair)
    assert "<table>" in pair._repr_html_()
    rows = {row[0]: row for row in pair.rows()}
    assert rows["partitions"][1:] == ("20", "19", "-1 (-5.0 %)")
    assert rows["max wait"][3] == "same"


def test_both_curves_in_one_picture(pair):
    pytest.importorskip("matplotlib").use("Agg")
    axes = pair.plot()
    assert len(axes) == 3
    assert [len(ax.lines) for ax in axes] == [2, 2, 2]
    assert len({line.get_linestyle() for line in axes[0].lines}) == 2
    assert [t.get_text() for t in axes[0].figure.legends[0].get_texts()] == ["as given", "as planned"]


def test_only_provisions_are_compared(seed):
    with pytest.raises(TypeError, match="compare_plans: second must be a plan_result"):
        ul.compare_plans(ul.assess(seed(2)), ul.forecast(seed(2)))
