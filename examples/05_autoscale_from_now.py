# SPDX-License-Identifier: MIT
"""An autoscaler asks from now on: so many records wait, the oldest has waited so long, so many
consumers run, and the rule looks again in so many seconds. When is it all gone, and how many
consumers would do it in time?"""

import ullage as ul

# What the control plane sees at this moment.
now = {
    "arrivals": ul.constant_rate(30),
    "initial_lag": 12000,
    "initial_lag_age": 380,
    "service_time": "400 ms",
    "partitions": 48,
}

p = ul.pipeline(**now, scaling=ul.regime("kafka-on-demand-2023", initial_consumers=6, phase=20))
f = ul.forecast(p)
print(
    f"left alone: lag peaks at {f.peak_lag:.0f} in {f.peak_lag_at:.0f} s, is gone in {f.drained_at:.0f} s;"
    f" the oldest record then has waited {f.max_wait:.0f} s"
)
for t in [0, 120, 300, 600]:
    print(f"  in {t:3.0f} s: {f.consumers(t):2.0f} consumers, lag {f.lag(t):5.0f}, oldest {f.lag_age(t):3.0f} s")

# The fewest consumers that, at work from now on, leave nothing waiting at the deadline.
sizes = ul.sweep(ul.pipeline(**now, scaling=ul.regime("fixed")), initial_consumers=range(1, 49))
for deadline in [120, 300, 600, 1800]:
    enough = sizes["initial_consumers"][sizes["drained_at"] <= deadline]
    if len(enough):
        print(f"gone within {deadline:4.0f} s: {enough.min():.0f} consumers now")
    else:
        print(f"gone within {deadline:4.0f} s: not with {p.partitions} partitions")
