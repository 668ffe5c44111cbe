# SPDX-License-Identifier: MIT
"""The closed forms: what one consumer does in the first window, what all do afterwards, and the
size that carries a rate."""

import ullage as ul

service_time = 3  # s for each record

# Ramp-up: one consumer until the first evaluation after 15 minutes.
print(f"first 900 s, 1 consumer:    {ul.records_in_window(900, service_time):.0f} records")
# Steady state: one consumer for each partition.
print(f"20 partitions, afterwards:  {ul.steady_throughput_per_minute(20, service_time):.0f} records/min")
# Cool-down: the next evaluation after the backlog is gone.
print(f"drained at 2355 s:          {ul.cool_down(900, 2355):.0f} s to the cool-down")

# The other way round.
print(f"for 5/s at 80 %:            {ul.partitions_for(5, service_time, 0.8):.0f} partitions")
print(f"20 partitions, 5/s:         {ul.max_service_time(20, 5):.0f} s per record at most")
print(f"20 partitions at 80 %:      {ul.max_arrival_rate(20, service_time, 0.8):.2f} records/s at most")
