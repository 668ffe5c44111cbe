# SPDX-License-Identifier: MIT
"""The numbers of README.md are current, and the check sees it when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
import readme_numbers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_numbers_are_current(text: str) -> None:
    assert readme_numbers.check(text, ROOT) == []


@pytest.mark.parametrize("name", sorted(readme_numbers.CHECKED))
def test_a_stale_section_is_named(text: str, name: str) -> None:
    stale = readme_numbers.written(text, name, "something else")
    assert readme_numbers.check(stale, ROOT) == [name]


def test_a_section_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="section accuracy stands there 0 times"):
        readme_numbers.written("", "accuracy", "")


@pytest.mark.parametrize(
    ("seconds", "shown"), [(2.28e-6, "2.28 us"), (0.00123, "1.23 ms"), (15e-9, "15 ns"), (2, "2 s")]
)
def test_times_are_shown_with_a_unit(seconds: float, shown: str) -> None:
    assert readme_numbers.shown_time(seconds) == shown
