# SPDX-License-Identifier: MIT
"""How sure is a plan, which input matters most, and how fast does the answer move with it.

With the name of a picture it also draws the tornado: python examples/14_how_sure.py tornado.png
"""

import sys

import ullage as ul

p = ul.pipeline(
    arrivals=ul.constant_rate(5, duration=2000), service_time=3, partitions=30, scaling="kafka-on-demand-2022"
)
# 4500 records were counted in 900 s, twenty times as uneven as Poisson; the mean of the service is known to 5 %; of the
# rule the vendor publishes neither step nor speed.
u = ul.uncertain(
    p,
    arrival_rate=ul.rate_from_counts([4500], 900, dispersion=20),
    service_time=ul.lognormal_belief(3, 0.05),
    regime_estimate="span",
)
t = ul.target(max_wait="20 min")

print(u.odds(t).explain())
print(u.plan(t, confidence=0.7).explain())
causes = u.tornado("max_wait")
print(causes.explain())
for name, slope in ul.sensitivity(p, measure="drained_at", inputs=("service_time", "arrival_scale")).elasticity.items():
    print(f"one per cent more of {name} drains the lag {slope:.2f} % later")
if len(sys.argv) > 1:
    import matplotlib

    matplotlib.use("Agg")
    causes.plot().figure.savefig(sys.argv[1], dpi=130)
