# SPDX-License-Identifier: MIT
"""The command line: ``ullage forecast FILE``, ``ullage simulate FILE``, ``ullage plan FILE``, ``ullage regimes``.

Exit code 0: computed, and a plan's targets can be met. 2: a plan's targets cannot be met.
1: bad input or bad usage.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from ullage.workload import Workload

__all__ = ["main"]

MET, BAD, UNMET, INTERRUPTED = 0, 1, 2, 130

_OPTIONS = {
    "service_time": "function.service_time",
    "partitions": "topic.partitions",
    "initial_lag": "topic.initial_lag",
    "regime": "scaling.regime",
    "case": "scaling.case",
    "gaps": "arrivals.gaps",
    "bin_width": "arrivals.bin_width",
    "max_wait": "target.max_wait",
    "utilization": "target.utilization",
    "wait_quantile": "target.wait_quantile",
    "drained_by": "target.drained_by",
    "peak_lag": "target.peak_lag",
    "retention_fraction": "target.retention_fraction",
    "seed": "simulation.seed",
    "replications": "simulation.replications",
    "confidence": "simulation.confidence",
    "warmup": "simulation.warmup",
    "horizon": "forecast.horizon",
}


class _Parser(argparse.ArgumentParser):
    """Bad usage is exit code 1; unknown options get the nearest one."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD, f"ullage: {message}\ntry: {self.prog} --help\n")

    def options(self) -> list[str]:
        return [name for action in self._actions for name in action.option_strings]


def _parser() -> tuple[_Parser, dict[str, _Parser]]:
    import ullage as ul

    top = _Parser(
        prog="ullage",
        allow_abbrev=False,
        description="How far a queue-fed serverless pipeline falls behind, and how big it must be.",
        epilog="exit code: 0 computed and met, 2 the targets cannot be met, 1 bad input or bad usage",
    )
    top.add_argument("--version", action="version", version=f"ullage {ul.__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    made: dict[str, _Parser] = {}

    def command(name: str, what: str) -> _Parser:
        description = what[0].upper() + what[1:] + "."
        made[name] = commands.add_parser(name, help=what, description=description, allow_abbrev=False)
        return made[name]

    forecast = command("forecast", "what happens to a workload: lag, age of the oldest record, time to drain")
    simulate = command("simulate", "a second opinion: the workload record by record, with confidence intervals")
    plan = command("plan", "the smallest provision that keeps the targets of a workload, and why")
    regimes = command("regimes", "the scaling regimes that are known, with dates and sources")
    for p in (forecast, simulate, plan):
        p.add_argument("file", metavar="FILE", help="a workload as TOML, or a CSV of timestamped counts")
        option = p.add_argument_group("the workload (replaces what FILE says)").add_argument
        option("--service-time", metavar="TIME", help='mean time of one record: seconds, or such as "500ms"')
        option("--partitions", metavar="N", help="partitions of the topic, or shards")
        option("--initial-lag", metavar="RECORDS", help="records that wait at time 0")
        option("--regime", metavar="NAME", help="scaling regime; see: ullage regimes")
        option("--case", metavar="CASE", help="likely, best or worst of what the vendor's documents allow")
        option("--gaps", metavar="HOW", help="fill gaps in counts: zero, hold or interpolate (default: refuse)")
        option("--bin-width", metavar="TIME", help="width of the bins of counts")
        option(
            "--set",
            metavar="KEY=VALUE",
            action="append",
            default=[],
            dest="settings",
            help="any key of a workload file, such as scaling.evaluation_period=60",
        )
        if p is plan:
            option = p.add_argument_group("the targets (replace what FILE says)").add_argument
            option("--max-wait", metavar="TIME", help="longest wait of any record")
            option("--wait-quantile", metavar="P:TIME", help="wait of a share of the records, such as 0.99:60")
            option("--drained-by", metavar="TIME", help="nothing waits at that time")
            option("--peak-lag", metavar="RECORDS", help="largest lag")
            option("--utilization", metavar="SHARE", help="mean arrival rate over full capacity, in (0, 1]")
            option("--retention-fraction", metavar="SHARE", help="longest wait over the retention, in (0, 1]")
        if p is simulate:
            option = p.add_argument_group("the simulation (replaces what FILE says)").add_argument
            option("--seed", metavar="N", help="the same seed gives the same numbers (default: 1)")
            option("--replications", metavar="N", help="independent runs (default: 20)")
            option("--confidence", metavar="SHARE", help="of the intervals (default: 0.95)")
            option("--warmup", metavar="TIME", help="waits of records that come before it do not count")
            option("--horizon", metavar="TIME", help="stop there; arrivals without end need one")
            option("--quiet", action="store_true", help="no progress bar")
        p.add_argument("--plot", metavar="PNG", help="write a picture of lag, age and consumers over time")
    for p in (forecast, simulate, plan, regimes):
        p.add_argument("--json", action="store_true", help="JSON on standard output; infinity is null")
    return top, made


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    :param argv: arguments without the program's name; default: those of the process
    :returns: the exit code
    """
    if argv is None:
        # The library computes without returning to the interpreter: let the system end the process.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(argv: Sequence[str]) -> int:
    parser, commands = _parser()
    try:
        arguments, unknown = parser.parse_known_args(argv)
        used = commands[arguments.command]
        if unknown:
            used.error(_unknown(unknown[0], used.options()))
    except SystemExit as e:
        return BAD if e.code == 2 else int(e.code or 0)
    try:
        code, text = _answer(arguments)
    except (ValueError, TypeError, RuntimeError, OSError, OverflowError, MemoryError) as e:
        sys.stderr.write(f"ullage: {_message(e)}\n")
        return BAD
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone; keep the interpreter from writing again when it ends.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except UnicodeEncodeError:
        sys.stdout.write(text.encode("ascii", "replace").decode("ascii"))
    return code


def _unknown(argument: str, options: Sequence[str]) -> str:
    if not argument.startswith("-"):
        return f"unexpected argument: {argument}"
    close = difflib.get_close_matches(argument.partition("=")[0], options, n=1, cutoff=0.5)
    return f"no option {argument}" + (f"; did you mean {close[0]}?" if close else "")


def _message(e: BaseException) -> str:
    if isinstance(e, OSError) and e.filename is not None:
        return f"cannot use {e.filename}: {e.strerror}"
    return str(e) or type(e).__name__


def _answer(arguments: argparse.Namespace) -> tuple[int, str]:
    if arguments.command == "regimes":
        from ullage import _report

        rows = _report.regime_rows()
        return MET, _report.as_json({"regimes": rows}) if arguments.json else _written(_report.regimes(rows))
    from ullage.workload import document_title, load, parse_setting, parse_value

    settings = [parse_setting(text) for text in arguments.settings]
    for option, key in _OPTIONS.items():
        value = getattr(arguments, option, None)
        if value is not None:
            settings.append((key, value if option == "wait_quantile" else parse_value(value)))
    workloads = load(arguments.file, settings)
    if arguments.plot:
        _require_matplotlib()
    title = document_title(arguments.file)
    if arguments.command == "plan":
        return _plan(arguments, title, workloads)
    if arguments.command == "simulate":
        return _simulate(arguments, title, workloads)
    return _forecast(arguments, title, workloads)


def _forecast(arguments: argparse.Namespace, title: str, workloads: list[Workload]) -> tuple[int, str]:
    import ullage as ul
    from ullage import _report

    forecasts = [_computed(w, ul.forecast, w.pipeline) for w in workloads]
    if arguments.plot:
        _plot(arguments.plot, [(w.name, f) for w, f in zip(workloads, forecasts, strict=True)])
    if arguments.json:
        return MET, _report.as_json(_report.forecast_document(arguments.file, workloads, forecasts))
    return MET, _written(_report.forecast(title, workloads, forecasts))


def _simulate(arguments: argparse.Namespace, title: str, workloads: list[Workload]) -> tuple[int, str]:
    import ullage as ul
    from ullage import _report

    results = []
    with _progress(len(workloads), arguments.quiet) as tell:
        for number, w in enumerate(workloads):
            simulated = _computed(
                w, lambda w=w, n=number: ul.simulate(w.pipeline, progress=tell(n, w.name), **w.simulation)
            )
            results.append((simulated, _computed(w, ul.forecast, w.pipeline).compare(simulated)))
    if arguments.plot:
        import matplotlib.pyplot as plt

        _save(arguments.plot, [(w.name, plt.figure().add_subplot()) for w in workloads], [r for r, _ in results])
    if arguments.json:
        return MET, _report.as_json(_report.simulate_document(arguments.file, workloads, results))
    return MET, _written(_report.simulation(title, workloads, results))


@contextlib.contextmanager
def _progress(workloads: int, quiet: bool) -> Iterator[Callable[[int, str], Callable[[float], None] | None]]:
    """A bar on standard error, where people look at it."""
    if quiet or not sys.stderr.isatty():
        yield lambda number, name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("simulating", total=float(workloads))

        def tell(number: int, name: str) -> Callable[[float], None]:
            bar.update(task, description=name)
            return lambda done: bar.update(task, completed=number + done)

        yield tell


def _save(target: str, named: Sequence[tuple[str, Any]], results: Sequence[Any]) -> None:
    """Draw each result into its axes and write the pictures."""
    for number, ((name, ax), result) in enumerate(zip(named, results, strict=True), 1):
        result.plot(ax=ax)
        ax.set_title(name, loc="left")
        ax.figure.savefig(_numbered(target, number, len(named)), dpi=150)


def _plan(arguments: argparse.Namespace, title: str, workloads: list[Workload]) -> tuple[int, str]:
    from ullage import _report
    from ullage.workload import WorkloadError

    answers = []
    for w in workloads:
        if w.target is None:
            raise WorkloadError(
                f"{w.place}: nothing is asked for: give a [target], or one of --max-wait, --wait-quantile, "
                "--drained-by, --peak-lag, --utilization, --retention-fraction"
            )
        answers.append(_computed(w, _report.answer, w, w.target))
    code = MET if all(a.plan.feasible for a in answers) else UNMET
    if arguments.plot:
        _plot(arguments.plot, [(a.workload.name, a.forecast) for a in answers])
    if arguments.json:
        return code, _report.as_json(_report.plan_document(arguments.file, answers))
    return code, _written(_report.plan(title, answers))


def _computed(workload: Workload, compute: Any, /, *args: Any) -> Any:
    """Call the library; what it refuses is refused with the file and scenario."""
    from ullage.workload import WorkloadError

    try:
        return compute(*args)
    except (ValueError, TypeError, RuntimeError) as e:
        raise WorkloadError(f"{workload.place}: {e}") from None


def _written(blocks: Any) -> str:
    """A document as text, for a terminal or for a pipe."""
    from ullage import _render

    return _render.text(blocks, sys.stdout)


def _require_matplotlib() -> None:
    try:
        import matplotlib
    except ImportError:
        raise RuntimeError('--plot needs matplotlib: pip install "ullage[plot]"') from None
    matplotlib.use("Agg")


def _plot(target: str, named: Sequence[tuple[str, Any]]) -> None:
    """One picture each; several get the number of their scenario before the suffix."""
    for number, (name, forecast) in enumerate(named, 1):
        top = forecast.plot()[0]
        top.set_title(name, loc="left")
        top.figure.savefig(_numbered(target, number, len(named)), dpi=150)


def _numbered(target: str, number: int, total: int) -> Path:
    path = Path(target)
    return path if total == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
