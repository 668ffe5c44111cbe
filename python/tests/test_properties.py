# SPDX-License-Identifier: MIT
"""What holds for every forecast: conservation, change of the time unit, monotonicity in partitions."""

from __future__ import annotations

import math

import numpy as np
import ullage as ul
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = [row.name for row in ul.regimes()]
# Fields by how they change when every time is k times as long.
TIMES = ("evaluation_period", "phase", "reaction_delay", "rebalance_pause", "startup_time")
DOWN_TIMES = ("min_interval", "stabilization")
RULE_TIMES = ("min_interval", "polling_period", "cooldown_period", "drain_within")
# A fluid lag below this counts as none.
NEGLIGIBLE = 1e-6


def sensible(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with few binary digits, so that a change of unit by a power of two is exact."""
    return st.integers(round(low * 64), round(high * 64)).map(lambda n: n / 64)


@st.composite
def profiles(draw: st.DrawFn, endless: bool = True) -> ul.arrival_profile:
    rate, other = draw(sensible(0, 20)), draw(sensible(0, 20))
    duration = draw(sensible(100, 5000))
    kind = draw(st.sampled_from(["constant", "step", "ramp", "spike", "counts", "burst", "daily", "replay", "sum"]))
    last = math.inf if endless and draw(st.booleans()) else duration
    if kind == "constant":
        return ul.constant_rate(rate, duration=last)
    if kind == "step":
        return ul.step(rate, other, at=draw(sensible(1, 90)), duration=last)
    if kind == "ramp":
        return ul.ramp(rate, other, over=draw(sensible(1, 90)), duration=last)
    if kind == "spike":
        return ul.spike(rate, 10 * other, at=draw(sensible(1, 50)), width=draw(sensible(1, 40)), duration=last)
    if kind == "counts":
        counts = draw(st.lists(st.integers(0, 3000), min_size=1, max_size=20))
        return ul.from_counts(counts, bin_width=draw(sensible(1, 300)))
    if kind == "burst":
        return ul.burst(draw(st.integers(0, 5000)), at=draw(sensible(0, 1000)))
    if kind == "daily":
        return ul.daily(20, rate, period=4096, duration=duration, pieces=16)
    if kind == "replay":
        return ul.replay(sorted(draw(st.lists(sensible(0, 500), min_size=1, max_size=30))))
    return draw(profiles(endless=False)) + ul.burst(draw(st.integers(0, 500)), at=draw(sensible(0, 500)))


@st.composite
def regimes(draw: st.DrawFn) -> ul.scaling_regime:
    name = draw(st.sampled_from(NAMES))
    case = draw(st.sampled_from(["best", "likely", "worst"]))
    r = ul.regime(name, case)
    changes: dict[str, object] = {}
    if draw(st.booleans()):
        changes["reaction_delay"] = draw(sensible(0, 120))
    if draw(st.booleans()):
        changes["startup_time"] = draw(sensible(0, 30))
    if draw(st.booleans()) and r.evaluation_period > 0:
        changes["evaluation_period"] = draw(sensible(5, 900))
    if draw(st.booleans()):
        changes["rebalance_pause"] = draw(sensible(0, 10))
    return ul.regime(name, case, **changes)


@st.composite
def pipelines(draw: st.DrawFn) -> ul.pipeline:
    return ul.pipeline(
        arrivals=draw(profiles()),
        initial_lag=draw(st.sampled_from([0, 0, 100, 12345])),
        initial_lag_age=draw(sensible(0, 100)),
        service_time=draw(sensible(0.125, 8)),
        partitions=draw(st.integers(1, 64)),
        scaling=draw(regimes()),
        horizon=20000,
        max_events=300_000,
    )


def stretched_rule(rule: object, k: float) -> object:
    fields = {name: value for name, value in rule.to_dict().items() if name != "rule"}
    for name in RULE_TIMES:
        if name in fields:
            fields[name] *= k
    if "per_minute" in fields:
        fields["per_minute"] /= k
    return type(rule)(**fields)


def stretched_regime(r: ul.scaling_regime, k: float) -> ul.scaling_regime:
    fields = r.to_dict()
    for name in TIMES:
        if fields[name] is not None:
            fields[name] *= k
    for name in ("environment_rate", "bytes_per_consumer"):
        fields[name] /= k
    down = r.down.to_dict()
    fields["down"] = ul.down_rule(**{n: v * k if n in DOWN_TIMES else v for n, v in down.items()})
    fields["up"] = stretched_rule(r.up, k)
    return ul.scaling_regime(**fields)


def stretched_arrivals(a: ul.arrival_profile, k: float) -> ul.arrival_profile:
    return ul.arrival_profile(a.pieces * [k, 1 / k, 1 / k**2, 1])


def stretched(p: ul.pipeline, k: float) -> ul.pipeline:
    return p.replace(
        arrivals=stretched_arrivals(p.arrivals, k),
        initial_lag_age=p.initial_lag_age * k,
        service_time=p.service_time * k,
        horizon=p.horizon * k,
        scaling=stretched_regime(p.scaling, k),
    )


@settings(max_examples=300)
@given(p=pipelines(), shares=st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_conservation_at_any_time(p, shares):
    f = ul.forecast(p)
    t = np.array(shares) * p.horizon
    arrived, processed, lag = f.arrived(t), f.processed(t), f.lag(t)
    size = 1 + p.initial_lag + float(arrived.max())
    np.testing.assert_allclose(arrived, processed + lag, atol=1e-9 * size)
    np.testing.assert_allclose(arrived, p.initial_lag + p.arrivals.arrived(t), atol=1e-9 * size)
    assert (lag >= 0).all()
    assert lag.max() <= f.peak_lag * (1 + 1e-9) + NEGLIGIBLE
    assert (f.throughput(t) <= f.capacity(t) * (1 + 1e-9) + 1e-9).all()
    assert (f.consumers(t) <= max(f.max_consumers, 0) * (1 + 1e-9) + 1e-9).all()
    assert not math.isnan(f.mean_wait)
    assert f.mean_wait <= f.max_wait * (1 + 1e-9) + 1e-9


@settings(max_examples=200)
@given(p=pipelines(), k=st.sampled_from([0.25, 2.0, 1024.0]))
def test_a_change_of_the_time_unit_changes_nothing_else(p, k):
    f, g = ul.forecast(p), ul.forecast(stretched(p, k))
    per_time = {"full_capacity"}
    counts = {"peak_lag", "settled_lag", "settled_consumers", "records", "max_consumers", "invocations", "utilization"}
    counts |= {"peak_utilization", "headroom"}
    a, b = f.summary(), g.summary()
    for name, value in a.items():
        factor = 1 / k if name in per_time else 1.0 if name in counts or isinstance(value, bool) else k
        if value is None or isinstance(value, bool):
            assert b[name] == value, name
        else:
            np.testing.assert_allclose(b[name], value * factor, rtol=1e-9, atol=NEGLIGIBLE * max(1.0, k), err_msg=name)


@settings(max_examples=100)
@given(p=pipelines(), case=st.sampled_from(["fixed", "kafka-on-demand-2021"]), more=st.integers(1, 40))
def test_more_partitions_are_never_worse_where_consumers_stay(p, case, more):
    # A pool, and a rule that keeps one consumer per partition while records arrive without a pause.
    busy = ul.constant_rate(1 / 64, duration=p.horizon)
    arrivals = p.arrivals + busy if case != "fixed" else p.arrivals
    free = {"environment_burst": math.inf, "environment_rate": math.inf}
    base = p.replace(arrivals=arrivals, scaling=ul.regime(case, **free))
    f, g = ul.forecast(base), ul.forecast(base.replace(partitions=p.partitions + more))
    close = 1 + 1e-9
    assert g.peak_lag <= f.peak_lag * close + NEGLIGIBLE
    assert g.max_wait <= f.max_wait * close + NEGLIGIBLE
    assert g.drained_at <= f.drained_at * close + NEGLIGIBLE or f.peak_lag <= NEGLIGIBLE or g.peak_lag < f.peak_lag


@settings(max_examples=100)
@given(p=pipelines(), limit=sensible(0, 2000))
def test_quantiles_and_late_records_are_inverse(p, limit):
    f = ul.forecast(p)
    if not math.isfinite(f.records) or f.records == 0:
        return
    late = f.late_records(limit)
    assert 0 <= late <= f.records * (1 + 1e-9)
    share = min(1.0, max(0.0, 1 - late / f.records))
    # A little less than the share: where many wait equally long, rounding must not reach the next of them.
    assert f.wait_quantile(share * (1 - 1e-9)) <= limit * (1 + 1e-6) + 1e-6
    assert f.wait_quantile(1.0) == f.max_wait or math.isclose(f.wait_quantile(1.0), f.max_wait, rel_tol=1e-9)


@settings(max_examples=100)
@given(p=pipelines())
def test_reprs_evaluate_back(p):
    again = eval(repr(p), {"ul": ul})
    assert again == p
    assert hash(again) == hash(p)
