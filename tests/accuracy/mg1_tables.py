# SPDX-License-Identifier: MIT
"""References for M/G/1. Mean service time 1 everywhere: the arrival rate is the utilization."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
from flint import acb, arb, arb_poly, ctx
from make_tables import Table, log_between

BUSY = [1 - 2.0**-30, 1 - 2.0**-20, 0.999, 0.9, 0.5, 0.1, 1e-3, 1e-9]


def busy(u: float) -> float:
    """A utilization: evenly in 0.02..0.98 for half of the points, else near 1 or near 0."""
    if u < 0.5:
        return 0.02 + 1.92 * u
    if u < 0.8:
        return 1 - log_between((u - 0.5) / 0.3, 1e-9, 0.02)
    return log_between((u - 0.8) / 0.2, 1e-9, 0.02)


def plain(x: arb) -> str:
    if not bool(abs(x.rad()) <= abs(x.mid()) * arb(10) ** -22):
        raise ArithmeticError(f"too few digits: {x}")
    return str(x.mid().str(25, radius=False))


# ---- moments and the asymptote, gamma service ---------------------------------------------------------------


def gamma_moment(scv: float, k: int) -> arb:
    shape = 1 / arb(scv)
    return (
        (shape + k).gamma() / shape.gamma() / shape**k
        if shape < 1000
        else (((shape + k).lgamma() - shape.lgamma()).exp() / shape**k)
    )


def mean_wait(rho: float, scv: float) -> str:
    ctx.prec = 400
    return plain(arb(rho) * gamma_moment(scv, 2) / (2 * (1 - arb(rho))))


def wait_variance(rho: float, scv: float) -> str:
    """Second cumulant from the series of ln((1 - rho) / (1 - rho e(s))), e the residual life."""
    ctx.prec = 400
    r = arb(rho)
    first = gamma_moment(scv, 2) / 2
    second = gamma_moment(scv, 3) / 3
    return plain(r / (1 - r) * second + (r * first / (1 - r)) ** 2)


def decay(rho: float, scv: float) -> arb:
    """Bisection in ln(x / (1 - x)), x = theta scv, at 120 digits."""
    ctx.prec = 400
    shape, r = 1 / arb(scv), arb(rho)

    def above(y: arb) -> bool:
        one_less = 1 / (1 + y.exp())
        return bool(r * (one_less ** (-shape) - 1) > shape * (1 - one_less))

    low, high = arb(-100), arb(100)
    for _ in range(260):
        middle = ((low + high) / 2).mid()
        low, high = (low, middle) if above(middle) else (middle, high)
    return shape * (1 - 1 / (1 + low.exp())).mid()


def decay_rate(rho: float, scv: float) -> str:
    return plain(decay(rho, scv))


def tail_constant(rho: float, scv: float) -> str:
    theta = decay(rho, scv)
    shape = 1 / arb(scv)
    slope = arb(rho) * (1 - theta / shape) ** (-shape - 1)
    return plain(((1 - arb(rho)) / (slope - 1)).mid())


# ---- tails --------------------------------------------------------------------------------------------------


def below_gamma(rho: float, scv: float, t: float, bits: int, services: int = 0) -> arb:
    """P(W <= t) = (1 - rho) sum_k (-lambda)^k (inverse of nu^(ak) / ((s - lambda)^(k+1) (s + nu)^(ak)));
    with a service added ak is a(k + 1)."""
    ctx.prec = bits
    shape, r, x = 1 / arb(scv), arb(rho), arb(t)
    total = arb(0)
    for k in range(100000):
        q = shape * (k + services)
        term = (-r) ** k * (q * (shape * x).log() + k * x.log() - (q + k + 1).lgamma() - shape * x).exp()
        # e^(-nu x) 1F1(k + 1; q + k + 1; (lambda + nu) x)
        term *= ((r + shape) * x).hypgeom_1f1(arb(k + 1), q + k + 1)
        total += term
        if k > x + 5 and bool(abs(term) < arb(10) ** -70):
            break
    return (1 - r) * total


def tail_gamma(rho: float, scv: float, t: float, services: int = 0) -> str | None:
    for bits in (400, 1200, 3600):
        tail = 1 - below_gamma(rho, scv, t, bits, services)
        if bool(tail > 0) and bool(tail.rad() < tail.mid() * arb(10) ** -25):
            return plain(tail)
    return None


def exponentials(rho: float, p: float, ratio: float, t: float, with_service: bool) -> str:
    """Two phases: roots of the quadratic; partial fractions by derivatives."""
    mpmath.mp.dps = 80
    r, p1, q = mpmath.mpf(rho), mpmath.mpf(p), mpmath.mpf(ratio)
    p2 = 1 - p1
    # means 1/2 and ratio/2 here, as the library is called
    u, v = mpmath.mpf(2), 2 / q
    rate = r / (p1 / u + p2 / v)
    # (u - x)(v - x) - rate (p1 (v - x) + p2 (u - x)) = 0
    b = u + v - rate
    c = u * v - rate * (p1 * v + p2 * u)
    high = (b + mpmath.sqrt(b * b - 4 * c)) / 2
    out = mpmath.mpf(0)
    for x in (c / high, high):
        slope = rate * (p1 * u / (u - x) ** 2 + p2 * v / (v - x) ** 2)
        k = (1 - r) / (slope - 1)
        out += k * (1 + x / rate if with_service else 1) * mpmath.exp(-x * mpmath.mpf(t))
    return mpmath.nstr(out, 25)


def below_discrete(rate: arb, rho: arb, first: float, second: float, p: float, t: arb) -> arb:
    """P(W <= t) = (1 - rho) sum over (i, j) of binomial terms (-lambda)^k (t - v)^k e^(lambda (t - v)) / k!."""
    a, b, w = arb(first), arb(second), arb(p)
    total = arb(0)
    i = 0
    while bool(a * i <= t):
        j = 0
        while bool(a * i + b * j <= t):
            x = t - a * i - b * j
            weight = w**i * (1 - w) ** j / (arb(i + 1).gamma() * arb(j + 1).gamma())
            total += weight * (-rate * x) ** (i + j) * (rate * x).exp()
            j += 1
            if p == 1.0:
                break
        i += 1
        if p == 0.0:
            break
    return (1 - rho) * total


def tail_discrete(rate: float, second: float, p: float, t: float) -> str | None:
    """Values 1 and `second`."""
    for bits in (600, 2400):
        ctx.prec = bits
        rho = arb(rate) * (arb(p) + (1 - arb(p)) * arb(second))
        tail = 1 - below_discrete(arb(rate), rho, 1.0, second, p, arb(t))
        if bool(tail > 0) and bool(tail.rad() < tail.mid() * arb(10) ** -25):
            return plain(tail)
    return None


def sojourn_discrete(rate: float, second: float, p: float, t: float) -> str | None:
    for bits in (600, 2400):
        ctx.prec = bits
        rho = arb(rate) * (arb(p) + (1 - arb(p)) * arb(second))
        done = arb(0)
        for value, weight in ((arb(1), arb(p)), (arb(second), 1 - arb(p))):
            if bool(value <= arb(t)):
                done += weight * below_discrete(arb(rate), rho, 1.0, second, p, arb(t) - value)
        tail = 1 - done
        if bool(tail > 0) and bool(tail.rad() < tail.mid() * arb(10) ** -25):
            return plain(tail)
    return None


def tail_atom_gamma(rho: float, share: float, scv: float, t: float, services: int) -> str | None:
    """Service 1 with the chance `share`, else gamma of mean 1: the series of below_gamma with powers of the mixture
    written out, e^(-is) a shift by i."""
    for bits in (400, 1600):
        ctx.prec = bits
        shape, r, w, x = 1 / arb(scv), arb(rho), arb(share), arb(t)
        total = arb(0)
        for k in range(2000):
            worst = arb(0)
            for i in range(k + services + 1):
                y = x - i
                if not bool(y > 0):
                    break
                q = shape * (k + services - i)
                weight = arb(k + services + 1).gamma() / (arb(i + 1).gamma() * arb(k + services - i + 1).gamma())
                weight *= w**i * (1 - w) ** (k + services - i)
                term = (q * (shape * y).log() + k * y.log() - (q + k + 1).lgamma() - shape * y).exp()
                term *= weight * (-r) ** k * ((r + shape) * y).hypgeom_1f1(arb(k + 1), q + k + 1)
                total += term
                worst = max(worst, abs(term).mid())
            if k > x + 5 and bool(worst < arb(10) ** -60):
                break
        tail = 1 - (1 - r) * total
        if bool(tail > 0) and bool(tail.rad() < tail.mid() * arb(10) ** -25):
            return plain(tail)
    return None


def lattice_law(count: int, seed: float, cells: int) -> list[tuple[int, int]]:
    """`count` values among 1 .. 4 cells, in steps of 1/cells, with weights 1 .. 8 in units of their sum."""
    out: dict[int, int] = {}
    state = int(seed)
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        value = 1 + (state >> 8) % (4 * cells)
        state = (state * 1103515245 + 12345) % 2**31
        out[value] = out.get(value, 0) + 1 + (state >> 8) % 8
    return sorted(out.items())


def tail_lattice(rho: float, count: float, seed: float, t: float, services: int, cells_each: int = 16) -> str | None:
    """w = P(W <= .) solves w'(t) = lambda (w(t) - sum p_j w(t - j d)), w(0) = 1 - rho: on the cell k it is e^(lambda t)
    times a polynomial of degree k, all of them exact in Arb."""
    law = lattice_law(int(count), seed, cells_each)
    ctx.prec = 1200
    weights = sum(n for _, n in law)
    step = arb(1) / cells_each
    mean = sum(arb(v) * n for v, n in law) * step / weights
    rate = arb(rho) / mean
    cells = int(t * cells_each)
    decay = (-rate * step).exp()
    pieces: list[arb_poly] = []
    start = 1 - arb(rho)
    for k in range(cells + 1):
        slope = arb_poly([0])
        for v, n in law:
            if v <= k:
                # e^(lambda (u + (k - v) d)) against e^(lambda (u + k d)): the factor is kept in the pieces
                slope += pieces[k - v] * (arb(n) / weights)
        piece = (slope * (-rate)).integral() + start
        pieces.append(piece)
        start = piece(step) / decay
    u = arb(t) - cells * step

    def value(k: int) -> arb:
        return pieces[k](u) * (rate * u).exp()

    if services == 0:
        below = value(cells)
    else:
        below = arb(0)
        for v, n in law:
            if v <= cells:
                below += value(cells - v) * n / weights
    tail = 1 - below
    if bool(tail > 0) and bool(tail.rad() < tail.mid() * arb(10) ** -25):
        return plain(tail)
    return None


def tail_lognormal(rate: float, scv: float, timeout: float, t: float, services: int = 0) -> str | None:
    """t below the timeout, where P(W <= t) / (1 - rho) does not feel the cut: Euler sum with M = 40 of the
    transform of the law without the cut."""
    ctx.prec = 160
    variance = (1 + arb(scv)).log()
    sigma = variance.sqrt()
    median = (-variance / 2).exp()
    cut = (arb(timeout).log() + variance / 2) / sigma
    normal = lambda z: (z / arb(2).sqrt()).erfc() / 2  # noqa: E731
    mean = normal(sigma - cut) + arb(timeout) * normal(cut)
    rho = arb(rate) * mean
    if not bool(rho < 1):
        return None
    step = arb(1) / 100
    share = step / (2 * arb.pi()).sqrt()
    nodes = [(median * (sigma * step * i).exp(), share * (-((step * i) ** 2) / 2).exp()) for i in range(-1000, 1001)]
    order = 32
    x = arb(t)
    shift = arb(order) * arb(10).log() / 3
    weights = [arb(1)] * (2 * order + 1)
    weights[0] = arb(1) / 2
    weights[2 * order] = arb(2) ** -order
    binomial = arb(1)
    for k in range(1, order):
        binomial = binomial * (order - k + 1) / k
        weights[2 * order - k] = weights[2 * order - k + 1] + arb(2) ** -order * binomial
    total = arb(0)
    for k in range(2 * order + 1):
        s = acb(shift, arb.pi() * k) / x
        f = acb(0)
        for value, weight in nodes:
            if bool(s.real * value < 90):
                f += weight * (-s * value).exp()
        term = weights[k] * (f**services / (s - arb(rate) + arb(rate) * f)).real
        total += term if k % 2 == 0 else -term
    below = (1 - rho) * (shift.exp() / x) * total
    tail = (1 - below).mid()
    return str(tail.str(18, radius=False)) if bool(tail > arb("1e-6")) else None


def time_of(u: float) -> float:
    return log_between(u, 0.01, 40)


def two_values(u: Sequence[float]) -> list[float]:
    second = 1 + 9 * u[1]
    return [(0.01 + 0.985 * u[0]) / (u[2] + (1 - u[2]) * second), second, u[2], time_of(u[3])]


def lattice_case(u: Sequence[float]) -> list[float]:
    count = float(int(log_between(u[1], 3, 60)))
    return [0.05 + 0.9 * u[0], count, float(int(1e6 * u[2])), log_between(u[3], 0.03, 15)]


def samples_case(u: Sequence[float]) -> list[float]:
    count = float(int(log_between(u[1], 70, 700)))
    return [0.05 + 0.9 * u[0], count, float(int(1e6 * u[2])), log_between(u[3], 0.05, 1.2)]


def cut_law(u: Sequence[float]) -> list[float]:
    timeout = log_between(u[2], 2, 300)
    return [0.05 + 0.9 * u[0], log_between(u[1], 0.05, 10), timeout, timeout * log_between(u[3], 0.01, 0.999)]


TABLES = [
    Table(
        "mg1_mean_wait",
        ["arrival_rate", "scv"],
        "moments by gamma functions, 120 digits",
        2,
        lambda u: [busy(u[0]), log_between(u[1], 1e-6, 1e6)],
        mean_wait,
        [[r, s] for r in BUSY for s in (1e-6, 1.0, 1e6)],
    ),
    Table(
        "mg1_wait_variance",
        ["arrival_rate", "scv"],
        "cumulants of a geometric sum of residual lives, 120 digits",
        2,
        lambda u: [busy(u[0]), log_between(u[1], 1e-6, 1e6)],
        wait_variance,
        [[r, s] for r in BUSY for s in (1e-6, 1.0, 1e6)],
    ),
    Table(
        "mg1_decay_rate",
        ["arrival_rate", "scv"],
        "bisection at 120 digits",
        2,
        lambda u: [busy(u[0]), log_between(u[1], 1e-6, 1e6)],
        decay_rate,
        [[r, s] for r in BUSY[:7] for s in (1e-6, 1.0, 1e6)],
    ),
    Table(
        "mg1_tail_constant",
        ["arrival_rate", "scv"],
        "at the root; scv <= 1",
        2,
        lambda u: [busy(u[0]), log_between(u[1], 1e-6, 1)],
        tail_constant,
        [[r, s] for r in BUSY for s in (1e-6, 0.3)],
    ),
    Table(
        "mg1_wait_tail_gamma",
        ["arrival_rate", "scv", "t"],
        "series of confluent hypergeometric functions, Arb with 120 digits or more",
        3,
        lambda u: [0.02 + 0.979 * u[0], log_between(u[1], 1e-4, 100), time_of(u[2])],
        tail_gamma,
        [[r, s, t] for r in (0.1, 0.8, 1 - 2.0**-30) for s in (0.125, 0.5, 10.0) for t in (0.1, 1.0, 10.0)],
        points=300,
    ),
    Table(
        "mg1_wait_tail_hyperexponential",
        ["utilization", "p", "ratio", "t"],
        "roots of the quadratic at 80 digits; means 1/2 and ratio/2",
        4,
        lambda u: [busy(u[0]), u[1], log_between(u[2], 1e-4, 1e4), log_between(u[3], 1e-3, 1e3)],
        lambda r, p, q, t: exponentials(r, p, q, t, False),
    ),
    Table(
        "mg1_sojourn_tail_hyperexponential",
        ["utilization", "p", "ratio", "t"],
        "roots of the quadratic at 80 digits; means 1/2 and ratio/2",
        4,
        lambda u: [busy(u[0]), u[1], log_between(u[2], 1e-4, 1e4), log_between(u[3], 1e-3, 1e3)],
        lambda r, p, q, t: exponentials(r, p, q, t, True),
    ),
    Table(
        "mg1_wait_tail_discrete",
        ["arrival_rate", "second", "p", "t"],
        "alternating double sum at 180 digits or more; values 1 and second",
        4,
        two_values,
        tail_discrete,
        [[r, 3.0, 0.75, t] for r in (0.1, 0.6) for t in (0.5, 1.0, 1.5, 2.99, 3.0, 3.01, 7.3, 30.0)],
        points=500,
    ),
    Table(
        "mg1_sojourn_tail_discrete",
        ["arrival_rate", "second", "p", "t"],
        "alternating double sum at 180 digits or more; values 1 and second",
        4,
        two_values,
        sojourn_discrete,
        [[r, 3.0, 0.75, t] for r in (0.1, 0.6) for t in (0.5, 1.0, 1.5, 2.99, 3.01, 7.3, 30.0)],
        points=500,
    ),
    Table(
        "mg1_wait_tail_lognormal",
        ["arrival_rate", "scv", "timeout", "t"],
        "Euler sum of order 32 at 48 digits for t below the timeout; tails above 1e-6",
        4,
        cut_law,
        tail_lognormal,
        points=200,
    ),
    Table(
        "mg1_sojourn_tail_lognormal",
        ["arrival_rate", "scv", "timeout", "t"],
        "Euler sum of order 32 at 48 digits for t below the timeout; tails above 1e-6",
        4,
        cut_law,
        lambda r, c, x, t: tail_lognormal(r, c, x, t, 1),
        points=200,
    ),
    Table(
        "mg1_sojourn_tail_gamma",
        ["arrival_rate", "scv", "t"],
        "series of confluent hypergeometric functions, Arb with 120 digits or more",
        3,
        lambda u: [0.02 + 0.979 * u[0], log_between(u[1], 1e-3, 100), log_between(u[2], 0.01, 12)],
        lambda r, c, t: tail_gamma(r, c, t, 1),
        [[r, s, t] for r in (0.1, 0.8, 1 - 2.0**-30) for s in (0.125, 0.5, 10.0) for t in (0.1, 1.0, 10.0)],
        points=200,
    ),
    Table(
        "mg1_wait_tail_atom_gamma",
        ["arrival_rate", "share", "scv", "t"],
        "double series of confluent hypergeometric functions; service 1, or gamma of mean 1",
        4,
        lambda u: [0.05 + 0.9 * u[0], u[1], log_between(u[2], 0.02, 20), log_between(u[3], 0.05, 8)],
        lambda r, w, c, t: tail_atom_gamma(r, w, c, t, 0),
        points=200,
    ),
    Table(
        "mg1_sojourn_tail_atom_gamma",
        ["arrival_rate", "share", "scv", "t"],
        "double series of confluent hypergeometric functions; service 1, or gamma of mean 1",
        4,
        lambda u: [0.05 + 0.9 * u[0], u[1], log_between(u[2], 0.02, 20), log_between(u[3], 0.05, 8)],
        lambda r, w, c, t: tail_atom_gamma(r, w, c, t, 1),
        points=200,
    ),
    Table(
        "mg1_wait_tail_lattice",
        ["utilization", "count", "seed", "t"],
        "exact polynomials on each cell, Arb with 360 digits; values k/16 from a congruential generator",
        4,
        lattice_case,
        lambda r, n, s, t: tail_lattice(r, n, s, t, 0),
        points=300,
    ),
    Table(
        "mg1_sojourn_tail_lattice",
        ["utilization", "count", "seed", "t"],
        "exact polynomials on each cell, Arb with 360 digits; values k/16 from a congruential generator",
        4,
        lattice_case,
        lambda r, n, s, t: tail_lattice(r, n, s, t, 1),
        points=300,
    ),
    Table(
        "mg1_wait_tail_empirical",
        ["utilization", "count", "seed", "t"],
        "as mg1_wait_tail_lattice, values k/256",
        4,
        samples_case,
        lambda r, n, s, t: tail_lattice(r, n, s, t, 0, 256),
        points=40,
    ),
    Table(
        "mg1_sojourn_tail_empirical",
        ["utilization", "count", "seed", "t"],
        "as mg1_sojourn_tail_lattice, values k/256",
        4,
        samples_case,
        lambda r, n, s, t: tail_lattice(r, n, s, t, 1, 256),
        points=40,
    ),
]
