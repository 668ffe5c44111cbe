# SPDX-License-Identifier: MIT
"""Counts over time from CSV files."""

from __future__ import annotations

import csv
import math
import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from ullage._schema import WorkloadError, nearest


@dataclass(frozen=True)
class Trace:
    """Counts in bins that begin at given times [s], the first at 0 where there is an origin."""

    times: tuple[float, ...]
    counts: tuple[float, ...]
    origin: datetime | None
    notes: tuple[str, ...]

    def clock(self, time: float) -> str:
        """A time of the trace as its file writes it."""
        if self.origin is None:
            return f"{time:.10g} s"
        return f"{self.origin + timedelta(seconds=time):%Y-%m-%d %H:%M:%S}"


def gaps_of(trace: Trace, bin_width: float | None) -> list[tuple[float, float]]:
    """Where bins are missing: further than 1.5 bin widths to the next time."""
    if len(trace.times) < 2:
        return []
    distances = [b - a for a, b in zip(trace.times, trace.times[1:], strict=False)]
    width = bin_width if bin_width is not None else statistics.median_high(distances)
    return [(t + width, t + d) for t, d in zip(trace.times, distances, strict=False) if d > 1.5 * width]


def read_counts(path: Path, time_column: str | None = None, count_column: str | None = None) -> Trace:
    """Read a CSV of timestamped counts.

    Times are ISO 8601 (without a zone: UTC) or numbers since 1970 or since any other start:
    seconds, from 1e11 on milliseconds, from 1e14 on microseconds. Columns are found by the names
    ``timestamp`` and ``value``, else they are the first two; a header is optional.

    :raises WorkloadError: by line and column
    :raises OSError: the file cannot be opened
    """
    name = path.name
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            lines = file.read().splitlines()
        except UnicodeDecodeError as e:
            raise WorkloadError(f"{name}: is not UTF-8 text (byte {e.start})") from None
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        raise WorkloadError(f"{name}: is empty; expected lines of a timestamp and a count")
    first = numbered[0][1]
    delimiter = next((d for d in ("\t", ";", ",") if d in first), ",")
    rows = csv.reader((line for _, line in numbered), delimiter=delimiter, skipinitialspace=True)
    try:
        table = [(n, row) for (n, _), row in zip(numbered, rows, strict=False)]
    except csv.Error as e:
        raise WorkloadError(f"{name}: not a CSV file: {e}") from None
    line, cells = table[0]
    if len(cells) < 2:
        raise WorkloadError(f"{name}: line {line} has one column, but needs two: a timestamp and a count")
    header: list[str] | None = None
    if _time_of(cells[0]) is None and _number_of(cells[1]) is None:
        header = [cell.strip() for cell in cells]
        table = table[1:]
        if not table:
            raise WorkloadError(f"{name}: has a header but no counts")
    t, c, notes = _columns(name, header, cells, time_column, count_column)
    time_title = header[t] if header else f"column {t + 1}"
    count_title = header[c] if header else f"column {c + 1}"
    times: list[float] = []
    counts: list[float] = []
    as_clock: bool | None = None
    base: datetime | None = None
    unit = 1.0
    start = 0.0
    for line, cells in table:
        if len(cells) <= max(t, c):
            raise WorkloadError(f"{name}: line {line} has {len(cells)} column(s), but needs {max(t, c) + 1}")
        when = _time_of(cells[t])
        if when is None:
            raise WorkloadError(
                f'{name}: line {line}, {time_title} = "{cells[t]}", but must be a timestamp such as '
                "2014-04-10 00:04:00, or seconds"
            )
        is_clock = isinstance(when, datetime)
        if as_clock is None:
            as_clock = is_clock
            if isinstance(when, datetime):
                base = when
            else:
                unit = _unit_of(when)
                start = when
                if when / unit >= 1e8:
                    base = datetime.fromtimestamp(when / unit, timezone.utc)
        elif as_clock != is_clock:
            raise WorkloadError(
                f'{name}: line {line}, {time_title} = "{cells[t]}", but the lines before have '
                f"{'dates' if as_clock else 'numbers'}"
            )
        if isinstance(when, datetime) and base is not None:
            time = (when - base).total_seconds()
        else:
            time = (when - start) / unit if isinstance(when, float) else 0.0
        number = _number_of(cells[c])
        if number is None or number < 0:
            raise WorkloadError(
                f'{name}: line {line}, {count_title} = "{cells[c]}", but must be a count: a finite number >= 0'
            )
        if times and time <= times[-1]:
            what = "is the same as" if time == times[-1] else "is earlier than"
            raise WorkloadError(
                f"{name}: line {line}, {time_title} = {cells[t]} {what} the one before; times must increase"
            )
        times.append(time)
        counts.append(number)
    if base is None and start != 0:
        notes = (*notes, f"time 0 is {time_title} = {start:.10g}")
    return Trace(
        tuple(times), tuple(counts), base.astimezone(timezone.utc).replace(tzinfo=None) if base else None, notes
    )


def _columns(
    name: str, header: list[str] | None, cells: list[str], time_column: str | None, count_column: str | None
) -> tuple[int, int, tuple[str, ...]]:
    asked = {"time_column": time_column, "count_column": count_column}
    if header is None:
        for key, column in asked.items():
            if column is not None:
                raise WorkloadError(f'{name}: arrivals.{key} = "{column}", but the file has no header line')
        return 0, 1, ()
    lower = [title.lower() for title in header]
    by_name = "timestamp" in lower and "value" in lower
    found = [lower.index("timestamp"), lower.index("value")] if by_name else [0, 1]
    for position, (key, column) in enumerate(asked.items()):
        if column is None:
            continue
        if column not in header:
            hint = nearest(column, header) or f"; there are {', '.join(header)}"
            raise WorkloadError(f'{name}: arrivals.{key} = "{column}", but there is no such column{hint}')
        found[position] = header.index(column)
    notes: tuple[str, ...] = ()
    if len(header) > 2 and not by_name and count_column is None:
        notes = (f'counts are taken from the column "{header[found[1]]}"',)
    return found[0], found[1], notes


def _unit_of(number: float) -> float:
    """Numbers per second of a timestamp: 1, or 1000 and 1e6 where it can only be ms or us."""
    return 1.0 if abs(number) < 1e11 else 1e3 if abs(number) < 1e14 else 1e6


def _time_of(text: str) -> datetime | float | None:
    text = text.strip()
    try:
        when = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)
        # Python 3.11 reads bare digits as a date; here they are a number.
        if not text.isdigit():
            return when if when.tzinfo else when.replace(tzinfo=timezone.utc)
    except ValueError:
        pass
    return _number_of(text)


def _number_of(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
