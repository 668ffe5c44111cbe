# SPDX-License-Identifier: MIT
"""What happens when traffic meets a rule that looks at the backlog every 15 minutes: the three cases
of the field measurement of July 2021."""

import ullage as ul

print("rate  partitions  peak lag  drained at  longest wait  mean wait")
for arrival_rate, partitions in [(2, 10), (5, 20), (5, 100)]:
    p = ul.pipeline(
        arrivals=ul.constant_rate(arrival_rate, duration=2000),
        service_time=3,
        partitions=partitions,
        scaling=ul.regime("kafka-on-demand-2021"),
    )
    f = ul.forecast(p)
    print(
        f"{arrival_rate:3.0f}/s  {partitions:10d}  {f.peak_lag:8.0f}  {f.drained_at:8.0f} s  {f.max_wait:10.0f} s"
        f"  {f.mean_wait:7.1f} s"
    )

# Any instant of one of them can be looked at; times may be an array.
f = ul.forecast(
    ul.pipeline(
        arrivals=ul.constant_rate(5, duration=2000),
        service_time=3,
        partitions=20,
        scaling=ul.regime("kafka-on-demand-2021"),
    )
)
times = [300, 900, 1500, 2000, 2355]
print("\n20 partitions, 5/s:\n  time  consumers    lag  age of the oldest")
for t, consumers, lag, age in zip(times, f.consumers(times), f.lag(times), f.lag_age(times), strict=True):
    print(f"{t:4.0f} s  {consumers:9.0f}  {lag:5.0f}  {age:10.0f} s")
print(
    f"half of the records wait up to {f.wait_quantile(0.5):.0f} s, 99 % up to {f.wait_quantile(0.99):.1f} s;"
    f" {f.late_records(600):.0f} wait longer than 10 min"
)
