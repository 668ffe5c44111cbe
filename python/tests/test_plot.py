# SPDX-License-Identifier: MIT
from __future__ import annotations

import numpy as np
import pytest
import ullage as ul

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def heights(ax, label):
    (line,) = [x for x in ax.get_lines() if x.get_label() == label]
    return line.get_xydata()


def test_three_panels_that_share_the_time(seed):
    axes = ul.forecast(seed(2)).plot()
    assert [ax.get_ylabel() for ax in axes] == ["lag [records]", "age of oldest [min]", "concurrency"]
    assert axes[2].get_xlabel() == "time [min]"
    lag = axes[0].get_lines()[0].get_xydata()
    np.testing.assert_allclose(lag[lag[:, 1].argmax()], [15, 4200])
    age = axes[1].get_lines()[0].get_xydata()
    assert age[:, 1].max() == pytest.approx(14)
    assert heights(axes[2], "consumers")[:, 1].max() == 20
    assert set(heights(axes[2], "partitions (20)")[:, 1]) == {20}
    shown = [text.get_text() for text in axes[0].figure.legends[0].get_texts()]
    assert shown == ["ramp-up", "draining", "cool-down"]
    assert [text.get_text() for text in axes[0].texts] == ["4200"]


def test_the_lag_alone_in_axes_of_ones_own(seed):
    _, ax = plt.subplots()
    assert ul.forecast(seed(2)).plot(ax) is ax
    assert ax.get_ylabel() == "lag [records]"
    assert len(plt.gcf().axes) == 1


@pytest.mark.parametrize(
    ("changes", "unit"),
    [
        ({}, "min"),
        ({"arrivals": ul.constant_rate(1, duration=10)}, "min"),
        ({"arrivals": ul.constant_rate(1, duration=10), "scaling": "fixed"}, "s"),
        ({"arrivals": ul.constant_rate(10), "retention": "1 h"}, "min"),
        ({"arrivals": ul.constant_rate(1)}, "min"),
        ({"arrivals": ul.daily(5, 3)}, "h"),
        ({"arrivals": ul.daily(5, 3, duration="7 d")}, "d"),
        ({"arrivals": ul.arrival_profile()}, "min"),
        ({"arrivals": ul.arrival_profile(), "scaling": "fixed"}, "s"),
        ({"initial_lag": 100000, "partitions": None, "scaling": "sqs-2018"}, "min"),
        (
            {
                "scaling": ul.regime("kafka-on-demand-2021", down_when="drop_when_empty"),
                "arrivals": ul.constant_rate(5),
            },
            "h",
        ),
        ({"horizon": 1000}, "min"),
    ],
)
def test_every_kind_of_forecast_can_be_drawn(seed, changes, unit, tmp_path):
    axes = ul.forecast(seed(2, **changes)).plot()
    assert axes[2].get_xlabel() == f"time [{unit}]" or unit in ("h", "min", "s")
    axes[0].figure.savefig(tmp_path / "forecast.png")
    assert (tmp_path / "forecast.png").stat().st_size > 5000


def test_a_missing_matplotlib_is_named(seed, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(
        ImportError, match=r'matplotlib is not installed; install it with: pip install "ullage\[plot\]"'
    ):
        ul.forecast(seed(2)).plot()
