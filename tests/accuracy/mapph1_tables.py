# SPDX-License-Identifier: MIT
"""Single-server queues with phases: MAP/PH/1 with two arrival phases, PH/PH/1 with up to ten phases.

The reference is spectral and shares nothing with the library: the transform of the wait is a ratio of polynomials with
exact rational coefficients (doubles are rationals), its poles are certified roots to 100 digits (Arb).

A law is four columns: kind 0 is Erlang (k, rate), 1 two exponential phases (p, rate, rate), 2 Coxian (rate, rate of
going on, rate).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from flint import acb, arb, ctx, fmpq, fmpq_poly, fmpz_poly
from make_tables import Table, log_between

DIGITS = 100
ctx.dps = DIGITS


def rational(x: float) -> fmpq:
    f = Fraction(x)
    return fmpq(f.numerator, f.denominator)


def law_transform(kind: float, a: float, b: float, c: float) -> tuple[fmpq_poly, fmpq_poly]:
    """Numerator and denominator of E exp(-s X)."""
    if kind == 0:
        rate = rational(b)
        return fmpq_poly([rate ** int(a)]), fmpq_poly([rate, 1]) ** int(a)
    if kind == 1:
        p, q, x, y = rational(a), rational(1 - a), rational(b), rational(c)
        p, q = p / (p + q), q / (p + q)
        return p * x * fmpq_poly([y, 1]) + q * y * fmpq_poly([x, 1]), fmpq_poly([x, 1]) * fmpq_poly([y, 1])
    x, go, y = rational(a), rational(b), rational(c)
    return (x - go) * fmpq_poly([y, 1]) + fmpq_poly([go * y]), fmpq_poly([x, 1]) * fmpq_poly([y, 1])


def mirrored(p: fmpq_poly) -> fmpq_poly:
    return p(fmpq_poly([0, -1]))


def roots(p: fmpq_poly) -> list[acb]:
    """All of them, with multiplicity, to DIGITS digits."""
    whole = fmpz_poly([int(x) for x in p.numer().coeffs()])
    return [root for root, times in whole.complex_roots() for _ in range(times)]


def at(p: fmpq_poly, x: acb) -> acb:
    out = acb(0)
    for c in reversed(p.coeffs()):
        out = out * x + arb(c)
    return out


def text(x: acb | arb) -> str | None:
    value = x.real if isinstance(x, acb) else x
    if not value.rel_accuracy_bits() > 75:
        return None
    return str(value.mid().str(22, radius=False))


# PH/PH/1: the transform of the wait is the product over the n poles -b of the service and the n roots -e with
# negative real part of 1 = E exp(s A) E exp(-s S) of (1 + s / b) / (1 + s / e).


def renewal_roots(*x: float) -> tuple[list[acb], list[acb]]:
    na, da = law_transform(*x[:4])
    nb, db = law_transform(*x[4:8])
    char = mirrored(da) * db - mirrored(na) * nb
    char = fmpq_poly(char.coeffs()[1:])  # without the root 0
    slow = [-r for r in roots(char) if r.real < 0]
    poles = [-r for r in roots(db)]
    assert len(slow) == len(poles)
    return slow, poles


def phph1_mean_wait(*x: float) -> str | None:
    slow, poles = renewal_roots(*x)
    return text(sum((1 / e for e in slow), acb(0)) - sum((1 / b for b in poles), acb(0)))


def phph1_wait_probability(*x: float) -> str | None:
    slow, poles = renewal_roots(*x)
    none = acb(1)
    for e, b in zip(slow, poles, strict=True):
        none *= e / b
    return text(1 - none)


# MAP/PH/1: the transform v of the workload by phase satisfies v (s + D0 + D1 B(s)) = s v0, and v0, the probabilities
# of an idle server, is 0 on the null vector at the positive root of the determinant.


def service_of(x: Sequence[float]) -> tuple[fmpq_poly, fmpq_poly]:
    return law_transform(*x[6:10])


class Spectrum:
    """Poles -e of the wait and the weights w of its density sum w exp(-e t)."""

    def __init__(self, x: Sequence[float]) -> None:
        go12, go21, a11, a12, a21, a22 = (rational(v) for v in x[:6])
        nb, db = service_of(x)
        s = fmpq_poly([0, 1])
        d0 = [[-(go12 + a11 + a12), go12], [go21, -(go21 + a21 + a22)]]
        d1 = [[a11, a12], [a21, a22]]
        m = [[((s if i == j else 0) + d0[i][j]) * db + d1[i][j] * nb for j in (0, 1)] for i in (0, 1)]
        det = m[0][0] * m[1][1] - m[0][1] * m[1][0]
        rise = fmpq_poly(det.coeffs()[1:])
        found = roots(rise)
        positive = [r for r in found if r.real > 0]
        assert len(positive) == 1, positive
        sigma = positive[0]
        to1 = go12 + a12
        to0 = go21 + a21
        phase = [to0 / (to0 + to1), to1 / (to0 + to1)]
        intensity = [a11 + a12, a21 + a22]
        rate = phase[0] * intensity[0] + phase[1] * intensity[1]
        mean = -(nb.derivative()(fmpq(0)) / nb(fmpq(0)) - db.derivative()(fmpq(0)) / db(fmpq(0)))
        self.utilization = rate * mean
        # right null vector at sigma
        r0, r1 = at(m[0][1], sigma), -at(m[0][0], sigma)
        vacant = arb(1 - self.utilization)
        v0 = [vacant * r1 / (r1 - r0), -vacant * r0 / (r1 - r0)]
        slope = det.derivative()
        self.poles: list[acb] = []
        self.weights: list[acb] = []
        for r in found:
            if not r.real < 0:
                continue
            adj = [[at(m[1][1], r), -at(m[0][1], r)], [-at(m[1][0], r), at(m[0][0], r)]]
            row = [v0[0] * adj[0][j] + v0[1] * adj[1][j] for j in (0, 1)]
            top = r * at(db, r) * (row[0] * arb(intensity[0]) + row[1] * arb(intensity[1]))
            self.poles.append(-r)
            self.weights.append(top / (arb(rate) * at(slope, r)))


def mapph1_mean_wait(*x: float) -> str | None:
    q = Spectrum(x)
    return text(sum((w / e**2 for w, e in zip(q.weights, q.poles, strict=True)), acb(0)))


def mapph1_wait_variance(*x: float) -> str | None:
    q = Spectrum(x)
    once = sum((w / e**2 for w, e in zip(q.weights, q.poles, strict=True)), acb(0))
    twice = sum((2 * w / e**3 for w, e in zip(q.weights, q.poles, strict=True)), acb(0))
    return text(twice - once**2)


def mapph1_wait_tail(*x: float) -> str | None:
    q = Spectrum(x)
    t = arb(x[10])
    value = sum((w / e * (-e * t).exp() for w, e in zip(q.weights, q.poles, strict=True)), acb(0))
    return text(value) if value.real > arb("1e-300") else None


# Points


def short(x: float) -> float:
    return float(f"{x:.5g}")


def random_law(rng: random.Random, mean: float) -> list[float]:
    kind = rng.randrange(3)
    if kind == 0:
        k = rng.randint(1, 10)
        return [0, k, k / mean, 0]
    if kind == 1:
        p = short(1 - 0.5 * 10 ** rng.uniform(-4, 0))
        x, y = short(1), short(10 ** rng.uniform(-4, 1))
        scale = (p / x + (1 - p) / y) / mean
        return [1, p, x * scale, y * scale]
    x, y = 1.0, short(10 ** rng.uniform(-3, 3))
    go = short(10 ** rng.uniform(-3, 0))
    scale = (1 / x + go / x / y) / mean
    return [2, x * scale, go * scale, y * scale]


def utilization(u: float) -> float:
    return 1 - log_between(u, 1e-9, 0.95)


def sample_renewal(u: Sequence[float]) -> list[float]:
    rng = random.Random(repr(list(u)))
    arrivals = random_law(rng, 1.0)
    for i in (1, 2, 3):
        if not (arrivals[0] < 2 and i == 1):
            arrivals[i] = short(arrivals[i])
    if arrivals[0] == 2:
        arrivals[2] = min(arrivals[1], arrivals[2])
    na, da = law_transform(*arrivals)
    mean = float(Fraction(str(da.derivative()(fmpq(0)) / da(fmpq(0)) - na.derivative()(fmpq(0)) / na(fmpq(0)))))
    return [*arrivals, *random_law(rng, mean * utilization(u[0]))]


def sample_map(u: Sequence[float]) -> list[float]:
    rng = random.Random(repr(list(u)))
    burst = log_between(u[1], 1e-5, 10)
    go12, go21 = short(burst), short(burst * 10 ** rng.uniform(-2, 2))
    a11, a22 = short(1), short(10 ** rng.uniform(-4, 1))
    a12 = a21 = 0.0
    if rng.random() < 0.3:  # arrivals that change the phase
        a12, a21 = short(10 ** rng.uniform(-3, 0)), short(10 ** rng.uniform(-3, 0))
    to1, to0 = go12 + a12, go21 + a21
    rate = (to0 * (a11 + a12) + to1 * (a21 + a22)) / (to0 + to1)
    return [go12, go21, a11, a12, a21, a22, *random_law(rng, utilization(u[0]) / rate)]


def sample_map_tail(u: Sequence[float]) -> list[float]:
    x = sample_map(u)
    q = Spectrum(x)
    slowest = min(float(e.real) for e in q.poles)
    return [*x, short(log_between(u[2], 1e-3, 600) / slowest)]


LAWS = ["arrivals", "a1", "a2", "a3", "service", "s1", "s2", "s3"]
MAP = ["d0_12", "d0_21", "d1_11", "d1_12", "d1_21", "d1_22", "service", "s1", "s2", "s3"]
SPECTRAL = "poles and weights of the wait from an exact polynomial, 100 digits (Arb)"
ROOTS = "product over the roots of 1 = E exp(s A) E exp(-s S), exact polynomial, 100 digits (Arb)"
NEAR = [
    [0, 1, 1 - 1e-9, 0, 0, 1, 1, 0],
    [0, 1, 1 - 2**-40, 0, 0, 1, 1, 0],
    [0, 2, 2 - 2e-9, 0, 0, 3, 3, 0],
    [0, 10, 9.9999999, 0, 0, 10, 10, 0],
    [0, 2, 1.8, 0, 0, 1, 1, 0],
    [1, 0.999, 1, 0.001, 1, 0.999, 2, 0.01],
    [0, 1, 0.01, 0, 0, 1, 1, 0],
]
BURSTS = [
    [0.00001, 0.00001, 1, 0, 0, 0.001, 0, 1, 1.1, 0],
    [0.00001, 0.00001, 1, 0, 0, 0.001, 0, 1, 0.9, 0],
    [1, 1, 1, 0, 0, 0.25, 0, 3, 3, 0],
    [0.1, 0.3, 1, 0.2, 0.1, 0.01, 1, 0.75, 1.5, 0.4],
]

TABLES = [
    Table("phph1_mean_wait", LAWS, ROOTS, 2, sample_renewal, phph1_mean_wait, NEAR),
    Table("phph1_wait_probability", LAWS, ROOTS, 2, sample_renewal, phph1_wait_probability, NEAR),
    Table("mapph1_mean_wait", MAP, SPECTRAL, 2, sample_map, mapph1_mean_wait, BURSTS),
    Table("mapph1_wait_variance", MAP, SPECTRAL, 2, sample_map, mapph1_wait_variance, BURSTS),
    Table(
        "mapph1_wait_tail",
        [*MAP, "t"],
        SPECTRAL,
        3,
        sample_map_tail,
        mapph1_wait_tail,
        [[*b, t] for b in BURSTS[2:] for t in (0, 0.01, 5.0, 300.0)],
    ),
]
