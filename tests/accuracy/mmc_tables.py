# SPDX-License-Identifier: MIT
"""M/M/1, M/M/c, M/M/infinity: birth-death probabilities by Arb, with certified error bounds.

The load is the exact product of the two doubles, so that utilizations next to 1 are tested as well.
"""

from __future__ import annotations

import math

from erlang_tables import certified, in_double, text
from flint import arb
from make_tables import Table, log_between

DELAY = "Arb: C = (a^c/c!)(c/(c-a)) / (e^a Gamma(c, a)/Gamma(c) + (a^c/c!)(c/(c-a))), certified to 30 digits"


class Queue:
    """The probabilities of M/M/c at the precision in force."""

    def __init__(self, rate: float, service: float, servers: float):
        self.s = arb(service)
        self.c = arb(servers)
        self.a = arb(rate) * self.s
        self.spare = self.c - self.a
        below = self.a.gamma_upper(self.c) / self.c.gamma()  # P(Poisson < c)
        at = (self.c * self.a.log() - self.a - (self.c + 1).lgamma()).exp()
        self.total = below + at * self.c / self.spare
        self.delay = at * self.c / self.spare / self.total

    def sojourn_tail(self, t: float) -> arb:
        x = arb(t) / self.s
        gap = self.spare - 1
        if gap == 0:
            return (-x).exp() * (1 + self.delay * x)
        return (-x).exp() + self.delay * ((-x).exp() - (-self.spare * x).exp()) / gap

    def state(self, n: float) -> arb:
        k = min(arb(n), self.c)
        p = (k * self.a.log() - self.a - (k + 1).lgamma()).exp() / self.total
        return p * (self.a / self.c) ** max(arb(n) - self.c, arb(0))


def queue(u):
    """rate, service time, servers; utilization from 1e-4 to 1 - 1e-9, servers from 1 to 1e6."""
    service = log_between(u[2], 1e-3, 1e3)
    servers = float(round(log_between(u[1], 1, 1e6)))
    if u[0] < 0.25:
        rho = log_between(4 * u[0], 1e-4, 0.9)
    elif u[0] < 0.6:
        rho = max(0.05, 1 - 10 ** (4 * (u[0] - 0.25) / 0.35 - 3) / math.sqrt(servers))
    else:
        rho = 1 - 10 ** (-9 * (u[0] - 0.6) / 0.4)
        rho = max(rho, 1e-3)
    return rho * servers / service, service, servers


def stable(rate, service, servers) -> bool:
    return rate * service / servers < 1


def reference(value):
    def of(rate, service, servers, *rest):
        if not stable(rate, service, servers):
            return None
        out = certified(lambda: value(Queue(rate, service, servers), *rest))
        return text(out) if in_double(out) else None

    return of


def with_time(u):
    """The time in units of the slower of service and the emptying of the queue."""
    rate, service, servers = queue(u)
    unit = service / max(1e-12, min(1.0, servers - rate * service)) if u[3] > 0.3 else service / max(1.0, servers / 2)
    return rate, service, servers, unit * log_between(u[3], 1e-3, 500)


def with_probability(u):
    return *queue(u), 1 - log_between(u[3], 1e-12, 1)


def level(q: Queue, p: float) -> arb:
    rest = 1 - arb(p)
    return rest if rest < q.delay else q.delay


def state_of(u):
    rate, service, servers = queue(u)
    a = rate * service
    if u[3] < 0.7:
        n = round(a + (u[3] / 0.35 - 1) * 12 * math.sqrt(a))
    else:
        n = round(servers + log_between((u[3] - 0.7) / 0.3, 1, 300) / max(1e-9, 1 - a / servers))
    return rate, service, servers, float(max(0, n))


def poisson_state(u):
    a = log_between(u[0], 1e-6, 1e7)
    service = log_between(u[1], 1e-3, 1e3)
    n = round(a + (2 * u[2] - 1) * 30 * math.sqrt(a)) if u[2] < 0.8 else round(log_between(5 * (u[2] - 0.8), 1, 200))
    return a / service, service, float(max(0, n))


def poisson_reference(rate, service, n):
    def value():
        a, k = arb(rate) * arb(service), arb(n)
        return (k * a.log() - a - (k + 1).lgamma()).exp()

    out = certified(value)
    return text(out) if in_double(out) else None


def single(u):
    rate, service, _ = queue((u[0], 0.0, u[1]))
    return rate, service


def single_reference(value):
    def of(rate, service, *rest):
        if not rate * service < 1:
            return None
        out = certified(lambda: value(arb(rate) * arb(service), arb(service), *rest))
        return text(out) if in_double(out) else None

    return of


Q = ("arrival_rate", "service_time", "servers")
ONE = ("arrival_rate", "service_time")
CORNERS = [
    (1 - 1e-9, 1.0, 1.0),
    (3.0, 1.0, 4.0),
    (5.0, 3.0, 20.0),
    (999999.999, 1.0, 1e6),
    (1e-30, 1.0, 1.0),
    (11.999999999, 1.0, 12.0),
]
TABLES = [
    Table("mmc_wait_probability", Q, DELAY, 3, queue, reference(lambda q: q.delay), CORNERS),
    Table("mmc_mean_wait", Q, DELAY, 3, queue, reference(lambda q: q.delay * q.s / q.spare), CORNERS),
    Table(
        "mmc_wait_tail",
        (*Q, "t"),
        DELAY,
        4,
        with_time,
        reference(lambda q, t: q.delay * (-q.spare * arb(t) / q.s).exp()),
        [(*c, 1.0) for c in CORNERS],
    ),
    Table(
        "mmc_wait_quantile",
        (*Q, "p"),
        "P(W > quantile) must be 1 - p, or P(W > 0) where that is smaller; " + DELAY,
        4,
        with_probability,
        reference(level),
        [(*c, 0.99) for c in CORNERS],
    ),
    Table(
        "mmc_sojourn_tail",
        (*Q, "t"),
        DELAY,
        4,
        with_time,
        reference(lambda q, t: q.sojourn_tail(t)),
        [(*c, 2.0) for c in CORNERS],
    ),
    Table(
        "mmc_sojourn_quantile",
        (*Q, "p"),
        "P(sojourn > quantile) must be 1 - p",
        4,
        with_probability,
        reference(lambda q, p: 1 - arb(p)),
        [(*c, 0.99) for c in CORNERS],
    ),
    Table(
        "mmc_state_probability",
        (*Q, "n"),
        DELAY,
        4,
        state_of,
        reference(lambda q, n: q.state(n)),
        [(*c, c[2]) for c in CORNERS],
    ),
    Table(
        "mminf_state_probability",
        (*ONE, "n"),
        "Arb: exp(n log a - a - log n!), certified to 30 digits",
        3,
        poisson_state,
        poisson_reference,
        [(1e7, 1.0, 1e7), (1e4, 1e3, 9.9e6), (1.0, 1.0, 0.0), (1e-30, 1.0, 1.0), (700.0, 1.0, 3.0)],
    ),
    Table(
        "mm1_mean_wait",
        ONE,
        "Arb: rho S / (1 - rho)",
        2,
        single,
        single_reference(lambda a, s: a * s / (1 - a)),
        [(1 - 1e-9, 1.0), (0.1, 9.999999999)],
    ),
    Table(
        "mm1_state_probability",
        (*ONE, "n"),
        "Arb: (1 - rho) rho^n",
        3,
        lambda u: (*single(u), float(round(log_between(u[2], 1, 1e9)))),
        single_reference(lambda a, s, n: (1 - a) * a**n),
        [(0.5, 1.0, 900.0), (1 - 1e-9, 1.0, 1e11)],
    ),
]
