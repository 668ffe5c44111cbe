# SPDX-License-Identifier: MIT
"""Erlang's formulas for real-valued servers: Arb's incomplete gamma function, with certified error bounds.

1/B = exp(a) a^-c Gamma(c + 1, a). For whole c <= 60 the recurrence in c is evaluated too and must agree.
"""

from __future__ import annotations

import math

from flint import arb, ctx
from make_tables import Table, log_between

WANTED_BITS = 100
METHOD = "Arb: a^c e^-a / Gamma(c + 1, a), certified to 30 digits; for whole c <= 60 equal to the recurrence"


def certified(value):
    """value() at the precision that leaves it 30 certified digits."""
    for digits in (60, 120, 240, 480, 960, 1920):
        ctx.dps = digits
        out = value()
        if out.is_finite() and out.rel_accuracy_bits() >= WANTED_BITS:
            return out
    raise ArithmeticError("no certified value at 1920 digits")


def text(value: arb) -> str:
    return value.str(25, radius=False)


def loss(c: float, a: float) -> arb:
    """B at the precision in force."""
    x, load = arb(c), arb(a)
    out = (x * load.log() - load).exp() / load.gamma_upper(x + 1)
    if c == math.floor(c) and c <= 60:
        b = arb(1)
        for n in range(1, int(c) + 1):
            b = load * b / (n + load * b)
        assert b.overlaps(out), (c, a)
    return out


def delay(c: float, a: float) -> arb:
    b = loss(c, a)
    rho = arb(a) / arb(c)
    return b / (1 - rho * (1 - b))


def in_double(value: arb) -> bool:
    return bool(value > arb("1e-300"))


def load_and_servers(u):
    """Four kinds: anywhere; a/c from 1/2 to 2; within 8 standard deviations; whole servers."""
    kind = min(3, int(4 * u[0]))
    c = log_between(u[1], 1e-3, 1e7) if kind == 0 else log_between(u[1], 0.5, 1e7)
    if kind == 3:
        c = float(round(c))
    if kind == 0:
        return c, c * log_between(u[2], 1e-6, 1e6)
    if kind == 1 or c < 1:
        return c, c * log_between(u[2], 0.5, 2)
    return c, max(c / 10, c + (16 * u[2] - 8) * math.sqrt(c))


def stable_load(u):
    kind = min(3, int(4 * u[0]))
    c = log_between(u[1], 1e-3 if kind == 0 else 1, 1e7)
    if kind == 3:
        c = float(math.ceil(c))
    if kind == 0:
        return c, c * log_between(u[2], 1e-6, 1 - 1e-9)
    if kind == 1:
        return c, c * (1 - 10 ** (-9 * u[2]) * (1 - 1e-12))
    return c, c * max(0.05, 1 - 10 ** (4 * u[2] - 3) / math.sqrt(c))


def b_reference(c, a):
    if c == 0:
        return "1"
    value = certified(lambda: loss(c, a))
    return text(value) if in_double(value) else None


def log_b_reference(c, a):
    return text(certified(lambda: loss(c, a).log()))


def c_reference(c, a):
    if not a < c:
        return None
    value = certified(lambda: delay(c, a))
    return text(value) if in_double(value) else None


def small_probability(u):
    """From 1e-290 to 1 - 1e-9, most of them between 1e-10 and 1."""
    if u < 0.25:
        return log_between(4 * u, 1e-290, 1e-10)
    if u < 0.75:
        return log_between(2 * (u - 0.25), 1e-10, 0.5)
    return 1 - log_between(4 * (u - 0.75), 1e-9, 0.5)


def probability_itself(law):
    """Left out where the load would be below 1e-30."""

    def of(c, p):
        return repr(p) if certified(lambda: law(c, 1e-30)) < arb(p) else None

    return of


def servers_reference(law):
    def of(c, a):
        value = certified(lambda: law(c, a))
        return repr(c) if in_double(value) and value < arb("0.999") else None

    return of


SERVERS_LOAD = ("servers", "offered_load")
B_CORNERS = [
    (0.0, 5.0),
    (1e7, 1e7),
    (1e7, 9.99e6),
    (1e7, 1e13),
    (12.0, 12.0),
    (11.999, 4.0),
    (12.0, 28.5),
    (1.0, 1e-30),
    (0.5, 1e-30),
    (1e-30, 1.0),
    (1e-9, 1e-9),
    (0.999, 3.9999),
    (0.999, 4.0),
    (1e12, 1e12),
    (1e16, 1e16 + 3e8),
]

TABLES = [
    Table("erlang_b", SERVERS_LOAD, METHOD, 3, load_and_servers, b_reference, B_CORNERS),
    Table(
        "log_erlang_b",
        SERVERS_LOAD,
        METHOD,
        3,
        load_and_servers,
        log_b_reference,
        [*B_CORNERS[1:], (1e7, 1e-30), (0.3, 1e20), (1e-12, 1e12)],
    ),
    Table(
        "erlang_c",
        SERVERS_LOAD,
        METHOD,
        3,
        stable_load,
        c_reference,
        [(1e7, 1e7 * (1 - 1e-9)), (1.0, 1 - 1e-15), (0.001, 0.000999999999), (1e7, 9.99e6), (1.0, 1e-30)],
    ),
    Table(
        "erlang_b_load",
        ("servers", "probability"),
        "the loss at the load found must be the probability",
        2,
        lambda u: (log_between(u[0], 0.05, 1e7), small_probability(u[1])),
        probability_itself(loss),
    ),
    Table(
        "erlang_c_load",
        ("servers", "probability"),
        "the delay probability at the load found must be the probability",
        2,
        lambda u: (log_between(u[0], 0.05, 1e7), small_probability(u[1])),
        probability_itself(delay),
    ),
    Table(
        "erlang_b_servers",
        ("servers", "offered_load"),
        "the whole number of servers whose loss is asked for must come back",
        3,
        lambda u: (float(math.ceil(load_and_servers(u)[0])), load_and_servers(u)[1]),
        servers_reference(loss),
    ),
    Table(
        "erlang_c_servers",
        ("servers", "offered_load"),
        "the whole number of servers whose delay probability is asked for must come back",
        3,
        lambda u: (float(math.ceil(stable_load(u)[0])), stable_load(u)[1]),
        servers_reference(delay),
    ),
]
