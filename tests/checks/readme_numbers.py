# SPDX-License-Identifier: MIT
"""The numbers of README.md, between <!-- begin:NAME --> and <!-- end:NAME -->: printed here, checked by the tests.

usage: readme_numbers.py [--root DIR] [--update] [--speed DIR]

Without options it fails where a section is not what is printed now. --update writes the sections. --speed takes the
benchmark programs in DIR (build/release/tests), runs them and writes the section on speed, which is never checked.
"""

from __future__ import annotations

import argparse
import datetime
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import ullage as ul


def table(head: list[str], rows: list[list[str]], right: str = "") -> str:
    marks = ["---:" if i < len(right) and right[i] == "r" else "---" for i in range(len(head))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, marks, *rows])


def regimes(root: Path) -> str:
    rows = []
    for info in ul.regimes():
        trust = "documented" if info.trust == "documented" else "partly"
        rows.append([f"`{info.name}`", info.what, info.valid_from, info.valid_to, trust, info.source])
    return table(["name", "rule", "from", "to", "confidence", "source"], rows)


# The three measured cases as exact rationals of the fluid model: rate, partitions, values.
EXACT: list[tuple[float, int, dict[str, float]]] = [
    (2, 10, {"peak_lag": 1500, "drained_at": 2010, "max_wait": 750, "mean_wait": 379.625, "consumer_seconds": 18900}),
    (5, 20, {"peak_lag": 4200, "drained_at": 2355, "max_wait": 840, "mean_wait": 592.175, "consumer_seconds": 36900}),
    (
        5,
        100,
        {
            "peak_lag": 4200,
            "drained_at": 900 + 2520 / 17,
            "max_wait": 840,
            "mean_wait": 18711 / 85,
            "consumer_seconds": 180900,
        },
    ),
]
# Last completion and longest wait of the same cases, simulated record by record with exact fractions.
DISCRETE = [(2010.5, 749.5), (2355.2, 839.8), (2003.0, 839.8)]


def at_most(x: float) -> str:
    """The power of ten that an error stays below: the digits behind it differ between compilers."""
    return next(f"< {limit}" for limit in ["1e-12", "1e-9", "1e-6", "1e-3", "inf"] if x < float(limit))


def accuracy(root: Path) -> str:
    rows = []
    for (rate, partitions, exact), (last, longest) in zip(EXACT, DISCRETE, strict=True):
        p = ul.pipeline(
            arrivals=ul.constant_rate(rate, duration=2000),
            service_time=3,
            partitions=partitions,
            scaling=ul.regime("kafka-on-demand-2021"),
        )
        f = ul.forecast(p)
        worst = max(abs(getattr(f, name) / value - 1) for name, value in exact.items())
        waits = [(q, f.wait_quantile(q)) for q in [0.5, 0.9, 0.99]]
        off = max(abs(f.late_records(wait) / f.records - (1 - q)) for q, wait in waits)
        rows.append(
            [
                f"{rate}/s, {partitions} partitions",
                at_most(worst),
                at_most(off),
                f"{f.finished_at + 3 - last:+.1f} s",
                f"{f.max_wait - longest:+.1f} s",
            ]
        )
    head = ["case", "relative error", "quantiles, in probability", "last record, simulated one by one", "longest wait"]
    return table(head, rows, "-rrrr")


def measured(root: Path) -> str:
    lines = (root / "examples" / "expected" / "07_measured_curves.txt").read_text(encoding="utf-8").splitlines()[2:]
    rows = []
    for line in lines:
        name, error, at, observed, off = re.split(r" {2,}|(?<=[%s]) +", line)
        rows.append([name, error, at, observed, off])
    return table(["case", "mean error of the backlog, of 100,000", "drained at", "observed", "error"], rows, "-rrrr")


def console(command: list[str], lines: int) -> str:
    from ullage.cli import main

    out = io.StringIO()
    with redirect_stdout(out):
        main(command)
    shown = [x.rstrip() for x in out.getvalue().splitlines()[:lines]]
    return "\n".join([f"$ ullage {' '.join(command)} | head -n {lines}", *shown])


def cli(root: Path) -> str:
    os.environ.update(COLUMNS="100", LC_ALL="C")
    here = Path.cwd()
    try:
        os.chdir(root)
        blocks = [
            console(["forecast", "examples/reconciliation.toml"], 8),
            console(["plan", "examples/million.toml"], 11),
        ]
    finally:
        os.chdir(here)
    return "\n\n".join(f"```console\n{block}\n```" for block in blocks)


def queue_accuracy(root: Path) -> str:
    """One row a table of reference values; the errors are those of tests/accuracy/measured.txt."""
    folder = root / "tests" / "accuracy"
    rows = []
    for line in (folder / "measured.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, points, *errors = line.split()[:5]
        with (folder / "tables" / f"{name}.txt").open(encoding="utf-8") as table_file:
            method = [next(table_file) for _ in range(3)][2].removeprefix("# ").strip()
        rows.append([f"`{name}`", f"{int(points):,}", *(f"{float(x):.1e}" for x in errors), method])
    return table(["function", "points", "largest error", "median", "allowed", "reference"], rows, "-rrrr-")


def soundness(root: Path) -> str:
    """Forecasts with chance against simulations, as tests/soundness/soundness.py has written it."""
    text = (root / "tests" / "soundness" / "measured.txt").read_text(encoding="utf-8")
    return text.partition("\n")[2].strip()


def plans(root: Path) -> str:
    """Plans against simulations, as tests/soundness/plans.py has written it."""
    text = (root / "tests" / "soundness" / "plans.txt").read_text(encoding="utf-8")
    return text.partition("\n")[2].strip()


CHECKED: dict[str, Callable[[Path], str]] = {
    "queue-accuracy": queue_accuracy,
    "regimes": regimes,
    "accuracy": accuracy,
    "measured": measured,
    "cli": cli,
    "soundness": soundness,
    "plans": plans,
}

# Name of a benchmark, what it is called here, counter that stands for its time (or none), budget.
SPEED: list[tuple[str, str, str, str]] = [
    ("closed_forms", "two closed forms", "", ""),
    ("forecast_constant", "forecast of a constant load (case 2 of the measurement)", "", "20 us"),
    ("forecast_trace/1440", "forecast of a day in minutes, per bin", "per_bin", "1 us"),
    ("forecast_trace/10080", "forecast of a week in minutes, per bin", "per_bin", "1 us"),
    ("forecast_epochs/10000", "forecast under a rule that never settles, per evaluation", "per_epoch", "1 us"),
    ("quantile_constant", "quantile of the waits, constant load", "", ""),
    ("quantile_trace/1440", "quantile of the waits, a day in minutes", "", ""),
    ("query/lag/1440", "lag at an instant", "", ""),
    ("query/lag_age/1440", "age of the oldest record at an instant", "", ""),
    ("plan_preset/0/0", "plan, constant load, kafka-on-demand-2021", "", "1 ms"),
    ("plan_preset/2/0", "plan, constant load, kafka-on-demand-2023", "", "1 ms"),
    ("plan_preset/2/1", "plan, step load, kafka-on-demand-2023", "", "1 ms"),
    ("plan_preset/3/1", "plan, step load, kafka-provisioned", "", "1 ms"),
    ("plan_preset/10/1", "plan, step load, keda-kafka", "", "1 ms"),
    ("erlang_c_20", "Erlang C, 20 servers", "", "150 ns"),
    ("erlang_c_1000", "Erlang C, 1000 servers", "", "150 ns"),
    ("erlang_c_1e7", "Erlang C, 10,000,000 servers", "", "150 ns"),
    ("erlang_c_servers", "servers for a probability to wait", "", ""),
    ("mmc_wait_quantile", "quantile of the wait, M/M/c", "", "5 us"),
    ("mmck_wait_quantile", "quantile of the wait, M/M/c/K", "", "5 us"),
    ("erlang_a_wait_quantile", "quantile of the wait, Erlang A", "", "5 us"),
    ("finite_source_wait_quantile", "quantile of the wait, finite source", "", "5 us"),
    ("md1_wait_quantile", "quantile of the wait, M/D/1", "", "5 us"),
    ("mdc_wait_quantile/2", "quantile of the wait, M/D/20", "", "500 us"),
    ("mg1_wait_quantile_deterministic", "quantile of the wait, M/G/1, constant", "", "500 us"),
    ("mg1_wait_quantile_two_values", "quantile of the wait, M/G/1, two values", "", "500 us"),
    ("mg1_wait_quantile_lognormal", "quantile of the wait, M/G/1, lognormal with a timeout", "", "500 us"),
    ("gg1_mean_wait", "mean wait, G/G/1", "", ""),
    ("gg1_wait_quantile/rho_08_scvs_05_025", "quantile of the wait, G/G/1, scvs 0.5 and 0.25", "", "500 us"),
    ("gg1_wait_quantile/rho_05_scvs_50_50", "quantile of the wait, G/G/1, scvs 5 and 5", "", "500 us"),
    ("ggc_mean_wait", "mean wait, G/G/c (approximation)", "", "5 us"),
    ("mapph1_quantile", "mean and quantile of the wait, bursts (2 phases)", "", "500 us"),
    ("mmc_20_servers_40_s", "transient M/M/20, 40 s", "", ""),
    ("servers_for_mean_wait/100000", "servers for a mean wait, 100,000 erlang", "", ""),
    ("simulate_lindley", "simulation, one record, constant partitions", "per_record", "100 ns"),
    ("simulate_control_loop", "simulation, one record, with the control loop", "per_record", "333 ns"),
    ("simulate_batches", "simulation, one record, batches and retries", "per_record", "333 ns"),
    ("chance_of_the_seed", "what chance makes of case 2", "", "1 ms"),
    ("wait_quantile_of_the_seed", "quantile of its waits", "", "1 ms"),
    ("murmur2_of_a_key", "murmur2 of a key", "", ""),
    ("shares_of_a_million_keys", "2000 shares of a million Zipf keys", "", ""),
    ("drain_quantile_exact/210", "quantile of a drain time, exact", "", ""),
    ("bulk_mean_wait_100_heavy", "mean wait with batches of 100, utilization 0.9", "", "5 ms"),
    ("bulk_mean_wait_1000_heavy", "mean wait with batches of 1000, utilization 0.9", "", "5 ms"),
    ("plan_with_everything/0", "plan with every target, limit and price, constant load, provisioned", "", "1 ms"),
    ("plan_with_everything/1", "the same for a step under a rule of 2022", "", "1 ms"),
    ("plan_with_everything/2", "the same where nothing keeps everything, alternatives included", "", ""),
    ("limits_alone/1", "limits of the platform at a forecast", "", ""),
    ("bill_of_a_constant_load", "bill of a month, constant load", "", ""),
    ("odds_of_a_ramp", "10,000 uncertain scenarios under a Kafka rule, platform limits included", "", "1 s"),
    ("sensitivity_to_four_inputs", "four checked slopes of a forecast", "", ""),
]


UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def shown_time(seconds: float) -> str:
    for unit, size in [("s", 1.0), ("ms", 1e-3), ("us", 1e-6)]:
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def speed(folder: Path) -> str:
    found: dict[str, dict[str, Any]] = {}
    for program in sorted(folder.glob("bench_*")):
        wanted = "|".join(re.escape(name) for name, *_ in SPEED)
        command = [str(program), "--benchmark_format=json", "--benchmark_repetitions=5"]
        command += [f"--benchmark_filter=^({wanted})$"]
        out = subprocess.run(command, capture_output=True, text=True, check=True)
        if not out.stdout.strip():
            continue  # none of its benchmarks stands in the table
        for run in json.loads(out.stdout)["benchmarks"]:
            if run.get("aggregate_name") == "median":
                found[run["run_name"]] = run
    rows = []
    for name, words, counter, budget in SPEED:
        run = found[name]
        seconds = run[counter] if counter else run["cpu_time"] * UNITS[str(run["time_unit"])]
        rows.append([words, shown_time(seconds), budget, at_most(run["error"]) if "error" in run else ""])
    day = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    return f"Measured {day}, median of 5.\n\n" + table(["what", "time", "budget", "relative error"], rows, "-rrr")


def section(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- begin:{name} -->\n)(.*?)(<!-- end:{name} -->)", re.S)


def written(text: str, name: str, content: str) -> str:
    changed, n = section(name).subn(lambda m: m[1] + content + "\n" + m[3], text)
    if n != 1:
        raise ValueError(f"README.md: section {name} stands there {n} times")
    return changed


def check(text: str, root: Path) -> list[str]:
    """The sections that are not what is printed now."""
    return [name for name, content in CHECKED.items() if written(text, name, content(root)) != text]


def main() -> int:
    parser = argparse.ArgumentParser(description="The numbers of README.md")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--speed", type=Path, metavar="DIR")
    options = parser.parse_args()
    file = options.root / "README.md"
    text = file.read_text(encoding="utf-8")
    if options.update:
        for name, content in CHECKED.items():
            text = written(text, name, content(options.root))
    if options.speed:
        text = written(text, "speed", speed(options.speed))
    if options.update or options.speed:
        file.write_text(text, encoding="utf-8")
        return 0
    stale = check(text, options.root)
    print(f"not current: {', '.join(stale)} (--update writes them)" if stale else "README.md: its numbers are current")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
