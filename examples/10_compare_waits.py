# SPDX-License-Identifier: MIT
"""One topic, one utilization, five waits: who shares the consumers, and how the records come.

5 records/s of 3 s each on 20 consumers. With the name of a picture it also draws how the waits fall off:
python examples/10_compare_waits.py waits.png
"""

from __future__ import annotations

import sys

import numpy as np
import ullage as ul

RATE, SERVICE, PARTITIONS = 5.0, 3.0, 20
OWN = RATE / PARTITIONS
# Three halves of the rate for a minute on average, then half of it, and so on.
BURSTS = ul.mmpp2(peak_rate=1.5 * OWN, valley_rate=0.5 * OWN, peak_duration=60, valley_duration=60)
QUEUES = {
    "one pool, times as random as can be (M/M/20)": ul.mmc(arrival_rate=RATE, service_time=SERVICE, servers=PARTITIONS),
    "round robin over partitions, 3 s each (M/D/20)": ul.mdc(
        arrival_rate=RATE, service_time=SERVICE, servers=PARTITIONS
    ),
    "by key, 3 s each (20 times M/D/1)": ul.mg1(arrival_rate=OWN, service=ul.deterministic_service(mean=SERVICE)),
    "by key, lognormal times, scv 2, timeout 900 s": ul.mg1(
        arrival_rate=OWN, service=ul.lognormal_service(mean=SERVICE, scv=2, timeout=900)
    ),
    "by key, the rate changes by +-50 % each minute": ul.mapph1(arrivals=BURSTS, service=ul.erlang_ph(SERVICE, 20)),
}


def draw(file: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    # Okabe and Ito's colours, told apart by the colour-blind too; line styles repeat the message.
    colours = ["#0072B2", "#56B4E9", "#E69F00", "#D55E00", "#CC79A7"]
    styles = ["-", "--", "-", "--", "-."]
    fig, ax = plt.subplots(figsize=(8, 4.8), layout="constrained")
    t = np.linspace(0, 150, 601)
    for (name, q), colour, style in zip(QUEUES.items(), colours, styles, strict=True):
        ax.semilogy(t, ul.wait_tail(q, t), style, color=colour, label=name, linewidth=1.8)
    ax.axhline(0.01, color="0.6", linewidth=0.8)
    ax.text(149, 0.0108, "1 % wait longer", ha="right", va="bottom", color="0.35")
    ax.set(xlabel="wait t [s]", ylabel="share of the records that waits longer than t", xlim=(0, 150), ylim=(1e-4, 1))
    ax.set_title("20 consumers, 5 records/s of 3 s each: utilization 0.75 in all five")
    ax.grid(which="major", alpha=0.3)
    ax.legend(loc="upper right", fontsize=8.5)
    fig.savefig(file, dpi=130)


print(f"{'':52} {'mean wait':>10} {'99 %':>11} {'99.9 %':>11}")
for name, q in QUEUES.items():
    mean, p99, p999 = ul.mean_wait(q), ul.wait_quantile(q, 0.99), ul.wait_quantile(q, 0.999)
    print(f"{name:52} {mean:8.3f} s {p99:9.2f} s {p999:9.2f} s")
if len(sys.argv) > 1:
    draw(sys.argv[1])
