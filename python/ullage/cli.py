# SPDX-License-Identifier: MIT
"""The command line: ``ullage forecast``, ``simulate``, ``plan``, ``compare``, ``frontier``, ``regimes``.

Exit code 0: computed, and the targets can be met. 2: they cannot: no plan meets them (with the confidence that was
asked for), the second side of a comparison misses one, or no point of a frontier keeps them. 1: bad input or bad usage.
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
    "headroom": "target.headroom",
    "probability": "target.probability",
    "monthly_cost": "target.monthly_cost",
    "variables": "plan.variables",
    "seed": "simulation.seed",
    "replications": "simulation.replications",
    "warmup": "simulation.warmup",
    "horizon": "forecast.horizon",
}


_TEXTS = ("wait_quantile", "variables")
"""Options whose value is text, whatever it looks like."""
_WRITTEN = {
    "terraform": "Terraform: mapping, function values, topic, alarms",
    "sam": "AWS SAM template",
    "cloudformation": "CloudFormation template",
    "keda": "KEDA ScaledObject",
    "alarms": "alarms, by the suffix: .tf, .yaml or .json",
    "html": "report of one page",
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
    compare = command("compare", "two workloads side by side: what each keeps, what each costs")
    frontier = command("frontier", "cost against age over a grid of provisions, and the points that nothing beats")
    regimes = command("regimes", "the scaling regimes that are known, with dates and sources")
    for p in (forecast, simulate, plan, compare, frontier):
        p.add_argument("file", metavar="FILE", help="a workload as TOML, or a CSV of timestamped counts")
        if p is compare:
            p.add_argument("second", metavar="FILE2", nargs="?", help="another one; default: the same, or its plan")
        _workload_options(p)
        if p is not forecast and p is not simulate:
            _target_options(p)
    _plan_options(plan)
    _simulate_options(simulate)
    _compare_options(compare)
    _frontier_options(frontier)
    pictures = {compare: "both over time", frontier: "cost against age"}
    for p in (forecast, simulate, plan, compare, frontier):
        what = pictures.get(p, "lag, age and consumers over time")
        p.add_argument("--plot", metavar="PNG", help=f"write a picture of {what}")
    for p in (forecast, simulate, plan, compare, frontier, regimes):
        p.add_argument("--json", action="store_true", help="JSON on standard output; infinity is null")
    return top, made


def _workload_options(p: _Parser) -> None:
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


def _target_options(p: _Parser) -> None:
    option = p.add_argument_group("the targets (replace what FILE says)").add_argument
    option("--max-wait", metavar="TIME", help="longest wait of any record")
    option("--wait-quantile", metavar="P:TIME", help="wait of a share of the records, such as 0.99:60")
    option("--drained-by", metavar="TIME", help="nothing waits at that time")
    option("--peak-lag", metavar="RECORDS", help="largest lag")
    option("--utilization", metavar="SHARE", help="mean arrival rate over full capacity, in (0, 1]")
    option("--headroom", metavar="SHARE", help="full capacity over the mean arrival rate - 1")
    option("--retention-fraction", metavar="SHARE", help="longest wait over the retention, in (0, 1]")
    option("--monthly-cost", metavar="USD", help="largest bill of a month; needs function.memory_mb")
    option("--probability", metavar="SHARE", help="chance with which the targets must hold (default: expected course)")


def _plan_options(p: _Parser) -> None:
    option = p.add_argument_group("the plan").add_argument
    option("--variables", metavar="NAMES", help="what may be decided: partitions, pollers, reserved_concurrency, "
           "batch, service_time, arrival_rate; with commas between them")  # fmt: skip
    option(
        "--confidence",
        metavar="SHARE",
        nargs="?",
        const="",
        help="keep the targets with this confidence over [uncertainty]; default: what the file says, else 0.9",
    )
    option("--all", action="store_true", dest="every", help="every limit of the platform, with its source")
    option("--quiet", action="store_true", help="no progress bar")
    option = p.add_argument_group("files to write").add_argument
    for name, what in _WRITTEN.items():
        option(f"--{name}", metavar="OUT", help=what)


def _simulate_options(p: _Parser) -> None:
    option = p.add_argument_group("the simulation (replaces what FILE says)").add_argument
    option("--seed", metavar="N", help="the same seed gives the same numbers (default: 1)")
    option("--replications", metavar="N", help="independent runs (default: 20)")
    option("--confidence", metavar="SHARE", help="of the intervals (default: 0.95)")
    option("--warmup", metavar="TIME", help="waits of records that come before it do not count")
    option("--horizon", metavar="TIME", help="stop there; arrivals without end need one")
    option("--quiet", action="store_true", help="no progress bar")


def _compare_options(p: _Parser) -> None:
    option = p.add_argument_group("the sides").add_argument
    option("--against", metavar="KEY=VALUE", action="append", default=[], help="any key, changed in the second only")
    option("--against-regime", metavar="NAME", help="scaling regime of the second")
    option("--scenario", metavar="NAME", action="append", default=[], help="of a file with several; twice for one file")
    option("--plan", action="store_true", dest="planned", help="both as planned for their targets, not as given")
    option("--all", action="store_true", dest="every", help="every limit of the platform")


def _frontier_options(p: _Parser) -> None:
    option = p.add_argument_group("the grid").add_argument
    option("--x", metavar="AXIS", required=True, help="NAME=FROM:TO, with :COUNT or :log behind it, or NAME=A,B,C; "
           "such as partitions=1:200")  # fmt: skip
    option("--y", metavar="AXIS", help="another one, such as min_pollers=1:50 or memory='512 MB':'4 GB'")
    option("--age", metavar="NAME", default="max_wait", help="what stands against the cost: max_wait (default), "
           "wait_quantile, mean_wait, drained_at, drain_time, finished_at or peak_lag")  # fmt: skip
    option("--scenario", metavar="NAME", action="append", default=[], help="of a file with several")
    option("--csv", metavar="OUT", help="write every point as CSV")
    option("--quiet", action="store_true", help="no message while it computes")


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
    from ullage.workload import document_title, load

    settings = _settings(arguments)
    workloads = load(arguments.file, settings)
    if arguments.plot:
        _require_matplotlib()
    title = document_title(arguments.file)
    if arguments.command == "compare":
        return _compare(arguments, title, workloads, settings)
    answer: Callable[..., tuple[int, str]] = {
        "plan": _plan,
        "simulate": _simulate,
        "frontier": _frontier,
        "forecast": _forecast,
    }[arguments.command]
    return answer(arguments, title, workloads)


def _settings(arguments: argparse.Namespace) -> list[tuple[str, Any]]:
    """What the options change of the file."""
    from ullage.workload import parse_setting, parse_value

    settings = [parse_setting(text) for text in arguments.settings]
    for option, key in _OPTIONS.items():
        value = getattr(arguments, option, None)
        if value is not None:
            settings.append((key, value if option in _TEXTS else parse_value(value)))
    if getattr(arguments, "confidence", None):
        section = "simulation" if arguments.command == "simulate" else "uncertainty"
        settings.append((f"{section}.confidence", parse_value(arguments.confidence)))
    return settings


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
def _progress(
    workloads: int, quiet: bool, what: str = "simulating"
) -> Iterator[Callable[[int, str], Callable[[float], None] | None]]:
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
        task = bar.add_task(what, total=float(workloads))

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
    from ullage import _plan_report, _report

    for w in workloads:
        _require_target(w)
    answers = [_computed(w, _plan_report.answer, w, w.target) for w in workloads]
    answers = _confident(arguments, answers)
    code = MET if all(_plan_report.is_met(a) for a in answers) else UNMET
    if arguments.plot:
        _plot(arguments.plot, [(a.workload.name, a.forecast) for a in answers])
    for name in _WRITTEN:
        if getattr(arguments, name):
            _write(name, getattr(arguments, name), answers)
    if arguments.json:
        return code, _report.as_json(_plan_report.plan_document(arguments.file, answers))
    return code, _written(_plan_report.plan(title, answers, arguments.every))


def _confident(arguments: argparse.Namespace, answers: list[Any]) -> list[Any]:
    """The same with the plan at a confidence over what is uncertain."""
    from dataclasses import replace

    from ullage._confidence import confident

    if arguments.confidence is None:
        return answers
    out = []
    with _progress(len(answers), arguments.quiet, "scenarios") as tell:
        for number, a in enumerate(answers):
            w = a.workload
            out.append(replace(a, confident=_computed(w, confident, w, a.plan, tell(number, w.name))))
    return out


def _require_target(w: Workload) -> None:
    from ullage.workload import WorkloadError

    if w.target is None:
        raise WorkloadError(
            f"{w.place}: nothing is asked for: give a [target], or one of --max-wait, --wait-quantile, "
            "--drained-by, --peak-lag, --utilization, --retention-fraction, --headroom, --monthly-cost"
        )


def _write(what: str, target: str, answers: Sequence[Any]) -> None:
    """One file for each plan; several get the name of their scenario before the suffix."""
    from ullage import outputs
    from ullage.workload import WorkloadError

    for a in answers:
        path = _named(target, a.workload.name) if len(answers) > 1 else Path(target)
        name = a.workload.name
        try:
            if what == "alarms":
                text = outputs.alarms_text(a.plan, str(path), name=name)
            elif what == "html":
                text = outputs.html_report(a.plan, title=name)
            else:
                text = getattr(outputs, what)(a.plan, name=name)
        except ValueError as e:
            raise WorkloadError(f"--{what} {target}: {a.workload.place}: {e}") from None
        path.write_text(text, encoding="utf-8")


def _named(target: str, name: str) -> Path:
    """A file with the name of a scenario before its suffix."""
    import re

    path = Path(target)
    word = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "scenario"
    return path.with_name(f"{path.stem}-{word}{path.suffix}")


# --- compare


def _compare(
    arguments: argparse.Namespace, title: str, workloads: list[Workload], settings: list[tuple[str, Any]]
) -> tuple[int, str]:
    from ullage import _report, _side_by_side
    from ullage._compare_plans import compare_plans
    from ullage.workload import load, parse_setting

    changes = [parse_setting(text) for text in arguments.against]
    if arguments.against_regime is not None:
        changes.append(("scaling.regime", arguments.against_regime))
    if arguments.second is not None or changes:
        other = load(arguments.second or arguments.file, [*settings, *changes])
        first, second = _one(workloads, arguments.scenario[:1]), _one(other, arguments.scenario[-1:])
    else:
        first, second = _two(workloads, arguments.scenario)
    names = _names(arguments, first, second)
    sides: list[Any] = []
    for w in (first, second):
        # A file without targets is measured against those of the other one.
        target = w.target if w.target is not None else (second if w is first else first).target
        as_planned = arguments.planned or (first is second and len(sides) == 1)
        sides.append(_computed(w, _side, w, target, as_planned))
    compared = compare_plans(sides[0], sides[1], names)
    if arguments.plot:
        compared.plot()[0].figure.savefig(arguments.plot, dpi=150)
    code = MET if compared.feasible[1] else UNMET
    if arguments.json:
        return code, _report.as_json(_side_by_side.compare_document(arguments.file, arguments.second, compared))
    return code, _written(_side_by_side.comparison(title, compared, arguments.every))


def _side(w: Workload, target: Any, planned: bool) -> Any:
    """A workload as it is given, or as it is planned."""
    import ullage as ul
    from ullage import _core

    if not planned:
        return _core.assess(w.pipeline, target, w.deployment)
    _require_target(w)
    more: dict[str, Any] = {} if w.variables is None else {"variables": w.variables}
    return ul.plan(w.pipeline, target, w.deployment, **more)


def _names(arguments: argparse.Namespace, first: Workload, second: Workload) -> tuple[str, str]:
    """What tells the sides apart."""
    if first is second:
        return f"{first.name}, as given", f"{second.name}, as planned"
    changed = [*arguments.against, *([arguments.against_regime] if arguments.against_regime else [])]
    if arguments.second is None and changed:
        regime = arguments.against_regime is not None
        one = first.pipeline.scaling.name if regime else first.name
        return (one, ", ".join(changed)) if one != ", ".join(changed) else (one, f"{one} (second)")
    if first.name == second.name:
        return f"{first.name} ({first.place})", f"{second.name} ({second.place})"
    return first.name, second.name


def _one(workloads: list[Workload], names: Sequence[str]) -> Workload:
    """The workload of a file, or the one of a name."""
    from ullage._schema import nearest
    from ullage.workload import WorkloadError

    known = [w.name for w in workloads]
    if names:
        for w in workloads:
            if w.name == names[0]:
                return w
        hint = nearest(names[0], known)
        raise WorkloadError(f"--scenario {names[0]}: there is none of that name, but {', '.join(known)}{hint}")
    if len(workloads) == 1:
        return workloads[0]
    raise WorkloadError(
        f"{workloads[0].place.partition(',')[0]}: holds {len(workloads)} scenarios; name one with --scenario: "
        f"{', '.join(known)}"
    )


def _two(workloads: list[Workload], names: Sequence[str]) -> tuple[Workload, Workload]:
    """Two scenarios of one file; the same twice is compared with its plan."""
    from ullage.workload import WorkloadError

    if len(names) == 2:
        return _one(workloads, names[:1]), _one(workloads, names[1:])
    if len(names) > 2:
        raise WorkloadError(f"--scenario: {len(names)} are named, but two can be compared")
    if len(names) == 1 or len(workloads) == 1:
        one = _one(workloads, names)
        return one, one
    if len(workloads) == 2:
        return workloads[0], workloads[1]
    return _one(workloads, ()), workloads[0]


# --- frontier


def _frontier(arguments: argparse.Namespace, title: str, workloads: list[Workload]) -> tuple[int, str]:
    from ullage import _report, _side_by_side
    from ullage._axis import parse_axis
    from ullage._frontier import frontier
    from ullage.workload import WorkloadError

    w = _one(workloads, arguments.scenario[:1])
    axes: dict[str, Any] = dict([parse_axis("--x", arguments.x)])
    if arguments.y is not None:
        name, values = parse_axis("--y", arguments.y)
        if name in axes:
            raise WorkloadError(f"--y {arguments.y}: {name} varies along --x already")
        axes[name] = values
    points = 1
    for values in axes.values():
        points *= len(values)
    with _busy(f"computing {points} points", arguments.quiet):
        table = _computed(w, lambda: frontier(w.pipeline, w.target, w.deployment, age=arguments.age, **axes))
    if arguments.csv:
        table.to_csv(arguments.csv)
    if arguments.plot:
        ax = _computed(w, table.plot)
        ax.set_title(w.name, loc="left")
        ax.figure.savefig(arguments.plot, dpi=150)
    code = MET if table["feasible"].any() else UNMET
    if arguments.json:
        return code, _report.as_json(_side_by_side.frontier_document(arguments.file, w.name, table))
    return code, _written(_side_by_side.frontier(w.name if len(workloads) > 1 else title, table))


@contextlib.contextmanager
def _busy(what: str, quiet: bool) -> Iterator[None]:
    """A message on standard error while something runs, where people look at it."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


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
