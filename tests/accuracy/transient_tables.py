# SPDX-License-Identifier: MIT
"""Reference values: many-server systems on the way to their steady state, and under rates that change."""

from __future__ import annotations

import numpy as np
from flint import acb, arb, ctx
from make_tables import Table, log_between
from scipy.integrate import solve_ivp


def transform(c: int, load: float, start: int, least: int, s: acb) -> tuple[acb, acb]:
    """Laplace transforms of E[N] and P(N >= least): states above all servers and the start fall geometrically."""
    last = max(c, start)
    birth = arb(load)
    total = s + birth + c
    root = (total * total - 4 * birth * c).sqrt()
    ratio = 2 * birth / (total + root) if (total.conjugate() * root).real > 0 else 2 * birth / (total - root)
    factor: list[acb] = []
    value: list[acb] = []
    coupled, before = acb(0), acb(0)
    for n in range(last + 1):
        pivot = s + birth + min(n, c) - coupled
        if n == last:
            pivot -= min(n + 1, c) * ratio
        right = before + (1 if n == start else 0)
        f = min(n + 1, c) / pivot
        factor.append(f)
        value.append(right / pivot)
        coupled, before = birth * f, birth * value[-1]
    for n in range(last - 1, -1, -1):
        value[n] += factor[n] * value[n + 1]
    rest = 1 / (1 - ratio)
    mean = value[last] * (last * rest + ratio * rest * rest)
    tail = value[last] * rest * ratio ** max(0, least - last)
    for n in range(last):
        mean += n * value[n]
        if n >= least:
            tail += value[n]
    return mean, tail


def talbot(c: int, load: float, start: int, least: int, t: float, nodes: int) -> tuple[arb, arb]:
    """Fixed Talbot inversion (Abate and Valko 2004): all singularities are on the negative axis."""
    ctx.prec = int(5 * nodes)
    x = arb(t)
    r = arb(2 * nodes) / (5 * x)
    mean, tail = transform(c, load, start, least, acb(r))
    weight = (r * x).exp() / 2
    sums = [weight * mean.real, weight * tail.real]
    for k in range(1, nodes):
        theta = arb(k) * arb.pi() / nodes
        cot = theta.cot()
        s = acb(r * theta * cot, r * theta)
        w = (s * x).exp() * acb(1, theta + (theta * cot - 1) * cot)
        mean, tail = transform(c, load, start, least, s)
        sums[0] += (w * mean).real
        sums[1] += (w * tail).real
    return r / nodes * sums[0], r / nodes * sums[1]


def constant(which: int, c: float, load: float, start: float, least: float, t: float) -> str | None:
    size = [talbot(int(c), load, int(start), int(least), t, nodes)[which] for nodes in (40, 60)]
    if not abs((size[0] - size[1]) / size[1]).mid() < arb("1e-11"):
        return None
    return size[1].mid().str(18, radius=False) if size[1] > arb("1e-8") else None


def constant_sample(u: list[float]) -> list[float]:
    c = float(int(log_between(u[0], 1, 60)))
    rho = 1.3 * u[1] if u[1] < 0.7 else 1 - log_between(u[1] * 10 / 3 - 7 / 3, 1e-4, 0.1)
    load = float(c * max(0.02, rho))
    start = float(int(u[2] ** 3 * 120))
    t = log_between(u[3], 1e-2, 1e3)
    least = float(max(1, int((c + 5) * u[4] * 2)))
    return [c, load, start, least, t]


def hat(c: float, low: float, high: float, length: float, start: float, t: float) -> np.ndarray:
    """State probabilities by DOP853: the rate goes from low to high within length, back, and stays."""
    states = 260
    n = np.arange(states)
    death = np.minimum(n, c)

    def slopes(rates: tuple[float, float, float]):
        begin, base, slope = rates

        def f(x: float, p: np.ndarray) -> np.ndarray:
            birth = base + slope * (x - begin)
            out = -(birth + death) * p
            out[-1] += birth * p[-1]
            out[1:] += birth * p[:-1]
            out[:-1] += death[1:] * p[1:]
            return out

        return f

    p = np.zeros(states)
    p[int(start)] = 1
    slope = (high - low) / length
    for begin, end, rates in (
        (0.0, length, (0.0, low, slope)),
        (length, 2 * length, (length, high, -slope)),
        (2 * length, t, (2 * length, low, 0.0)),
    ):
        if begin >= t:
            break
        p = solve_ivp(slopes(rates), (begin, min(end, t)), p, method="DOP853", rtol=1e-13, atol=1e-17).y[:, -1]
    return p


def hat_mean(*x: float) -> str | None:
    p = hat(*x)
    return None if p[-20:].sum() > 1e-13 else repr(float(p @ np.arange(len(p))))


def hat_tail(*x: float) -> str | None:
    p = hat(*x)
    tail = float(p[int(x[0]) :].sum())
    return None if p[-20:].sum() > 1e-13 or tail < 1e-5 else repr(tail)


def hat_sample(u: list[float]) -> list[float]:
    c = float(1 + int(29 * u[0]))
    low = float(c * 0.9 * u[1])
    high = float(c * (0.2 + 1.1 * u[2]))
    length = log_between(u[3], 0.3, 10)
    return [c, low, high, length, float(int(40 * u[4] ** 2)), float(length * (0.3 + 3 * ((7 * u[1] + u[4]) % 1)))]


def exact_wave(u: list[float]) -> list[float]:
    """A hat from empty, and what DOP853 says of the wait probability at t: the last argument."""
    c, low, high, length, _, t = hat_sample(u)
    low, high = min(low, 0.85 * c), min(high, 0.85 * c)
    length *= 3
    t *= 3
    p = hat(c, low, high, length, 0.0, t)
    return [c, low, high, length, t, float(p[int(c) :].sum())]


COLUMNS = ["servers", "load", "initial", "least", "t"]
HAT = ["servers", "low", "high", "length", "initial", "t"]
ERROR = (
    "value 1 is compared with 1 + |approximation - exact|: maximum and median are absolute differences in the wait "
    "probability; exact by DOP853 of the Kolmogorov equations; service time 1; rate low..high..low, from empty"
)
CORNERS = [
    [1.0, 0.8, 0.0, 3.0, 10.0],
    [1.0, 0.8, 20.0, 1.0, 30.0],
    [20.0, 15.0, 100.0, 61.0, 40.0 / 3],
    [1.0, 0.999, 0.0, 10.0, 1000.0],
    [50.0, 49.9, 0.0, 50.0, 1000.0],
    [10.0, 13.0, 0.0, 100.0, 100.0],
]
TABLES = [
    Table(
        "transient_mmc_mean",
        COLUMNS,
        "service time 1; resolvent of the infinite chain, fixed Talbot inversion at 300 bits",
        5,
        constant_sample,
        lambda *x: constant(0, *x),
        CORNERS,
        points=200,
    ),
    Table(
        "transient_mmc_tail",
        COLUMNS,
        "service time 1; resolvent of the infinite chain, fixed Talbot inversion at 300 bits; P(N >= least)",
        5,
        constant_sample,
        lambda *x: constant(1, *x),
        CORNERS,
        points=200,
    ),
    Table(
        "transient_hat_mean",
        HAT,
        "service time 1; Kolmogorov equations by DOP853, rtol 1e-13; rate low..high..low",
        5,
        hat_sample,
        hat_mean,
        points=200,
    ),
    Table(
        "transient_hat_wait_probability",
        HAT,
        "service time 1; Kolmogorov equations by DOP853, rtol 1e-13; rate low..high..low",
        5,
        hat_sample,
        hat_tail,
        points=200,
    ),
    Table(
        "modified_offered_load_error",
        ["servers", "low", "high", "length", "t", "exact"],
        ERROR,
        5,
        exact_wave,
        lambda *_: "1",
        points=200,
    ),
    Table(
        "pointwise_stationary_error",
        ["servers", "low", "high", "length", "t", "exact"],
        ERROR,
        5,
        exact_wave,
        lambda *_: "1",
        points=200,
    ),
]
