# SPDX-License-Identifier: MIT
"""Keys are never equal: what the hottest partition does to a topic, and what more partitions can do about it."""

import ullage as ul

print('key "customer-42" of 20 partitions:', ul.partition_for("customer-42", 20))

# 1000 keys whose traffic falls as 1 / rank, one record at a time, 0.5 s each.
keys = ul.zipf_keys(keys=1000, exponent=1)
top = ul.top_share(keys)
limit = ul.hot_key_limit(top, 1 / 0.5)
print(f"the largest key is {100 * top:.1f} % of the traffic: no number of partitions carries more than {limit:.1f}/s")

jump = ul.step(before=4, after=12, at=600, duration=3600)
print("partitions   worth   carries   peak lag   longest wait   drained")
for n in (10, 20, 40, 80):
    even = ul.forecast(ul.pipeline(arrivals=jump, service_time=0.5, partitions=n))
    f = ul.forecast(even.system.replace(skew=keys))
    worth = ul.effective_partitions(ul.partition_shares(keys, n))
    print(
        f"{n:10} {worth:7.1f} {f.full_capacity:7.1f}/s {f.peak_lag:10.0f} {f.max_wait:12.0f} s {f.drained_at:8.0f} s"
        f"   (equal partitions: {even.peak_lag:.0f} waiting)"
    )
for partitions, moved in ul.gentle_growth(20, 30):
    print(f"from 20 to {partitions} partitions {100 * moved:.0f} % of the keys move")
