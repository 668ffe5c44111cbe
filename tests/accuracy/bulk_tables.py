# SPDX-License-Identifier: MIT
"""References for batches: formation by incomplete gamma functions, the queue by the chain of its definition.

The queue is truncated where less than 1e-20 is left and solved by elimination without subtractions, at 50 digits. The
state is the number that waits at the end of an invocation, so neither ladder heights nor a censored chain come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import mpmath
from make_tables import Table, log_between
from mpmath import mpf

DIGITS = 50  # of a step; less than 1e-20 of the law is cut off


def text(x: mpf) -> str:
    return mpmath.nstr(x, 25)


# ---- formation ---------------------------------------------------------------------------------------------


def formation(rate: float, size: float, window: float) -> dict[str, mpf]:
    mpmath.mp.dps = 80
    x, k, lam = mpf(rate) * mpf(window), int(size) - 1, mpf(rate)
    tail = [mpmath.gammainc(j, 0, x, regularized=True) for j in range(1, k + 2)]  # P(A >= j)
    mean = sum(tail[:k]) / lam
    second = 2 / lam**2 * sum((j + 1) * tail[j + 1] for j in range(k))
    n = 1 + lam * mean
    return {
        "mean_size": n,
        "time_variance": second - mean**2,
        "mean_delay": sum((j + 1) * tail[j] for j in range(k)) / (lam * n),
        "closed_by_size": tail[k - 1],
    }


def formation_of(name: str):  # type: ignore[no-untyped-def]
    def reference(rate: float, size: float, window: float) -> str | None:
        value = formation(rate, size, window)[name]
        # a variance as a difference of moments has no digits below that
        return text(value) if value > mpf(10) ** -50 * window**2 else None

    return reference


def sample_formation(u: Sequence[float]) -> Sequence[float]:
    size = float(round(log_between(u[0], 2, 300)))
    window = log_between(u[1], 0.01, 300)
    mean = size * log_between(u[2], 0.02, 5)
    return [mean / window, size, window]


# ---- the queue ---------------------------------------------------------------------------------------------


def poisson(mean: mpf, count: int) -> list[mpf]:
    p = [mpmath.exp(-mean)]
    for n in range(1, count):
        p.append(p[-1] * mean / n)
    return p


def held(row: list[mpf], n: int, size: int, window: mpf) -> dict[int, mpf]:
    """Size of the batch that n < size waiting records become while a window is open."""
    arrivals = poisson(window, size - n)
    out = {n + k: p for k, p in enumerate(arrivals)}
    out[size] = 1 - sum(arrivals)
    return out


@cache
def chain(load: float, a_share: float, size: float, window: float, rule: float) -> tuple[mpf, mpf, mpf]:
    """Mean size, mean wait and chance to end empty; a + b B = 1, the window in units of it, rule 0 or 2."""
    mpmath.mp.dps = DIGITS
    b_size, w = int(size), mpf(window)
    lam = mpf(load) * b_size
    a = mpf(a_share)
    b = (1 - a) / b_size
    states = int(b_size + 20 / (1 - load) + 8 * lam**0.5 + 40)
    rows: list[list[mpf]] = []
    sizes: list[mpf] = []
    areas: list[mpf] = []
    for n in range(states):
        first = max(n, 1)
        hold = w if n == 0 or (n < b_size and rule == 0) else mpf(0)
        batches = held([], first, b_size, lam * hold) if hold > 0 and first < b_size else {min(first, b_size): mpf(1)}
        left = max(n - b_size, 0)
        area = mpf(0)
        if hold > 0 and first < b_size:
            area = sum(
                (first + j) * mpmath.gammainc(j + 1, 0, lam * hold, regularized=True) / lam
                for j in range(b_size - first)
            )
        row = [mpf(0)] * states
        mean = mpf(0)
        for m, weight in batches.items():
            d = a + b * m
            mean += weight * m
            area += weight * (left * d + lam * d * d / 2)
            for k, p in enumerate(poisson(lam * d, states - left)):
                row[left + k] += weight * p
        row[-1] += 1 - sum(row)
        rows.append(row)
        sizes.append(mean)
        areas.append(area)
    for k in range(states - 1, 0, -1):  # Grassmann, Taksar, Heyman
        # a state is left downwards to the next B at most
        low = max(0, k - b_size)
        out = sum(rows[k][low:k])
        reach = [i for i in range(k) if rows[i][k] > mpf(10) ** -40]
        for i in reach:
            f = rows[i][k] / out
            rows[i][k] = f
            for j in range(low, k):
                rows[i][j] += f * rows[k][j]
    pi = [mpf(1)]
    for k in range(1, states):
        pi.append(sum(pi[i] * rows[i][k] for i in range(k)))
    total = sum(pi)
    batch = sum(p * s for p, s in zip(pi, sizes, strict=True))
    wait = sum(p * s for p, s in zip(pi, areas, strict=True)) / batch
    return batch / total, wait, pi[0] / total


def measure(index: int):  # type: ignore[no-untyped-def]
    def reference(load: float, a_share: float, size: float, window: float, rule: float) -> str:
        return text(chain(load, a_share, size, window, rule)[index])

    return reference


def sample_queue(u: Sequence[float]) -> Sequence[float]:
    size = float(round(log_between(u[0], 1, 14)))
    load = 0.02 + 0.83 * u[1]
    window = 0.0 if size == 1 or u[3] < 0.3 else log_between((u[3] - 0.3) / 0.7, 0.02, 5)
    return [load, u[2], size, window, 0.0 if u[4] < 0.6 else 2.0]


QUEUE = ["load", "share of a", "size", "window", "rule"]
TABLES = [
    *(
        Table(
            name=f"formation_{name}",
            columns=["arrival_rate", "batch_size", "window", name],
            method="incomplete gamma functions at 80 digits",
            dimensions=3,
            sample=sample_formation,
            reference=formation_of(name),
            points=300,
        )
        for name in ("mean_size", "time_variance", "mean_delay", "closed_by_size")
    ),
    *(
        Table(
            name=f"bulk_{name}",
            columns=[*QUEUE, name],
            method="truncated chain at the ends of invocations, elimination without subtractions at 50 digits",
            dimensions=5,
            sample=sample_queue,
            reference=measure(index),
            points=300,
        )
        for index, name in enumerate(("mean_batch", "mean_wait", "empty_probability"))
    ),
]
