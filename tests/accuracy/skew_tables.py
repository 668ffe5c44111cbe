# SPDX-License-Identifier: MIT
"""Reference values: the largest of Zipf's keys, and the partition with most keys or traffic."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
import numpy as np
from flint import fmpq, fmpq_poly, fmpz
from make_tables import Table, log_between

THROWS = 20000


def top_share(keys: float, exponent: float) -> str | None:
    mpmath.mp.dps = 60
    s, n = mpmath.mpf(exponent), int(keys)
    total = mpmath.harmonic(n) if s == 1 else mpmath.zeta(s, 1) - mpmath.zeta(s, n + 1)
    return mpmath.nstr(1 / total, 25)


def top_share_sample(u: Sequence[float]) -> list[float]:
    return [float(round(log_between(u[0], 1, 1e9))), float(round(4 * u[1], 3))]


def mean_most(items: float, partitions: float) -> str | None:
    """By counting the ways in which items lie with at most m on each partition, in whole numbers."""
    n, p = int(items), int(partitions)
    ways = fmpz(p) ** n
    factorial = fmpz.fac_ui(n)
    mean = fmpq(0)
    inverse, terms = fmpq(1), [fmpq(1)]
    for m in range(n):
        if m > 0:
            inverse /= m
            terms.append(inverse)
        if (m * p) < n:
            mean += 1
            continue
        below = coefficient(terms, p, n) * factorial / ways
        mean += 1 - below
        if 1 - below < fmpq(1, 10**30):
            break
    mpmath.mp.dps = 40
    return mpmath.nstr(mpmath.mpf(int(mean.p)) / mpmath.mpf(int(mean.q)), 25)


def coefficient(terms: list[fmpq], power: int, n: int) -> fmpq:
    """Of z^n in a power of a series, by squaring."""
    base, out = fmpq_poly(terms), fmpq_poly([1])
    while power:
        if power % 2:
            out = fmpq_poly((out * base).coeffs()[: n + 1])
        power //= 2
        if power:
            base = fmpq_poly((base * base).coeffs()[: n + 1])
    return out[n]


def mean_most_sample(u: Sequence[float]) -> list[float]:
    return [float(round(log_between(u[0], 1, 120))), float(round(log_between(u[1], 1, 300)))]


def mean_most_dense_sample(u: Sequence[float]) -> list[float]:
    partitions = round(log_between(u[1], 4, 40))
    return [float(round(partitions * log_between(u[0], 1, max(1.0, 160 / partitions)))), float(partitions)]


def hottest(keys: float, exponent: float, partitions: float) -> np.ndarray:
    n, p = int(keys), int(partitions)
    weights = np.arange(1, n + 1, dtype=float) ** -exponent
    weights /= weights.sum()
    chance = np.random.default_rng([n, p, int(1000 * exponent)])
    rows = max(1, 2_000_000 // (n + p))
    out = []
    for first in range(0, THROWS, rows):
        count = min(rows, THROWS - first)
        where = chance.integers(0, p, size=(count, n)) + p * np.arange(count)[:, None]
        load = np.bincount(where.ravel(), np.tile(weights, count), minlength=count * p)
        out.append(load.reshape(count, p).max(axis=1))
    return np.concatenate(out)


def share_mean(keys: float, exponent: float, partitions: float) -> str | None:
    return f"{hottest(keys, exponent, partitions).mean():.8g}"


def share_p99(keys: float, exponent: float, partitions: float) -> str | None:
    return f"{np.quantile(hottest(keys, exponent, partitions), 0.99, method='inverted_cdf'):.8g}"


def share_sample(u: Sequence[float]) -> list[float]:
    return [
        float(round(log_between(u[0], 20, 5000))),
        float(round(1.6 * u[1], 2)),
        float(round(log_between(u[2], 2, 1000))),
    ]


SHARE = ("keys", "exponent", "partitions")
SHARE_CORNERS = [[1000, 1, 10], [1000, 1, 100], [10000, 1, 100], [10000, 0.5, 100], [10000, 1.2, 20]]
BY_KEY = f"{THROWS} throws key by key with numpy's PCG64"
COUNTS = "counts of ways in whole numbers (FLINT)"
TABLES = [
    Table(
        "zipf_top_share",
        ("keys", "exponent"),
        "Hurwitz zeta function, 60 digits (mpmath)",
        2,
        top_share_sample,
        top_share,
        [[1000, 1], [1, 1], [1e9, 1], [1e9, 0], [1e9, 2]],
        points=400,
    ),
    Table(
        "hottest_count_exact",
        ("items", "partitions"),
        COUNTS,
        2,
        mean_most_sample,
        mean_most,
        [[10, 4], [20, 10], [100, 10], [100, 100]],
        points=300,
    ),
    Table(
        "hottest_count_error",
        ("items", "partitions"),
        COUNTS,
        2,
        mean_most_dense_sample,
        mean_most,
        [[4, 4], [40, 4], [100, 10], [100, 100]],
        points=200,
    ),
    Table("hottest_share_mean", SHARE, BY_KEY, 3, share_sample, share_mean, SHARE_CORNERS, points=100),
    Table("hottest_share_p99", SHARE, BY_KEY, 3, share_sample, share_p99, SHARE_CORNERS, points=100),
]
