"""The amendments to a text as they stand together: places, collisions, the text that they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from alliance.amendments import queries
from alliance.amendments.models import Amendment, Wording
from alliance.amendments.policy import reads_it
from alliance.amendments.rules import OUT, Folded, Stands, folded, key_of
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.redlines import edits as engine
from alliance.redlines.adopting import Combined, combine
from alliance.redlines.applying import NotThere, apply_edits
from alliance.redlines.collisions import Collision, collisions
from alliance.redlines.edits import Edit
from alliance.redlines.kept import edit_as_json
from alliance.redlines.rebasing import rebase_edits
from alliance.redlines.saying import sentences
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_of
from alliance.texts.checking import faults, unready
from alliance.texts.frozen import as_json
from alliance.texts.units import Text


@dataclass(frozen=True)
class One:
    """An amendment with what the others make of it.

    Its `edits`, with what amends it and is adopted, are against `base`: the text that is shown now,
    or of a second one that text as the first would have it. `left` says why it cannot be carried
    there, and then they are against the older text.
    """

    amendment: Amendment
    base: Text
    edits: tuple[Edit, ...]
    left: tuple[str, ...]
    older: bool  # it was worded on an older text than the one that is shown
    friendly: bool

    @property
    def key(self) -> str:
        """Its name in the engine."""
        return key_of(self.amendment.number)

    @property
    def stands(self) -> Stands:
        """What became of it."""
        return Stands(self.amendment.stands)

    @property
    def open(self) -> bool:
        """Whether nothing is decided of it."""
        return self.stands is Stands.PROPOSED

    @property
    def in_text(self) -> int | None:
        """The version in which it is, None while it is in none."""
        return queries.version_with(self.amendment)

    @property
    def engine(self) -> engine.Amendment:
        """The same for the engine."""
        return engine.Amendment(self.key, self.edits)

    @property
    def place(self) -> int:
        """Its place in the order of adoptions; 0 where it is not adopted."""
        return queries.place_of(self.amendment)

    @cached_property
    def said(self) -> tuple[str, ...]:
        """Each edit as a sentence."""
        return sentences(self.base, self.edits)

    @cached_property
    def text(self) -> Text:
        """The text as it alone would have it; the base where it has no place there."""
        try:
            return apply_edits(self.base, self.edits)
        except NotThere:
            return self.base

    @property
    def seen(self) -> str:
        """The digest by which a decision holds to what was reviewed."""
        return seen(self.edits)


@dataclass(frozen=True)
class Clash:
    """A collision with the two that collide, and what became of it; `said` is "" while open."""

    collision: Collision
    first: One
    second: One
    said: str

    @property
    def open(self) -> bool:
        """Whether it is to be resolved yet."""
        return not self.said

    @property
    def both_adopted(self) -> bool:
        """Whether only their order is to be confirmed."""
        return self.first.stands is self.second.stands is Stands.ADOPTED


@dataclass
class Together:
    """All amendments to a text."""

    resolution: Resolution
    version: int
    base: Text
    ones: list[One] = field(default_factory=list)

    def read_by(self, actor: Actor) -> "Together":
        """The same without those that the reader may not know of."""
        ones = [one for one in self.ones if reads_it(actor, one.amendment)]
        return Together(self.resolution, self.version, self.base, ones)

    def one(self, amendment: Amendment) -> One:
        """The amendment among the others."""
        return next(one for one in self.ones if one.amendment.id == amendment.id)

    def seconds(self, first: Amendment) -> list[One]:
        """The amendments to this one."""
        return [one for one in self.ones if one.amendment.amends_id == first.id]

    def seconds_waiting(self, one: One) -> list[str]:
        """The numbers of the amendments to this one of which nothing is decided."""
        return [two.amendment.number for two in self.seconds(one.amendment) if two.open]

    @property
    def firsts(self) -> list[One]:
        """The amendments to the text itself that are not in it yet."""
        return [one for one in self.ones if not one.amendment.amends_id and not one.in_text]

    @property
    def adopted(self) -> list[One]:
        """Those that are adopted and not in the text yet, in their order."""
        found = [one for one in self.firsts if one.stands is Stands.ADOPTED]
        return sorted(found, key=lambda one: one.place)

    @property
    def placed(self) -> list[One]:
        """Those that are adopted or may be: what can be adopted together."""
        return [one for one in self.firsts if one.stands not in OUT and not one.left]

    @cached_property
    def clashes(self) -> list[Clash]:
        """All collisions: of the amendments to the text, and of those to one amendment."""
        # What is out may have been worded on an older text, where its places were.
        here = [one for one in self.firsts if one.base is self.base]
        rows = [(self.base, here)]
        for first in self.firsts:
            under = [one for one in self.seconds(first.amendment) if not one.left]
            rows += [(under[0].base, under)] if under else []
        return [
            _clash(found, {one.key: one for one in some})
            for base, some in rows
            for found in collisions(base, [one.engine for one in some])
        ]

    def clashes_of(self, one: One) -> list[Clash]:
        """The collisions of one of them."""
        return [clash for clash in self.clashes if one.key in (clash.first.key, clash.second.key)]

    def final(self) -> "Final":
        """The text with all that is adopted."""
        adopted = self.adopted
        combined = combine(self.base, [one.engine for one in adopted if not one.left])
        return Final(combined, tuple(_against(self, combined)))


@dataclass(frozen=True)
class Final:
    """The text that the adopted amendments make, and why it cannot be engrossed yet."""

    combined: Combined
    against: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """The digest of its words, without the salt that its version gets."""
        return digest(canonical(as_json(self.combined.text)))


def together(resolution: Resolution) -> Together:
    """The amendments to a text that was shown, against the version that is shown now."""
    version = resolution.shown_version or resolution.version
    found = Together(resolution, version, text_of(resolution, version).words)
    offices = queries.offices_asked(resolution)
    rows = queries.amendments_of(resolution)
    for first in rows:
        if first.amends_id is None:
            under = [one for one in rows if one.amends_id == first.id]
            friendly = queries.is_friendly(first, offices, under)
            found.ones.append(_first(found, first, under, friendly=friendly))
            found.ones += [
                _second(found, first, one, friendly=queries.is_friendly(one, offices))
                for one in under
            ]
    return found


def seen(edits: Sequence[Edit]) -> str:
    """The digest of edits."""
    return digest(canonical([edit_as_json(one) for one in edits]))


def as_worded(resolution: Resolution, first: Amendment, n: int | None = None) -> Text:
    """The text as a wording of a first amendment would have it: the base of those to it."""
    wording = first.wording if n is None else first.wordings[n - 1]
    base = text_of(resolution, wording.version).words
    return apply_edits(base, wording.edits)


def fold(resolution: Resolution, first: Amendment, seconds: Sequence[Amendment]) -> Folded:
    """A first amendment with these second ones, adopted in this order, against its own base."""
    base = text_of(resolution, first.wording.version).words
    own = engine.Amendment(key_of(first.number), first.wording.edits)
    rows = [_of_now(resolution, first, one) for one in seconds]
    return folded(base, own, rows)


def adopted_to(seconds: Sequence[Amendment]) -> list[Amendment]:
    """Those of them that are adopted, in their order."""
    found = [one for one in seconds if one.stands == Stands.ADOPTED]
    return sorted(found, key=queries.place_of)


def _of_now(resolution: Resolution, first: Amendment, second: Amendment) -> engine.Amendment:
    """A second amendment against the first as it is worded now, as far as it can be carried."""
    edits, _ = _carried(resolution, first, second.wording)
    return engine.Amendment(key_of(second.number), edits, key_of(first.number))


def _carried(
    resolution: Resolution, first: Amendment, wording: Wording
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits of a second one against the first as it is worded now, and what was left."""
    if wording.over_n == first.wording.n:
        return wording.edits, ()
    old, new = as_worded(resolution, first, wording.over_n), as_worded(resolution, first)
    carried = rebase_edits(wording.edits, old, new)
    return carried.edits, tuple(one.reason for one in carried.left)


def _first(
    all_of_it: Together, amendment: Amendment, under: Sequence[Amendment], *, friendly: bool
) -> One:
    resolution, wording = all_of_it.resolution, amendment.wording
    edits = fold(resolution, amendment, adopted_to(under)).amendment.edits
    if wording.version == all_of_it.version:
        return One(amendment, all_of_it.base, edits, (), older=False, friendly=friendly)
    own = text_of(resolution, wording.version).words
    if queries.version_with(amendment) is not None or amendment.stands in OUT:
        return One(amendment, own, edits, (), older=True, friendly=friendly)
    carried = rebase_edits(edits, own, all_of_it.base)
    if carried.left:
        left = tuple(one.reason for one in carried.left)
        return One(amendment, own, edits, left, older=True, friendly=friendly)
    return One(amendment, all_of_it.base, carried.edits, (), older=True, friendly=friendly)


def _second(all_of_it: Together, first: Amendment, amendment: Amendment, *, friendly: bool) -> One:
    resolution, wording = all_of_it.resolution, amendment.wording
    older = wording.version != all_of_it.version
    edits, left = _carried(resolution, first, wording)
    if left:
        base = as_worded(resolution, first, wording.over_n)
        return One(amendment, base, wording.edits, left, older=older, friendly=friendly)
    return One(amendment, as_worded(resolution, first), edits, (), older=older, friendly=friendly)


def _clash(found: Collision, by_key: Mapping[str, One]) -> Clash:
    one, two = by_key[found.first], by_key[found.second]
    for each in (one, two):
        if each.stands in OUT:
            return Clash(found, one, two, f"{each.key} is {each.stands}.")
    first, then = sorted((one, two), key=lambda each: each.place)
    settled = first.amendment.id in queries.settled_after(then.amendment)
    if one.stands is two.stands is Stands.ADOPTED and settled:
        return Clash(found, one, two, f"Both are adopted; {then.key} comes after {first.key}.")
    return Clash(found, one, two, "")


def _against(all_of_it: Together, combined: Combined) -> list[str]:
    adopted = all_of_it.adopted
    keys = {one.key for one in adopted}
    keys |= {
        two.key
        for one in adopted
        for two in all_of_it.seconds(one.amendment)
        if two.stands is Stands.ADOPTED
    }
    found = [
        f"{one.key} is adopted, and worded on an older version: bring it to version "
        f"{all_of_it.version} first."
        for one in adopted
        if one.older
    ]
    found += [
        f"{one.key} is adopted and has no place: {one.reason} Take its decision back, or change "
        "the order."
        for one in combined.fallen
    ]
    found += [
        f"{clash.collision.sentence} Both are adopted: say that their order is meant."
        for clash in all_of_it.clashes
        if clash.open and {clash.first.key, clash.second.key} <= keys
    ]
    return found + [str(one) for one in (*faults(combined.text), *unready(combined.text))]
