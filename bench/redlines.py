"""`python -m bench.redlines`: comparing two versions of a long text, to a plain word diff.

The texts are the two versions of a compact in the folder ALLIANCE_CORPUS. Both are compared by
turns, in this process: by `alliance.redlines`, and by `difflib` over the words. The median of the
rounds is a ratio of CPU.
"""

import difflib
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from alliance.redlines.comparing import compare
from alliance.redlines.wording import changes
from alliance.texts.units import Kind, Text, Unit, ids_from

FILES = ("wmata-compact-v1-2019-01-04.md", "wmata-compact-v2-2020-12-22.md")
ROUNDS = 5
GOAL = 3.0  # of the plain word diff


def main() -> int:
    """0: the goal is reached. 1: it is not. 4: there are no texts."""
    folder = os.environ.get("ALLIANCE_CORPUS")
    if not folder:
        print("Comparing long texts is measured where ALLIANCE_CORPUS names the folder of texts.")
        return 4
    old, new = (_text(Path(folder) / "texts" / name) for name in FILES)
    words = [[word for unit in text.units for word in unit.text.split()] for text in (old, new)]
    plain = difflib.SequenceMatcher
    ratios = []
    for _ in range(ROUNDS):
        ours = _cpu(lambda: changes(compare(old, new)))
        theirs = _cpu(lambda: plain(None, words[0], words[1]).get_opcodes())
        ratios.append(ours / theirs)
    median = statistics.median(ratios)
    spread = f"{min(ratios):.3f} to {max(ratios):.3f}"
    verdict = "" if median <= GOAL else "  not reached"
    print(f"comparison to a plain word diff  {median:.3f}  <= {GOAL:g}  {spread}{verdict}")
    return int(median > GOAL)


def _text(file: Path) -> Text:
    """Its paragraphs as units with ids of their own."""
    make = ids_from(file.name)
    parts = file.read_text(encoding="utf-8").split("\n\n")
    return Text("", tuple(Unit(make(), Kind.PARAGRAPH, part) for part in parts if part.strip()))


def _cpu(what: Callable[[], object]) -> float:
    began = time.process_time()
    what()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
