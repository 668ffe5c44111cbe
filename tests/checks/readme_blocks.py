# SPDX-License-Identifier: MIT
"""Runs the ```cpp and ```python blocks of a Markdown file and compares what they print.

usage: readme_blocks.py [--root DIR] [--compiler CXX] [--boost DIR] [FILE]     FILE: README.md

A block whose next fenced block is ```text must print just that. A cpp block without main() becomes
the body of one, its #include lines before it. A python block goes on where the last one ended. A
block whose fence says `norun` (```cpp norun) is left alone. Paths are those of the repository root.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(
    r"^(?P<indent> {0,3})(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^ {0,3}(?P=fence)\s*$", re.M | re.S
)


@dataclass
class Block:
    line: int
    info: list[str]
    body: str

    @property
    def language(self) -> str:
        return self.info[0].lower() if self.info else ""


def blocks(text: str) -> list[Block]:
    return [Block(text.count("\n", 0, m.start()) + 1, m["info"].split(), m["body"]) for m in FENCE.finditer(text)]


def cpp_program(body: str) -> str:
    if re.search(r"\bmain\s*\(", body):
        return body
    lines = body.splitlines()
    head = [x for x in lines if x.lstrip().startswith("#include")]
    rest = [x for x in lines if not x.lstrip().startswith("#include")]
    return "\n".join([*head, "int main() {", *rest, "}", ""])


def run(command: list[str], root: Path, env: dict[str, str] | None = None) -> tuple[int, str]:
    out = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    return out.returncode, out.stdout if out.returncode == 0 else out.stdout + out.stderr


def run_cpp(body: str, root: Path, compiler: str, boost: str) -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "block.cpp", Path(folder) / "block"
        source.write_text(cpp_program(body), encoding="utf-8")
        command = [compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", f"-I{root / 'include'}"]
        command += ["-isystem", boost] if boost else []
        code, said = run([*command, str(source), "-o", str(program)], root)
        return (code, said) if code else run([str(program)], root, {**os.environ, "LC_ALL": "C"})


def run_python(earlier: str, body: str, root: Path) -> tuple[int, str]:
    """What the block prints; the earlier blocks run before it in silence."""
    code = (
        "import contextlib, io\n"
        "names = {'__name__': '__main__'}\n"
        f"with contextlib.redirect_stdout(io.StringIO()):\n    exec({earlier!r}, names)\n"
        f"exec(compile({body!r}, 'README block', 'exec'), names)\n"
    )
    env = {**os.environ, "LC_ALL": "C", "COLUMNS": "100", "MPLBACKEND": "Agg"}
    return run([sys.executable, "-c", code], root, env)


def tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def check(text: str, root: Path, compiler: str, boost: str = "") -> tuple[int, list[str]]:
    """(how many blocks ran, problems)"""
    found = blocks(text)
    problems: list[str] = []
    ran = 0
    earlier = ""
    for i, block in enumerate(found):
        if block.language not in ("cpp", "c++", "python") or "norun" in block.info:
            continue
        ran += 1
        if block.language == "python":
            code, printed = run_python(earlier, block.body, root)
            earlier += block.body + "\n"
        else:
            code, printed = run_cpp(block.body, root, compiler, boost)
        if code:
            problems.append(f"line {block.line}: the {block.language} block fails with {code}:\n{printed}")
        elif i + 1 < len(found) and found[i + 1].language == "text" and tidy(printed) != tidy(found[i + 1].body):
            problems.append(
                f"line {block.line}: the {block.language} block prints\n{printed}\nnot\n{found[i + 1].body}"
            )
    return ran, problems


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the code blocks of a Markdown file")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--compiler", default=os.environ.get("CXX") or "g++")
    parser.add_argument("--boost", default="")
    options = parser.parse_args()
    file = options.file or options.root / "README.md"
    ran, problems = check(file.read_text(encoding="utf-8"), options.root.resolve(), options.compiler, options.boost)
    print("\n".join(problems) if problems else f"{file.name}: {ran} blocks ran and printed what is written")
    return 1 if problems or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
