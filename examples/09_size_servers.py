# SPDX-License-Identifier: MIT
"""How many consumers keep the 99 % wait within a second: one shared queue, or partitions of their own?"""

import math

import ullage as ul

rate = 5  # records/s
seconds = 3  # per record
for limit in (0.1, 1.0, 10.0):
    wanted = ul.wait_quantile_at_most(0.99, limit)
    print(wanted)

    # A share group: every consumer takes from one queue.
    pool = ul.servers_for(ul.mmc(arrival_rate=rate, service_time=seconds), wanted)
    print(f"  shared queue: {pool.value} servers, wait {pool.achieved:.3f} s ({pool.reason})")

    # A stream with keys: each partition is a queue of its own.
    alone = ul.max_arrival_rate(ul.md1(arrival_rate=rate, service_time=seconds), wanted)
    print(f"  partitions:   {math.ceil(rate / alone.value)}, each up to {alone.value:.4f} records/s")

# Nothing makes the service itself shorter.
no = ul.servers_for(ul.mmc(arrival_rate=rate, service_time=seconds), ul.mean_sojourn_at_most(2))
print(f"feasible: {'yes' if no.feasible else 'no'}; {no.reason}")
