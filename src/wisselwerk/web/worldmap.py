"""Countries on the map of the home page. Land and points are computed when the site is built (frontend/map.mjs)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAP_FILE = Path(__file__).resolve().parents[1] / "static" / "wisselwerk" / "map.json"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The size of the map, and where on it the countries have their centre."""

    width: int
    height: int
    countries: dict[str, Point]

    def place(self, code: str) -> Point | None:
        """The centre of a country (ISO 3166-1, two letters); None when the map does not show it."""
        return self.countries.get(code)


@cache
def world_map() -> WorldMap:
    """The map as it was built."""
    data = json.loads(MAP_FILE.read_text("utf-8"))
    return WorldMap(data["width"], data["height"], {code: (x, y) for code, (x, y) in data["countries"].items()})


def arc(start: Point, end: Point) -> str:
    """A curved line between two points, as the path of an SVG; it leans out to the side on which `end` lies."""
    across, down = end[0] - start[0], end[1] - start[1]
    lean = 0.16 if across >= 0 else -0.16
    middle = ((start[0] + end[0]) / 2 + lean * down, (start[1] + end[1]) / 2 - lean * across)
    return f"M{start[0]:g} {start[1]:g}Q{middle[0]:.1f} {middle[1]:.1f} {end[0]:g} {end[1]:g}"
