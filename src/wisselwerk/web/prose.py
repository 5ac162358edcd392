"""What people write in plain text, as paragraphs and lists: the same reading as in a PDF (`prose` in base.typ)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_POINT: Final = re.compile(r"\s*[-•–] +(.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, or the points of a list."""

    is_list: bool
    lines: list[str] = field(default_factory=list)


def blocks_of(text: str) -> list[Block]:
    """A text in blocks: an empty line ends a paragraph, and lines that begin with a dash are the points of a list."""
    blocks: list[Block] = []
    begins = True
    for line in text.splitlines():
        point = _POINT.fullmatch(line)
        if not line.strip():
            begins = True
            continue
        if begins or blocks[-1].is_list != bool(point):
            blocks.append(Block(bool(point)))
        blocks[-1].lines.append(point[1] if point else line)
        begins = False
    return blocks
