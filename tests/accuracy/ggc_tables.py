# SPDX-License-Identifier: MIT
"""How far the approximations of GI/G/c are off: exact M/D/c, and exact chains with two-phase laws."""

from __future__ import annotations

from functools import lru_cache

import mpmath as mp
import numpy as np
from make_tables import Table


def two_phases(scv: float) -> tuple[np.ndarray, np.ndarray]:
    """Start and generator of a law of mean 1: two stages (scv 1/2 to 1) or H2 with balanced means (above 1)."""
    if scv <= 1:
        x = np.sqrt(2 * scv - 1)
        rates = 2 / (1 + x), 2 / max(1 - x, 1e-9)
        if scv == 1:
            return np.array([1.0, 0.0]), np.array([[-1.0, 0.0], [0.0, -1.0]])
        return np.array([1.0, 0.0]), np.array([[-rates[0], rates[0]], [0.0, -rates[1]]])
    p = (1 + np.sqrt((scv - 1) / (scv + 1))) / 2
    return np.array([p, 1 - p]), np.diag([-2 * p, -2 * (1 - p)])


@lru_cache(maxsize=4096)
def chain(rho: float, arrival_scv: float, service_scv: float, servers: int) -> tuple[float, float]:
    """P(W > 0) and E W of PH/PH/c with a mean service time of 1, by linear level reduction."""
    rate = rho * servers
    start_a, gen_a = two_phases(arrival_scv)
    start_s, gen_s = two_phases(service_scv)
    gen_a = gen_a * rate
    ends_a, ends_s = -gen_a.sum(1), -gen_s.sum(1)
    eye = np.eye(2)

    def size(n: int) -> int:
        return min(n, servers) + 1

    def up(n: int) -> np.ndarray:  # an arrival at n records in the system; the state is the number in phase 0
        move = np.zeros((size(n), size(n + 1)))
        for i in range(size(n)):
            if n < servers:
                move[i, i + 1] += start_s[0]
                move[i, i] += start_s[1]
            else:
                move[i, i] = 1
        return np.kron(np.outer(ends_a, start_a), move)

    def down(n: int) -> np.ndarray:
        busy = min(n, servers)
        move = np.zeros((size(n), size(n - 1)))
        for i in range(busy + 1):
            for phase, number in ((0, i), (1, busy - i)):
                leave = number * ends_s[phase]
                if leave == 0:
                    continue
                j = i - (phase == 0)
                if n > servers:
                    move[i, j + 1] += leave * start_s[0]
                    move[i, j] += leave * start_s[1]
                else:
                    move[i, j] += leave
        return np.kron(eye, move)

    def stay(n: int) -> np.ndarray:
        busy = min(n, servers)
        move = np.zeros((size(n), size(n)))
        for i in range(busy + 1):
            if i > 0:
                move[i, i - 1] += i * gen_s[0, 1]
            if i < busy:
                move[i, i + 1] += (busy - i) * gen_s[1, 0]
        local = np.kron(gen_a, np.eye(size(n))) + np.kron(eye, move)
        out = up(n).sum(1) + (down(n).sum(1) if n > 0 else 0)
        off = local - np.diag(np.diag(local))
        return off - np.diag(off.sum(1) + out)

    a0, a1, a2 = up(servers), stay(servers + 1), down(servers + 1)
    # logarithmic reduction for G, then R
    inverse = np.linalg.inv(-a1)
    low, high = inverse @ a2, inverse @ a0
    g, t = low.copy(), high.copy()
    for _ in range(60):
        u = high @ low + low @ high
        m = np.linalg.inv(np.eye(len(u)) - u)
        high, low = m @ high @ high, m @ low @ low
        g += t @ low
        t = t @ high
        if np.abs(t).max() < 1e-18 or np.abs(1 - g.sum(1)).max() < 1e-15:
            break
    r = a0 @ np.linalg.inv(-(a1 + a0 @ g))
    steps: list[np.ndarray] = []
    above = r
    for n in range(servers, 0, -1):  # pi_n = pi_(n-1) steps
        above = up(n - 1) @ np.linalg.inv(-(stay(n) + above @ down(n + 1)))
        steps.append(above)
    steps.reverse()
    balance = stay(0) + above @ down(1)
    values, vectors = np.linalg.eig(balance.T)
    pi = np.real(vectors[:, np.argmin(np.abs(values))])
    levels = [pi / pi.sum()]
    for s in steps:
        levels.append(levels[-1] @ s)
    rest = np.linalg.inv(np.eye(len(r)) - r)
    top = levels[-1]
    total = sum(x.sum() for x in levels[:-1]) + (top @ rest).sum()
    waiting = (top @ rest @ r @ rest).sum() / total
    seen = np.kron(ends_a, np.ones(servers + 1))
    delayed = (top @ rest) @ seen / total / rate
    return float(delayed), float(waiting / rate)


SERVERS = (2, 3, 5, 10, 20, 50)


def mdc(which: int, rho: float, servers: float) -> str | None:
    mp.mp.dps = 60
    c, load = int(servers), mp.mpf(rho) * int(servers)
    x = load / c
    zeros = [-mp.lambertw(-x * mp.exp(-x) * mp.expjpi(mp.mpf(2 * k) / c)) / x for k in range(1, c)]
    chance = 1 - mp.re((c - load) / mp.fprod(1 - z for z in zeros))
    queue = mp.re(mp.fsum(1 / (1 - z) for z in zeros)) - (c * (c - 1) - load**2) / (2 * (c - load))
    return mp.nstr([chance, queue / load][which], 20) if chance >= 0.01 else None


def phphc(which: int, rho: float, arrival_scv: float, service_scv: float, servers: float) -> str | None:
    values = chain(rho, arrival_scv, service_scv, int(servers))
    return repr(values[which]) if values[0] >= 0.01 else None


def rare(which: int, rho: float, arrival_scv: float, service_scv: float, servers: float) -> str | None:
    """The points that phphc leaves out, as far as a double holds their values to 1e-4."""
    values = chain(rho, arrival_scv, service_scv, int(servers))
    return repr(values[which]) if 1e-10 <= values[0] < 0.01 else None


def load(u: float) -> float:
    return 0.3 + 0.68 * u


def pool(u: float) -> float:
    return float(SERVERS[int(u * len(SERVERS))])


def low(u: list[float]) -> list[float]:
    return [load(u[0]), 0.5 + 0.5 * u[1], 0.5 + 0.5 * u[2], pool(u[3])]


def high(u: list[float]) -> list[float]:
    return [load(u[0]), 1 + 8 * u[1], 1 + 8 * u[2], pool(u[3])]


def mixed(u: list[float]) -> list[float]:
    return [load(u[0]), 0.5 + 0.5 * u[1], 1 + 8 * u[2], pool(u[3])]


def any_of_three(u: list[float]) -> list[float]:
    return [low, mixed, high][int(3 * u[4])](u)


def poisson(u: list[float]) -> list[float]:
    return [load(u[0]), 0.5 + 0.5 * u[1] if u[1] < 0.5 else 1 + 16 * (u[1] - 0.5), pool(u[2])]


COLUMNS = ["utilization", "arrival_scv", "service_scv", "servers"]
REDUCTION = "exact chain of PH/PH/c with two phases each, logarithmic reduction in double"
CHAIN = REDUCTION + "; where at least 1 % waits"
RARE = REDUCTION + "; where less than 1 % waits, from 1e-10 on"
SERIES = "zeros of z^c = exp(load (z - 1)) by Lambert's W, 60 digits; where at least 1 % waits"

TABLES = [
    Table(
        "ggc_mean_wait_mdc",
        ["utilization", "servers"],
        SERIES,
        2,
        lambda u: [0.3 + 0.6 * u[0], pool(u[1])],
        lambda *x: mdc(1, *x),
        points=200,
    ),
    Table(
        "ggc_wait_probability_mdc",
        ["utilization", "servers"],
        SERIES,
        2,
        lambda u: [0.3 + 0.6 * u[0], pool(u[1])],
        lambda *x: mdc(0, *x),
        points=200,
    ),
    *(
        Table(
            f"{measure}_phphc_{name}", COLUMNS, CHAIN, 4, sample, lambda *x, which=which: phphc(which, *x), points=200
        )
        for measure, which in (("ggc_mean_wait", 1), ("ggc_wait_probability", 0), ("allen_cunneen_mean_wait", 1))
        for name, sample in (("low", low), ("mixed", mixed), ("high", high))
    ),
    Table(
        "kimura_mean_wait_mdc",
        ["utilization", "servers"],
        SERIES,
        2,
        lambda u: [0.3 + 0.6 * u[0], pool(u[1])],
        lambda *x: mdc(1, *x),
        points=200,
    ),
    Table(
        "kimura_mean_wait_mphc",
        ["utilization", "service_scv", "servers"],
        CHAIN,
        3,
        poisson,
        lambda rho, s, c: phphc(1, rho, 1.0, s, c),
        points=200,
    ),
    *(
        Table(
            f"ggc_{measure}_rare", COLUMNS, RARE, 5, any_of_three, lambda *x, which=which: rare(which, *x), points=1000
        )
        for which, measure in enumerate(("wait_probability", "mean_wait"))
    ),
]
