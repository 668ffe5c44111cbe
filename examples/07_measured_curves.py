# SPDX-License-Identifier: MIT
"""Predicted against measured: 100,000 messages drained from SQS by AWS Lambda in November 2018, under the
rule documented then (start with 5, 60 more every minute, at most 1000). One number is fitted, and it is shared
by both cases: the time that an invocation takes beyond the function itself.

usage: 07_measured_curves.py [PICTURE]     PICTURE (.png or .svg): draw the curves there as well

Data: M. Shilkov, "From 0 to 1000 instances" (mikhail.io, 2018-11-19, MIT), read off the published charts.
"""

import csv
import sys
from pathlib import Path

import numpy as np
import ullage as ul

MESSAGES = 100_000
OVERHEAD = 0.065  # s per invocation
CASES = {  # name: (label, service time [s], observed end of the drain [s])
    "sqs2018_io_128MB": ("waits for I/O, 0.5 s", 0.5, 330.0),
    "sqs2018_cpu_128MB": ("computes, 1.7 s", 1.7, 588.0),
}


def measured(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Times [s] and messages left."""
    with open(Path(__file__).with_name("measured_sqs2018.csv"), encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(line for line in file if line[0] != "#") if r["case"] == name]
    return np.array([60 * float(r["t_min"]) for r in rows]), np.array([float(r["backlog_msgs"]) for r in rows])


def predicted(service_time: float, overhead: float = OVERHEAD) -> ul.forecast_result:
    return ul.forecast(
        ul.pipeline(
            initial_lag=MESSAGES,
            service_time=service_time,
            dispatch_overhead=overhead,
            scaling=ul.regime("sqs-2018"),
        )
    )


def draw(path: str) -> None:
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")
    for colour, (name, (label, service_time, _)) in zip(["#0072B2", "#D55E00"], CASES.items(), strict=True):
        times, left = measured(name)
        f = predicted(service_time)
        t = np.linspace(0, f.drained_at, 200)
        axis.plot(times / 60, left / 1000, "o", ms=4, mfc="none", color=colour, label=f"measured: {label}")
        axis.plot(t / 60, f.lag(t) / 1000, "-", lw=2, color=colour, label="predicted")
    axis.set(xlabel="time [min]", ylabel="messages left [thousands]", xlim=(0, None), ylim=(0, None))
    axis.set_title("100,000 messages, SQS to Lambda, November 2018", loc="left", fontsize=11)
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(frameon=False)
    figure.savefig(path, dpi=110)


print(f"dispatch overhead {OVERHEAD} s per invocation, for both cases")
print(f"{'case':<18} {'mean backlog error':>19} {'drained at':>11} {'observed':>9} {'error':>7}")
for name, (_, service_time, observed_end) in CASES.items():
    times, left = measured(name)
    f = predicted(service_time)
    error = np.mean(np.abs(f.lag(times) - left)) / MESSAGES
    off = f.drained_at / observed_end - 1
    print(f"{name:<18} {100 * error:17.2f} % {f.drained_at:9.1f} s {observed_end:7.0f} s {100 * off:+6.1f} %")

if len(sys.argv) > 1:
    draw(sys.argv[1])
