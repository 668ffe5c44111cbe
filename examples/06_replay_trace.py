# SPDX-License-Identifier: MIT
"""Counts per five minutes, as a monitoring system exports them: some bins are missing. Gaps are
refused by name, or filled by a choice that is written down."""

import ullage as ul

times = [0, 300, 600, 900, 1800, 2100, 2400, 2700]  # starts of the bins [s]; 1200 and 1500 are missing
counts = [600, 900, 3600, 6000, 4800, 1500, 300, 300]

try:
    refused = ul.from_counts(times, counts)
    print(f"{refused.total_records:.0f} records")
except ValueError as error:
    print(f"refused: {error}")

print(f"{'gaps':<12} {'records':>8} {'peak lag':>9} {'longest wait':>13} {'gone at':>8}")
for fill in ["zero", "hold", "interpolate"]:
    p = ul.pipeline(
        arrivals=ul.from_counts(times, counts, gaps=fill),
        service_time=1,
        partitions=16,
        scaling=ul.regime("kafka-on-demand-2022"),
    )
    f = ul.forecast(p)
    print(f"{fill:<12} {p.arrivals.total_records:8.0f} {f.peak_lag:9.0f} {f.max_wait:11.0f} s {f.drained_at:6.0f} s")
