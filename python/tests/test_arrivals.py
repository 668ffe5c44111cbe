# SPDX-License-Identifier: MIT
from __future__ import annotations

import math
import pickle
from datetime import datetime, timezone

import numpy as np
import pytest
import ullage as ul

PROFILES = {
    "none": ul.arrival_profile(),
    "constant": ul.constant_rate(5),
    "window": ul.constant_rate(5, duration=2000, start=10),
    "step": ul.step(1, 5, at="1 min", duration="1 h"),
    "ramp": ul.ramp(0, 6, over=600),
    "spike": ul.spike(1, 300, at=60, width=30, duration=600),
    "daily": ul.daily(10, 5),
    "burst": ul.burst(100, at=5),
    "counts": ul.from_counts([1, 0, 3], bin_width=60),
    "replay": ul.replay([0, 1, 1, 2.5]),
    "sum": ul.constant_rate(1) + 2 * ul.burst(10),
}


@pytest.mark.parametrize("name", PROFILES)
def test_value_semantics(name, evaluate):
    a = PROFILES[name]
    assert evaluate(repr(a)) == a
    assert pickle.loads(pickle.dumps(a)) == a
    assert hash(pickle.loads(pickle.dumps(a))) == hash(a)
    assert a != 3
    assert len(a.to_dict()["start"]) == len(a.pieces)
    assert "arrival_profile" in a._repr_html_()
    assert sum(a == other for other in PROFILES.values()) == 1


def test_long_profiles_have_a_short_repr():
    a = ul.from_counts(np.arange(2000), bin_width=60)
    assert repr(a) == "<arrival_profile of 2001 pieces, 1999000.0 records until 120000.0 s>"


def test_shapes():
    assert PROFILES["window"].arrived([10, 11, 3000]).tolist() == [0, 5, 10000]
    assert PROFILES["window"].arrival_time(5) == 11
    assert PROFILES["constant"].total_records == math.inf
    assert PROFILES["constant"].ends_at == math.inf
    assert PROFILES["step"].arrival_rate([0, 59, 60, 3600]).tolist() == [1, 1, 5, 0]
    assert PROFILES["ramp"].arrived(600) == 1800
    assert PROFILES["spike"].peak_rate == 300
    assert PROFILES["spike"].total_records == 570 + 9000
    assert PROFILES["daily"].total_records == pytest.approx(864000, rel=1e-12)
    assert PROFILES["daily"].peak_rate == pytest.approx(15, rel=1e-12)
    assert PROFILES["burst"].arrived([4.9, 5]).tolist() == [0, 100]
    assert PROFILES["replay"].total_records == 4
    assert PROFILES["sum"].arrived(0) == 20
    assert (PROFILES["window"].starts_at, PROFILES["window"].ends_at, PROFILES["window"].mean_rate) == (10, 2010, 5)


def test_sums_and_scalings():
    a, b = PROFILES["window"], PROFILES["spike"]
    t = np.linspace(0, 2500, 101)
    np.testing.assert_allclose((a + b).arrived(t), a.arrived(t) + b.arrived(t), rtol=1e-12)
    np.testing.assert_allclose((3 * a).arrived(t), 3 * a.arrived(t), rtol=1e-12)
    assert a * 2 == 2 * a
    assert a + ul.arrival_profile() == a
    np.testing.assert_allclose(ul.delayed(a, "10 s").arrived(t + 10), a.arrived(t), rtol=1e-12)
    with pytest.raises(ValueError, match="factor = -1, but must be"):
        a * -1
    with pytest.raises(TypeError):
        a * "2"
    with pytest.raises(TypeError):
        a + 1


def test_counts():
    assert ul.from_counts([60, 120], bin_width="1 min").arrival_rate([0, 60, 120]).tolist() == [1, 2, 0]
    assert ul.from_counts([100, 160, 220], [60, 120, 60]) == ul.from_counts([60, 120, 60], bin_width=60)
    assert ul.from_counts(np.array([60, 120], dtype=np.uint16), bin_width=60).total_records == 180
    minutes = np.array([0, 1, 2], dtype="timedelta64[m]")
    assert ul.from_counts(minutes, [60, 120, 60]) == ul.from_counts([60, 120, 60], bin_width=60)
    assert ul.from_counts(np.datetime64("2026-03-01") + minutes, [60, 120, 60]) == ul.from_counts(
        minutes, [60, 120, 60]
    )
    dates = [datetime(2026, 3, 1, 12, m) for m in range(3)]
    assert ul.from_counts(dates, [60, 120, 60]) == ul.from_counts(minutes, [60, 120, 60])
    zoned = [d.replace(tzinfo=timezone.utc) for d in dates]
    assert ul.from_counts(zoned, [60, 120, 60]) == ul.from_counts(minutes, [60, 120, 60])
    assert ul.from_counts(times=[0, 60], counts=[60, 120]) == ul.from_counts(counts=[60, 120], bin_width=60)
    assert ul.from_edges([0, 60, 180], [60, 120]).arrival_rate([0, 60]).tolist() == [1, 1]


def test_gaps_are_named_or_filled_by_choice():
    times, counts = [0, 60, 120, 300], [60, 60, 60, 120]
    with pytest.raises(ValueError, match=r"1 gap\(s\) .* \[180 s, 300 s\).*choose gaps = zero, hold or interpolate"):
        ul.from_counts(times, counts)
    total = {gaps: ul.from_counts(times, counts, gaps=gaps).total_records for gaps in ("zero", "hold", "interpolate")}
    assert total == pytest.approx({"zero": 300, "hold": 420, "interpolate": 480})


NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ul.constant_rate(-1), "constant_rate: rate = -1, but must be"),
        (lambda: ul.constant_rate(NAN), "constant_rate: rate = nan, but must be a number"),
        (lambda: ul.constant_rate(INF), "constant_rate: rate = inf"),
        (lambda: ul.constant_rate(1, duration=0), "constant_rate: duration = 0"),
        (lambda: ul.step(1, 2, at=10, duration=5), "step: duration = 5, but must be > at"),
        (lambda: ul.ramp(1, 2, over=0), "ramp: over = 0"),
        (lambda: ul.spike(1, 2, at=-1, width=1), "spike: at = -1"),
        (lambda: ul.daily(1, 2), r"daily: amplitude = 2, but must be in \[0, mean\]"),
        (lambda: ul.daily(2, 1, pieces=3), "daily: pieces = 3, but must be >= 4"),
        (lambda: ul.daily(2, 1, pieces=4.5), "daily: pieces = 4.5, but must be a whole number"),
        (lambda: ul.daily(2, 1, duration="1e9 d"), "daily: duration = .* pieces"),
        (lambda: ul.burst(-1), "burst: records = -1"),
        (lambda: ul.from_counts([], bin_width=60), "from_counts: counts = 0, but must hold at least one bin"),
        (lambda: ul.from_counts([1, -2], bin_width=60), r"from_counts: counts\[1\] = -2"),
        (lambda: ul.from_counts([1, NAN], bin_width=60), r"from_counts: counts\[1\] = nan"),
        (lambda: ul.from_counts([1, INF], bin_width=60), r"from_counts: counts\[1\] = inf"),
        (lambda: ul.from_counts([1, 2]), "from_counts: bin_width is required"),
        (lambda: ul.from_counts([1, 2], bin_width=0), "from_counts: bin_width = 0"),
        (lambda: ul.from_counts([0, 60], [1]), "from_counts: times = 2, but must be as many as the counts"),
        (lambda: ul.from_counts([60, 0], [1, 2]), r"from_counts: times\[1\] = 0, but must be later"),
        (lambda: ul.from_counts([0, 60], [1, 2], gaps="fill"), 'from_counts: gaps = "fill", but must be one of'),
        (lambda: ul.from_counts([[1, 2]], bin_width=60), "from_counts: counts = an array of 2 dimensions"),
        (lambda: ul.from_edges([0, 60], [1, 2]), "from_edges: edges = 2, but must be one more"),
        (lambda: ul.replay([]), "replay: times = 0, but must hold at least one record"),
        (lambda: ul.replay([2, 1]), r"replay: times\[1\] = 1, but must not be earlier"),
        (lambda: ul.delayed(ul.burst(1), -1), "delayed: delay = -1"),
        (lambda: ul.arrival_profile([[0, 1, 0]]), "arrival_profile: pieces must be rows of start, rate, slope, burst"),
        (lambda: ul.arrival_profile([[0, 1, 0, 0], [0, 2, 0, 0]]), "start = 0, but must be later"),
        (lambda: ul.arrival_profile([[0, 1, 1, 0]]), "slope = 1, but must be 0 in the last piece"),
    ],
)
def test_bad_values_are_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ul.constant_rate("5"), "constant_rate: rate must be a number, not str"),
        (lambda: ul.constant_rate(), "constant_rate: rate is missing"),
        (lambda: ul.constant_rate(rte=5), 'constant_rate: unknown field "rte"; did you mean "rate"'),
        (lambda: ul.constant_rate(5, rate=5), "constant_rate: rate is given twice"),
        (lambda: ul.burst(1, 2, 3), "burst: takes 2 arguments, but 3 were given"),
        (lambda: ul.from_counts([0, 60], [1, 2], gaps=3), "from_counts: gaps must be a word, not int"),
        (lambda: ul.delayed(3, 1), "delayed: arrivals must be an arrival_profile, not int"),
        (lambda: ul.from_counts(5, bin_width=60), "from_counts: counts must be a sequence of numbers, not int"),
        (lambda: ul.from_counts(["a", "b"], bin_width=60), "from_counts: counts must hold numbers"),
        (lambda: ul.from_counts("12", bin_width=60), "from_counts: counts must be a sequence of numbers, not str"),
    ],
)
def test_wrong_types_are_refused_by_name(call, message):
    with pytest.raises(TypeError, match=message):
        call()
