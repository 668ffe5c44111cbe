# SPDX-License-Identifier: MIT
from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
import ullage as ul


def test_closed_forms_of_the_seed():
    assert ul.records_in_window(900, 3) == 300
    assert ul.records_in_window(900, 3, consumers=2) == 600
    assert ul.steady_throughput(20, 3) == pytest.approx(20 / 3, rel=1e-15)
    assert ul.steady_throughput_per_minute(20, 3) == 400
    assert ul.cool_down(900, 2010) == 690
    assert ul.partitions_for(5, 3) == 15
    assert ul.partitions_for(5, 3, utilization=0.75) == 20
    assert ul.max_service_time(20, 5) == 4
    assert ul.max_arrival_rate(20, 3, utilization=0.75) == 5


def test_r319_effective_parallelism_of_ten_partitions():
    values = ul.effective_parallelism(10, np.arange(1, 11))
    np.testing.assert_allclose(values, [1, 2, 2.5, 10 / 3, 5, 5, 5, 5, 5, 10], rtol=1e-9)


def test_times_are_read_with_units():
    expected = ul.records_in_window(900.0, 3.0)
    assert ul.records_in_window("15 min", "3s") == expected
    assert ul.records_in_window("0.25h", "3000ms") == expected
    assert ul.records_in_window(timedelta(minutes=15), timedelta(seconds=3)) == expected
    assert ul.records_in_window(np.timedelta64(15, "m"), 3) == expected


def test_arrays_broadcast():
    assert ul.partitions_for([1, 2, 5], 3).tolist() == [3, 6, 15]
    assert ul.partitions_for([[1], [2]], [3, 4, 5]).shape == (2, 3)
    assert isinstance(ul.partitions_for(1, 3), float)
    assert ul.partitions_for(np.float32(1), np.int8(3)) == 3
    assert ul.partitions_for([], 3).shape == (0,)
    with pytest.raises(ValueError, match="broadcast"):
        ul.partitions_for([1, 2], [1, 2, 3])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ul.records_in_window(900, 0), "records_in_window: service_time = 0, but must be"),
        (lambda: ul.records_in_window(-1, 3), "records_in_window: window = -1, but must be"),
        (lambda: ul.records_in_window(float("inf"), 3), "window = inf"),
        (lambda: ul.records_in_window([1, np.nan], 3), "window = nan"),
        (lambda: ul.records_in_window(float("nan"), 3), "window = nan, but must be a number"),
        (lambda: ul.partitions_for(5, 3, utilization=1.5), r"utilization = 1.5, but must be in \(0, 1\]"),
        (lambda: ul.records_in_window("3 apples", 3), 'window = "3 apples", but must be a time such as'),
        (lambda: ul.records_in_window("", 3), "must be a time such as"),
        (lambda: ul.cool_down(0, 3), "evaluation_period = 0"),
    ],
)
def test_bad_values_are_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ul.partitions_for(5), "partitions_for: service_time is missing"),
        (lambda: ul.partitions_for(5, servicetime=3), 'unknown field "servicetime"; did you mean "service_time"'),
        (lambda: ul.records_in_window(True, 3), "window must be a time .*, not bool"),
        (lambda: ul.steady_throughput("20", 3), "steady_throughput: partitions must be a number, not str"),
        (lambda: ul.steady_throughput(None, 3), "partitions must be a number, not NoneType"),
        (lambda: ul.steady_throughput([True, False], 3), "partitions must hold numbers, not bool"),
        (lambda: ul.steady_throughput(1j, 3), "partitions must be a number, not complex"),
        (lambda: ul.steady_throughput({"a": 1}, 3), "partitions must be a number, not dict"),
    ],
)
def test_wrong_types_are_refused_by_name(call, message):
    with pytest.raises(TypeError, match=message):
        call()
