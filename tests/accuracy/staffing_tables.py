# SPDX-License-Identifier: MIT
"""Reference values: square-root staffing and offered load over time."""

from __future__ import annotations

from erlang_tables import certified
from flint import acb, arb, ctx
from make_tables import Table, log_between

DIGITS = 25


def text(x: arb) -> str | None:
    value = x.str(DIGITS, radius=False)
    return None if "nan" in value or "[" in value else value


def in_range(x: arb) -> bool:
    return bool(x > arb("1e-300"))


def mills(x: arb) -> arb:
    """P(Z > x) / density(x)."""
    if x < 0:
        return (2 * arb.pi()).sqrt() * (x * x / 2).exp() - mills(-x)
    if x == 0:
        return (arb.pi() / 2).sqrt()
    return (x * x / 2).hypgeom_u(arb(1) / 2, arb(1) / 2) / arb(2).sqrt()


def odds_against_halfin_whitt(beta: arb) -> arb:
    return beta * mills(-beta)


def odds_against_garnett(beta: arb, ratio: float) -> arb:
    root = arb(ratio).sqrt()
    return root * mills(-beta) / mills(beta / root)


def halfin_whitt(beta: float) -> str | None:
    ctx.prec = 400
    p = 1 / (1 + odds_against_halfin_whitt(arb(beta)))
    return text(p) if in_range(p) else None


def garnett(beta: float, ratio: float) -> str | None:
    ctx.prec = 400
    p = 1 / (1 + odds_against_garnett(arb(beta), ratio))
    return text(p) if in_range(p) else None


def rising_root(excess, low: arb, high: arb) -> str | None:
    """By bisection and secants on a function that rises."""
    f_low, f_high = excess(low), excess(high)
    if not (f_low < 0 and f_high > 0):
        return None
    for i in range(400):
        x = low - f_low * (high - low) / (f_high - f_low) if i % 3 else (low + high) / 2
        x = x.mid()
        f = excess(x)
        if f < 0:
            low, f_low = x, f
        elif f > 0:
            high, f_high = x, f
        else:
            return text(x)
        if abs((high - low) / x) < arb("1e-35"):
            break
    return text(((low + high) / 2).mid())


def log_odds(p: float) -> arb:
    return ((1 - arb(p)) / arb(p)).log()


def halfin_whitt_beta(p: float) -> str | None:
    ctx.prec = 300
    wanted = log_odds(p)
    return rising_root(lambda b: odds_against_halfin_whitt(b).log() - wanted, arb("1e-25"), arb(45))


def garnett_beta(p: float, ratio: float) -> str | None:
    ctx.prec = 300
    wanted = log_odds(p)
    wide = arb(45) * arb(max(1.0, ratio)).sqrt()
    return rising_root(lambda b: odds_against_garnett(b, ratio).log() - wanted, -wide, arb(45))


def sinusoid(amplitude: float, service_time: float, period: float, t: float) -> str | None:
    """Imaginary part of the response to a complex exponential; mean rate 1."""
    ctx.prec = 600
    w = 2 * arb.pi() / arb(period)
    s, x = arb(service_time), arb(t)
    decay = (-x / s).exp()
    wave = (acb(0, w * x).exp() - decay) / acb(1 / s, w)
    m = s * (1 - decay) + arb(amplitude) * wave.imag
    return text(m) if in_range(m) else None


def partial_means(law: float, scv: float, x: arb) -> tuple[arb, arb]:
    """E[min(S, x)] and E[min(S, x)^2] / 2 with mean 1."""
    if x <= 0:
        return arb(0), arb(0)
    v = arb(scv)
    if law == 0:
        decay = (-x).exp()
        return 1 - decay, 1 - decay * (1 + x)
    if law == 1:
        a = 1 / v
        z = x / v
        upper = [z.gamma_upper(a + k, regularized=1) for k in range(3)]
        return x * upper[0] + 1 - upper[1], x * x / 2 * upper[0] + (1 + v) / 2 * (1 - upper[2])
    variance = (1 + v).log()
    sigma = variance.sqrt()
    z = (x.log() + variance / 2) / sigma

    def tail(y: arb) -> arb:
        return (y / arb(2).sqrt()).erfc() / 2

    return x * tail(z) + tail(sigma - z), x * x / 2 * tail(z) + (1 + v) / 2 * tail(2 * sigma - z)


def profile(law: float, scv: float, length: float, t: float) -> str | None:
    """The closed forms with so many digits that their differences keep 25; mean service time 1."""
    pieces = [
        (0.0, 1.0, 2.0 / length),
        (length, 3.0, -3.0 / length),
        (2.0 * length, 0.5, 0.0),
        (3.0 * length, 0.0, 0.0),
    ]
    for precision in (400, 1500):
        ctx.prec = precision
        total = arb(0)
        for i, (start, rate, slope) in enumerate(pieces):
            if start >= t:
                break
            end = min(t, pieces[i + 1][0]) if i + 1 < len(pieces) else t
            young, old = arb(t) - arb(end), arb(t) - arb(start)
            late = arb(rate) + arb(slope) * (arb(end) - arb(start))
            near, far = partial_means(law, scv, young), partial_means(law, scv, old)
            first, second = far[0] - near[0], far[1] - near[1]
            total += (late + arb(slope) * young) * first - arb(slope) * second
        if total.rel_accuracy_bits() > 90:
            return text(total) if in_range(total) else None
    return None


def concurrency_tail(load: float, n: float) -> str | None:
    """Sum of Poisson probabilities, from the first that counts away from the mean."""
    ctx.prec = 300
    m = arb(load)
    upwards = n + 1 > load
    k = int(n) + 1 if upwards else int(n)
    term = (k * m.log() - m - (arb(k) + 1).lgamma()).exp()
    total = arb(0)
    smallest = term * arb("1e-40")
    while k >= 0 and term > smallest:
        total += term
        k += 1 if upwards else -1
        term = term * m / k if upwards else term * (k + 1) / m
    p = total if upwards else 1 - total
    return text(p) if in_range(p) and p.rel_accuracy_bits() > 80 else None


def below_over_above(servers: arb, load: arb) -> arb:
    """P(N < c) / P(N = c) of the states up to c = servers, 1/B - 1."""
    return load.exp() * load ** (-servers) * load.gamma_upper(servers + 1) - 1


def erlang_c(servers: arb, load: arb) -> arb:
    above = 1 / (1 - load / servers)
    return above / (above + below_over_above(servers, load))


def erlang_a(servers: int, load: arb, ratio: float) -> arb:
    term = above = arb(1)
    n = 0
    while term > arb("1e-40"):
        n += 1
        term = term * load / (servers + n * arb(ratio))
        above += term
    return above / (above + below_over_above(arb(servers), load))


def halfin_whitt_case(u: list[float]) -> list[float]:
    load, beta = log_between(u[0], 1, 1e6), log_between(u[1], 1e-3, 5)
    return with_erlang_c(load, beta)


def with_erlang_c(load: float, beta: float) -> list[float]:
    def exact() -> arb:
        a = arb(load)
        return erlang_c(a + arb(beta) * a.sqrt(), a)

    return [load, beta, float(certified(exact))]


def garnett_case(u: list[float]) -> list[float]:
    return with_erlang_a(round(log_between(u[0], 1, 1e5)), 6 * u[1] - 3, log_between(u[2], 1e-2, 1))


def with_erlang_a(servers: int, beta: float, ratio: float) -> list[float]:
    def exact() -> arb:
        b = arb(beta)
        root = ((b * b + 4 * servers).sqrt() - b) / 2  # servers = root^2 + beta root
        return erlang_a(servers, root * root, ratio)

    return [float(servers), beta, ratio, float(certified(exact))]


def staffing_case(u: list[float]) -> list[float]:
    return with_servers(log_between(u[0], 1, 1e6), log_between(u[1], 0.01, 0.9))


def with_servers(load: float, p: float) -> list[float]:
    """The fewest servers, by bisection."""
    low, high = int(load), int(load + 5 * load**0.5) + 5
    while high - low > 1:
        mid = (low + high) // 2
        enough = certified(lambda c=mid: erlang_c(arb(c), arb(load))) <= arb(p)
        low, high = (low, mid) if enough else (mid, high)
    return [load, p, float(high)]


def probability(u: float, v: float) -> float:
    p = log_between(u, 1e-290, 0.5) if v < 0.3 else log_between(u, 1e-15, 0.5)
    return 1 - p if v > 0.7 else p


METHOD = "Arb, 300 bits and more: "
DIFFERENCE = (
    "value 1 is compared with 1 + |approximation - exact|: maximum and median are absolute differences {}; exact by {}"
)
TABLES = [
    Table(
        "halfin_whitt",
        ["beta"],
        METHOD + "confluent hypergeometric function U",
        1,
        lambda u: [log_between(u[0], 1e-6, 37)],
        halfin_whitt,
        [[1e-6], [1e-3], [0.5], [1.0], [2.0], [30.0]],
    ),
    Table(
        "halfin_whitt_beta",
        ["probability"],
        METHOD + "bisection and secants on the odds by U",
        2,
        lambda u: [probability(u[0], u[1])],
        halfin_whitt_beta,
        [[0.2], [0.01], [0.5], [1e-290], [1 - 2.0**-53]],
        points=500,
    ),
    Table(
        "garnett",
        ["beta", "patience_ratio"],
        METHOD + "confluent hypergeometric function U",
        2,
        lambda u: [60 * u[0] - 30, log_between(u[1], 1e-6, 1e6)],
        garnett,
        [[b, r] for b in (-30.0, -0.5, 0.0, 0.5, 30.0) for r in (1e-6, 0.5, 1.0, 1e6)],
    ),
    Table(
        "garnett_beta",
        ["probability", "patience_ratio"],
        METHOD + "bisection and secants on the odds by U",
        3,
        lambda u: [probability(u[0], u[1]), log_between(u[2], 1e-6, 1e6)],
        garnett_beta,
        [[0.3, 0.5], [0.01, 1e-6], [0.99, 1e6]],
        points=500,
    ),
    Table(
        "halfin_whitt_error",
        ["offered_load", "beta", "exact"],
        DIFFERENCE.format(
            "in the wait probability", "Erlang C with offered_load + beta sqrt(offered_load) servers, Arb"
        ),
        2,
        halfin_whitt_case,
        lambda *_: "1",
        [with_erlang_c(a, b) for a in (1.0, 100.0, 1e6) for b in (0.92, 0.98, 1.2)],
        points=300,
    ),
    Table(
        "garnett_error",
        ["servers", "beta", "patience_ratio", "exact"],
        DIFFERENCE.format("in the wait probability", "sums of Erlang A with servers = load + beta sqrt(load), Arb"),
        3,
        garnett_case,
        lambda *_: "1",
        [with_erlang_a(c, b, 0.01) for c in (1, 100, 10000) for b in (0.9, 1.3)],
        points=300,
    ),
    Table(
        "staffing_level_error",
        ["offered_load", "probability", "exact"],
        DIFFERENCE.format("in servers", "the fewest servers by Erlang C, Arb"),
        2,
        staffing_case,
        lambda *_: "1",
        [with_servers(a, p) for a in (1.0, 1.26, 10.0, 1e3, 1e6) for p in (0.01, 0.2, 0.9)],
        points=300,
    ),
    Table(
        "offered_load_sinusoid",
        ["amplitude", "service_time", "period", "t"],
        METHOD + "response to a complex exponential; mean rate 1",
        3,
        lambda u: [
            float(1 - u[0] ** 4),
            log_between(u[1], 1e-4, 1e4),
            1.0,
            float(log_between(u[1], 1e-4, 1e4) * log_between(u[2], 1e-6, 1e3)),
        ],
        sinusoid,
        [[0.5, 0.05, 1.0, 0.25], [1.0, 1e-4, 1.0, 0.75], [1.0, 1e4, 1.0, 1e7], [0.0, 1.0, 1.0, 1.0]],
    ),
    Table(
        "offered_load_profile",
        ["law", "scv", "length", "t"],
        METHOD + "partial means; law 0 exponential, 1 gamma, 2 lognormal; rates 1..3, 3..0, 0.5 for `length` each",
        4,
        lambda u: [
            float(int(3 * u[0])),
            log_between(u[1], 1e-3, 1e4),
            log_between(u[2], 1e-3, 1e3),
            float(log_between(u[2], 1e-3, 1e3) * log_between(u[3], 1e-3, 1e3)),
        ],
        profile,
        [[law, 0.25, 1.0, t] for law in (0.0, 1.0, 2.0) for t in (0.5, 1.0, 2.5, 10.0)],
        points=300,
    ),
    Table(
        "concurrency_tail",
        ["offered_load", "n"],
        METHOD + "sum of Poisson probabilities",
        2,
        lambda u: [
            (load := log_between(u[0], 1e-3, 1e9)),
            float(max(0, int(load + (40 * u[1] - 10) * load**0.5))),
        ],
        concurrency_tail,
        [[15.0, 25.0], [1e6, 1000000.0], [1e-3, 0.0], [1e9, 1000600000.0], [1e9, 1001000000.0], [1e9, 1000000000.0]],
        points=300,
    ),
]
