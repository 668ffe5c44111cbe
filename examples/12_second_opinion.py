# SPDX-License-Identifier: MIT
"""The expected course, what chance adds to it, and a simulation of the same pipeline, record by record.

With the name of a picture it also draws the lag: python examples/12_second_opinion.py second_opinion.png
"""

import sys

import ullage as ul

# The second measured case: 5/s for 2000 s on 20 partitions, 3 s each, one consumer for the first 15 minutes.
p = ul.pipeline(
    arrivals=ul.constant_rate(5, duration=2000), service_time=3, partitions=20, scaling="kafka-on-demand-2021"
)
f = ul.forecast(p)
s = ul.simulate(p, seed=1, replications=40)
print(f.compare(s))
low, high = f.chance.lag_band(900, 0.98)
print(f"lag at 900 s: {f.lag(900):.0f}, in 98 of 100 runs from {low:.0f} to {high:.0f}")
print(f"drained by {f.chance.drained_at_quantile(0.99).value:.0f} s in 99 of 100 runs")

# The same load when nothing is ever behind: chance alone makes records wait.
steady = ul.forecast(ul.pipeline(arrivals=ul.constant_rate(5), service_time=3, partitions=20))
w = steady.chance.wait_quantile(0.99)
print(
    f"20 consumers from the start: expected wait {steady.max_wait:.0f} s, "
    f"99 % of the records within {w.value:.1f} s ({w.description})"
)
if len(sys.argv) > 1:
    import matplotlib

    matplotlib.use("Agg")
    s.plot().figure.savefig(sys.argv[1], dpi=130)
