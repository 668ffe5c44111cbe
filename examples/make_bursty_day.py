# SPDX-License-Identifier: MIT
"""Writes bursty_day.csv: a day of counts per minute with a slow swing, noise and three bursts.

usage: python examples/make_bursty_day.py [FILE]      default: bursty_day.csv beside this script

The numbers come from a small generator of its own, so that every run on every machine writes the
same file.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

DAY = datetime(2026, 3, 2)
MINUTES = 24 * 60
# start [min], length [min], records/s on top
BURSTS = ((9 * 60, 12, 40.0), (13 * 60 + 30, 4, 120.0), (20 * 60 + 15, 45, 25.0))


def uniforms(seed: int) -> Iterator[float]:
    """Numbers in [0, 1) by a 64-bit linear congruential generator (Knuth, MMIX)."""
    while True:
        seed = (6364136223846793005 * seed + 1442695040888963407) % 2**64
        yield (seed >> 11) / 2**53


def counts() -> Iterator[int]:
    """Records in each minute of the day."""
    noise = uniforms(2026)
    for minute in range(MINUTES):
        rate = 12.0 - 8.0 * math.cos(2 * math.pi * (minute - 240) / MINUTES)
        rate += sum(extra for start, length, extra in BURSTS if start <= minute < start + length)
        # A sum of 12 uniforms is close to normal; the spread is that of a Poisson count.
        deviate = sum(next(noise) for _ in range(12)) - 6.0
        yield max(0, round(60 * rate + deviate * math.sqrt(60 * rate)))


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("bursty_day.csv")
    lines = ["timestamp,value"]
    lines += [f"{DAY + timedelta(minutes=i):%Y-%m-%d %H:%M},{n}" for i, n in enumerate(counts())]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
