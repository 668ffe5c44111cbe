# SPDX-License-Identifier: MIT
"""Workload files: a TOML file, or a CSV of timestamped counts, as pipelines and targets."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import ullage as ul
from ullage import _core
from ullage._schema import (
    AFTER_INTERRUPTION,
    ARRIVALS,
    ASSIGNORS,
    BYTES,
    CLUSTERS,
    DOWN_WHEN,
    EVERY_ARRIVAL,
    GAPS,
    GROWTH,
    KEYS,
    MEMORY,
    NUMBER,
    ON_FAILURE,
    OUTAGE,
    PAIRS,
    PROCESSORS,
    PRODUCERS,
    REQUIRED,
    SECTIONS,
    TEXT,
    TOP,
    UNCERTAIN,
    UNCERTAIN_INPUTS,
    UP_RULES,
    VARIABLES,
    WINDOWS,
    Place,
    WorkloadError,
    check_choice,
    check_names,
    nearest,
    normalized,
    shown,
    snake,
)
from ullage._trace import Trace, gaps_of, read_counts

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["KEYS", "Workload", "WorkloadError", "load"]


@dataclass(frozen=True)
class Workload:
    """One load to forecast or to plan for."""

    name: str
    place: str
    """File and scenario, for messages."""
    pipeline: ul.pipeline
    target: ul.target | None
    notes: tuple[str, ...] = ()
    origin: datetime | None = None
    """Clock time of time 0, where the arrivals have one."""
    late_limits: tuple[float, ...] = ()
    """Waits [s] that the target names; a forecast counts the records beyond them."""
    simulation: Mapping[str, Any] = field(default_factory=dict)
    """What the file says about a simulation: seed, replications, confidence, warmup."""
    deployment: _core.deployment | None = None
    """What it runs on; None where the file says nothing of it."""
    variables: tuple[str, ...] | None = None
    """What a plan may decide; None: as it does by itself."""
    uncertainty: Mapping[str, Any] = field(default_factory=dict)
    """Inputs that are not known exactly, and scenarios, seed, confidence."""


def load(path: str | Path, settings: Iterable[tuple[str, Any]] = ()) -> list[Workload]:
    """Read a workload file.

    :param path: a TOML file, or a CSV of timestamped counts
    :param settings: pairs of a key such as ``"topic.partitions"`` and its value, which replace
        what the file says, in every scenario
    :returns: one workload, or one for each ``[[scenario]]`` of the file
    :raises WorkloadError: the file cannot be read, or a key or value is wrong; by name
    :raises OSError: the file cannot be opened
    """
    path = Path(path)
    is_toml = path.suffix.lower() == ".toml"
    if is_toml:
        document = _read_toml(path)
    else:
        path.open("rb").close()  # a file that is not there comes before what else is missing
        document = {"arrivals": {"kind": "counts", "file": path.name}}
    place = Place(path.name)
    check_names(place, "", document, TOP)
    common = {key: value for key, value in document.items() if key != "scenario"}
    scenarios = document.get("scenario", [{}])
    if not isinstance(scenarios, list) or not all(isinstance(s, dict) for s in scenarios) or not scenarios:
        raise WorkloadError(f"{place}: scenario must be a list of tables: write [[scenario]]")
    pairs = [(key, value) for key, value in settings]
    out = []
    for number, scenario in enumerate(scenarios, 1):
        check_names(place, "scenario", scenario, ("name", "arrivals", *SECTIONS))
        name = scenario.get("name", f"scenario {number}" if "scenario" in document else path.stem)
        if not isinstance(name, str):
            raise WorkloadError(f"{place}: scenario.name = {shown(name)}, but must be {TEXT}")
        here = place if "scenario" not in document else Place(path.name, name)
        merged = _merge(here, common, {key: value for key, value in scenario.items() if key != "name"})
        for key, value in pairs:
            _set(merged, key, value)
        title = merged.pop("title", None)
        if title is not None and not isinstance(title, str):
            raise WorkloadError(f"{place}: title = {shown(title)}, but must be {TEXT}")
        out.append(_workload(here, path.parent, title if "scenario" not in document and title else name, merged))
    names = [w.name for w in out]
    for name in names:
        if names.count(name) > 1:
            raise WorkloadError(f'{place}: scenario.name = "{name}" is used {names.count(name)} times')
    return out


def document_title(path: str | Path) -> str:
    """What a file calls itself: its ``title``, else its name."""
    path = Path(path)
    if path.suffix.lower() == ".toml":
        title = _read_toml(path).get("title")
        if isinstance(title, str):
            return title
    return path.name


def parse_setting(text: str) -> tuple[str, Any]:
    """Split ``key=value`` and read the value as TOML, else as a string."""
    key, separator, value = text.partition("=")
    key = key.strip()
    if not separator or not key:
        raise WorkloadError(f"--set {text}: must be key=value, such as topic.partitions=20")
    return key, parse_value(value.strip())


def parse_value(text: str) -> Any:
    """Read one value as TOML, else take the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"] if "\n" not in text else text
    except (tomllib.TOMLDecodeError, KeyError):
        return text


def _read_toml(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise WorkloadError(f"{path.name}: is not UTF-8 text (byte {e.start})") from None
    except tomllib.TOMLDecodeError as e:
        raise WorkloadError(f"{path.name}: not valid TOML: {e}") from None


def _merge(place: Place, common: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """The common sections with those of a scenario laid over them, key by key."""
    out: dict[str, Any] = {}
    for key in (*common, *(k for k in over if k not in common)):
        base, top = common.get(key), over.get(key)
        if isinstance(base, dict) and isinstance(top, dict) and not _other_kind(key, base, top):
            names = {snake(k) for k in top}
            out[key] = {**{k: v for k, v in base.items() if snake(k) not in names}, **top}
        elif isinstance(base, list) and isinstance(top, dict):
            raise WorkloadError(
                f"{place}: {key} changes one of {len(base)} [[{key}]] tables; give all of them as a list instead"
            )
        else:
            chosen = top if key in over else base
            out[key] = dict(chosen) if isinstance(chosen, dict) else chosen
    return out


def _other_kind(key: str, base: Mapping[str, Any], top: Mapping[str, Any]) -> bool:
    """True where a scenario replaces the arrivals, or the brokers, by others."""
    kind = base.get("kind", "standard" if key == "brokers" else None)
    return key in ("arrivals", "brokers") and top.get("kind", kind) != kind


def _set(document: dict[str, Any], key: str, value: Any) -> None:
    """Replace one value; the key is section.key, or arrivals.NUMBER.key counted from 1."""
    place = Place("--set")
    section, _, rest = key.partition(".")
    if section == "title" and not rest:
        document["title"] = value
        return
    if not rest:
        owners = [s for s, keys in SECTIONS.items() if snake(key) in keys]
        hint = f'; did you mean "{owners[0]}.{snake(key)}"?' if owners else nearest(key, KEYS)
        raise WorkloadError(f'{place}: key "{key}" names no section{hint}')
    check_names(place, "", {section: value}, ("arrivals", *SECTIONS))
    table = document.setdefault(section, {})
    if section == "arrivals" and isinstance(table, list) and rest in ("gaps", "bin_width"):
        # Of all counts: what --gaps and --bin-width mean.
        is_counts = [isinstance(t, dict) and t.get("kind") == "counts" for t in table]
        document[section] = [{**t, rest: value} if counts else t for t, counts in zip(table, is_counts, strict=True)]
        return
    if section == "arrivals" and isinstance(table, list):
        number, _, rest = rest.partition(".")
        if not number.isdigit() or not 1 <= int(number) <= len(table) or not rest:
            raise WorkloadError(
                f'{place}: key "{key}" must name one of the {len(table)} arrivals, such as arrivals.1.rate'
            )
        document[section] = tables = list(table)
        table = tables[int(number) - 1] = _copied(place, section, tables[int(number) - 1])
    else:
        table = document[section] = _copied(place, section, table)
    for old in [k for k in table if snake(k) == snake(rest)]:
        del table[old]
    table[rest] = value


def _copied(place: Place, section: str, table: Any) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise WorkloadError(f"{place}: {section} is {shown(table)}, not a table")
    return dict(table)


def _library(place: Place, key: str, make: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Call the library; what it refuses is refused with the place."""
    try:
        return make(*args, **kwargs)
    except (ValueError, TypeError) as e:
        raise WorkloadError(f"{place}: {f'[{key}] ' if key else ''}{e}") from None


def _workload(place: Place, folder: Path, name: str, document: Mapping[str, Any]) -> Workload:
    sections = {
        s: normalized(place, s, document.get(s, {}), _keys_of(s) if s in document else SECTIONS[s]) for s in SECTIONS
    }
    function, topic, scaling = sections["function"], sections["topic"], sections["scaling"]
    deployment = _deployment(place, folder, sections)
    if "service_time" not in function:
        raise WorkloadError(f"{place}: function.service_time is missing (give it there, or as --service-time)")
    notes: list[str] = []
    arrivals, origin = _arrivals(place, folder, document.get("arrivals"), notes)
    for key, words in (
        ("topic.producer", PRODUCERS),
        ("topic.assignment", ASSIGNORS),
        ("batching.window", WINDOWS),
        ("retry.response", ON_FAILURE),
        ("breakdowns.then", AFTER_INTERRUPTION),
    ):
        section, _, name_of = key.partition(".")
        if name_of in sections[section]:
            check_choice(place, key, sections[section][name_of], words)
    parts = {
        "producer": _producer(place, topic),
        "skew": _skew(place, topic),
        "cold_starts": _part(
            place, "function", ul.cold_start, _taken(function, ("init_time", "init_scv", "keep_alive"))
        ),
        "retry": _part(place, "retry", ul.retry_policy, sections["retry"]),
        "breakdowns": _part(place, "breakdowns", ul.breakdown_policy, sections["breakdowns"]),
    }
    given: dict[str, Any] = {**function, **topic, **sections["batching"], **sections["forecast"]}
    given.update({key: value for key, value in parts.items() if value is not None})
    if arrivals is not None:
        given["arrivals"] = arrivals
    given["scaling"] = _regime(place, scaling)
    if "regime" not in scaling:
        notes.append("no scaling.regime is given: a fixed pool of one consumer for each partition is assumed")
    pipeline = _library(place, "", ul.pipeline, **given)
    wanted = sections["target"]
    for key, kind in SECTIONS["target"].items():
        if kind in PAIRS and key in wanted:
            wanted[key] = _pair(place, f"target.{key}", wanted[key], kind)
    target = _library(place, "", ul.target, **wanted) if wanted else None
    limits = []
    if target is not None:
        if target.max_wait is not None and target.max_wait == target.max_wait:
            limits.append(float(target.max_wait))
        if target.wait_quantile is not None:
            limits.append(float(target.wait_quantile[1]))
    return Workload(
        name,
        str(place),
        pipeline,
        target,
        tuple(notes),
        origin,
        tuple(dict.fromkeys(limits)),
        sections["simulation"],
        deployment,
        _variables(place, sections["plan"].get("variables")),
        sections["uncertainty"],
    )


def _keys_of(section: str) -> dict[str, str]:
    """What a section may hold; prices and uncertain inputs have the names that the library gives them."""
    keys = SECTIONS[section]
    if section == "prices":
        prices = _core.price_table().to_dict()
        return {**keys, **{name: NUMBER for name, x in prices.items() if isinstance(x, (int, float))}}
    if section == "uncertainty":
        return {**keys, **dict.fromkeys(UNCERTAIN_INPUTS, UNCERTAIN)}
    return keys


def _variables(place: Place, given: Any) -> tuple[str, ...] | None:
    """What a plan may decide; the names are checked here, where the place is known."""
    if given is None:
        return None
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else list(given)
    for name in names:
        check_choice(place, "plan.variables", name, VARIABLES)
    return tuple(names)


def _deployment(place: Place, folder: Path, sections: dict[str, dict[str, Any]]) -> _core.deployment | None:
    """What the function runs on, from the keys of several sections; None where there are none."""
    given = _taken(sections["function"], ("memory", "processor", "timeout", "ephemeral_mb"))
    if "memory" in given:
        memory = given.pop("memory")
        try:
            given["memory_mb"] = memory_mb(memory) if isinstance(memory, str) else memory
        except ValueError:
            raise WorkloadError(f"{place}: function.memory = {shown(memory)}, but must be {MEMORY}") from None
    if "processor" in given:
        check_choice(place, "function.processor", given["processor"], PROCESSORS)
    if "timeout" in given:
        given["function_timeout"] = given.pop("timeout")
    given.update(sections["deployment"])
    if isinstance(given.get("payload_overhead"), str):
        given["payload_overhead"] = _bytes(place, "deployment.payload_overhead", given["payload_overhead"])
    cluster = _cluster(place, sections["brokers"])
    if cluster is not None:
        given["cluster"] = cluster
    if sections["prices"]:
        given["prices"] = _prices(place, folder, sections["prices"])
    return _library(place, "", _core.deployment, **given) if given else None


def _bytes(place: Place, key: str, text: str) -> float:
    """A size with its unit, as the library reads it."""
    try:
        return float(ul.pipeline(service_time=1, record_bytes=text).record_bytes or 0)
    except (TypeError, ValueError):
        raise WorkloadError(f"{place}: {key} = {shown(text)}, but must be {BYTES}") from None


def memory_mb(text: str) -> float:
    """Memory of a function [MB]; AWS counts 1 GB as 1024 MB.

    :raises ValueError: it is not a number with MB or GB
    """
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]*)?)\s*([MG])i?B\s*", text)
    if found is None:
        raise ValueError(f"{text} is not {MEMORY}")
    return float(found[1]) * (1024 if found[2] == "G" else 1)


def _cluster(place: Place, given: dict[str, Any]) -> Any:
    """The brokers of the topic; None where nothing is said of them."""
    if not given:
        return None
    kind = given.pop("kind", "standard")
    check_choice(place, "brokers.kind", kind, tuple(CLUSTERS))
    for key in given:
        if key not in CLUSTERS[kind]:
            raise WorkloadError(
                f'{place}: brokers.{key} is given, but brokers of kind "{kind}" only have {", ".join(CLUSTERS[kind])}'
            )
    return _library(place, "brokers", getattr(_core, f"{kind}_cluster"), **given)


def _prices(place: Place, folder: Path, given: dict[str, Any]) -> Any:
    """A table of prices: those of the library, over them those of a file, over them those in the section."""
    file = given.pop("file", None)
    table = _core.price_table()
    if file is not None:
        from ullage._prices import load_prices

        try:
            table = _library(place, "prices", load_prices, folder / file)
        except OSError as e:
            raise WorkloadError(f"{place}: prices.file: cannot read {folder / file}: {e.strerror}") from None
    if not given:
        return table
    known = {name: getattr(table, name) for name in table.to_dict()}
    return _library(place, "prices", _core.price_table, **{**known, **given})


def _taken(table: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Take some keys out of a section."""
    return {key: table.pop(key) for key in keys if key in table}


def _part(place: Place, section: str, make: Any, given: Mapping[str, Any]) -> Any:
    return _library(place, section, make, **given) if given else None


def _producer(place: Place, topic: dict[str, Any]) -> Any:
    """What topic.producer and the fields of a sticky one say."""
    runs = _taken(topic, ("run", "batch_bytes", "linger"))
    name = topic.pop("producer", "sticky" if runs else None)
    if name != "sticky" and runs:
        raise WorkloadError(
            f'{place}: topic.{next(iter(runs))} is given, but only producer = "sticky" has runs, not "{name}"'
        )
    return _library(place, "topic", ul.sticky, **runs) if name == "sticky" else name


def _skew(place: Place, topic: dict[str, Any]) -> Any:
    """How unequal the partitions are: measured weights, or keys by number or by name."""
    given = _taken(topic, ("weights", "keys", "key_exponent", "key_names", "key_weights"))
    ways = [key for key in ("weights", "keys", "key_names") if key in given]
    if len(ways) > 1:
        raise WorkloadError(f"{place}: topic.{ways[0]} and topic.{ways[1]} say the same thing; give one")
    for key, owner in (("key_exponent", "keys"), ("key_weights", "key_names")):
        if key in given and owner not in given:
            raise WorkloadError(f"{place}: topic.{key} is given, but topic.{owner} is missing")
    if "weights" in given:
        return _library(place, "topic", ul.measured_shares, weights=given["weights"])
    if "key_names" in given:
        return _library(place, "topic", ul.named_keys, keys=given["key_names"], weights=given.get("key_weights"))
    if "key_exponent" in given:
        return _library(place, "topic", ul.zipf_keys, keys=given["keys"], exponent=given["key_exponent"])
    return _library(place, "topic", ul.equal_keys, keys=given["keys"]) if "keys" in given else None


def _pair(place: Place, key: str, value: Any, kind: str) -> tuple[Any, Any]:
    """Two values, of which a share, an amount or a rate is a number; times are read by the library."""
    if isinstance(value, str):
        first, separator, second = value.partition(":")
        parts: list[Any] = [parse_value(first.strip()), parse_value(second.strip())] if separator else []
    else:
        parts = list(value)
    try:
        if any(isinstance(part, bool) for part in parts):
            raise ValueError
        one = parts[0] if kind == OUTAGE else float(parts[0])
        return one, float(parts[1]) if kind == GROWTH else parts[1]
    except (ValueError, TypeError, IndexError):
        raise WorkloadError(f"{place}: {key} = {shown(value)}, but must be {kind}") from None


def _regime(place: Place, scaling: Mapping[str, Any]) -> ul.scaling_regime:
    overrides = dict(scaling)
    name = overrides.pop("regime", "fixed")
    names = [row.name for row in ul.regimes()]
    if name not in names:
        hint = nearest(name, names)
        raise WorkloadError(f'{place}: scaling.regime = "{name}", but must be one of {", ".join(names)}{hint}')
    case = overrides.pop("case", "likely")
    check_choice(place, "scaling.case", case, ("likely", "best", "worst"))
    for pair in (("min_pollers", "min_consumers"), ("max_pollers", "max_consumers")):
        if all(key in overrides for key in pair):
            raise WorkloadError(f"{place}: scaling.{pair[0]} and scaling.{pair[1]} are the same thing; give one")
    for key, words in (("up", UP_RULES), ("down_when", DOWN_WHEN)):
        if key in overrides:
            check_choice(place, f"scaling.{key}", overrides[key], words)
    made: ul.scaling_regime = _library(place, "", ul.regime, name, case=case, **overrides)
    return made


def _arrivals(
    place: Place, folder: Path, given: Any, notes: list[str]
) -> tuple[ul.arrival_profile | None, datetime | None]:
    if given is None:
        return None, None
    tables = given if isinstance(given, list) else [given]
    total: ul.arrival_profile | None = None
    origins: list[datetime] = []
    for number, table in enumerate(tables, 1):
        section = "arrivals" if len(tables) == 1 else f"arrivals.{number}"
        profile, origin = _one_arrival(place, folder, section, table, notes)
        total = profile if total is None else total + profile
        if origin is not None:
            origins.append(origin)
    if origins and any(o != origins[0] for o in origins):
        raise WorkloadError(
            f"{place}: the arrivals begin at different clock times ({', '.join(str(o) for o in origins)}); "
            "cut the files to one start"
        )
    return total, origins[0] if origins else None


def _one_arrival(
    place: Place, folder: Path, section: str, table: Any, notes: list[str]
) -> tuple[ul.arrival_profile, datetime | None]:
    if not isinstance(table, dict):
        raise WorkloadError(f"{place}: {section} = {shown(table)}, but must be a table: write [arrivals]")
    kind = table.get("kind")
    if kind is None:
        raise WorkloadError(f"{place}: {section}.kind is missing; it is one of {', '.join(ARRIVALS)}")
    check_choice(place, f"{section}.kind", kind, tuple(ARRIVALS))
    own = ARRIVALS[kind]
    for key in table:
        if snake(key) not in own and snake(key) not in EVERY_ARRIVAL:
            hint = nearest(snake(key), (*own, *EVERY_ARRIVAL)) or f"; it has {', '.join((*own, *EVERY_ARRIVAL))}"
            raise WorkloadError(f'{place}: [{section}] of kind "{kind}" has no key "{key}"{hint}')
    keys = normalized(place, section, table, {**EVERY_ARRIVAL, **own})
    del keys["kind"]
    for key in REQUIRED.get(kind, ()):
        if key not in keys:
            raise WorkloadError(f'{place}: {section}.{key} is missing: kind "{kind}" needs {own[key]} for it')
    scale, delay = keys.pop("scale", None), keys.pop("delay", None)
    origin = None
    if kind == "counts":
        profile, origin = _counts(place, folder, section, keys, notes)
    elif kind == "replay":
        profile = _library(place, section, ul.replay, keys["times"])
    else:
        make = {"constant": ul.constant_rate}.get(kind) or getattr(ul, kind)
        # "from" is a reserved word of Python.
        keys = {f"{key}_rate" if key in ("from", "to") else key: value for key, value in keys.items()}
        profile = _library(place, section, make, **keys)
    if scale is not None:
        profile = _library(place, section, lambda: profile * scale)
    if delay is not None:
        profile = _library(place, section, ul.delayed, profile, delay)
    return profile, origin


def _counts(
    place: Place, folder: Path, section: str, keys: dict[str, Any], notes: list[str]
) -> tuple[ul.arrival_profile, datetime | None]:
    gaps = keys.get("gaps", "error")
    check_choice(place, f"{section}.gaps", gaps, GAPS)
    if ("file" in keys) == ("counts" in keys):
        raise WorkloadError(f'{place}: {section} of kind "counts" needs either file or counts')
    options = {}
    if "bin_width" in keys:
        # In seconds: where one bin of that width ends.
        options["bin_width"] = _library(place, section, ul.from_counts, [1.0], bin_width=keys["bin_width"]).ends_at
    if "file" not in keys:
        for key in ("time_column", "count_column"):
            if key in keys:
                raise WorkloadError(f"{place}: {section}.{key} needs {section}.file")
        if "times" not in keys:
            if "bin_width" not in keys:
                raise WorkloadError(f"{place}: {section}.bin_width is missing (or give {section}.times)")
            if "gaps" in keys:
                raise WorkloadError(f"{place}: {section}.gaps needs {section}.times: counts alone have no gaps")
            return _library(place, section, ul.from_counts, keys["counts"], **options), None
        trace = Trace(tuple(map(float, keys["times"])), tuple(map(float, keys["counts"])), None, ())
        file = place.file
    else:
        if "times" in keys:
            raise WorkloadError(f"{place}: {section}.times cannot be given together with {section}.file")
        path = folder / keys["file"]
        file = path.name
        try:
            trace = read_counts(path, keys.get("time_column"), keys.get("count_column"))
        except OSError as e:
            raise WorkloadError(f"{place}: {section}.file: cannot read {path}: {e.strerror}") from None
    notes.extend(trace.notes)
    holes = gaps_of(trace, options.get("bin_width"))
    if holes and gaps == "error":
        shown = ", ".join(f"{trace.clock(a)} to {trace.clock(b)}" for a, b in holes[:4])
        more = f", and {len(holes) - 4} more" if len(holes) > 4 else ""
        raise WorkloadError(
            f"{file}: {len(holes)} gap{'s' if len(holes) > 1 else ''} in the counts: {shown}{more}\n"
            f"choose how to fill them: --gaps zero|hold|interpolate, or {section}.gaps in the file"
        )
    profile = _library(place, section, ul.from_counts, trace.times, trace.counts, gaps=gaps, **options)
    if holes:
        how = {"zero": "nothing arrives in them", "hold": "the rate before goes on", "interpolate": "interpolated"}
        missing = sum(b - a for a, b in holes)
        notes.append(f"{len(holes)} gaps in the counts ({missing:.0f} s in all) are filled: {how[gaps]}")
    return profile, trace.origin
