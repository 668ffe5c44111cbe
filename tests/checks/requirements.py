# SPDX-License-Identifier: MIT
"""Prints what pip has to install for parts of pyproject.toml, one requirement a line.

usage: requirements.py PART...    PART: build, project, or the name of an extra
"""

from __future__ import annotations

import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    try:
        import tomli as tomllib
    except ImportError:  # a fresh virtual environment has pip's copy only
        from pip._vendor import tomli as tomllib


def requirements(parts: list[str]) -> list[str]:
    text = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    config = tomllib.loads(text)
    known = {
        "build": config["build-system"]["requires"],
        "project": config["project"]["dependencies"],
        **config["project"]["optional-dependencies"],
    }
    return list(dict.fromkeys(line for part in parts for line in known[part]))


if __name__ == "__main__":
    print("\n".join(requirements(sys.argv[1:])))
