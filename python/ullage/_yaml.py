# SPDX-License-Identifier: MIT
"""YAML of nested values with a comment above each that has a reason."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ullage._provision import comment, plain, setting


@dataclass(frozen=True)
class tag:
    """A short form of CloudFormation, such as !Ref Topic."""

    name: str
    text: str


_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(::?[A-Za-z0-9_./-]+)*")
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}


def scalar(x: Any) -> str:
    if isinstance(x, tag):
        return f"!{x.name} {scalar(x.text)}"
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, (int, float)):
        return plain(x)
    if isinstance(x, str):
        safe = _PLAIN.fullmatch(x) and x.lower() not in _WORDS
        return x if safe else json.dumps(x, ensure_ascii=False)
    raise TypeError(f"no YAML for {type(x).__name__}")


def lines(x: Any, depth: int = 0) -> list[str]:
    """Lines of a mapping or a sequence; a setting brings its note as a comment."""
    pad, out = "  " * depth, list[str]()
    if isinstance(x, Mapping):
        for key, value in x.items():
            value = _noted(value, pad, out)
            if isinstance(value, (Mapping, list, tuple)):
                inner = lines(value, depth + 1)
                empty = "{}" if isinstance(value, Mapping) else "[]"
                out += [f"{pad}{scalar(key)}:" + ("" if inner else f" {empty}"), *inner]
            else:
                out.append(f"{pad}{scalar(key)}: {scalar(value)}")
        return out
    if isinstance(x, Sequence):
        for value in x:
            value = _noted(value, pad, out)
            if isinstance(value, (Mapping, list, tuple)):
                inner = lines(value, depth + 1)
                first = next(i for i, line in enumerate(inner) if not line.lstrip().startswith("#"))
                out += [line[2:] for line in inner[:first]]
                out += [f"{pad}- {inner[first][len(pad) + 2 :]}", *inner[first + 1 :]]
            else:
                out.append(f"{pad}- {scalar(value)}")
        return out
    raise TypeError(f"no YAML for {type(x).__name__}")


def _noted(value: Any, pad: str, out: list[str]) -> Any:
    if isinstance(value, setting):
        out += [pad + line for line in comment(value.note, 100 - len(pad))]
        return value.value
    return value


def document(head: Sequence[str], x: Any) -> str:
    return "\n".join([*head, *lines(x)]) + "\n"
