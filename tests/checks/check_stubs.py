# SPDX-License-Identifier: MIT
"""The stub python/ullage/_core.pyi against the module: same names, classes, parameters, overloads.

usage: check_stubs.py [--update]

pybind11-stubgen drafts a stub from the module; people finish its types and texts, so what is
compared is the shape. --update writes the draft over the stub.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tempfile
from pathlib import Path

STUB = Path(__file__).resolve().parents[2] / "python" / "ullage" / "_core.pyi"
Shape = dict[str, set[str]]


def signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Names, kinds and which have defaults; not types, not the values of defaults."""
    a = node.args
    positional = [*a.posonlyargs, *a.args]
    first_default = len(positional) - len(a.defaults)
    parts = []
    for i, arg in enumerate(positional):
        parts.append(arg.arg + ("=" if i >= first_default else ""))
        if a.posonlyargs and i == len(a.posonlyargs) - 1:
            parts.append("/")
    if a.vararg:
        parts.append("*" + a.vararg.arg)
    elif a.kwonlyargs:
        parts.append("*")
    parts += [arg.arg + ("=" if default else "") for arg, default in zip(a.kwonlyargs, a.kw_defaults, strict=True)]
    if a.kwarg:
        parts.append("**" + a.kwarg.arg)
    return f"({', '.join(parts)})"


def is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def shape(text: str) -> Shape:
    found: Shape = {}

    def visit(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef):
                found.setdefault(prefix + node.name, set()).add("class")
                visit(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if is_public(node.name):
                    found.setdefault(prefix + node.name, set()).add(signature(node))
            else:
                targets: list[ast.expr] = []
                if isinstance(node, ast.AnnAssign):
                    targets = [node.target]
                elif isinstance(node, ast.Assign):
                    targets = node.targets
                for target in targets:
                    if isinstance(target, ast.Name) and not target.id.startswith("_"):
                        found.setdefault(prefix + target.id, set()).add("value")

    visit(ast.parse(text).body, "")
    return found


def differences(draft: str, stub: str) -> list[str]:
    module, written = shape(draft), shape(stub)
    problems = [f"{name}: is in the module, not in the stub" for name in sorted(module.keys() - written.keys())]
    problems += [f"{name}: is in the stub, not in the module" for name in sorted(written.keys() - module.keys())]
    for name in sorted(module.keys() & written.keys()):
        if module[name] != written[name]:
            here, there = sorted(module[name]), sorted(written[name])
            problems.append(f"{name}: the module has {' '.join(here)}, the stub has {' '.join(there)}")
    return problems


def draft_stub() -> str:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pybind11_stubgen", "ullage._core", "-o", folder], check=True)
        return next(Path(folder).rglob("_core.pyi")).read_text(encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="The stub of the module against the module")
    parser.add_argument("--update", action="store_true", help="write the draft over the stub")
    options = parser.parse_args()
    draft = draft_stub()
    if options.update:
        STUB.write_text("# SPDX-License-Identifier: MIT\n" + draft, encoding="utf-8")
        print(f"wrote {STUB}")
        return 0
    if not STUB.is_file():
        print(f"{STUB} does not exist; run check_stubs.py --update")
        return 1
    problems = differences(draft, STUB.read_text(encoding="utf-8"))
    print("\n".join(problems) if problems else "the stub has the shape of the module")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
