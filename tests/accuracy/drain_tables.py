# SPDX-License-Identifier: MIT
"""Reference values: drain times of a backlog and the law of the lag around its fluid curve."""

from __future__ import annotations

from functools import lru_cache

from make_tables import Table, log_between
from mpmath import exp, expm1, log, loggamma, mp, mpf, ncdf, nstr, quad, sqrt

DIGITS = 60


def shown(x: mpf) -> str | None:
    """None below what a double holds in full."""
    return nstr(x, 25) if x > mpf("1e-290") else None


def inverse_gaussian(mean: float, shape: float, t: float, upper: bool) -> str | None:
    """The textbook form, with as many digits as its exponential takes."""
    m, s, x = mpf(mean), mpf(shape), mpf(t)
    mp.dps = DIGITS
    size = s / x * ((x - m) / m) ** 2 / 2
    if size > 700:
        return None
    mp.dps = DIGITS + int(0.9 * min(2 * s / m, mpf(1000))) + 40
    z = sqrt(s / x) * (x / m - 1)
    w = sqrt(s / x) * (x / m + 1)
    tail_w = mp.erfc(w / sqrt(mpf(2))) / 2
    low = mp.erfc(-z / sqrt(mpf(2))) / 2 + exp(2 * s / m) * tail_w
    high = mp.erfc(z / sqrt(mpf(2))) / 2 - exp(2 * s / m) * tail_w
    out = shown(high if upper else low)
    mp.dps = DIGITS
    return out


def ig_point(u: list[float]) -> list[float]:
    mean = log_between(u[0], 1e-3, 1e6)
    ratio = log_between(u[1], 1e-12, 1e6)  # shape / mean
    z = 12 * u[2] - 6
    half = z / (2 * ratio**0.5)
    root = half + (half * half + 1) ** 0.5 if half > 0 else 1 / ((half * half + 1) ** 0.5 - half)
    return [mean, ratio * mean, mean * root * root]


def mass(n: mpf, rho: mpf, k: int) -> mpf:
    j = k - int(n)
    a = rho * k
    return exp(log(n) - log(mpf(k)) - a + (j * log(a) if j else 0) - loggamma(j + 1))


@lru_cache(maxsize=4)
def masses(lag: float, load: float) -> list[mpf]:
    """From lag on, by the ratio of neighbours, until nothing is left of 1."""
    mp.dps = 40
    n, rho = mpf(lag), mpf(load)
    out = []
    k = int(lag)
    total = mpf(0)
    while 1 - total > mpf("1e-30") and len(out) < 60000:
        p = mass(n, rho, k)
        out.append(p)
        total += p
        k += 1
    return out


def borel_tanner_sum(lag: float, load: float, k: float, upper: bool) -> str | None:
    mp.dps = 40
    n, rho = mpf(lag), mpf(load)
    at = int(k)
    if not upper:
        return shown(sum((mass(n, rho, i) for i in range(int(lag), at + 1)), mpf(0)))
    total, i = mpf(0), at + 1
    peak = mpf(0)
    while True:
        p = mass(n, rho, i)
        total += p
        peak = max(peak, p)
        if i > lag / (1 - load) and p < total * mpf("1e-26"):
            return shown(total)
        i += 1


def bt_point(u: list[float]) -> list[float]:
    lag = float(round(log_between(u[0], 1, 3000)))
    load = round(0.02 + 0.93 * u[1], 6)
    deviation = (lag * load / (1 - load) ** 3) ** 0.5
    k = lag / (1 - load) + (10 * u[2] - 4) * deviation
    return [lag, load, float(max(lag, round(k)))]


def bt_quantile(lag: float, load: float, p: float) -> str | None:
    total = mpf(0)
    for i, m in enumerate(masses(lag, load)):
        total += m
        if total >= mpf(p):
            return str(int(lag) + i)
    return None


LAWS = [(lag, load) for lag in (2, 5, 10, 20, 42, 100, 210, 500, 1000) for load in (0.05, 0.15, 0.3, 0.5, 0.75, 0.9)]
CORNERS = [[float(lag), load, p] for lag, load in LAWS for p in (0.5, 0.9, 0.99, 0.999)]


def reflected(start: float, drift: float, variance: float, t: float, x: float) -> str | None:
    """The tail by its two terms, with digits for the exponential."""
    mp.dps = DIGITS
    v, m, s2, time, y = map(mpf, (start, drift, variance, t, x))
    s = sqrt(s2 * time)
    mp.dps = DIGITS + int(min(abs(2 * m * y / s2), mpf(3000)))
    return shown(
        mp.erfc((y - v - m * time) / s / sqrt(mpf(2))) / 2
        + exp(2 * m * y / s2) * mp.erfc((y + v + m * time) / s / sqrt(mpf(2))) / 2
    )


def reflected_mean(start: float, drift: float, variance: float, t: float) -> str | None:
    """E[V] = E[max(v + X(t), M(t))] in the form v + integral of the rate at which the boundary pushes back."""
    mp.dps = 40
    v, m, s2, time = map(mpf, (start, drift, variance, t))
    # d E[V]/dt = m + s2/2 times the density at 0, which is 2 phi(...)/s - (2 m/s2) P(N > (v + m t)/s)

    def density(u: mpf) -> mpf:
        s = sqrt(s2 * u)
        z = (v + m * u) / s
        return 2 * exp(-z * z / 2) / sqrt(2 * mp.pi) / s - 2 * m / s2 * (mp.erfc(z / sqrt(mpf(2))) / 2)

    def in_root(r: mpf) -> mpf:
        return density(r * r) * 2 * r

    end = sqrt(time)
    grid = [end * mpf(i) / 24 for i in range(25)]
    return shown(v + m * time + s2 / 2 * quad(in_root, grid))


def reflected_point(u: list[float]) -> list[float]:
    variance = log_between(u[0], 0.01, 100)
    t = log_between(u[1], 0.01, 1000)
    s = (variance * t) ** 0.5
    return [s * 4 * u[2], s * (8 * u[3] - 4) / t, variance, t]


def reflected_tail_point(u: list[float]) -> list[float]:
    start, drift, variance, t = reflected_point(u)
    s = (variance * t) ** 0.5
    return [start, drift, variance, t, max(s * 1e-3, s * 8 * u[4])]


def crossing(drift: float, variance: float, t: float, level: float) -> str | None:
    mp.dps = DIGITS
    m, s2, time, y = map(mpf, (drift, variance, t, level))
    s = sqrt(s2 * time)
    mp.dps = DIGITS + int(min(abs(2 * m * y / s2), mpf(3000)))
    return shown(
        mp.erfc((y - m * time) / s / sqrt(mpf(2))) / 2
        + exp(2 * m * y / s2) * mp.erfc((y + m * time) / s / sqrt(mpf(2))) / 2
    )


def crossing_point(u: list[float]) -> list[float]:
    variance = log_between(u[0], 0.01, 100)
    t = log_between(u[1], 0.01, 1000)
    s = (variance * t) ** 0.5
    drift = s * (40 * u[2] - 20) / t
    return [drift, variance, t, max(0.0, drift * t) + s * 7 * (u[3] + 0.001)]


def two_segments(first: float, second: float, variance: float, level: float) -> str | None:
    """Two segments of 1 s with variances 1 and `variance`: over the density in the middle, bridge factor and all."""
    mp.dps = 25
    a, b, s2, y = map(mpf, (first, second, variance, level))
    s = sqrt(s2)

    def hit(u: mpf, m: mpf, d: mpf) -> mpf:
        return ncdf(-(u - m) / d) + exp(2 * m * u / d**2) * ncdf(-(u + m) / d)

    def middle(u: mpf) -> mpf:
        return exp(-((u - y + a) ** 2) / 2) / sqrt(2 * mp.pi) * -expm1(-2 * y * u) * hit(u, b, s)

    grid = [mpf(0), *(mpf(i) / 8 for i in (1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96)), y - a + 14]
    grid = sorted(x for x in grid if x <= y - a + 14)
    if grid[-1] <= 0:
        return None
    return shown(hit(y, a, mpf(1)) + quad(middle, grid))


TABLES = [
    Table(
        "inverse_gaussian_cdf",
        ["mean", "shape", "t"],
        "textbook form with 100 to 1000 digits",
        3,
        ig_point,
        lambda m, s, t: inverse_gaussian(m, s, t, False),
        points=400,
    ),
    Table(
        "inverse_gaussian_tail",
        ["mean", "shape", "t"],
        "textbook form with 100 to 1000 digits",
        3,
        ig_point,
        lambda m, s, t: inverse_gaussian(m, s, t, True),
        points=400,
    ),
    Table(
        "borel_tanner_cdf",
        ["initial_lag", "load", "services"],
        "sum of the masses with 40 digits",
        3,
        bt_point,
        lambda n, r, k: borel_tanner_sum(n, r, k, False),
        points=300,
    ),
    Table(
        "borel_tanner_tail",
        ["initial_lag", "load", "services"],
        "sum of the masses with 40 digits",
        3,
        bt_point,
        lambda n, r, k: borel_tanner_sum(n, r, k, True),
        points=300,
    ),
    Table(
        "drain_quantile_exact",
        ["initial_lag", "load", "p"],
        "first sum of 40-digit masses that is enough [services]",
        3,
        lambda u: u,
        bt_quantile,
        corners=CORNERS,
        points=len(CORNERS),
    ),
    Table(
        "reflected_tail",
        ["start", "drift", "variance", "t", "x"],
        "two terms with 60 digits and more",
        5,
        reflected_tail_point,
        reflected,
        points=400,
    ),
    Table(
        "reflected_mean",
        ["start", "drift", "variance", "t"],
        "integral of the density at zero over time, 40 digits",
        4,
        reflected_point,
        reflected_mean,
        points=300,
    ),
    Table(
        "lag_exceedance",
        ["drift", "variance", "duration", "level"],
        "two terms with 60 digits and more",
        4,
        crossing_point,
        crossing,
        points=400,
    ),
    Table(
        "lag_exceedance_two_segments",
        ["first drift", "second drift", "second variance", "level"],
        "quadrature over the middle with 25 digits",
        4,
        lambda u: [6 * u[0] - 3, 6 * u[1] - 3, log_between(u[2], 0.1, 10), 0.5 + 6 * u[3]],
        two_segments,
        points=100,
    ),
]
