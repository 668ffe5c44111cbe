# SPDX-License-Identifier: MIT
"""A few lines of HCL: blocks, attributes and comments in the layout of terraform fmt."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ullage._provision import comment, plain, setting


@dataclass(frozen=True)
class raw:
    """An expression that is written as it is."""

    text: str


@dataclass
class block:
    kind: str
    labels: tuple[str, ...] = ()
    body: list[Any] = field(default_factory=list)
    """Pairs of name and value, other blocks, and comments as text."""


def literal(x: Any) -> str:
    if isinstance(x, raw):
        return x.text
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, (int, float)):
        return plain(x)
    if isinstance(x, str):
        return json.dumps(x, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    if isinstance(x, (list, tuple)):
        return "[" + ", ".join(literal(v) for v in x) + "]"
    raise TypeError(f"no HCL for {type(x).__name__}")


def lines(b: block, depth: int = 0) -> list[str]:
    pad = "  " * depth
    out = [pad + " ".join([b.kind, *(json.dumps(x) for x in b.labels), "{"])]
    out += _body(b.body, depth + 1)
    return [*out, pad + "}"]


def _body(body: list[Any], depth: int) -> list[str]:
    pad, out = "  " * depth, list[str]()
    run: list[tuple[str, str]] = []

    def flush() -> None:
        width = max((len(name) for name, _ in run), default=0)
        out.extend(f"{pad}{name:<{width}} = {text}" for name, text in run)
        run.clear()

    for item in body:
        if isinstance(item, str):
            flush()
            out += [pad + line for line in comment(item, 100 - len(pad))]
        elif isinstance(item, block):
            flush()
            if out:
                out.append("")
            out += lines(item, depth)
        else:
            name, value = item
            if isinstance(value, setting):
                if value.note:
                    flush()
                    out += [pad + line for line in comment(value.note, 100 - len(pad))]
                value = value.value
            if isinstance(value, dict):
                flush()
                out.append(f"{pad}{name} = {{")
                out += _body(list(value.items()), depth + 1)
                out.append(pad + "}")
            else:
                run.append((name, literal(value)))
    flush()
    return out


def document(head: list[str], blocks: list[block]) -> str:
    parts = ["\n".join(head)] if head else []
    parts += ["\n".join(lines(b)) for b in blocks]
    return "\n\n".join(parts) + "\n"
