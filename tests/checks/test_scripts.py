# SPDX-License-Identifier: MIT
"""The other scripts of this folder: each finds what it is there to find."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import check_stubs
import pytest
import readme_blocks
import requirements
import run_examples

COMPILER = next((c for c in (os.environ.get("CXX"), "g++", "clang++", "c++") if c and shutil.which(c)), "")
needs_compiler = pytest.mark.skipif(not COMPILER, reason="needs a compiler")

README = """# A
```python
x = 2
print(x)
```
prints
```text
2
```
```python
print(x + 1)
```
```text
3
```
```cpp
#include <cstdio>
std::printf("%d\\n", 4);
```
```text
4
```
```sh
false
```
```cpp norun
this is no program
```
"""


def readme(text: str, root: Path) -> tuple[int, str]:
    ran, problems = readme_blocks.check(text, root, COMPILER)
    return ran, "\n".join(problems)


@needs_compiler
def test_blocks_that_print_what_is_written_pass(tmp_path: Path) -> None:
    assert readme(README, tmp_path) == (3, "")


@needs_compiler
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2\n```\n```py", "5\n```\n```py", "line 2: the python block prints"),
        ("print(x + 1)", "print(y)", "NameError"),
        ("text\n4", "text\n5", "line 16: the cpp block prints"),
        ("std::printf", "std::prinft", "the cpp block fails"),
        (" norun", "", "the cpp block fails"),
    ],
)
def test_blocks_that_differ_are_found(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in README
    ran, problems = readme(README.replace(old, new), tmp_path)
    assert said in problems
    assert ran >= 3


STUB = """
class box:
    a: int
    def __init__(self, *, a: int = 0) -> None: ...
    @property
    def b(self) -> float: ...
def f(x: float, y: float = 1.0) -> float: ...
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("y: float = 1.0", "y: float", "f: the module has (x, y=), the stub has (x, y)"),
        ("x: float,", "z: float,", "f: the module has"),
        ("*, a", "a", "box.__init__: the module has (self, *, a=), the stub has (self, a=)"),
        ("def f(", "def g(", "f: is in the module, not in the stub"),
        ("def f(", "def g(", "g: is in the stub, not in the module"),
        ("    a: int\n", "", "box.a: is in the module, not in the stub"),
    ],
)
def test_a_stub_of_another_shape_is_found(old: str, new: str, said: str) -> None:
    assert said in check_stubs.differences(STUB, STUB.replace(old, new))[0:2].__str__()


def test_a_stub_may_say_more_about_types() -> None:
    finished = STUB.replace("x: float", "x: float | ndarray").replace("1.0", "...")
    assert check_stubs.differences(STUB, finished) == []


def test_examples_that_print_something_else_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "examples"
    (folder / "expected").mkdir(parents=True)
    (folder / "01_print_one.py").write_text("print(1)\n")
    assert "there is no 01_print_one.txt" in run_examples.check(tmp_path)[1][0]
    (folder / "expected/01_print_one.txt").write_text("2\n")
    assert "expected\n2\n\nbut it printed\n1" in run_examples.check(tmp_path)[1][0]
    (folder / "expected/01_print_one.txt").write_text("1\n")
    assert run_examples.check(tmp_path) == (1, [])
    (folder / "02_only_cpp.cpp").write_text("")
    assert run_examples.check(tmp_path)[1] == ["02_only_cpp.cpp: has no Python twin"]
    (folder / "03_fail.py").write_text("raise SystemExit(3)\n")
    assert "03_fail.py: ends with 3" in "".join(run_examples.check(tmp_path)[1])


def test_requirements_come_from_pyproject() -> None:
    found = requirements.requirements(["build", "test"])
    assert any(line.startswith("pybind11>=") for line in found)
    assert any(line.startswith("hypothesis") for line in found)
    with pytest.raises(KeyError):
        requirements.requirements(["no such part"])
