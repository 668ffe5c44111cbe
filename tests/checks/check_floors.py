# SPDX-License-Identifier: MIT
"""Checks of the repository itself: floors, lists, sizes, licence lines.

usage: check_floors.py [--root DIR] [--compiler CXX] [--boost DIR] [--no-preprocess]

Each check is a function from a Repository to a list of problems; test_check_floors.py proves that
each of them can fail.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
SPDX = "SPDX-License-Identifier: MIT"
SPDX_SUFFIXES = {
    ".c",
    ".cpp",
    ".hpp",
    ".h",
    ".in",
    ".cmake",
    ".md",
    ".py",
    ".pyi",
    ".sh",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
}
SPDX_NAMES = {".gitignore", ".clang-format", ".clang-tidy", "run", "CMakePresets.json"}
# Text that a program prints, or data: a licence line would change it.
SPDX_EXEMPT = re.compile(r"(^|/)(expected|golden|data|corpus)/|\.(csv|ipynb|png|svg)$|py\.typed$")
SKIPPED_FOLDERS = {".git", "build", "dist", "__pycache__"}


@dataclass(eq=False)
class Repository:
    root: Path
    compiler: str = "g++"
    boost: str = ""

    @property
    def include(self) -> Path:
        return self.root / "include" / "ullage"

    @functools.cached_property
    def rules(self) -> dict[str, Any]:
        return tomllib.loads((self.root / "tests/checks/floors.toml").read_text(encoding="utf-8"))

    @functools.cached_property
    def headers(self) -> list[str]:
        return sorted(p.relative_to(self.include).as_posix() for p in self.include.rglob("*.hpp"))

    @property
    def umbrella(self) -> str:
        return str(self.rules["umbrella"]["header"])

    def floor(self, header: str) -> int | None:
        floor = self.rules["floors"].get(header)
        return None if floor is None else int(floor)

    @functools.cache  # noqa: B019 (one short-lived object)
    def includes(self, header: str) -> list[tuple[str, str]]:
        """(kind, name) of every include, kind being < or "."""
        return INCLUDE.findall((self.include / header).read_text(encoding="utf-8"))

    def own_includes(self, header: str) -> list[str]:
        return [name.removeprefix("ullage/") for _, name in self.includes(header) if name.startswith("ullage/")]

    def files(self) -> list[str]:
        """Tracked files and those that would be; without git, all."""
        if (self.root / ".git").exists() and shutil.which("git"):
            command = ["git", "-c", f"safe.directory={self.root}", "ls-files", "-z", "--cached", "--others"]
            out = subprocess.run([*command, "--exclude-standard"], cwd=self.root, capture_output=True, check=False)
            if out.returncode == 0:
                names = out.stdout.decode().split("\0")
                return sorted({n for n in names if n and (self.root / n).is_file()})
        names = []
        for folder, folders, found in os.walk(self.root):
            folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS]
            names += [(Path(folder) / f).relative_to(self.root).as_posix() for f in found]
        return sorted(names)

    @functools.cache  # noqa: B019
    def preprocessed(self, header: str) -> str:
        command = [self.compiler, "-std=c++20", "-E", "-x", "c++", f"-I{self.root / 'include'}"]
        if self.boost:
            command += ["-isystem", self.boost]
        source = f"#include <ullage/{header}>\n"
        out = subprocess.run([*command, "-"], input=source, capture_output=True, text=True, check=False)
        if out.returncode != 0:
            raise RuntimeError(f"{header}: the preprocessor fails:\n{out.stderr}")
        return out.stdout


def every_header_has_a_floor(repo: Repository) -> list[str]:
    known = set(repo.rules["floors"])
    here = set(repo.headers) - {repo.umbrella}
    problems = [f"{h}: has no floor in tests/checks/floors.toml" for h in sorted(here - known)]
    problems += [f"{h}: stands in tests/checks/floors.toml but does not exist" for h in sorted(known - here)]
    problems += [
        f"{h}: is named as a Boost header but does not exist"
        for h in repo.rules["boost"]["headers"]
        if h not in repo.headers
    ]
    return problems


def no_header_includes_an_upper_floor(repo: Repository) -> list[str]:
    problems = []
    for header in repo.headers:
        mine = repo.floor(header)
        for other in repo.own_includes(header):
            if other not in repo.headers:
                problems.append(f"{header}: includes <ullage/{other}>, which does not exist")
            elif other == repo.umbrella:
                problems.append(f"{header}: includes the umbrella <ullage/{other}>")
            elif header == repo.umbrella or mine is None:
                continue
            else:
                theirs = repo.floor(other)
                if theirs is not None and theirs > mine:
                    problems.append(f"{header} (floor {mine}): includes <ullage/{other}> (floor {theirs})")
    return problems


def no_std_only_header_reaches_boost(repo: Repository) -> list[str]:
    """In the include graph of the project; the preprocessed text is looked at as well, see sizes."""
    allowed = set(repo.rules["boost"]["headers"])
    direct = {h for h in repo.headers if any(n.startswith("boost/") for _, n in repo.includes(h))}
    problems = []
    for header in repo.headers:
        if header in allowed or header == repo.umbrella:
            continue
        trail = {header: header}
        todo = [header]
        while todo:
            here = todo.pop()
            if here in direct:
                problems.append(f"{header}: is std only but reaches Boost: {trail[here]}")
                break
            for other in repo.own_includes(here):
                if other in repo.headers and other not in trail:
                    trail[other] = f"{trail[here]} > {other}"
                    todo.append(other)
    return problems


def every_header_has_its_test(repo: Repository) -> list[str]:
    """Of the same name; a part in detail/ may share a test that includes it by name with the other parts."""
    problems = []
    shared: set[str] = set()
    for file in (repo.root / "tests").rglob("*.test.cpp"):
        shared |= set(
            re.findall(r"^#include <ullage/(detail/[\w./]+)>", file.read_text(encoding="utf-8"), re.MULTILINE)
        )
    for header in repo.headers:
        test = Path("tests") / Path(header).with_suffix(".test.cpp")
        if not (repo.root / test).is_file():
            if header not in shared:
                problems.append(f"{header}: has no test {test.as_posix()}")
        elif f"#include <ullage/{header}>" not in (repo.root / test).read_text(encoding="utf-8"):
            problems.append(f"{test.as_posix()}: does not include <ullage/{header}>")
    return problems


def every_header_stands_in_the_cmake_list(repo: Repository) -> list[str]:
    text = (repo.root / "CMakeLists.txt").read_text(encoding="utf-8")
    listed = re.findall(r"^\s*include/ullage/([\w./]+\.hpp)\)?\s*$", text, re.MULTILINE)
    problems = [f"{h}: is missing in the list of CMakeLists.txt" for h in repo.headers if h not in listed]
    problems += [
        f"{h}: stands in CMakeLists.txt but does not exist" for h in sorted(set(listed)) if h not in repo.headers
    ]
    problems += [f"{h}: stands twice in CMakeLists.txt" for h in sorted(set(listed)) if listed.count(h) > 1]
    return problems


def the_umbrella_is_complete(repo: Repository) -> list[str]:
    if repo.umbrella not in repo.headers:
        return [f"{repo.umbrella}: does not exist"]
    left_out = set(repo.rules["umbrella"]["left_out"]) | {repo.umbrella}
    wanted = {h for h in repo.headers if h not in left_out and not h.startswith("detail/")}
    here = set(repo.own_includes(repo.umbrella))
    problems = [f"{repo.umbrella}: does not include <ullage/{h}>" for h in sorted(wanted - here)]
    problems += [f"{repo.umbrella}: must not include <ullage/{h}>" for h in sorted(here - wanted)]
    return problems


def includes_are_well_formed(repo: Repository) -> list[str]:
    problems = []
    dear = set(repo.rules["forbidden"]["below_floor_4"])
    io_only = set(repo.rules["forbidden"]["only_in_io"])
    for header in repo.headers:
        floor = repo.floor(header)
        for kind, name in repo.includes(header):
            if Path(name).is_absolute() or re.match(r"[A-Za-z]:[\\/]", name):
                problems.append(f"{header}: absolute include {name}")
            elif kind == '"' or ".." in Path(name).parts:
                problems.append(f'{header}: includes "{name}"; write <ullage/...>')
            elif name in dear and floor is not None and floor < 4:
                problems.append(f"{header} (floor {floor}): includes <{name}>, allowed from floor 4 on")
            elif name in io_only and header != "io.hpp":
                problems.append(f"{header}: includes <{name}>; only io.hpp may")
        if "#pragma once" not in (repo.include / header).read_text(encoding="utf-8"):
            problems.append(f"{header}: has no #pragma once")
    return problems


def headers_are_short(repo: Repository) -> list[str]:
    limit = int(repo.rules["limits"]["header_lines"])
    problems = []
    for header in repo.headers:
        lines = len((repo.include / header).read_text(encoding="utf-8").splitlines())
        if lines > limit:
            problems.append(f"{header}: has {lines} lines, more than {limit}: split it")
    return problems


def every_source_has_its_licence_line(repo: Repository) -> list[str]:
    problems = []
    for name in repo.files():
        path = repo.root / name
        named = path.suffix in SPDX_SUFFIXES or path.name in SPDX_NAMES
        if not named or SPDX_EXEMPT.search(name):
            continue
        head = "\n".join(path.read_text(encoding="utf-8").splitlines()[:6])
        if SPDX not in head:
            problems.append(f"{name}: no line '{SPDX}' at the top")
    return problems


def preprocessed_sizes_are_small(repo: Repository) -> list[str]:
    boost = set(repo.rules["boost"]["headers"])
    reach = {h for h in repo.headers if h in boost or boost & set(_closure(repo, h))}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        texts = list(pool.map(repo.preprocessed, repo.headers))
    problems = []
    for header, text in zip(repo.headers, texts, strict=True):
        kind = "boost" if header in reach else "std"
        umbrella = header == repo.rules["umbrella"]["header"]
        limit = int(repo.rules["limits"]["preprocessed_umbrella" if umbrella else f"preprocessed_{kind}"])
        limit = int(repo.rules.get("dear", {}).get(header, limit))
        lines = preprocessed_lines(text)
        if lines >= limit:
            problems.append(f"{header}: {lines} preprocessed lines, must be < {limit}")
        if kind == "std" and re.search(r'^# \d+ "[^"]*/boost/', text, re.MULTILINE):
            problems.append(f"{header}: is std only but Boost is in its preprocessed text")
    return problems


def preprocessed_lines(text: str) -> int:
    """Lines of code: neither blank nor a line marker, so that the count is the compiler's work."""
    return sum(1 for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _closure(repo: Repository, header: str) -> set[str]:
    seen: set[str] = set()
    todo = [header]
    while todo:
        for other in repo.own_includes(todo.pop()):
            if other in repo.headers and other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


CHECKS: list[Callable[[Repository], list[str]]] = [
    every_header_has_a_floor,
    no_header_includes_an_upper_floor,
    no_std_only_header_reaches_boost,
    every_header_has_its_test,
    every_header_stands_in_the_cmake_list,
    the_umbrella_is_complete,
    includes_are_well_formed,
    headers_are_short,
    every_source_has_its_licence_line,
    preprocessed_sizes_are_small,
]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Checks of the repository itself")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--compiler", default=os.environ.get("CXX") or "g++")
    parser.add_argument("--boost", default="", help="folder with the Boost headers, if not a system one")
    parser.add_argument("--no-preprocess", action="store_true", help="skip the check that needs a compiler")
    options = parser.parse_args(argv)
    repo = Repository(options.root.resolve(), options.compiler, options.boost)
    failed = 0
    for check in CHECKS:
        if options.no_preprocess and check is preprocessed_sizes_are_small:
            continue
        problems = check(repo)
        failed += bool(problems)
        print(f"{'FAIL' if problems else 'ok  '} {check.__name__.replace('_', ' ')}")
        for problem in problems:
            print(f"       {problem}")
    if not options.no_preprocess:
        sizes = {h: preprocessed_lines(repo.preprocessed(h)) for h in repo.headers}
        largest = max(sizes, key=lambda h: sizes[h])
        print(f"     largest preprocessed: {largest}, {sizes[largest]} lines")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
