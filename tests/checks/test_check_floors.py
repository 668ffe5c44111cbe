# SPDX-License-Identifier: MIT
"""Each check of check_floors.py passes on a small sound repository and fails on a broken one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import check_floors as checks
import pytest

LINE = "// SPDX-License-Identifier: MIT\n"
FLOORS = """# SPDX-License-Identifier: MIT
[floors]
"units.hpp" = 0
"backlog.hpp" = 2
"plan.hpp" = 4
"io.hpp" = 5
"detail/policy.hpp" = 0
[boost]
headers = ["detail/policy.hpp"]
[umbrella]
header = "ullage.hpp"
left_out = ["io.hpp"]
[forbidden]
below_floor_4 = ["chrono", "regex"]
only_in_io = ["ostream"]
[limits]
header_lines = 20
preprocessed_std = 50
preprocessed_umbrella = 100
preprocessed_boost = 100
"""
HEADERS = {
    "units.hpp": "",
    "backlog.hpp": "#include <ullage/units.hpp>\n",
    "plan.hpp": "#include <ullage/backlog.hpp>\n",
    "io.hpp": "#include <ullage/plan.hpp>\n",
    "detail/policy.hpp": "#include <boost/thing.hpp>\n",
    "ullage.hpp": "#include <ullage/units.hpp>\n#include <ullage/backlog.hpp>\n#include <ullage/plan.hpp>\n",
}
Check = Callable[[checks.Repository], list[str]]
COMPILER = next((c for c in (os.environ.get("CXX"), "g++", "clang++", "c++") if c and shutil.which(c)), "")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def header(root: Path, name: str, body: str) -> None:
    write(root / "include/ullage" / name, LINE + "#pragma once\n" + body)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, body in HEADERS.items():
        header(tmp_path, name, body)
        test = Path("tests") / Path(name).with_suffix(".test.cpp")
        write(tmp_path / test, f"{LINE}#include <ullage/{name}>\n")
    write(tmp_path / "include/boost/thing.hpp", LINE + "int thing();\n")
    write(tmp_path / "tests/checks/floors.toml", FLOORS)
    listed = "\n".join(f"    include/ullage/{name}" for name in HEADERS)
    write(tmp_path / "CMakeLists.txt", f"# SPDX-License-Identifier: MIT\nset(HEADERS\n{listed})\n")
    return tmp_path


def problems(check: Check, root: Path) -> str:
    return "\n".join(check(checks.Repository(root, COMPILER)))


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda c: c.__name__)
def test_a_sound_repository_passes(check: Check, root: Path) -> None:
    assert problems(check, root) == ""


def test_a_header_without_a_floor_is_found(root: Path) -> None:
    header(root, "new.hpp", "")
    assert "new.hpp: has no floor" in problems(checks.every_header_has_a_floor, root)


def test_a_floor_without_a_header_is_found(root: Path) -> None:
    (root / "include/ullage/io.hpp").unlink()
    assert "io.hpp: stands in" in problems(checks.every_header_has_a_floor, root)


@pytest.mark.parametrize(
    ("name", "included", "said"),
    [
        ("units.hpp", "backlog.hpp", "units.hpp (floor 0): includes <ullage/backlog.hpp> (floor 2)"),
        ("detail/policy.hpp", "plan.hpp", "detail/policy.hpp (floor 0): includes <ullage/plan.hpp>"),
        ("io.hpp", "ullage.hpp", "io.hpp: includes the umbrella"),
        ("io.hpp", "gone.hpp", "io.hpp: includes <ullage/gone.hpp>, which does not exist"),
    ],
)
def test_an_include_of_an_upper_floor_is_found(root: Path, name: str, included: str, said: str) -> None:
    header(root, name, f"#include <ullage/{included}>\n")
    assert said in problems(checks.no_header_includes_an_upper_floor, root)


def test_boost_reached_through_others_is_found(root: Path) -> None:
    header(root, "units.hpp", "#include <ullage/detail/policy.hpp>\n")
    said = problems(checks.no_std_only_header_reaches_boost, root)
    assert "plan.hpp: is std only but reaches Boost: plan.hpp > backlog.hpp > units.hpp > detail/policy.hpp" in said


def test_boost_included_directly_is_found(root: Path) -> None:
    header(root, "units.hpp", "#  include <boost/thing.hpp>\n")
    assert "units.hpp: is std only" in problems(checks.no_std_only_header_reaches_boost, root)


def test_a_missing_test_is_found(root: Path) -> None:
    (root / "tests/detail/policy.test.cpp").unlink()
    assert "has no test tests/detail/policy.test.cpp" in problems(checks.every_header_has_its_test, root)


def test_a_test_that_does_not_include_its_header_is_found(root: Path) -> None:
    write(root / "tests/plan.test.cpp", LINE)
    assert "does not include <ullage/plan.hpp>" in problems(checks.every_header_has_its_test, root)


def test_a_header_that_cmake_does_not_know_is_found(root: Path) -> None:
    header(root, "new.hpp", "")
    assert "new.hpp: is missing" in problems(checks.every_header_stands_in_the_cmake_list, root)


def test_a_listed_header_that_does_not_exist_is_found(root: Path) -> None:
    (root / "include/ullage/plan.hpp").unlink()
    said = problems(checks.every_header_stands_in_the_cmake_list, root)
    assert said == "plan.hpp: stands in CMakeLists.txt but does not exist"


def test_an_umbrella_that_leaves_a_header_out_is_found(root: Path) -> None:
    header(root, "ullage.hpp", "#include <ullage/units.hpp>\n#include <ullage/io.hpp>\n")
    said = problems(checks.the_umbrella_is_complete, root)
    assert "does not include <ullage/plan.hpp>" in said
    assert "must not include <ullage/io.hpp>" in said


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("backlog.hpp", "#include </opt/thing.hpp>", "absolute include"),
        ("backlog.hpp", '#include "C:/thing.hpp"', "absolute include"),
        ("backlog.hpp", '#include "units.hpp"', "write <ullage/...>"),
        ("backlog.hpp", "#include <ullage/../ullage/units.hpp>", "write <ullage/...>"),
        ("backlog.hpp", "# include <chrono>", "includes <chrono>, allowed from floor 4 on"),
        ("detail/policy.hpp", "#include <regex>", "includes <regex>"),
        ("plan.hpp", "#include <ostream>", "only io.hpp may"),
    ],
)
def test_a_bad_include_is_found(root: Path, name: str, line: str, said: str) -> None:
    header(root, name, line + "\n")
    assert said in problems(checks.includes_are_well_formed, root)


@pytest.mark.parametrize(("name", "line"), [("plan.hpp", "#include <chrono>"), ("io.hpp", "#include <ostream>")])
def test_an_upper_floor_may_include_what_a_lower_one_may_not(root: Path, name: str, line: str) -> None:
    header(root, name, line + "\n")
    assert problems(checks.includes_are_well_formed, root) == ""


def test_a_header_without_pragma_once_is_found(root: Path) -> None:
    write(root / "include/ullage/units.hpp", LINE)
    assert "units.hpp: has no #pragma once" in problems(checks.includes_are_well_formed, root)


def test_a_long_header_is_found(root: Path) -> None:
    header(root, "units.hpp", "\n" * 19)
    assert "units.hpp: has 21 lines, more than 20" in problems(checks.headers_are_short, root)


@pytest.mark.parametrize(
    "name", ["include/ullage/units.hpp", "python/x.py", "README.md", "tests/run.sh", "CMakeLists.txt"]
)
def test_a_file_without_its_licence_line_is_found(root: Path, name: str) -> None:
    write(root / name, "nothing\n")
    assert f"{name}: no line" in problems(checks.every_source_has_its_licence_line, root)


@pytest.mark.parametrize(
    "name", ["examples/expected/01.txt", "build/x.cpp", "examples/a.csv", "python/tests/golden/a.txt"]
)
def test_data_needs_no_licence_line(root: Path, name: str) -> None:
    write(root / name, "nothing\n")
    assert problems(checks.every_source_has_its_licence_line, root) == ""


@pytest.mark.skipif(not COMPILER, reason="needs a compiler")
def test_a_costly_header_is_found(root: Path) -> None:
    write(root / "include/costly.h", "int f();\n" * 60)
    header(root, "units.hpp", "#include <costly.h>\n")
    said = problems(checks.preprocessed_sizes_are_small, root)
    assert "units.hpp: 60 preprocessed lines, must be < 50" in said
    assert "plan.hpp: 60 preprocessed lines" in said


@pytest.mark.skipif(not COMPILER, reason="needs a compiler")
def test_a_header_with_boost_has_more_room_but_not_without_end(root: Path) -> None:
    write(root / "include/boost/thing.hpp", "int f();\n" * 60)
    assert problems(checks.preprocessed_sizes_are_small, root) == ""
    write(root / "include/boost/thing.hpp", "int f();\n" * 160)
    assert "detail/policy.hpp: 160 preprocessed lines, must be < 100" in problems(
        checks.preprocessed_sizes_are_small, root
    )


@pytest.mark.skipif(not COMPILER, reason="needs a compiler")
def test_boost_behind_another_library_is_found(root: Path) -> None:
    write(root / "include/innocent.h", "#include <boost/thing.hpp>\n")
    header(root, "units.hpp", "#include <innocent.h>\n")
    assert problems(checks.no_std_only_header_reaches_boost, root) == ""
    assert "units.hpp: is std only but Boost is in" in problems(checks.preprocessed_sizes_are_small, root)


def test_the_program_fails_when_a_check_fails(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--root", str(root), "--no-preprocess"]
    assert checks.main(arguments) == 0
    header(root, "new.hpp", "")
    assert checks.main(arguments) == 1
    assert "FAIL every header has a floor" in capsys.readouterr().out
