# SPDX-License-Identifier: MIT
"""Runs examples/*.py and compares what they print with examples/expected/.

usage: run_examples.py [--root DIR] [--update]

The twin of NN_name.cpp prints the same text, expected/NN_name.txt; where Python has something of its
own to say, expected/NN_name.py.txt is taken. Executed notebooks are run again into build/notebooks.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path


def run_script(script: Path, root: Path, update: bool) -> list[str]:
    env = {**os.environ, "LC_ALL": "C", "COLUMNS": "100", "MPLBACKEND": "Agg"}
    out = subprocess.run([sys.executable, str(script)], cwd=root, env=env, capture_output=True, text=True, check=False)
    if out.returncode != 0:
        return [f"{script.name}: ends with {out.returncode}\n{out.stdout}{out.stderr}"]
    shared = script.parent / "expected" / f"{script.stem}.txt"
    own = script.parent / "expected" / f"{script.stem}.py.txt"
    expected = own if own.is_file() else shared
    if update and not (expected == shared and script.with_suffix(".cpp").is_file()):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(out.stdout, encoding="utf-8")
    if not expected.is_file():
        return [f"{script.name}: there is no {expected.name}; it printed\n{out.stdout}"]
    wanted = expected.read_text(encoding="utf-8")
    return [] if out.stdout == wanted else [f"{script.name}: expected\n{wanted}\nbut it printed\n{out.stdout}"]


def run_notebook(path: Path, root: Path) -> list[str]:
    import nbformat
    from nbclient import NotebookClient

    committed = json.loads(path.read_text(encoding="utf-8"))
    if not any(cell.get("outputs") for cell in committed["cells"]):
        return [f"{path.name}: is committed without its outputs"]
    notebook = nbformat.read(path, as_version=4)
    try:
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    except Exception as error:
        return [f"{path.name}: {error}"]
    folder = root / "build" / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / path.name)
    return []


def check(root: Path, update: bool = False) -> tuple[int, list[str]]:
    folder = root / "examples"
    scripts = sorted(folder.glob("[0-9][0-9]_*.py"))
    notebooks = sorted(folder.glob("*.ipynb"))
    problems = [p for script in scripts for p in run_script(script, root, update)]
    problems += [p for notebook in notebooks for p in run_notebook(notebook, root)]
    stems = {s.stem for s in scripts}
    problems += [
        f"{c.name}: has no Python twin" for c in sorted(folder.glob("[0-9][0-9]_*.cpp")) if c.stem not in stems
    ]
    return len(scripts) + len(notebooks), problems


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the Python examples and the notebooks")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--update", action="store_true", help="write what they print as expected")
    options = parser.parse_args()
    ran, problems = check(options.root.resolve(), options.update)
    print("\n".join(problems) if problems else f"{ran} Python examples and notebooks printed what is expected")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
