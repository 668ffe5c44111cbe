# SPDX-License-Identifier: MIT
"""Writes the tables of reference values that the accuracy of the library is measured against.

usage: make_tables.py [--points N] [--out DIR] [--jobs N] [TABLE ...]

Every file *_tables.py beside this one holds a list TABLES. A reference is computed at 50 digits or more, by another
formula than that of the library. Points are a low-discrepancy sequence over the whole stated domain, so the same N
gives the same table; corners come first. Needs python-flint, mpmath and, where a table says so, scipy.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
FORMAT = "# {}\n"


@dataclass(frozen=True)
class Table:
    name: str
    columns: Sequence[str]
    method: str  # how the reference is computed
    dimensions: int  # of the cube that `sample` maps to the arguments
    sample: Callable[[Sequence[float]], Sequence[float]]  # doubles, as they stand in the file
    reference: Callable[..., str | None]  # the value to 20 digits or more; None leaves the point out
    corners: Sequence[Sequence[float]] = field(default_factory=tuple)
    points: int = 1000  # rows of the table in the repository


def halton(i: int, base: int) -> float:
    out, share = 0.0, 1.0
    while i:
        share /= base
        i, digit = divmod(i, base)
        out += digit * share
    return out


def cube(i: int, dimensions: int) -> list[float]:
    return [halton(i + 1, base) for base in (2, 3, 5, 7, 11, 13, 17)[:dimensions]]


def log_between(u: float, low: float, high: float) -> float:
    """From low to high, evenly in the logarithm."""
    return float(low * (high / low) ** u)


def load(path: Path) -> list[Table]:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.TABLES)


def all_tables() -> dict[str, Table]:
    files = [path for path in sorted(HERE.glob("*_tables.py")) if path.stem != Path(__file__).stem]
    return {t.name: t for path in files for t in load(path)}


def one_row(job: tuple[str, int]) -> str | None:
    name, i = job
    table = _tables[name]
    corners = len(table.corners)
    x = table.corners[i] if i < corners else table.sample(cube(i - corners, table.dimensions))
    value = table.reference(*x)
    return None if value is None else " ".join([*(repr(float(v)) for v in x), value])


_tables: dict[str, Table] = {}


def start_worker() -> None:
    _tables.update(all_tables())


def main() -> int:
    parser = argparse.ArgumentParser(description="Tables of reference values")
    parser.add_argument("tables", nargs="*")
    parser.add_argument("--points", type=int, default=0, help="rows of each table; default: those of the repository")
    parser.add_argument("--out", type=Path, default=HERE / "tables")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    found = all_tables()
    unknown = sorted(set(options.tables) - set(found))
    if unknown:
        parser.error(f"there is no table {', '.join(unknown)}; there are {', '.join(sorted(found))}")
    options.out.mkdir(parents=True, exist_ok=True)
    with multiprocessing.Pool(options.jobs, start_worker) as pool:
        for name in options.tables or sorted(found):
            table, began = found[name], time.monotonic()
            points = options.points or table.points
            rows = pool.map(one_row, [(name, i) for i in range(points)], chunksize=max(1, min(64, points // 64)))
            kept = [row for row in rows if row is not None]
            head = "".join(
                FORMAT.format(x)
                for x in ["SPDX-License-Identifier: MIT", f"{name}: {' '.join(table.columns)} value", table.method]
            )
            (options.out / f"{name}.txt").write_text(head + "\n".join(kept) + "\n", encoding="utf-8")
            print(f"{name}: {len(kept)} rows in {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
