# SPDX-License-Identifier: MIT
"""Numbers and times as people read them, a small chart, and documents for a terminal or a pipe."""

from __future__ import annotations

import io
import math
import os
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 80


def number(x: float | None) -> str:
    """Four significant digits, whole numbers in full, without separators."""
    if x is None or math.isnan(x):
        return "-"
    if math.isinf(x):
        return "no limit" if x > 0 else "-inf"
    size = abs(x)
    if size >= 1e15 or (0 < size < 1e-4):
        return f"{x:.4g}"
    if size >= 1000 or x == int(x):
        return f"{x:.0f}"
    return f"{x:.4g}"


def duration(x: float | None) -> str:
    """Seconds and, from two minutes on, a unit that can be grasped: ``840 s (14 min)``."""
    if x is None or math.isnan(x):
        return "-"
    if math.isinf(x):
        return "never"
    human = ""
    for limit, unit, name in ((172800.0, 86400.0, "d"), (7200.0, 3600.0, "h"), (120.0, 60.0, "min")):
        if abs(x) >= limit:
            human = f" ({x / unit:.3g} {name})" if abs(x / unit) < 1000 else f" ({x / unit:.0f} {name})"
            break
    return f"{number(x)} s{human}"


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    text: str
    mood: str = ""
    """good, bad, note, or nothing."""


@dataclass(frozen=True)
class Pairs:
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    """Columns that are aligned to the right. The last column is the one that wraps."""


@dataclass(frozen=True)
class Chart:
    title: str
    draw: Callable[[int, str], list[str]]
    """From a width and the glyphs to lines."""


Block = Heading | Text | Pairs | Table | Chart

BLOCKS = " ▁▂▃▄▅▆▇█"
ASCII = " #"


def chart(
    times: Sequence[float], values: Sequence[float], end: float, width: int, glyphs: str, height: int = 8
) -> list[str]:
    """Columns of the largest value in each slice of [0, end], with both axes."""
    top = max(values, default=0.0)
    label = max(len(number(top)), 1)
    columns = width - label - 5
    if columns < 16 or not top > 0 or not end > 0:
        return []
    heights = [0.0] * columns
    for t, v in zip(times, values, strict=True):
        if 0 <= t <= end:
            i = min(int(t / end * columns), columns - 1)
            heights[i] = max(heights[i], v)
    levels = len(glyphs) - 1
    lines = []
    for row in range(height - 1, -1, -1):
        cells = []
        for v in heights:
            filled = math.ceil(v / top * height * levels - 1e-9) - row * levels
            cells.append(glyphs[min(max(filled, 0), levels)])
        name = number(top) if row == height - 1 else ""
        lines.append(f"  {name:>{label}} |{''.join(cells)}".rstrip())
    lines.append(f"  {'0':>{label}} +{'-' * columns}")
    lines.append(" " * (label + 4) + _time_axis(end, columns))
    return lines


def _time_axis(end: float, columns: int) -> str:
    unit, name = next(((u, n) for u, n in ((86400.0, "d"), (3600.0, "h"), (60.0, "min")) if end >= 3 * u), (1.0, "s"))
    span = end / unit
    raw = span / 7
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw * (1 - 1e-9))
    line = [" "] * columns
    free_from = 0
    for k in range(int(span / step + 1e-9) + 1):
        text = f"{k * step:g} {name}" if k else "0"
        at = min(round(k * step / span * columns), columns - len(text))
        if at >= free_from:
            line[at : at + len(text)] = text
            free_from = at + len(text) + 2
    return "".join(line).rstrip()


def text(blocks: Sequence[Block], out: TextIO) -> str:
    """A document as it suits a stream: with colour and boxes for a terminal, else plain."""
    if out.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        return _rich(blocks, (out.encoding or "ascii").lower().startswith("utf"))
    return plain(blocks)


def plain(blocks: Sequence[Block], width: int = PLAIN_WIDTH) -> str:
    """A document as plain text."""
    parts = []
    for block in blocks:
        if isinstance(block, Heading):
            lines = [block.text, "=" * min(len(block.text), width)]
        elif isinstance(block, Text):
            lines = textwrap.wrap(block.text, width)
        elif isinstance(block, Pairs):
            lines = _plain_pairs(block, width)
        elif isinstance(block, Table):
            lines = _plain_table(block, width)
        else:
            drawn = block.draw(width, ASCII)
            lines = [block.title, *drawn] if drawn else []
        if lines:
            parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _plain_pairs(block: Pairs, width: int) -> list[str]:
    label = max((len(name) for name, _ in block.rows), default=0)
    lines = []
    for name, value in block.rows:
        wrapped = textwrap.wrap(value, max(width - label - 4, 20)) or [""]
        lines.append(f"  {name:<{label}}  {wrapped[0]}".rstrip())
        lines.extend(" " * (label + 4) + more for more in wrapped[1:])
    return lines


def _plain_table(block: Table, width: int) -> list[str]:
    rows = [list(block.columns), *[list(row) for row in block.rows]]
    last = len(block.columns) - 1
    widths = [max(len(row[i]) for row in rows) for i in range(last + 1)]
    rest = max(width - sum(widths[:last]) - 2 * (last + 1), 20)
    widths[last] = min(widths[last], rest)

    def line(cells: Sequence[str]) -> list[str]:
        wrapped = textwrap.wrap(cells[last], widths[last]) or [""]
        first = [
            c.rjust(w) if i in block.numeric else c.ljust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))
        ]
        first[last] = f"{wrapped[0]:>{widths[last]}}" if last in block.numeric else wrapped[0]
        indent = " " * (sum(widths[:last]) + 2 * (last + 1))
        return [("  " + "  ".join(first)).rstrip(), *[indent + more for more in wrapped[1:]]]

    out = line(rows[0])
    out.append("  " + "  ".join("-" * w for w in widths))
    for row in rows[1:]:
        out.extend(line(row))
    return out


def _rich(blocks: Sequence[Block], unicode: bool, width: int | None = None) -> str:
    from rich.console import Console

    buffer = io.StringIO()
    console = Console(
        file=buffer, force_terminal=True, highlight=False, emoji=False, markup=False, width=width, safe_box=not unicode
    )
    for i, block in enumerate(blocks):
        if i:
            console.print()
        _print_rich(console, block, BLOCKS if unicode else ASCII)
    return buffer.getvalue()


def _print_rich(console: Console, block: Block, glyphs: str) -> None:
    from rich import box
    from rich.padding import Padding
    from rich.table import Table as RichTable
    from rich.text import Text as RichText

    ascii_only = glyphs is ASCII
    if isinstance(block, Heading):
        line = "-" if ascii_only else "─"
        console.rule(RichText(block.text, style="bold"), align="left", style="dim", characters=line)
    elif isinstance(block, Text):
        style = {"good": "green", "bad": "red", "note": "dim"}.get(block.mood, "")
        console.print(RichText(block.text, style=style))
    elif isinstance(block, Pairs):
        grid = RichTable.grid(padding=(0, 2))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in block.rows:
            grid.add_row(RichText("  " + name), RichText(value))
        console.print(grid)
    elif isinstance(block, Table):
        table = RichTable(
            box=box.ASCII_DOUBLE_HEAD if ascii_only else box.SIMPLE_HEAD,
            pad_edge=False,
            show_edge=False,
            collapse_padding=True,
            header_style="bold",
        )
        last = len(block.columns) - 1
        for i, title in enumerate(block.columns):
            justify: Literal["left", "right"] = "right" if i in block.numeric else "left"
            table.add_column(title, justify=justify, no_wrap=i != last, overflow="fold")
        for row in block.rows:
            table.add_row(*[RichText(cell, style=_CELL_STYLES.get(cell, "")) for cell in row])
        console.print(Padding(table, (0, 0, 0, 2)))
    else:
        drawn = block.draw(console.width, glyphs)
        if drawn:
            console.print(RichText(block.title, style="bold"))
            for line in drawn:
                console.print(RichText(line, style="cyan" if "|" in line else "dim"), no_wrap=True, overflow="crop")


_CELL_STYLES = {"yes": "green", "no": "bold red"}
