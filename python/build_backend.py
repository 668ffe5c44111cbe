# SPDX-License-Identifier: MIT
"""Build backend: scikit-build-core, plus the Boost headers where the system has none.

ULLAGE_BOOST=auto (default) takes the system's headers if they are new enough, else the header wheel
of the package index; =system never takes the wheel; =wheel always does. A path given as
`-C cmake.define.Boost_INCLUDE_DIR=...` or in the environment as Boost_INCLUDE_DIR comes first.
"""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from typing import Any

import scikit_build_core.build as _skbuild

HEADER_WHEEL = "libboost-headers>=1.86"
MINIMUM = 107400  # BOOST_VERSION of 1.74
DEFINE = "cmake.define.Boost_INCLUDE_DIR"

Settings = dict[str, Any] | None


def boost_version(include: Path) -> int:
    """BOOST_VERSION of the headers in a folder, 0 if there are none (or only a part of them)."""
    header = include / "boost" / "version.hpp"
    if not header.is_file() or not (include / "boost" / "math" / "policies" / "policy.hpp").is_file():
        return 0
    found = re.search(r"^\s*#\s*define\s+BOOST_VERSION\s+(\d+)", header.read_text(errors="replace"), re.M)
    return int(found.group(1)) if found else 0


def candidates() -> list[Path]:
    """Folders that may hold the system's headers, the most explicit first."""
    env = os.environ
    found = [Path(env[name]) for name in ("Boost_INCLUDE_DIR", "BOOST_INCLUDEDIR") if env.get(name)]
    for name in ("BOOST_ROOT", "CONDA_PREFIX"):
        if env.get(name):
            found += [Path(env[name]) / "include", Path(env[name])]
    return [*found, Path("/usr/local/include"), Path("/usr/include"), Path("/opt/homebrew/include")]


def system_boost() -> Path | None:
    return next((path for path in candidates() if boost_version(path) >= MINIMUM), None)


def wheel_boost() -> Path | None:
    spec = importlib.util.find_spec("libboost_headers")
    for place in (spec.submodule_search_locations or []) if spec else []:
        include = Path(place) / "include"
        if boost_version(include) >= MINIMUM:
            return include
    return None


def choice() -> str:
    value = os.environ.get("ULLAGE_BOOST") or "auto"
    if value not in ("auto", "system", "wheel"):
        raise SystemExit(f"ULLAGE_BOOST = {value}, but must be auto, system or wheel")
    return value


def given(settings: Settings) -> bool:
    return any(key.endswith(DEFINE) for key in settings or {})


def needs_wheel(settings: Settings) -> bool:
    if given(settings) or choice() == "system":
        return False
    return choice() == "wheel" or system_boost() is None


def with_boost(settings: Settings) -> dict[str, Any]:
    """The settings with the folder of the headers in them."""
    settings = dict(settings or {})
    if given(settings):
        return settings
    found = wheel_boost() if needs_wheel(settings) else system_boost()
    if found is None:
        raise SystemExit(
            "no Boost headers (>= 1.74) found: install them (Debian: sudo apt-get install libboost-dev), "
            f"or pip install '{HEADER_WHEEL}', or set Boost_INCLUDE_DIR"
        )
    settings[DEFINE] = str(found)
    return settings


def _requires(plain: list[str], settings: Settings) -> list[str]:
    return [*plain, HEADER_WHEEL] if needs_wheel(settings) else plain


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    return _requires(_skbuild.get_requires_for_build_wheel(config_settings), config_settings)


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    return _requires(_skbuild.get_requires_for_build_editable(config_settings), config_settings)


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    return _skbuild.get_requires_for_build_sdist(config_settings)


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Settings = None) -> str:
    return _skbuild.prepare_metadata_for_build_wheel(metadata_directory, config_settings)


def prepare_metadata_for_build_editable(metadata_directory: str, config_settings: Settings = None) -> str:
    return _skbuild.prepare_metadata_for_build_editable(metadata_directory, config_settings)


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    return _skbuild.build_wheel(wheel_directory, with_boost(config_settings), metadata_directory)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    return _skbuild.build_editable(wheel_directory, with_boost(config_settings), metadata_directory)


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    return _skbuild.build_sdist(sdist_directory, config_settings)
