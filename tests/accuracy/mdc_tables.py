# SPDX-License-Identifier: MIT
"""M/D/1 and M/D/c. References: M/D/1 by Erlang's alternating sum in ball arithmetic; M/D/c by the roots of its
characteristic equation (Lambert W), where the library sums Spitzer's series."""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any

from flint import acb, arb, arb_poly, arb_series, ctx, fmpq
from make_tables import Table, log_between

DIGITS = 25


def text(x: Any) -> str | None:
    """The middle of a ball, if the ball is small enough."""
    if not x.rel_accuracy_bits() > 90 or abs(x) < 1e-300:
        return None
    return str(x.mid().str(DIGITS, radius=False))


def below_one(u: float) -> float:
    """1e-3 ... 1 - 1e-9: a third in the logarithm of the load, one even, one in the logarithm of the idle share."""
    if u < 1 / 3:
        return log_between(3 * u, 1e-3, 0.3)
    return 0.3 + 0.69 * (3 * u - 1) if u < 2 / 3 else 1 - log_between(3 * u - 2, 1e-2, 1e-9)


# ---------------------------------------------------------------------------------------------------- M/D/1


def single_decay(rate: float, time: float) -> tuple[arb, arb]:
    """theta D and K."""
    rho = arb(rate) * arb(time)
    y = -rho - (-rho * (-rho).exp()).lambertw(-1)
    return y, (1 - rho) / (y + rho - 1)


def single_tail(rate: float, time: float, t: float) -> arb:
    periods = int(t / time)
    if periods > 1500:  # the next exponential is below e^(-1500)
        ctx.prec = 400
        y, k = single_decay(rate, time)
        return k * (-y * arb(t) / arb(time)).exp()
    ctx.prec = 1400 + int(8 * rate * t)
    lam, d = arb(rate), arb(time)
    total = arb(0)
    factorial = arb(1)
    for j in range(periods + 1):
        if j:
            factorial *= j
        x = lam * (arb(t) - j * d)
        if j and x < 0:
            break
        total += (-x) ** j * x.exp() / factorial
    return 1 - (1 - lam * d) * total


def single_mass(rate: float, time: float, n: float) -> arb:
    ctx.prec = 1400 + int(8 * n)
    rho = arb(rate) * arb(time)
    n = int(n)
    if n == 0:
        return 1 - rho
    total = (n * rho).exp()
    if n == 1:
        total -= 1
    for k in range(1, n):
        j = n - k
        x = k * rho
        term = x ** (j - 1) / arb(j).gamma() * (x / j + 1) * x.exp()
        total += term if j % 2 == 0 else -term
    return (1 - rho) * total


def single_at(u: list[float]) -> tuple[float, float, float]:
    rho = below_one(u[0])
    time = log_between(u[1], 1e-3, 1e3)
    rate = rho / time
    wait = rho / (2 * (1 - rho)) * time
    return rate, time, wait


def single_tail_sample(u: list[float]) -> list[float]:
    rate, time, wait = single_at(u)
    t = 50 * u[2] * max(wait, time / 10) if u[2] < 0.7 else 20 * (u[2] - 0.7) * time
    return [rate, time, t]


def single_level_sample(u: list[float]) -> list[float]:
    rate, time, _ = single_at(u)
    return [rate, time, 1 - rate * time * log_between(u[2], 1e-12, 1)]


def prec(bits: int, value: Any) -> Any:
    ctx.prec = bits
    return value()


# ---------------------------------------------------------------------------------------------------- M/D/c


@functools.lru_cache(maxsize=4)
def inner_roots(rate: float, time: float, servers: int, bits: int) -> list[acb]:
    """Zeros of z^c - e^(alpha (z - 1)) in the unit circle, one of each conjugate pair."""
    ctx.prec = bits
    rho = arb(rate) * arb(time) / servers
    start = -rho * (-rho).exp()
    return [
        -(acb(start) * acb.exp_pi_i(acb(fmpq(2 * k, servers)))).lambertw(0) / rho for k in range(1, servers // 2 + 1)
    ]


def probability_of_waiting(rate: float, time: float, servers: float) -> arb:
    c = int(servers)
    bits = working_bits(rate, time, c)
    roots = inner_roots(rate, time, c, bits)
    product = arb(1)
    for k, z in enumerate(roots, 1):
        product *= (1 - z).real if 2 * k == c else (1 - z.real) ** 2 + z.imag**2
    return 1 - (c - arb(rate) * arb(time)) / product


def working_bits(rate: float, time: float, c: int) -> int:
    rho = rate * time / c
    # e^(-c I) is the size of the chance to wait
    return 400 + min(1600, int(3 * c * (rho - 1 - math.log(rho))))


def cumulants(rate: float, time: float, servers: float) -> tuple[arb, arb]:
    """First and second derivative at z = 1 of the logarithm of the generating function of the queue."""
    c = int(servers)
    bits = working_bits(rate, time, c)
    roots = inner_roots(rate, time, c, bits)
    alpha = arb(rate) * arb(time)
    # z^c - e^(alpha (z-1)) = (c - alpha) u + (c (c-1) - alpha^2) u^2 / 2 + ..., u = z - 1
    a = (arb(c) * (c - 1) - alpha**2) / 2 / (c - alpha)
    b = (arb(c) * (c - 1) * (c - 2) - alpha**3) / 6 / (c - alpha)
    first, second = -a, -(2 * b - a * a)
    for k, z in enumerate(roots, 1):
        inverse = 1 / (1 - z)
        weight = 1 if 2 * k == c else 2
        first += weight * inverse.real
        second -= weight * (inverse * inverse).real
    return first, second


def pool_mean(rate: float, time: float, servers: float) -> arb:
    return cumulants(rate, time, servers)[0] / arb(rate)


def pool_variance(rate: float, time: float, servers: float) -> arb:
    # E[L (L-1)] - E[L]^2 = lambda^2 Var W: a record leaves as many behind as arrive during its wait.
    return cumulants(rate, time, servers)[1] / arb(rate) ** 2


def pool_decay(rate: float, time: float, servers: float) -> arb:
    ctx.prec = 400
    rho = arb(rate) * arb(time) / int(servers)
    return (-rho - (-rho * (-rho).exp()).lambertw(-1)) * int(servers) / arb(time)


def numerator_at(z: Any, roots: list[acb], c: int, alpha: arb) -> Any:
    out = acb(c - alpha)
    for k, r in enumerate(roots, 1):
        out *= (
            (z - r.real) / (1 - r.real)
            if 2 * k == c
            else ((z - r.real) ** 2 + r.imag**2) / ((1 - r.real) ** 2 + r.imag**2)
        )
    return out


def pool_constant(rate: float, time: float, servers: float) -> arb:
    c = int(servers)
    bits = working_bits(rate, time, c)
    roots = inner_roots(rate, time, c, bits)
    alpha = arb(rate) * arb(time)
    z = 1 + pool_decay_at(rate, time, c, bits) / arb(rate)
    return (numerator_at(acb(z), roots, c, alpha) / (acb(z) ** (c - 1) * (alpha * z - c))).real


def pool_decay_at(rate: float, time: float, c: int, bits: int) -> arb:
    ctx.prec = bits
    rho = arb(rate) * arb(time) / c
    return (-rho - (-rho * (-rho).exp()).lambertw(-1)) * c / arb(time)


@functools.lru_cache(maxsize=2)
def queue_masses(rate: float, time: float, c: int, count: int, bits: int) -> list[arb]:
    """P(m records wait), m < count: power series of the generating function."""
    roots = inner_roots(rate, time, c, bits)
    ctx.prec = bits
    ctx.cap = count
    alpha = arb(rate) * arb(time)
    factors = [arb_poly([-1, 1]) * (c - alpha)]
    for k, r in enumerate(roots, 1):
        if 2 * k == c:
            factors.append(arb_poly([-r.real, 1]) * (1 / (1 - r.real)))
        else:
            scale = 1 / ((1 - r.real) ** 2 + r.imag**2)
            factors.append(arb_poly([(r.real**2 + r.imag**2) * scale, -2 * r.real * scale, scale]))
    while len(factors) > 1:
        factors = [
            factors[i] * factors[i + 1] if i + 1 < len(factors) else factors[i] for i in range(0, len(factors), 2)
        ]
    top = arb_series(factors[0].coeffs()[:count], count)
    exponential = (arb_series([0, alpha], count)).exp() * (-alpha).exp()
    power = arb_series([0] * c + [1], count) if c < count else arb_series([0], count)
    out = (top / (power - exponential)).coeffs()
    return list(out) + [arb(0)] * (count - len(out))


def pool_tail(rate: float, time: float, servers: float, t: float) -> arb | None:
    c = int(servers)
    periods = int(t / time)
    while (periods + 1) * arb(time) <= arb(t):
        periods += 1
    while periods > 0 and periods * arb(time) > arb(t):
        periods -= 1
    if (periods + 1) * c > 6000:
        bits = 600 + working_bits(rate, time, c)
        return residues(rate, time, c, t, bits)
    count = (periods + 1) * c
    bits = 2400 + 4 * c
    ctx.prec = bits
    q = queue_masses(rate, time, c, c * (periods + 1 + (periods + 1) % 2), bits)
    x = arb(rate) * ((periods + 1) * arb(time) - arb(t))
    total = arb(0)
    cumulated = list(itertools.accumulate(q[:count]))
    term = (-x).exp()
    for j in range(count):
        total += term * cumulated[count - 1 - j]
        term *= x / (j + 1)
    return 1 - total


def pool_mass(rate: float, time: float, servers: float, n: float) -> arb:
    """P(N = n): the records present are those that waited one service ago and those that came since."""
    c, n = int(servers), int(n)
    q = queue_masses(rate, time, c, 4 * c + 40, 2400 + 4 * c)
    alpha = arb(rate) * arb(time)
    if n > c:
        return q[n - c]
    total = arb(0)
    term = (-alpha).exp()
    for j in range(n + 1):
        total += term * q[n - j]
        term *= alpha / (j + 1)
    return total


def residues(rate: float, time: float, c: int, t: float, bits: int) -> arb | None:
    """sum over the zeros outside the unit circle of K_k e^(-theta_k t), while they count."""
    roots = inner_roots(rate, time, c, bits)
    ctx.prec = bits
    alpha = arb(rate) * arb(time)
    rho = alpha / c
    start = -rho * (-rho).exp()
    total = arb(0)
    for k in range(400):
        y = acb(-rho - start.lambertw(-1)) if k == 0 else outer_exponent(rho, k, c)
        z = 1 + y / rho
        weight = numerator_at(z, roots, c, alpha) / (z ** (c - 1) * (alpha * z - c))
        term = (weight * (-y * c * arb(t) / arb(time)).exp()).real * (1 if k == 0 else 2)
        total += term
        if k > 0 and abs(term) < abs(total) * arb(2) ** -110:
            return total
    return None


def outer_exponent(rho: arb, k: int, c: int) -> acb:
    """y with y = log(1 + y / rho) + 2 pi i k / c, by Newton steps and then a check of the ball."""
    idle = 1 - rho
    turn = acb(0, 2 * arb.pi() * k / c)
    y = acb(idle) + (acb(idle) ** 2 + 2 * turn).sqrt()
    if abs(y) > 1:
        y = (1 + y / rho).log() + turn
    for _ in range(60):
        step = (y - (1 + y / rho).log() - turn) / (1 - 1 / (rho + y))
        y = (y - step).mid()
    error = abs((y - (1 + y / rho).log() - turn) / (1 - 1 / (rho + y)))
    assert error < abs(y) * arb(2) ** -150, (rho, k, c)
    return acb(y)


def pool_at(u: list[float]) -> list[float]:
    c = round(log_between(u[0], 0.6, 1400.0))
    c = min(max(c, 1), 1000)
    time = log_between(u[2], 1e-3, 1e3)
    return [below_one(u[1]) * c / time, time, float(c)]


PAIRS = tuple(
    (c, rho)
    for c in (1, 2, 5, 20, 100, 400, 1000)
    for rho in (0.01, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.9999, 1 - 1e-9)
)


def pool_tail_sample(u: list[float]) -> list[float]:
    c, rho = PAIRS[min(int(u[0] * len(PAIRS)), len(PAIRS) - 1)]
    time = 1.0 if u[1] < 0.5 else 0.3
    rate = rho * c / time
    typical = time * (1 / (2 * (1 - rho)) + 2) / c
    t = u[2] * min(2.5 * time, 50 * typical) if u[1] < 0.25 or u[1] > 0.75 else 50 * u[2] * typical
    return [rate, time, float(c), t]


def pool_mass_sample(u: list[float]) -> list[float]:
    c, rho = PAIRS[min(int(u[0] * len(PAIRS)), len(PAIRS) - 1)]
    return [rho * c, 1.0, float(c), float(int(log_between(u[1], 1, 4 * c + 30)) - 1)]


def pool_level_sample(u: list[float]) -> list[float]:
    rate, time, c = pool_at(u)
    rate = min(rate, (c - 0.02 * c**0.5) / time) if u[1] < 0.6 else rate
    # levels below the chance to wait, which falls with e^(-c I)
    chance = probability_of_waiting(rate, time, c)
    return [rate, time, c, 1 - float(chance.mid()) * log_between(u[3], 1e-9, 1)]


def level(*x: float) -> str | None:
    ctx.prec = 200
    return text(1 - arb(x[-1])) if x[-1] < 1 else None


EDGES = tuple((rho, 1.0) for rho in (1e-3, 0.5, 0.95, 1 - 1e-3, 1 - 1e-6, 1 - 1e-9))
POOL_EDGES = tuple(
    (c * rho, 1.0, float(c)) for c in (1, 2, 20, 100, 1000) for rho in (1e-3, 0.3, 0.9, 1 - 1e-6, 1 - 1e-9)
)
LARGE = tuple((1e4 * rho, 1.0, 1e4) for rho in (0.9, 0.95, 0.99, 0.999, 1 - 1e-6))

TABLES = [
    Table(
        "md1_wait_tail",
        ("arrival_rate", "service_time", "t"),
        "Erlang's alternating sum with 1400 bits and more; above 1500 services the Lambert W exponential with 400 bits",
        3,
        single_tail_sample,
        lambda *x: text(single_tail(*x)),
        corners=[(rho, d, t) for rho, d in EDGES for t in (0.0, 0.5, 1.0, 17.5, 25.0)],
    ),
    Table(
        "md1_decay_rate",
        ("arrival_rate", "service_time"),
        "Lambert W, branch -1, with 400 bits",
        2,
        lambda u: list(single_at(u)[:2]),
        lambda *x: prec(400, lambda: text(single_decay(*x)[0] / arb(x[1]))),
        corners=EDGES,
    ),
    Table(
        "md1_tail_constant",
        ("arrival_rate", "service_time"),
        "Lambert W, branch -1, with 400 bits",
        2,
        lambda u: list(single_at(u)[:2]),
        lambda *x: prec(400, lambda: text(single_decay(*x)[1])),
        corners=EDGES,
    ),
    Table(
        "md1_wait_quantile",
        ("arrival_rate", "service_time", "p"),
        "1 - p, which the tail at the quantile is compared with",
        3,
        single_level_sample,
        level,
    ),
    Table(
        "md1_state_probability",
        ("arrival_rate", "service_time", "n"),
        "alternating sum with 1400 bits and more",
        3,
        lambda u: [*single_at(u)[:2], float(int(log_between(u[2], 1, 200)) - 1)],
        lambda *x: text(single_mass(*x)),
        corners=[(rho, d, n) for rho, d in EDGES for n in (0.0, 1.0, 2.0, 20.0, 150.0)],
        points=600,
    ),
    Table(
        "mdc_wait_probability",
        ("arrival_rate", "service_time", "servers"),
        "product over the roots of the characteristic equation (Lambert W), 400 bits and more",
        3,
        pool_at,
        lambda *x: text(probability_of_waiting(*x)),
        corners=POOL_EDGES + LARGE,
        points=600,
    ),
    Table(
        "mdc_mean_wait",
        ("arrival_rate", "service_time", "servers"),
        "sum over the roots of the characteristic equation (Lambert W), 400 bits and more",
        3,
        pool_at,
        lambda *x: text(pool_mean(*x)),
        corners=POOL_EDGES + LARGE,
        points=600,
    ),
    Table(
        "mdc_wait_variance",
        ("arrival_rate", "service_time", "servers"),
        "sum over the roots of the characteristic equation (Lambert W), 400 bits and more",
        3,
        pool_at,
        lambda *x: text(pool_variance(*x)),
        corners=POOL_EDGES + LARGE,
        points=600,
    ),
    Table(
        "mdc_decay_rate",
        ("arrival_rate", "service_time", "servers"),
        "Lambert W, branch -1, with 400 bits",
        3,
        pool_at,
        lambda *x: text(pool_decay(*x)),
        corners=POOL_EDGES + LARGE,
    ),
    Table(
        "mdc_tail_constant",
        ("arrival_rate", "service_time", "servers"),
        "product over the roots of the characteristic equation (Lambert W), 400 bits and more",
        3,
        pool_at,
        lambda *x: text(pool_constant(*x)),
        corners=POOL_EDGES + LARGE,
        points=400,
    ),
    Table(
        "mdc_wait_tail",
        ("arrival_rate", "service_time", "servers", "t"),
        "queue masses from the roots of the characteristic equation with 2400 bits and more and Franx's sum; above "
        "6000 masses the residues at the zeros outside the unit circle",
        4,
        pool_tail_sample,
        lambda *x: None if (v := pool_tail(*x)) is None else text(v),
        points=700,
    ),
    Table(
        "mdc_wait_quantile",
        ("arrival_rate", "service_time", "servers", "p"),
        "1 - p, which the tail at the quantile is compared with",
        4,
        pool_level_sample,
        level,
        points=600,
    ),
    Table(
        "mdc_state_probability",
        ("arrival_rate", "service_time", "servers", "n"),
        "power series of the generating function from the roots of the characteristic equation, 2400 bits and more",
        2,
        pool_mass_sample,
        lambda *x: text(pool_mass(*x)),
        points=500,
    ),
]
