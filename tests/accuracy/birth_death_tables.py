# SPDX-License-Identifier: MIT
"""Reference values of mmck, erlang_a, finite_source and engset.

mmck, finite_source, engset: sums over all states, one by one, in Arb balls of 60 digits and more. erlang_a: Kummer's
series, term by term, or the phases of a waiting record, in Arb balls. A value whose ball is wider than 1e-25 is left
out. Tables *_large are those of up to 1e6 servers, places and sources and c patience / service_time up to 1e9.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from flint import acb, arb, ctx
from make_tables import Table, log_between

DIRECT = "sum over all states, one by one, in Arb balls of 60 digits and more"
ARB = "sums of Kummer's series, term by term, in Arb balls of 77 digits"
PHASES = "times of a waiting record phase by phase, summed over all states, in Arb balls of 77 digits"
QUADRATURE = "Kummer's series and the integral over the wait by rigorous quadrature, in Arb balls of 77 digits"


def text(x: arb) -> str | None:
    if not x.is_finite() or not (x.rad() <= abs(x.mid()) * arb("1e-25")):
        return None
    return str(x.mid().str(25, radius=False))


def whole(x: float) -> int:
    return round(x)


# -- M/M/c/K ------------------------------------------------------------------------------------------


def mmck_states(rate: float, service: float, servers: float, capacity: float) -> list[arb]:
    c = whole(servers)
    load = arb(rate) * arb(service)
    w = [arb(1)]
    for n in range(1, whole(capacity) + 1):
        w.append(w[-1] * load / min(n, c))
    return w


def mmck_blocking(rate: float, service: float, servers: float, capacity: float) -> str | None:
    ctx.prec = 256
    w = mmck_states(rate, service, servers, capacity)
    return text(w[-1] / sum(w, arb(0)))


def mmck_waiting(rate: float, service: float, servers: float, capacity: float) -> tuple[arb, arb]:
    """Sums over all accepted states of 1 and of the records that must leave first."""
    c = whole(servers)
    w = mmck_states(rate, service, servers, capacity)[:-1]
    return sum(w, arb(0)), sum(((n - c + 1) * w[n] for n in range(c, len(w))), arb(0))


def mmck_mean_wait(rate: float, service: float, servers: float, capacity: float) -> str | None:
    ctx.prec = 256
    everyone, steps = mmck_waiting(rate, service, servers, capacity)
    return text(steps / everyone * arb(service) / whole(servers))


def mmck_wait_variance(rate: float, service: float, servers: float, capacity: float) -> str | None:
    ctx.prec = 256
    c = whole(servers)
    w = mmck_states(rate, service, servers, capacity)[:-1]
    everyone = sum(w, arb(0))
    first = sum(((n - c + 1) * w[n] for n in range(c, len(w))), arb(0)) / everyone
    second = sum(((n - c + 1) * (n - c + 2) * w[n] for n in range(c, len(w))), arb(0)) / everyone
    return text((second - first * first) * (arb(service) / c) ** 2)


def mmck_mean_in_queue(rate: float, service: float, servers: float, capacity: float) -> str | None:
    ctx.prec = 256
    c = whole(servers)
    w = mmck_states(rate, service, servers, capacity)
    return text(sum(((n - c) * w[n] for n in range(c, len(w))), arb(0)) / sum(w, arb(0)))


def mmck_wait_tail(rate: float, service: float, servers: float, capacity: float, t: float) -> str | None:
    ctx.prec = 256
    c = whole(servers)
    x = c * arb(t) / arb(service)
    w = mmck_states(rate, service, servers, capacity)[:-1]
    total, term, q = arb(0), (-x).exp(), arb(0)
    for j in range(len(w) - c):
        q += term
        term *= x / (j + 1)
        total += w[c + j] * q
    return text(total / sum(w, arb(0)))


def mmck_sojourn_tail(rate: float, service: float, servers: float, capacity: float, t: float) -> str | None:
    c, size = whole(servers), whole(capacity)
    # R_j = (R_(j-1) - Q_j / c) / (1 - 1/c), which loses (1 - 1/c)^-j.
    ctx.prec = 256 + (math.ceil((size - c + 2) * math.log2(c / (c - 1))) if c > 1 else 0)
    x = c * arb(t) / arb(service)
    w = mmck_states(rate, service, servers, capacity)[:-1]
    r = (-x / c).exp()
    total, term, q = sum(w[:c], arb(0)) * r, (-x).exp(), arb(0)
    if c == 1:
        q, term = term, term * x
    for j in range(len(w) - c):
        q += term
        term *= x / (j + (2 if c == 1 else 1))
        r = q if c == 1 else (r - q / c) / (1 - arb(1) / c)
        total += w[c + j] * r
    return text(total / sum(w, arb(0)))


def mmck_sample(u: Sequence[float]) -> list[float]:
    c = float(round(log_between(u[0], 1, 1500)))
    room = float(round(log_between(u[1], 1, 1500) - 0.51))
    if u[2] < 0.5:
        rho = max(0.02, 1 + (u[2] * 4 - 1) * 8 / math.sqrt(max(c, room, 1)))
    elif u[2] < 0.6:
        rho = 1 + (1 if u[2] < 0.55 else -1) * log_between((u[2] * 20) % 1, 1e-9, 1e-2)
    else:
        rho = log_between((u[2] - 0.6) / 0.4, 1e-3, 1e3)
    service = log_between(u[3], 1e-2, 1e2)
    return [rho * c / service, service, c, c + room]


def mmck_sample_large(u: Sequence[float]) -> list[float]:
    rate, service, c, capacity = mmck_sample(u)
    rho, room = rate * service / c, capacity - c
    c, room = float(round(log_between(u[0], 1, 1e6))), float(round(log_between(u[1], 1, 1e6)))
    if u[2] < 0.5:
        rho = max(0.02, 1 + (u[2] * 4 - 1) * 8 / math.sqrt(max(c, room)))
    return [rho * c / service, service, c, c + room]


def mmck_sample_large_t(u: Sequence[float]) -> list[float]:
    rate, service, c, capacity = mmck_sample_large(u)
    room = capacity - c
    return [rate, service, c, capacity, room * max(0.0, 1 + (u[4] * 2 - 1) * 8 / math.sqrt(room)) * service / c]


def mmck_sample_t(u: Sequence[float]) -> list[float]:
    rate, service, c, capacity = mmck_sample(u)
    room = capacity - c
    x = log_between(u[4] * 2, 1e-3, max(room, 1)) if u[4] < 0.5 else max(room, 1) * (u[4] * 2) ** 2
    return [rate, service, c, capacity, x * service / c]


MMCK = ("arrival_rate", "service_time", "servers", "capacity")
MMCK_CORNERS = [
    [12, 1, 10, 30],
    [1, 1, 1, 6],
    [1e6, 1, 1000000, 1000000],
    [1e6, 1, 1000000, 1001000],
    [999000, 1, 1000000, 1000100],
    [1, 1, 1, 200000],
    [1 + 1e-9, 1, 1, 200000],
    [1 - 1e-9, 1, 1, 200000],
    [10, 1, 10, 2000],
    [10 * (1 + 1e-9), 1, 10, 2000],
    [10 * (1 - 1e-9), 1, 10, 2000],
    [1e-6, 1, 10, 20],
    [1e6, 1, 1, 20],
    [1e-20, 1, 1, 3],
    [1e20, 1, 3, 9],
    [4, 1, 5, 5],
]
MMCK_T_CORNERS = [[*row, t] for row in MMCK_CORNERS[:2] + MMCK_CORNERS[8:] for t in (0.0, 1e-9, 1.0, 20.0)]

# -- Erlang-A -----------------------------------------------------------------------------------------


def kummer(x: arb, y: arb) -> arb:
    """1F1(1; x + 1; y) = sum_k y^k / ((x + 1) ... (x + k)); term by term where that is not too long."""
    at, over = float(x), float(y)
    terms = max(0.0, over - at) + 20 * math.sqrt(max(at, over)) + 300
    if at > 200 and over - at > 8 * math.sqrt(over):
        return complement(x, y)
    if terms > 1e6:
        return y.hypgeom_1f1(arb(1), x + 1)
    total, term, k = arb(1), arb(1), 0
    while True:
        k += 1
        term *= y / (x + k)
        total += term
        if k % 16 == 0 and over < at + k:
            # The rest is below the geometric sum.
            ratio = y / (x + k + 1)
            rest = term * ratio / (1 - ratio)
            if rest < total * arb("1e-60"):
                return total + rest * arb(0.5, 0.5)


def complement(x: arb, y: arb) -> arb:
    """x e^y y^-x (Gamma(x) - Gamma(x, y)), y > x, the second by its recurrence in x."""
    precision = ctx.prec
    ctx.prec = precision + 96
    total, term, k = arb(1), arb(1), 0
    while float(x) - k > 2:
        k += 1
        term *= (x - k) / y
        total += term
        if k % 16 == 0:
            rest = term * x / (y - x)
            if rest < total * arb("1e-60"):
                total += rest * arb(0.5, 0.5)
                break
    out = ((x + 1).lgamma() + y - x * y.log()).exp() - x / y * total
    ctx.prec = precision
    return out


class Palm:
    def __init__(self, rate: float, service: float, patience: float, servers: float) -> None:
        ctx.prec = 256
        self.c = whole(servers)
        self.load = arb(rate) * arb(service)
        self.x = self.c * arb(patience) / arb(service)
        self.y = arb(rate) * arb(patience)
        self.above = kummer(self.x, self.y)
        below = arb(0)
        term = arb(1)
        for n in range(self.c, 0, -1):
            term *= n / self.load
            below += term
            if n % 16 == 0 and n < self.load:
                rest = term * n / (self.load - n)
                if rest < below * arb("1e-60"):
                    below += rest * arb(0.5, 0.5)
                    break
        self.service, self.patience, self.below = arb(service), arb(patience), below
        self.wait = self.above / (below + self.above)
        rho = self.load / self.c
        self.gone = self.wait * (1 / (rho * self.above) + 1 - 1 / rho)


def erlang_a_wait_probability(rate: float, service: float, patience: float, servers: float) -> str | None:
    return text(Palm(rate, service, patience, servers).wait)


def erlang_a_abandon(rate: float, service: float, patience: float, servers: float) -> str | None:
    return text(Palm(rate, service, patience, servers).gone)


def erlang_a_mean_wait(rate: float, service: float, patience: float, servers: float) -> str | None:
    return text(Palm(rate, service, patience, servers).gone * arb(patience))


def erlang_a_wait_tail(rate: float, service: float, patience: float, servers: float, t: float) -> str | None:
    palm = Palm(rate, service, patience, servers)
    tau = arb(t) / arb(patience)
    later = palm.y * (-tau).exp()
    # gamma(x, y) = y^x e^-y / x 1F1(1; x + 1; y)
    ratio = kummer(palm.x, later) / palm.above * (palm.y - later - palm.x * tau).exp()
    return text(palm.wait * ratio * (-tau).exp())


def erlang_a_wait_variance(rate: float, service: float, patience: float, servers: float) -> str | None:
    palm = Palm(rate, service, patience, servers)
    x, y = palm.x, palm.y
    if float(y) - float(x) + 20 * math.sqrt(float(x)) > 4e5:
        return None
    # In units of the patience: a record with k before it leaves its phase at the rate x + k + 1, with 1 to give up.
    first, second, weight, k = arb(0), arb(0), arb(1), 0
    sums = [arb(0), arb(0), arb(0)]
    while True:
        rate_k = x + (k + 1)
        stay = 1 - 1 / rate_k
        second = 2 * (1 / rate_k + stay * first) / rate_k + stay * second
        first = 1 / rate_k + stay * first
        sums = [sums[0] + weight, sums[1] + weight * first, sums[2] + weight * second]
        k += 1
        weight *= y / (x + k)
        if k % 16 == 0 and float(y) < float(x) + k:
            ratio = y / (x + k + 1)
            rest = weight * (k + 1) / (1 - ratio) ** 2  # each time is below k + 1 patiences, as 1 - exp(-k)
            if rest < sums[2] * arb("1e-50"):
                break
    everyone = palm.below + sums[0]
    mean = sums[1] / everyone
    return text((sums[2] / everyone - mean * mean) * arb(patience) ** 2)


def erlang_a_sojourn_tail(rate: float, service: float, patience: float, servers: float, t: float) -> str | None:
    palm = Palm(rate, service, patience, servers)
    x, y = palm.x, palm.y
    tau, pace = arb(t) / arb(patience), arb(patience) / arb(service)
    later = y * (-tau).exp()
    everyone = palm.below + palm.above
    waits = kummer(x, later) * (y - later - x * tau - tau).exp() / everyone
    ends = arb(0)
    if t > 0:
        # exp(y (1 - e^-s) - (x + 1) s - pace (tau - s))
        def rate_of(s: acb, _: bool) -> acb:
            return (acb(y) * (1 - (-s).exp()) - acb(x + 1) * s - acb(pace) * (acb(tau) - s)).exp()

        scale = waits + palm.below / everyone * (-pace * tau).exp()
        tiny = arb(2) ** -100
        ends = acb.integral(rate_of, 0, acb(tau), rel_tol=tiny, abs_tol=scale * tiny).real * x / everyone
    return text(waits + palm.below / everyone * (-pace * tau).exp() + ends)


def erlang_a_sample_large(u: Sequence[float]) -> list[float]:
    c = float(round(log_between(u[0], 1, 1e6)))
    x = log_between(u[1], 1e-4, 1e9)
    service = log_between(u[3], 1e-2, 1e2)
    if u[2] < 0.8:
        rho = max(0.02, 1 + (u[2] * 2.5 - 1) * 6 / math.sqrt(max(x, c)))
    else:
        rho = log_between((u[2] - 0.8) / 0.2, 1e-2, 1e2)
    return [rho * c / service, service, x * service / c, c]


def erlang_a_sample(u: Sequence[float]) -> list[float]:
    c = float(round(log_between(u[0], 1, 2000)))
    x = log_between(u[1], 1e-4, 3e4)
    service = log_between(u[3], 1e-2, 1e2)
    if u[2] < 0.5:
        rho = max(0.02, 1 + (u[2] * 4 - 1) * 6 / math.sqrt(max(x, c, 1)))
    else:
        rho = log_between((u[2] - 0.5) / 0.5, 1e-3, 1e2)
    return [rho * c / service, service, x * service / c, c]


def erlang_a_sample_large_t(u: Sequence[float]) -> list[float]:
    return erlang_a_with_t(u, erlang_a_sample_large(u))


def erlang_a_sample_t(u: Sequence[float]) -> list[float]:
    return erlang_a_with_t(u, erlang_a_sample(u))


def erlang_a_with_t(u: Sequence[float], q: list[float]) -> list[float]:
    rate, service, patience, c = q
    x, rho = c * patience / service, rate * service / c
    scale = max(0.0, math.log(rho)) + 3 / (1 + math.sqrt(x) + max(0.0, x * (1 - rho)))
    return [rate, service, patience, c, patience * scale * log_between(u[4], 1e-3, 10)]


PALM = ("arrival_rate", "service_time", "patience", "servers")
PALM_T = (*PALM, "t")
PALM_CORNERS = [
    [100, 1, 2, 100],
    [50, 1, 10, 45],
    [10, 1, 0.5, 12],
    [10, 1, 1, 10],
    [10, 1, 1e-9, 10],
    [10, 1, 2e4, 10],
    [9, 1, 1e4, 10],
    [10 * (1 + 1e-9), 1, 1e4, 10],
    [10 * (1 - 1e-9), 1, 1e4, 10],
    [11, 1, 1e3, 10],
    [1e-6, 1, 1, 1],
    [1000, 1, 1e-6, 1],
    [1e6, 1, 1e-3, 1000],
    [1e5, 1, 1, 100000],
    [1e5, 1, 100, 100000],
]
PALM_T_CORNERS = [[*row, t * row[2]] for row in PALM_CORNERS for t in (0.0, 1e-9, 0.05, 1.0, 5.0)]

# -- finite sources -----------------------------------------------------------------------------------


def repair_states(n: int, rate: float, service: float, servers: float) -> list[arb]:
    c = whole(servers)
    load = arb(rate) * arb(service)
    w = [arb(1)]
    for k in range(1, n + 1):
        w.append(w[-1] * (n - k + 1) * load / min(k, c))
    return w


def finite_throughput(sources: float, rate: float, service: float, servers: float) -> str | None:
    ctx.prec = 256
    n, c = whole(sources), whole(servers)
    w = repair_states(n, rate, service, servers)
    return text(sum((min(k, c) * w[k] for k in range(n + 1)), arb(0)) / sum(w, arb(0)) / arb(service))


def finite_mean_wait(sources: float, rate: float, service: float, servers: float) -> str | None:
    ctx.prec = 256
    n, c = whole(sources) - 1, whole(servers)
    w = repair_states(n, rate, service, servers)
    steps = sum(((k - c + 1) * w[k] for k in range(c, n + 1)), arb(0))
    return text(steps / sum(w, arb(0)) * arb(service) / c)


def finite_wait_variance(sources: float, rate: float, service: float, servers: float) -> str | None:
    ctx.prec = 256
    n, c = whole(sources) - 1, whole(servers)
    w = repair_states(n, rate, service, servers)
    everyone = sum(w, arb(0))
    first = sum(((k - c + 1) * w[k] for k in range(c, n + 1)), arb(0)) / everyone
    second = sum(((k - c + 1) * (k - c + 2) * w[k] for k in range(c, n + 1)), arb(0)) / everyone
    return text((second - first * first) * (arb(service) / c) ** 2)


def finite_sojourn_tail(sources: float, rate: float, service: float, servers: float, t: float) -> str | None:
    n, c = whole(sources) - 1, whole(servers)
    # As that of M/M/c/K.
    ctx.prec = 256 + (math.ceil((max(n - c, 0) + 2) * math.log2(c / (c - 1))) if c > 1 else 0)
    w = repair_states(n, rate, service, servers)
    x = c * arb(t) / arb(service)
    r = (-x / c).exp()
    total, term, q = sum(w[:c], arb(0)) * r, (-x).exp(), arb(0)
    if c == 1:
        q, term = term, term * x
    for k in range(c, n + 1):
        q += term
        term *= x / (k - c + (2 if c == 1 else 1))
        r = q if c == 1 else (r - q / c) / (1 - arb(1) / c)
        total += w[k] * r
    return text(total / sum(w, arb(0)))


def finite_wait_tail(sources: float, rate: float, service: float, servers: float, t: float) -> str | None:
    ctx.prec = 256
    n, c = whole(sources) - 1, whole(servers)
    w = repair_states(n, rate, service, servers)
    x = c * arb(t) / arb(service)
    total, term, q = arb(0), (-x).exp(), arb(0)
    for k in range(c, n + 1):
        q += term
        term *= x / (k - c + 1)
        total += w[k] * q
    return text(total / sum(w, arb(0)))


def finite_sample(u: Sequence[float]) -> list[float]:
    n = float(round(log_between(u[0], 1, 3000)))
    c = float(round(log_between(u[1], 1, max(2.0, n))))
    service = log_between(u[3], 1e-2, 1e2)
    if u[2] < 0.5 and n > c:
        # c servers are just enough for n sources
        load = c / max(n - c, 1) * max(0.02, 1 + (u[2] * 4 - 1) * 6 / math.sqrt(c))
    else:
        load = log_between((u[2] * 2) % 1, 1e-4, 1e3)
    return [n, load / service, service, c]


def finite_sample_large(u: Sequence[float]) -> list[float]:
    n = float(round(log_between(u[0], 100, 1e6)))
    c = float(round(log_between(u[1], 1, n)))
    service = log_between(u[3], 1e-2, 1e2)
    load = c / max(n - c, 1) * max(0.02, 1 + (u[2] * 2 - 1) * 8 / math.sqrt(c))
    return [n, load / service, service, c]


def finite_sample_large_t(u: Sequence[float]) -> list[float]:
    n, rate, service, c = finite_sample_large(u)
    idle = c / (rate * service)
    x = max(0.0, n - c - idle) + (u[4] * 16 - 8) * math.sqrt(n)
    return [n, rate, service, c, abs(x) * service / c]


def finite_sample_t(u: Sequence[float]) -> list[float]:
    n, rate, service, c = finite_sample(u)
    room = max(1.0, n - c)
    x = log_between(u[4] * 2, 1e-3, room) if u[4] < 0.5 else room * (u[4] * 2) ** 2
    return [n, rate, service, c, x * service / c]


FINITE = ("sources", "source_rate", "service_time", "servers")
FINITE_T = (*FINITE, "t")
FINITE_CORNERS = [
    [20, 0.2, 1, 5],
    [1, 0.2, 1, 1],
    [2, 1, 1, 1],
    [5, 1, 1, 10],
    [100000, 0.1, 1, 9000],
    [100000, 0.1, 1, 10000],
    [100000, 1e-5, 1, 1],
    [100000, 1, 1, 10],
    [100000, 1e3, 1, 99999],
    [1000, 1e-6, 1, 3],
    [1000, 1e6, 1, 3],
    [1000, 1e-3, 1, 1],
]
FINITE_T_CORNERS = [[*row, t] for row in FINITE_CORNERS[:3] + FINITE_CORNERS[9:] for t in (0.0, 1e-9, 1.0, 100.0)]

# -- Engset -------------------------------------------------------------------------------------------


def engset_lost(n: int, rate: float, service: float, servers: float) -> str | None:
    ctx.prec = 256
    c = whole(servers)
    if n < c:
        return "0"
    load = arb(rate) * arb(service)
    inverse = arb(1)
    for k in range(1, c + 1):
        inverse = 1 + k * inverse / ((n - k + 1) * load)
    return text(1 / inverse)


def engset_blocking(sources: float, rate: float, service: float, servers: float) -> str | None:
    return engset_lost(whole(sources) - 1, rate, service, servers)


def engset_time(sources: float, rate: float, service: float, servers: float) -> str | None:
    return engset_lost(whole(sources), rate, service, servers)


ENGSET = "recursion in the number of servers, in Arb balls of 77 digits"
ENGSET_CORNERS = [*FINITE_CORNERS, [1000000, 0.1, 1, 90000], [1000000, 0.1, 1, 100000], [1000000, 1e-6, 1, 2]]

TABLES = [
    Table("mmck_blocking_probability", MMCK, DIRECT, 4, mmck_sample, mmck_blocking, MMCK_CORNERS),
    Table("mmck_mean_wait", MMCK, DIRECT, 4, mmck_sample, mmck_mean_wait, MMCK_CORNERS),
    Table("mmck_mean_in_queue", MMCK, DIRECT, 4, mmck_sample, mmck_mean_in_queue, MMCK_CORNERS),
    Table("mmck_wait_tail", (*MMCK, "t"), DIRECT, 5, mmck_sample_t, mmck_wait_tail, MMCK_T_CORNERS),
    Table("mmck_wait_variance", MMCK, DIRECT, 4, mmck_sample, mmck_wait_variance, MMCK_CORNERS),
    Table("mmck_mean_wait_large", MMCK, DIRECT, 4, mmck_sample_large, mmck_mean_wait, points=200),
    Table("mmck_wait_tail_large", (*MMCK, "t"), DIRECT, 5, mmck_sample_large_t, mmck_wait_tail, points=200),
    Table("mmck_sojourn_tail", (*MMCK, "t"), DIRECT, 5, mmck_sample_t, mmck_sojourn_tail, MMCK_T_CORNERS),
    Table("erlang_a_wait_probability", PALM, ARB, 4, erlang_a_sample, erlang_a_wait_probability, PALM_CORNERS),
    Table("erlang_a_abandon_probability", PALM, ARB, 4, erlang_a_sample, erlang_a_abandon, PALM_CORNERS),
    Table("erlang_a_mean_wait", PALM, ARB, 4, erlang_a_sample, erlang_a_mean_wait, PALM_CORNERS),
    Table("erlang_a_wait_tail", (*PALM, "t"), ARB, 5, erlang_a_sample_t, erlang_a_wait_tail, PALM_T_CORNERS),
    Table("erlang_a_wait_variance", PALM, PHASES, 4, erlang_a_sample, erlang_a_wait_variance, PALM_CORNERS, points=400),
    Table("erlang_a_sojourn_tail", PALM_T, QUADRATURE, 5, erlang_a_sample_t, erlang_a_sojourn_tail, PALM_T_CORNERS),
    Table("erlang_a_abandon_probability_large", PALM, ARB, 4, erlang_a_sample_large, erlang_a_abandon, points=200),
    Table("erlang_a_wait_tail_large", PALM_T, ARB, 5, erlang_a_sample_large_t, erlang_a_wait_tail, points=200),
    Table("erlang_a_wait_variance_large", PALM, PHASES, 4, erlang_a_sample_large, erlang_a_wait_variance, points=200),
    Table("finite_source_throughput", FINITE, DIRECT, 4, finite_sample, finite_throughput, FINITE_CORNERS),
    Table("finite_source_mean_wait", FINITE, DIRECT, 4, finite_sample, finite_mean_wait, FINITE_CORNERS),
    Table("finite_source_wait_tail", (*FINITE, "t"), DIRECT, 5, finite_sample_t, finite_wait_tail, FINITE_T_CORNERS),
    Table("finite_source_wait_variance", FINITE, DIRECT, 4, finite_sample, finite_wait_variance, FINITE_CORNERS),
    Table("finite_source_sojourn_tail", FINITE_T, DIRECT, 5, finite_sample_t, finite_sojourn_tail, FINITE_T_CORNERS),
    Table("finite_source_mean_wait_large", FINITE, DIRECT, 4, finite_sample_large, finite_mean_wait, points=200),
    Table("finite_source_wait_tail_large", FINITE_T, DIRECT, 5, finite_sample_large_t, finite_wait_tail, points=200),
    Table("engset_blocking_probability", FINITE, ENGSET, 4, finite_sample, engset_blocking, ENGSET_CORNERS),
    Table("engset_time_congestion", FINITE, ENGSET, 4, finite_sample, engset_time, ENGSET_CORNERS),
]
