"""Turn the us-atlas topology of the states into the small file of SVG paths that our map draws."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 975, 610
SMALLEST_ISLAND = 4.0
"""Square units of the view box; a smaller ring is dropped, unless it is a state's largest."""

Point = tuple[int, int]
Arc = list[Point]


def main(arguments: list[str] | None = None) -> int:
    """Read the topology, write the map: `make_map.py states-albers-10m.json us-map.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topology", type=Path, help="states-albers-10m.json of us-atlas")
    parser.add_argument("output", type=Path, help="where to write the map")
    chosen = parser.parse_args(arguments)
    topology = json.loads(chosen.topology.read_text(encoding="utf-8"))
    text = json.dumps(state_map(topology), separators=(",", ":"))
    chosen.output.write_text(text + "\n", encoding="utf-8")
    return 0


def state_map(topology: dict[str, Any]) -> dict[str, Any]:
    """Give `{"viewBox": [x, y, width, height], "paths": {FIPS: path}}`, in the order of FIPS.

    The source is already projected (Albers, Alaska and Hawaii inset) for a page 975 by 610 units.
    """
    arcs = [thinned(arc) for arc in rounded_arcs(topology)]
    shapes = topology["objects"]["states"]["geometries"]
    paths = {shape["id"]: path_of(kept(rings_of(shape, arcs))) for shape in shapes}
    return {"viewBox": [0, 0, WIDTH, HEIGHT], "paths": dict(sorted(paths.items()))}


def rounded_arcs(topology: dict[str, Any]) -> list[Arc]:
    """Undo the delta coding and the quantisation, then round to whole units.

    Rounding before stitching keeps a border shared by two states the same line in both.
    """
    (scale_x, scale_y) = topology["transform"]["scale"]
    (left, top) = topology["transform"]["translate"]
    arcs: list[Arc] = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc: Arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((round(x * scale_x + left), round(y * scale_y + top)))
        arcs.append(arc)
    return arcs


def thinned(arc: Arc) -> Arc:
    """Drop repeated points and points in the middle of a straight run; both ends stay."""
    line: Arc = []
    for point in arc:
        if line and point == line[-1]:
            continue
        if len(line) > 1 and goes_straight_on(line[-2], line[-1], point):
            line.pop()
        line.append(point)
    return line


def goes_straight_on(start: Point, middle: Point, end: Point) -> bool:
    """Tell whether the middle point lies between the two others on one line."""
    ax, ay = middle[0] - start[0], middle[1] - start[1]
    bx, by = end[0] - middle[0], end[1] - middle[1]
    return ax * by == ay * bx and ax * bx + ay * by > 0


def rings_of(shape: dict[str, Any], arcs: list[Arc]) -> list[Arc]:
    """Stitch every ring of a Polygon or MultiPolygon; a ring does not repeat its first point."""
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [stitched(ring, arcs) for polygon in polygons for ring in polygon]


def stitched(ring: list[int], arcs: list[Arc]) -> Arc:
    """Join the arcs of one ring; in TopoJSON ~i means arc i walked backwards."""
    points: Arc = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points[:-1]


def kept(rings: list[Arc]) -> list[Arc]:
    """Leave the tiny islands out, but never the last ring of a state."""
    rings = sorted(rings, key=area, reverse=True)
    return rings[:1] + [ring for ring in rings[1:] if area(ring) >= SMALLEST_ISLAND]


def area(ring: Arc) -> float:
    """Compute the ring's area in square units (shoelace formula)."""
    following = ring[1:] + ring[:1]
    doubled = sum(
        x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(ring, following, strict=True)
    )
    return abs(doubled) / 2


def path_of(rings: list[Arc]) -> str:
    """Write the rings as one SVG path: absolute starts, relative lines."""
    return "".join(subpath(ring) for ring in rings)


def subpath(ring: Arc) -> str:
    """Write one closed ring; a minus sign also separates two numbers."""
    (x, y) = ring[0]
    numbers: list[int] = []
    for next_x, next_y in ring[1:]:
        numbers += [next_x - x, next_y - y]
        (x, y) = (next_x, next_y)
    steps = "".join(f"{n}" if n < 0 or first else f" {n}" for first, n in marked(numbers))
    return f"M{ring[0][0]} {ring[0][1]}l{steps}Z"


def marked(numbers: list[int]) -> list[tuple[bool, int]]:
    """Pair every number with whether it is the first, which needs no separator."""
    return [(position == 0, number) for position, number in enumerate(numbers)]


if __name__ == "__main__":
    sys.exit(main())
