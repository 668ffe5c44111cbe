# SPDX-License-Identifier: MIT
"""A plan with every limit, the reason, and the price: what an architect can sign.

With the name of a file it also writes the Terraform: python examples/13_sign_plan.py orders.tf
"""

import sys
from pathlib import Path

import ullage as ul
from ullage import outputs

p = ul.pipeline(
    arrivals=ul.step(before=40, after=120, at="30 min", duration="3 h"),
    service_time="200ms",
    partitions=24,
    scaling="kafka-provisioned",
    retention="7 d",
    record_bytes="2 kB",
)
t = ul.target(utilization=0.8, max_wait="2 min", outage=("10 min", "30 min"), growth=(0.3, 1))
on = ul.deployment(memory_mb=512, cluster=ul.standard_cluster(instance="m7g.large", brokers=3))

r = ul.plan(p, t, deployment=on)
print(r.explain())
print()
for c in r.constraints:
    print(f"{c.name:22} {c.value:10.4g} {'<=' if c.side == 'at_most' else '>='} {c.limit:<10.4g} {c.unit}")
print()
for x in r.relaxations:
    print(x.text)
print()
for item in r.cost.items:
    print(f"{item.name:24} {item.usd:10.2f} USD")
print(f"{'month':24} {r.cost.total:10.2f} USD, {r.cost.per_million_records:.2f} per million records")
if len(sys.argv) > 1:
    Path(sys.argv[1]).write_text(outputs.terraform(r, name="orders"), encoding="utf-8")
