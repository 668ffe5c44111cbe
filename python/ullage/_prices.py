# SPDX-License-Identifier: MIT
"""Prices from one file that a user copies and changes."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ullage import _core

__all__ = ["load_prices", "prices_file"]

SECTIONS = ("prices", "instances")
HOURS = ("standard_hour", "express_hour")


def prices_file() -> Path:
    """The file with the prices of this release, each with its source: to be copied and changed."""
    return Path(__file__).with_name("prices.toml")


def load_prices(
    source: str | os.PathLike[str] | Mapping[str, Any] | None = None, base: _core.price_table | None = None
) -> _core.price_table:
    """Read prices that go before those of the library.

    :param source: a TOML file as ``prices_file()``, or the same as a mapping: a table ``prices`` of fields of
        price_table, a table ``instances`` of ``standard_hour`` and ``express_hour`` by name of a broker; None: the
        file of this release
    :param base: what the source leaves out is taken from there; None: ``price_table()``
    :raises ValueError: not valid TOML, an unknown name (with the nearest one), a price that is no number or out of
        range
    """
    if source is None:
        source = prices_file()
    if isinstance(source, Mapping):
        where, data = "load_prices", source
    else:
        path = Path(source)
        where, data = path.name, _read(path)
    _known(where, "table", data, SECTIONS)
    start = _core.price_table() if base is None else base
    fields: dict[str, Any] = {name: getattr(start, name) for name in _names()}
    for name, value in _table(where, "prices", data.get("prices", {})).items():
        _known(where, "price", (name,), _names())
        fields[name] = _number(where, f"prices.{name}", value)
    brokers = {x.name: x for x in start.instances}
    for name, hours in _table(where, "instances", data.get("instances", {})).items():
        at = f"instances.{name}"
        given = _table(where, at, hours)
        _known(where, f"price of {at}", given, HOURS)
        before = brokers.get(name)
        both = {hour: _number(where, f"{at}.{hour}", given[hour]) for hour in given}
        if before is not None:
            both = {**{hour: getattr(before, hour) for hour in HOURS}, **both}
        brokers[name] = _checked(where, lambda n=name, b=both: _core.instance_price(name=n, **b))
    made: _core.price_table = _checked(where, lambda: _core.price_table(**fields, instances=tuple(brokers.values())))
    return made


def _names() -> tuple[str, ...]:
    return tuple(row.name for row in _core.price_info())


def _read(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise ValueError(f"{path.name}: is not UTF-8 text (byte {e.start})") from None
    except tomllib.TOMLDecodeError as e:
        raise ValueError(f"{path.name}: not valid TOML: {e}") from None


def _known(where: str, what: str, names: Any, valid: tuple[str, ...]) -> None:
    for name in names:
        if name not in valid:
            close = difflib.get_close_matches(str(name), valid, n=1, cutoff=0.0)
            raise ValueError(f'{where}: unknown {what} "{name}"; did you mean "{close[0]}"?')


def _table(where: str, name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where}: {name} must be a table, not {type(value).__name__}")
    return value


def _number(where: str, name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{where}: {name} must be a number, not {type(value).__name__}")
    return float(value)


def _checked(where: str, make: Any) -> Any:
    try:
        return make()
    except ValueError as e:
        raise ValueError(f"{where}: {e}") from None
