# SPDX-License-Identifier: MIT
from __future__ import annotations

import subprocess
import sys

import ullage as ul


def test_importing_is_light():
    heavy = ("matplotlib", "pandas", "polars", "pyarrow", "rich", "argparse", "json", "tomllib", "ullage.cli")
    code = f"import sys, ullage; print([m for m in {heavy!r} if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_every_name_is_there_and_documented():
    assert sorted(ul.__all__) == ul.__all__ or set(ul.__all__) <= set(dir(ul))
    for name in ul.__all__:
        thing = getattr(ul, name)
        if name != "__version__":
            assert thing.__doc__, name
    assert ul.__version__.count(".") == 2


def test_every_public_field_is_documented():
    for name in ul.__all__:
        thing = getattr(ul, name)
        if isinstance(thing, type) and not issubclass(thing, Exception):
            for field, value in vars(thing).items():
                if not field.startswith("_"):
                    assert value.__doc__, f"{name}.{field}"
