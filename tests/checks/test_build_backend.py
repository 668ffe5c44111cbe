# SPDX-License-Identifier: MIT
"""The build backend takes the system's Boost when it is new enough, else asks for the header wheel."""

from __future__ import annotations

import importlib.util
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("scikit_build_core")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_backend", ROOT / "python/build_backend.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("ULLAGE_BOOST", "Boost_INCLUDE_DIR", "BOOST_INCLUDEDIR", "BOOST_ROOT", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(ROOT)
    return module


def boost(folder: Path, number: int, whole: bool = True) -> Path:
    (folder / "boost/math/policies").mkdir(parents=True)
    (folder / "boost/version.hpp").write_text(f"#define BOOST_VERSION {number}\n#define BOOST_LIB_VERSION\n")
    if whole:
        (folder / "boost/math/policies/policy.hpp").write_text("")
    return folder


def test_new_enough_headers_are_taken(backend: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    include = boost(tmp_path / "root/include", 107400)
    monkeypatch.setenv("BOOST_ROOT", str(tmp_path / "root"))
    assert backend.system_boost() == include
    assert backend.with_boost(None) == {backend.DEFINE: str(include)}
    assert backend.HEADER_WHEEL not in backend.get_requires_for_build_wheel()
    assert backend.HEADER_WHEEL not in backend.get_requires_for_build_editable()


@pytest.mark.parametrize(("number", "whole"), [(107300, True), (108800, False)])
def test_old_or_partial_headers_are_not_taken(
    backend: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, whole: bool
) -> None:
    boost(tmp_path, number, whole)
    monkeypatch.setattr(backend, "candidates", lambda: [tmp_path])
    assert backend.system_boost() is None
    assert backend.HEADER_WHEEL in backend.get_requires_for_build_wheel()
    assert backend.HEADER_WHEEL in backend.get_requires_for_build_editable()
    assert backend.HEADER_WHEEL not in backend.get_requires_for_build_sdist()


def test_the_wheel_can_be_forced_or_forbidden(
    backend: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "candidates", lambda: [tmp_path])
    monkeypatch.setenv("ULLAGE_BOOST", "system")
    assert backend.HEADER_WHEEL not in backend.get_requires_for_build_wheel()
    with pytest.raises(SystemExit, match="no Boost headers"):
        backend.with_boost({})
    boost(tmp_path, 107400)
    assert backend.with_boost({}) == {backend.DEFINE: str(tmp_path)}
    monkeypatch.setenv("ULLAGE_BOOST", "wheel")
    assert backend.HEADER_WHEEL in backend.get_requires_for_build_wheel()
    monkeypatch.setenv("ULLAGE_BOOST", "windows")
    with pytest.raises(SystemExit, match="ULLAGE_BOOST = windows, but must be auto, system or wheel"):
        backend.get_requires_for_build_wheel()


def test_a_path_in_the_settings_comes_first(backend: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ULLAGE_BOOST", "wheel")
    settings = {"cmake.define.Boost_INCLUDE_DIR": "/somewhere"}
    assert backend.with_boost(settings) == settings
    assert backend.HEADER_WHEEL not in backend.get_requires_for_build_wheel(settings)


def test_the_installed_wheel_is_found(backend: ModuleType) -> None:
    pytest.importorskip("libboost_headers")
    found = backend.wheel_boost()
    assert found is not None
    assert backend.boost_version(found) >= 108600


def test_an_sdist_holds_what_a_build_needs(backend: ModuleType, tmp_path: Path) -> None:
    name = backend.build_sdist(str(tmp_path))
    with tarfile.open(tmp_path / name) as archive:
        names = {n.split("/", 1)[1] for n in archive.getnames() if "/" in n}
    headers = {p.relative_to(ROOT).as_posix() for p in (ROOT / "include").rglob("*.hpp")}
    assert headers <= names
    assert {
        "CMakeLists.txt",
        "LICENSE",
        "pyproject.toml",
        "python/CMakeLists.txt",
        "python/build_backend.py",
    } <= names
    assert [n for n in names if n.startswith(("build/", ".git/", ".venv/"))] == []
    assert [n for n in names if n.endswith((".so", ".pyc"))] == []
