# SPDX-License-Identifier: MIT
"""sensitivity: what each number of a pipeline or of a queue does to a measure."""

import pickle

import pytest
import ullage as ul


def seed() -> ul.pipeline:
    return ul.pipeline(
        arrivals=ul.constant_rate(rate=5, duration=2000),
        service_time=3,
        partitions=20,
        scaling=ul.regime("kafka-on-demand-2021"),
    )


def test_the_ramp_up_of_2021_has_the_slopes_of_its_closed_form() -> None:
    s = ul.sensitivity(seed(), measure="drained_at", inputs=("service_time", "partitions", "initial_consumers"))
    assert s.value == 2355
    assert s.gradient["service_time"] == pytest.approx(500, rel=1e-12)
    assert s.gradient["partitions"] == pytest.approx(-29100 / 400, rel=1e-12)
    assert s.elasticity["service_time"] == pytest.approx(500 * 3 / 2355, rel=1e-12)
    assert s.gradient["initial_consumers"] is None
    assert s.defined == {"service_time": True, "partitions": True, "initial_consumers": False}
    assert s.reasons["initial_consumers"] == "the measure jumps at this value"
    assert "service_time" not in s.reasons


def test_gradients_equal_central_differences() -> None:
    p = seed()
    names = ("service_time", "phase")
    for measure in ("max_wait", "mean_wait", "peak_lag", "drain_time"):
        s = ul.sensitivity(p, measure=measure, inputs=names)

        def at(x: float, measure: str = measure) -> float:
            return float(
                getattr(
                    ul.forecast(ul.pipeline(arrivals=p.arrivals, service_time=x, partitions=20, scaling=p.scaling)),
                    measure,
                )
            )

        h = 1e-3
        slope = (8 * (at(3 + h) - at(3 - h)) - (at(3 + 2 * h) - at(3 - 2 * h))) / (12 * h)
        assert s.gradient["service_time"] == pytest.approx(slope, rel=1e-7)


def test_a_forecast_stands_for_its_pipeline() -> None:
    p = seed()
    assert ul.sensitivity(ul.forecast(p), measure="lag", at=1000) == ul.sensitivity(p, measure="lag", at=1000)


def test_queues_have_the_reference_slopes() -> None:
    s = ul.queue_sensitivity(ul.mmc(arrival_rate=5, service_time=3, servers=20), measure="mean_wait")
    assert s.gradient["arrival_rate"] == pytest.approx(0.20250125958543020, rel=1e-12)  # R248
    assert s.gradient["service_time"] == pytest.approx(0.36958797679243506, rel=1e-12)  # R249
    assert s.gradient["servers"] < 0
    d = ul.queue_sensitivity(ul.md1(arrival_rate=0.25, service_time=3), measure="decay_rate")
    assert d.gradient["arrival_rate"] == pytest.approx(-2.4437014539820581, rel=1e-12)  # R251
    assert d.gradient["service_time"] == pytest.approx(-0.26477520357173469, rel=1e-12)  # R252
    q = ul.queue_sensitivity(
        ul.mm1(arrival_rate=0.25, service_time=3), measure="wait_quantile", at=0.99, inputs="service_time"
    )
    assert list(q.gradient) == ["service_time"]


def test_values_are_plain_and_survive_pickle_and_repr() -> None:
    s = ul.sensitivity(seed(), measure="wait_quantile", at=0.95, inputs=["service_time"])
    assert set(s.to_dict()) == {"measure", "value", "inputs", "gradient", "elasticity", "defined", "reasons"}
    assert pickle.loads(pickle.dumps(s)) == s
    assert eval(repr(s), {"ul": ul}) == s
    assert hash(s) == hash(pickle.loads(pickle.dumps(s)))


def test_errors_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match='measure = "speed", but must be one of peak_lag, '):
        ul.sensitivity(seed(), measure="speed")
    with pytest.raises(ValueError, match='input = "speed", but must be one of arrival_scale, '):
        ul.sensitivity(seed(), inputs=("speed",))
    with pytest.raises(ValueError, match="at = nan, but is required for this measure"):
        ul.sensitivity(seed(), measure="lag")
    with pytest.raises(TypeError):
        ul.queue_sensitivity(seed())
    assert "max_wait" in ul.sensitivity_measures()
    assert "service_time" in ul.sensitivity_inputs()
