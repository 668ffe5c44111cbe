# SPDX-License-Identifier: MIT
"""How many partitions does a topic need, and why? The same targets under three regimes."""

import ullage as ul

wanted = ul.target(utilization=0.7, max_wait="10 min")

for name in ["fixed", "kafka-on-demand-2021", "kafka-on-demand-2023"]:
    p = ul.pipeline(
        arrivals=ul.step(before=4, after=20, at="30 min", duration="2 h"),
        service_time=3,
        partitions=20,  # what is there today, shown as the baseline
        scaling=ul.regime(name),
    )
    r = ul.plan(p, wanted)
    print(f"{name}: {'met' if r.feasible else 'cannot be met'}, {r.partitions} partitions")
    for c in r.constraints:
        if c.origin == "platform":
            continue
        print(f"  {c.name:<12} {c.value:8.4g} of {c.limit:8.4g}  {'ok' if c.met else 'missed'}")
    print(f"  {r.explain()}")
