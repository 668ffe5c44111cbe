# SPDX-License-Identifier: MIT
"""Gamma/Gamma/1: the moments by Spitzer's series and, near saturation, by the zeros of the transform; the law by
the zeros where services are Erlang, by Kummer functions where arrivals are Poisson, by both limits of D."""

from __future__ import annotations

from functools import lru_cache
from math import comb, log1p

import mpmath as mp
from flint import acb, arb, ctx
from make_tables import Table, log_between

DIGITS = 60


def text(x: arb) -> str | None:
    """20 digits, or nothing where the ball is too wide or the value below what a double holds."""
    if not x.is_finite() or x.rel_accuracy_bits() < 66:
        return None
    if not x > arb("1e-280"):
        return None
    return str(x.str(20, radius=False))


def exact(x: float) -> arb:
    return arb(x)


# -- moments: sum over n of E f(S_n) / n ------------------------------------------------------------------


@lru_cache(maxsize=4096)
def spitzer(rho: float, ca: float, cs: float) -> tuple[arb, arb, arb] | None:
    """P(W > 0), E W, Var W for a mean service time of 1 (Spitzer 1956); None where it takes too many terms."""
    ctx.dps = DIGITS
    r, a, b = exact(rho), exact(ca), exact(cs)
    if 0 < ca < 0.01 or 0 < cs < 0.01:  # hypergeometric series of such shapes take minutes
        return None
    if ca > 0 and cs > 0:
        z = (1 / r - 1) * r / (a + b)
        log_rate = -(1 - b * z).log() / b - (1 + a * z / r).log() / a
    elif cs > 0:
        z = (1 - r) / b
        log_rate = -(1 - b * z).log() / b - z / r
    else:
        z = (1 - r) / a
        log_rate = z - (1 + a * z / r).log() / a
    terms = 60 / -float(log_rate)
    if not terms <= 60:
        return None
    zero, one, two = arb(0), arb(0), arb(0)
    for n in range(1, int(terms) + 20):
        if ca > 0 and cs > 0:
            q, p = n / a, n / b
            sa, ss = a / r, b  # scales
            x = sa / (sa + ss)

            def tail(i: int, j: int, p: arb = p, q: arb = q, x: arb = x) -> arb:
                return (1 - x).beta_lower(q + j, p + i, regularized=1)  # = upper tail of the other variable

            t0 = tail(0, 0)
            t1 = ss * p * tail(1, 0) - sa * q * tail(0, 1)
            t2 = (
                ss * ss * p * (p + 1) * tail(2, 0)
                - 2 * ss * sa * p * q * tail(1, 1)
                + sa * sa * q * (q + 1) * tail(0, 2)
            )
        elif cs > 0:  # constant intervals
            p, c = n / b, n / r

            def tail_s(i: int, p: arb = p, c: arb = c) -> arb:
                return (c / b).gamma_upper(p + i, regularized=1)

            t0 = tail_s(0)
            m1, m2 = b * p * tail_s(1), b * b * p * (p + 1) * tail_s(2)
            t1 = m1 - c * t0
            t2 = m2 - 2 * c * m1 + c * c * t0
        else:  # constant services
            q, sa = n / a, a / r

            def tail_a(j: int, q: arb = q, sa: arb = sa, n: int = n) -> arb:
                return (n / sa).gamma_lower(q + j, regularized=1)

            t0 = tail_a(0)
            m1, m2 = sa * q * tail_a(1), sa * sa * q * (q + 1) * tail_a(2)
            t1 = n * t0 - m1
            t2 = n * n * t0 - 2 * n * m1 + m2
        zero, one, two = zero + t0 / n, one + t1 / n, two + t2 / n
    return 1 - (-zero).exp(), one, two


# -- moments: Pollaczek's integral along two rays, by rigorous quadrature ----------------------------------


@lru_cache(maxsize=4096)
def pollaczek(rho: float, ca: float, cs: float) -> tuple[arb, arb, arb] | None:
    """P(W > 0), E W, Var W as balls; None where P(W > 0) is below about 1e-60."""
    ctx.dps = DIGITS
    r, a, b = exact(rho), exact(ca), exact(cs)
    if not ca + cs > 0:
        return None

    def second(mean: arb, scv: arb, z: acb) -> acb:  # log E exp(z G) - mean z
        x = mean * scv * z
        if scv == 0:
            return acb(0)
        if abs(x).upper() < 0.1:
            series = acb(0)
            for k in range(40, 1, -1):
                series = series * x + arb(1) / k
            return mean * mean * scv * z * z * series
        return -(1 - x).log() / scv - mean * z

    def psi(z: acb) -> acb:
        x, y = b * z, a * z / r
        if cs > 0 and ca > 0 and not abs(x).upper() < 0.1 and not abs(y).upper() < 0.1:
            return -(1 - x).log() / b - (1 + y).log() / a
        return second(arb(1), b, z) + second(1 / r, a, -z) - (1 / r - 1) * z

    c = (1 - r) / (a + b) * arb("0.7")
    ray = (acb(0, 1) * arb.pi() * (arb(1) / 2 + (1 if cs <= ca else -1) * arb(1) / 20)).exp()
    if psi(acb(c)).real < -140:
        return None
    far = float((arb("1e32") * (1 / b + r / a) / c).log()) if ca > 0 and cs > 0 else 3000.0
    found = []
    for k in range(3):

        def near(x: acb, _: bool, k: int = k) -> acb:
            z = c * (1 + ray * x)
            return -(-psi(z).expm1()).log() / z ** (k + 1) * c * ray

        def outer(v: acb, _: bool, k: int = k) -> acb:
            e = v.exp()
            z = c * (1 + ray * e)
            return -(-psi(z).expm1()).log() / z ** (k + 1) * c * ray * e

        total = acb.integral(near, 0, 1, rel_tol=arb("1e-24"), abs_tol=arb(0), eval_limit=20000)
        v = 0.0
        while v < far:
            w = min(v + 4, far)
            part = acb.integral(outer, v, w, rel_tol=arb("1e-24"), abs_tol=abs(total) * arb("1e-25"), eval_limit=20000)
            total, v = total + part, w
            if not total.is_finite():
                return None
            if abs(part) < abs(total) * arb("1e-24"):
                break
        else:
            if not (ca > 0 and cs > 0):
                return None
            if k == 0:  # from here on E exp(z X) is a power of z
                total += psi(c * (1 + ray * arb(far).exp())).exp().polylog(2) / (1 / a + 1 / b)
        found.append(total.imag / arb.pi())
    return -(-found[0]).expm1(), found[1], 2 * found[2]


# -- Erlang services of m phases: P(W > t) = sum of c_j exp(-z_j t) -----------------------------------------


@lru_cache(maxsize=64)
def right_zeros(rho: float, ca: float, m: int, digits: int = DIGITS) -> tuple[list[mp.mpc], list[mp.mpc]]:
    """The m zeros z_j of 1 - E exp(z X) with Re z > 0 and the weights c_j."""
    mp.mp.dps = digits + 20
    r, a = mp.mpf(rho), mp.mpf(ca)

    def log_arrival(z: mp.mpc) -> mp.mpc:
        return -mp.log(1 + a * z / r) / a if ca > 0 else -z / r

    zeros = []
    for j in range(m):
        root = mp.expjpi(mp.mpf(2 * j) / m)
        # 1 - z / m = root exp(log_arrival(z) / m): a contraction where Re z > 0
        z = mp.mpc(m) * (1 - root * mp.mpf("0.9")) + 0
        for _ in range(12):
            z = m * (1 - root * mp.exp(log_arrival(z) / m))
        for _ in range(200):
            f = 1 - z / m - root * mp.exp(log_arrival(z) / m)
            d = -mp.mpf(1) / m + root * mp.exp(log_arrival(z) / m) / (m * r * (1 + a * z / r))
            step = f / d
            z -= step
            if abs(step) < abs(z) * mp.mpf(10) ** (-digits - 10):
                break
        else:
            return [], []
        zeros.append(z)
    # E exp(-s W) = prod (1 + s / m)... : product of z_j / (z_j + s) * ((m + s) / m)^m, partial fractions at -z_j
    weights = []
    for j, z in enumerate(zeros):
        w = (1 - z / m) ** m
        for i, y in enumerate(zeros):
            if i != j:
                w *= y / (y - z)
        weights.append(w)
    return zeros, weights


def erlang_service(rho: float, ca: float, m: float, t: float) -> str | None:
    for digits in (DIGITS, 360):  # the weights cancel to the size of the value
        zeros, weights = right_zeros(rho, ca, int(m), digits)
        if not zeros:
            return None
        value = mp.re(mp.fsum(w * mp.exp(-z * mp.mpf(t)) for z, w in zip(zeros, weights, strict=True)))
        if value > mp.mpf("1e-50"):
            break
    return mp.nstr(value, 20) if value > mp.mpf("1e-300") else None


def erlang_service_moments(rho: float, ca: float, m: int) -> tuple[mp.mpf, mp.mpf, mp.mpf] | None:
    zeros, _ = right_zeros(rho, ca, m)
    if not zeros:
        return None
    one = mp.re(mp.fsum(1 / z for z in zeros)) - 1
    two = mp.re(mp.fsum(1 / z**2 for z in zeros)) - mp.mpf(1) / m
    positive = 1 - mp.re(mp.fprod(zeros)) / mp.mpf(m) ** m
    return positive, one, two


def moment(which: int, rho: float, ca: float, cs: float) -> str | None:
    if ca == 1:
        ctx.dps = DIGITS
        r, b = exact(rho), exact(cs)
        mean = r * (1 + b) / (2 * (1 - r))
        return text([r, mean, mean * mean + r * (1 + b) * (1 + 2 * b) / (3 * (1 - r))][which])
    m = round(1 / cs) if cs > 0 else 0
    if m > 0 and 1 / m == cs and m in (1, 2, 4, 8):
        found = erlang_service_moments(rho, ca, m)
        if found is not None:
            return None if found[which] < mp.mpf("1e-280") else mp.nstr(found[which], 20)
    values = spitzer(rho, ca, cs) or pollaczek(rho, ca, cs)
    return None if values is None else text(values[which])


def scv(u: float) -> float:
    """0 in a twentieth of the cases, else 1e-6 to 1e3."""
    return 0.0 if u < 0.05 else log_between((u - 0.05) / 0.95, 1e-6, 1e3)


def load(u: float) -> float:
    return 0.02 + 0.97 * u


def sample_moment(u: list[float]) -> list[float]:
    rho, ca, cs = load(u[0]), scv(u[1]), scv(u[2])
    if u[3] < 0.25:  # near saturation, where Spitzer's series is long
        return [1 - log_between(u[0], 1e-9, 1e-1), ca, [1.0, 0.5, 0.25, 0.125][int(u[3] * 16)] if u[3] < 0.08 else cs]
    if u[3] < 0.3:
        return [1 - log_between(u[0], 1e-9, 1e-1), 1.0, cs]
    return [rho, ca, cs]


CORNERS = [
    *(
        [1 - e, ca, cs]
        for e in (1e-9, 1e-6, 1e-3)
        for ca in (0.0, 1e-6, 1e-3, 0.5, 4.0, 1e3)
        for cs in (1.0, 0.5, 0.125)
    ),
    *([1 - e, 1.0, cs] for e in (1e-9, 1e-6, 1e-3) for cs in (0.0, 1e-6, 1e-3, 0.3, 7.0, 1e3)),
    *([rho, 1.0, cs] for rho in (1e-12, 1e-6, 1e-3) for cs in (0.0, 1e-6, 0.3, 7.0, 1e3)),
    *([rho, ca, 1.0] for rho in (1e-6, 1e-3) for ca in (0.5, 2.0, 1e3)),
    *(
        [rho, ca, cs]
        for rho in (0.1, 0.9)
        for ca, cs in ((1e3, 1e3), (1e-3, 1e3), (1e3, 1e-3), (1e-6, 1e-3), (0.0, 2.0), (2.0, 0.0))
    ),
]


# -- Poisson arrivals: P(W <= t) = (1 - rho) sum over n of (-lambda)^n E (t - T_n)^n exp(lambda (t - T_n)) / n! --


def poisson_arrivals(rho: float, cs: float, t: float) -> str | None:
    """T_n is gamma of shape n / cs (n itself where cs is 0); the terms alternate, hence the digits."""
    lam_t = rho * t
    ctx.dps = int(60 + 1.2 * lam_t + 0.5 * t / max(cs, 0.05) / 2.3)
    if ctx.dps > 500:
        return None
    r, b, x = exact(rho), exact(cs), exact(t)
    total = (r * x).exp()
    n = 0
    while True:
        n += 1
        if cs == 0:
            if n >= t:
                break
            y = r * (x - n)
            term = (-y) ** n * y.exp() / arb.fac_ui(n)
        else:
            p = n / b
            # the convolution of (t - u)^n exp(lambda (t - u)) with u^(p-1) exp(-u/b) is a Kummer function
            f = (-(r + 1 / b) * x).hypgeom_1f1(p, n + p + 1)
            log = r * x + (n + p) * x.log() + n * r.log() - p * b.log() - (n + p + 1).lgamma()
            term = (-1) ** n * log.exp() * f
        total += term
        if cs > 0 and n > 3 and abs(float(term)) < 1e-60:
            break
        if n > 3000:
            return None
    return text(1 - (1 - r) * total)


def sample_erlang_service(u: list[float]) -> list[float]:
    m = [1, 2, 3, 5, 8, 13, 20][int(u[3] * 7)]
    ca = scv(u[1])
    rho = load(u[0]) if u[3] * 7 % 1 < 0.7 else 1 - log_between(u[0], 1e-9, 1e-2)
    zeros, _ = right_zeros(rho, ca, m)
    theta = min((float(mp.re(z)) for z in zeros if float(abs(mp.im(z))) < 1e-30), default=1.0)
    return [rho, ca, float(m), log_between(u[2], 1e-3, 300.0) / theta]


def sample_poisson(u: list[float]) -> list[float]:
    cs = 0.0 if u[1] < 0.3 else log_between((u[1] - 0.3) / 0.7, 1e-3, 1e3)
    return [load(u[0]), cs, log_between(u[2], 1e-2, 60.0)]


# -- any gamma laws: Euler's inversion of Pollaczek's integral along a vertical line -------------------------


def decay(rho: float, ca: float, cs: float) -> float:
    low, high = (1 - rho) / (ca + cs), 1 / cs
    for _ in range(200):
        z = (low + high) / 2
        if cs * z >= 1 or -log1p(-cs * z) / cs - log1p(ca * z / rho) / ca > 0:
            high = z
        else:
            low = z
    return low


@lru_cache(maxsize=4096)
def inversion(rho: float, ca: float, cs: float, t: float, order: int = 40, step: float = 0.025) -> tuple[arb, arb]:
    """P(W > t), P(W + S > t). Their balls leave out the error of the sums, which another order and step tell."""
    ctx.dps = DIGITS
    r, a, b, x, h = exact(rho), exact(ca), exact(cs), exact(t), exact(step)
    c = (1 - r) / (a + b) * arb("0.8")

    def log_step(z: acb) -> acb:
        return -(1 - (-(1 - b * z).log() / b - (1 + a * z / r).log() / a).exp()).log()

    nodes, largest = [], 0.0
    while True:  # z = c + ic sinh u, a node and its mirror image as one fraction
        e = (h * len(nodes)).exp()
        z = acb(c, c * (e - 1 / e) / 2)
        w = log_step(z) * c * (e + 1 / e) / 2 / z * h / (2 * arb.pi()) * (1 if nodes else arb("0.5"))
        w, z = w.mid(), z.mid()
        nodes.append((2 * (w.real * z.real + w.imag * z.imag), 2 * w.real, z.real**2 + z.imag**2, 2 * z.real))
        size = float(abs(w)) * min(1.0, 200 / t / float(abs(z)))
        largest = max(largest, size)
        if size < largest * 1e-38:
            break
    shift = arb(10).log() * order / 3
    share, euler = arb(0), [arb(1)] * (2 * order + 1)
    euler[0] /= 2
    for k in range(order):  # binomial weights of the last terms
        share += arb(comb(order, k)) / arb(2) ** order
        euler[2 * order - k] = share
    out = [arb(0), arb(0)]
    for k in range(2 * order + 1):
        s = acb(shift, arb.pi() * k) / x
        y, log = -s, acb(0)
        for a0, a1, b0, b1 in nodes:
            log += (a0 - a1 * y) / (b0 - b1 * y + y * y)
        place = ((y - c) / acb(0, c)).asinh() / h
        log = log * y - log_step(y) / ((acb(0, -2) * arb.pi() * place).exp() - 1)  # the pole next to the nodes
        for i, all_ in enumerate((log, log - (1 + b * s).log() / b)):
            out[i] += (-1) ** k * euler[k] * (-all_.expm1() / s).real
    return out[0] * shift.exp() / x, out[1] * shift.exp() / x


def gamma_tail(which: int, rho: float, ca: float, cs: float, t: float) -> str | None:
    value = inversion(rho, ca, cs, t)[which]
    return str(value.mid().str(18, radius=False)) if value > arb("1e-9") else None


def sample_gamma(u: list[float]) -> list[float]:
    rho = 0.1 + 0.85 * u[0] if u[0] < 0.8 else 1 - log_between(5 * (1 - u[0]), 1e-3, 0.1)
    ca, cs = log_between(u[1], 0.05, 20.0), log_between(u[2], 0.05, 20.0)
    return [rho, ca, cs, log_between(u[3], 0.02, 18.0) / decay(rho, ca, cs)]


MOMENTS = (
    "P-K, zeros of the transform, Spitzer's series, else Pollaczek's integral by rigorous quadrature; "
    "left out where it does not end or P(W > 0) is below 1e-60"
)
ZEROS = "zeros of the transform, sum of exponentials, 80 digits, 380 below 1e-50; values from 1e-300 on"
EULER = "Pollaczek's integral on a vertical line, 60 digits, Euler's inversion of order 40: 1e-15 by that of order 48"
KUMMER = "alternating sum over services in Kummer functions, up to 500 digits"

FORMULA = (
    "An approximation or bound (largest where almost none wait) against the exact value for gamma times,"
    " scvs 0.1 to 4, utilization 0.1 to 0.99"
)


def sample_formula(u: list[float]) -> list[float]:
    """What the two-moment formulas are made for: moderate variability, loads from light to heavy."""
    return [round(0.1 + 0.89 * u[0], 4), round(0.1 * 40 ** u[1], 3), round(0.1 * 40 ** u[2], 3)]


TABLES = [
    *(
        Table(
            name,
            ["utilization", "arrival_scv", "service_scv"],
            FORMULA,
            3,
            sample_formula,
            lambda *x, which=which: moment(which, *x),
            points=300,
        )
        for which, name in [
            (0, "klb_wait_probability"),
            (1, "klb_mean_wait"),
            (1, "marchal_mean_wait"),
            (1, "kingman_mean_wait"),
            (1, "daley_mean_wait"),
            (1, "chen_whitt_mean_wait"),
        ]
    ),
    *(
        Table(
            f"gg1_{name}",
            ["utilization", "arrival_scv", "service_scv"],
            MOMENTS,
            4,
            sample_moment,
            lambda *x, which=which: moment(which, *x),
            CORNERS,
            points=1000,
        )
        for which, name in enumerate(["wait_probability", "mean_wait", "wait_variance"])
    ),
    Table(
        "gg1_wait_tail_erlang",
        ["utilization", "arrival_scv", "phases", "t"],
        ZEROS,
        4,
        sample_erlang_service,
        erlang_service,
        points=1000,
    ),
    Table(
        "gg1_wait_tail_poisson",
        ["utilization", "service_scv", "t"],
        KUMMER,
        3,
        sample_poisson,
        poisson_arrivals,
        points=150,
    ),
    *(
        Table(
            f"gg1_{name}_tail_gamma",
            ["utilization", "arrival_scv", "service_scv", "t"],
            EULER,
            4,
            sample_gamma,
            lambda *x, which=which: gamma_tail(which, *x),
            points=300,
        )
        for which, name in enumerate(["wait", "sojourn"])
    ),
]
