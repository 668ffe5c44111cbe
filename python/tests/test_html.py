# SPDX-License-Identifier: MIT
"""HTML and text of the results against golden files; ULLAGE_UPDATE_GOLDEN=1 writes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import ullage as ul

GOLDEN = Path(__file__).parent / "golden"


def check(name: str, text: str) -> None:
    file = GOLDEN / name
    if os.environ.get("ULLAGE_UPDATE_GOLDEN"):
        file.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == file.read_text(encoding="utf-8")


def test_html_of_results(seed):
    check("forecast.html", ul.forecast(seed(2))._repr_html_())
    check("pipeline.html", seed(2)._repr_html_())
    check("plan.html", ul.plan(seed(2), ul.target(max_wait=900, utilization=0.8))._repr_html_())
    check("plan_span.html", ul.plan_span(seed(2), ul.target(max_wait=900))._repr_html_())
    check("sweep.html", ul.sweep(seed(2), partitions=[10, 20], service_time=[1, 3])._repr_html_())
    check("arrivals.html", ul.daily(10, 5)._repr_html_())
    check("regime.html", ul.regime("keda-kafka")._repr_html_())


def test_text_of_a_forecast(seed):
    check("forecast.txt", str(ul.forecast(seed(2))))


def test_html_is_escaped():
    text = ul.scaling_regime(name="<b>&", initial_consumers=1)._repr_html_()
    assert "<b>" not in text
    assert "&lt;b&gt;&amp;" in text


def test_rich_shows_the_fields(seed):
    rich = pytest.importorskip("rich.pretty")
    assert "peak_lag=4200.0" in rich.pretty_repr(ul.forecast(seed(2)))
    text = rich.pretty_repr(seed(2), max_width=100)
    assert text.startswith("pipeline(")
    assert "partitions=20" in text
    assert "horizon" not in text
