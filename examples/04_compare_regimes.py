# SPDX-License-Identifier: MIT
"""Traffic of 0.4/s, which one consumer carries, jumps to 20/s for an hour; each record takes 2 s. What do
the platforms make of it?
Where a vendor leaves numbers open, best and worst span what its documents allow."""

import math

import ullage as ul

arrivals = ul.spike(base=0.4, peak=20, at="20 min", width="1 h", duration="3 h")


def never_or(seconds: float) -> str:
    return f"{seconds:.0f} s" if math.isfinite(seconds) else "never"


print(f"{'regime':<22} {'case':<7} {'peak lag':>10} {'longest wait':>13} {'gone at':>11}")
for info in ul.regimes():
    for case in ["best", "likely", "worst"]:
        if info.trust == "documented" and case != "likely":
            continue
        p = ul.pipeline(
            arrivals=arrivals,
            service_time=2,
            partitions=None if info.name.startswith("sqs") else 60,
            scaling=ul.regime(info.name, case=case),
        )
        f = ul.forecast(p)
        print(f"{info.name:<22} {case:<7} {f.peak_lag:10.0f} {never_or(f.max_wait):>13} {never_or(f.drained_at):>11}")
