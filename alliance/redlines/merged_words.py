"""Bringing two changes of the same words together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alliance.redlines.differing import Stretch, stretches


@dataclass(frozen=True)
class Piece:
    """Some words of the base and what each side made of them; `differ` where both did otherwise."""

    base: str
    ours: str
    theirs: str
    differ: bool = False

    @property
    def merged(self) -> str:
        """What is taken where the sides do not differ."""
        return self.theirs if self.ours == self.base else self.ours


def pieces(base: str, ours: str, theirs: str) -> Iterator[Piece]:
    """The base in pieces. Changes that touch differ, unless they are the same change."""
    mine, yours = stretches(base, ours), stretches(base, theirs)
    here = 0
    for start, end in _regions(mine, yours):
        if here < start:
            yield Piece(*(base[here:start],) * 3)
        one, two = (
            _within(mine, ours, base, (start, end)),
            _within(yours, theirs, base, (start, end)),
        )
        was = base[start:end]
        yield Piece(was, one, two, differ=one != two and was not in (one, two))
        here = end
    if here < len(base):
        yield Piece(*(base[here:],) * 3)


def _regions(*sides: Sequence[Stretch]) -> list[tuple[int, int]]:
    """Where the base changed on either side; what overlaps or touches is one region."""
    regions: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for side in sides for one in side):
        if regions and start <= regions[-1][1]:
            regions[-1] = (regions[-1][0], max(end, regions[-1][1]))
        else:
            regions.append((start, end))
    return regions


def _within(side: Sequence[Stretch], new: str, base: str, region: tuple[int, int]) -> str:
    """What one side made of a region, which cuts none of its stretches."""
    start, end = region
    said, here = [], start
    for one in side:
        if start <= one.start and one.end <= end:
            said += [base[here : one.start], new[one.there : one.upto]]
            here = one.end
    return "".join([*said, base[here:end]])
