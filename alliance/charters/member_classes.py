"""The classes of members that a charter has: what each may do, and what rules call it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from alliance.charters.vote_rules import classes_named
from alliance.rulebook.problems import Problem, described, inside

PARTY, ASSOCIATE, OBSERVER = "party", "associate", "observer"
STATE, DISTRICT, TERRITORY = "state", "district", "territory"
BASES = (PARTY, ASSOCIATE, OBSERVER)
JURISDICTIONS = (STATE, DISTRICT, TERRITORY)


@dataclass(frozen=True)
class Class:
    """One class of members."""

    name: str
    base: str  # party, associate or observer
    voting: bool
    seated: bool  # may sit in groups and hold office
    open_to: tuple[str, ...] = JURISDICTIONS

    @property
    def word(self) -> str:
        """What a roster and a rule call it: its name as written; of a usual name, the base."""
        return self.base if self.name.casefold() == self.base else self.name


# What holds where a charter says nothing: parties vote, are counted and sit; others look on.
USUAL_CLASSES = (
    Class("Party", PARTY, voting=True, seated=True),
    Class("Associate", ASSOCIATE, voting=False, seated=False),
    Class("Observer", OBSERVER, voting=False, seated=False),
)


@dataclass(frozen=True)
class Stands:
    """How a member stands by its class: what a roster calls it, and what the class may do."""

    word: str
    votes: bool
    sits: bool


class WithClasses:
    """What terms say of members by their classes; mixed into them."""

    classes: tuple[Class, ...]

    def classes_of(self, base: str) -> list[Class]:
        """The classes that are of this base."""
        return [one for one in self.classes if one.base == base]

    def open_for(self, jurisdiction: str) -> list[Class]:
        """The classes in which a state, the district or a territory may be."""
        return [one for one in self.classes if jurisdiction in one.open_to]

    @property
    def own_classes(self) -> list[Class]:
        """The classes that have a name of the charter's own."""
        return [one for one in self.classes if one.word != one.base]

    @property
    def divided_classes(self) -> list[Class]:
        """Those that share their base with another: who is in which must be recorded."""
        return [one for one in self.classes if len(self.classes_of(one.base)) > 1]

    def class_for(self, base: str, put_in: str = "") -> Class | None:
        """The class of a member: the only one of its base, else the one that it was put in.

        None where it was put in none, or in one that is no class of this base (any more).
        """
        found = self.classes_of(base)
        if len(found) == 1:
            return found[0]
        return next((one for one in found if one.name == put_in), None)

    def stands(self, base: str, put_in: str = "") -> Stands:
        """How a member stands; one that is in no class of its own as any class of its base may."""
        found = self.classes_of(base)
        if (own := self.class_for(base, put_in)) is not None:
            return Stands(own.word, own.voting, own.seated)
        votes, sits = any(one.voting for one in found), any(one.seated for one in found)
        return Stands(base, votes, sits)

    @property
    def class_words(self) -> list[str]:
        """What a roster may call a member: each class, and a base of which not one class alone is.

        A base of several classes is the word of those that were put in none of them.
        """
        found = [one.word for one in self.classes]
        alone = [base for base in BASES if len(self.classes_of(base)) == 1]
        return list(dict.fromkeys([*found, *(base for base in BASES if base not in alone)]))


def class_in_words(one: Class) -> str:
    """ "party; votes; may sit and hold office; open to states, ..." """
    words = [
        one.base,
        "votes" if one.voting else "does not vote",
        "may sit in groups and hold office" if one.seated else "is given no seats or offices",
        f"open to {open_to_in_words(one)}",
    ]
    return "; ".join(words)


def open_to_in_words(one: Class) -> str:
    """For whom a class is open: "states and the District"."""
    return _all_of([_MANY[place] for place in one.open_to])


def _all_of(words: Sequence[str]) -> str:
    """States, the District and territories."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


_MANY = {STATE: "states", DISTRICT: "the District", TERRITORY: "territories"}


def misnamed(classes: Sequence[Class]) -> list[Problem]:
    """Classes that are called as members of another base are."""
    return [
        Problem(f"{inside('classes', n)}.name", f"is the word for every {one.word.casefold()}")
        for n, one in enumerate(classes)
        if one.word != one.base and one.word.casefold() in BASES
    ]


def not_named(words: Sequence[str], rule: object, path: str) -> list[Problem]:
    """Every class that a rule names and that is none of these words, at its place."""
    there = ", ".join(f'"{one}"' for one in words)
    return [
        Problem(at, f"is {described(name)}: no class is called so; there are {there}")
        for at, name in classes_named(rule, path)
        if name not in words
    ]
