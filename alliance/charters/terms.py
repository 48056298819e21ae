"""The terms of a charter as data: read out of JSON values, every fault with its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alliance.charters import vote_rules
from alliance.charters.member_classes import (
    BASES,
    JURISDICTIONS,
    OBSERVER,
    PARTY,
    USUAL_CLASSES,
    Class,
    WithClasses,
    class_in_words,
    misnamed,
    not_named,
)
from alliance.charters.vote_rules import chooses, said
from alliance.charters.voting import USUAL_VOTING, Voting, never_used, read_voting
from alliance.charters.voting_words import voting_in_words
from alliance.rulebook.problems import Malformed, Problem, described, inside
from alliance.rulebook.reading import text_fault

CLASSES_AT_MOST = 20
SPONSORS_AT_MOST = 55
WITHDRAWAL_AT_MOST = 2_000
DAYS_AT_MOST = 365
LARGEST = 1 << 53

OFFICERS, MEMBERS = "officers", "members"
REGION, OF_PARTY = "region", "party"
DIFFERENT = ("", REGION, OF_PARTY)


class MalformedTerms(Malformed):
    """The terms cannot be read."""


@dataclass(frozen=True)
class Admission:
    """Who lets a state in, and what it must bring."""

    by: str = OFFICERS  # or MEMBERS: a question is put to them
    rule: Any = None  # the decision rule of that question, as JSON values
    sponsors: int = 0  # members that must speak for it
    instrument: bool = True  # a legal instrument is asked for


@dataclass(frozen=True)
class Drafting:
    """What a resolution needs before a question is put on it."""

    circulation_days: int = 0  # business days for which the members have it before them
    sponsors: int = 0  # states that sponsor it, at least
    different: str = ""  # REGION or OF_PARTY: of two of which, at least, they are


@dataclass(frozen=True)
class Terms(WithClasses):
    """What a charter says that rules ask for."""

    admission: Admission = Admission()
    classes: tuple[Class, ...] = USUAL_CLASSES
    dues_affect_standing: bool = False
    withdrawal: str = ""
    drafting: Drafting = Drafting()
    voting: Voting = USUAL_VOTING

    def as_json(self) -> dict[str, Any]:
        """As it is kept; `read_terms` reads it back to the same."""
        return {
            "admission": {
                "by": self.admission.by,
                "rule": self.admission.rule,
                "sponsors": self.admission.sponsors,
                "instrument": self.admission.instrument,
            },
            "classes": [
                {
                    "name": one.name,
                    "class": one.base,
                    "voting": one.voting,
                    "seated": one.seated,
                    "open_to": list(one.open_to),
                }
                for one in self.classes
            ],
            "dues_affect_standing": self.dues_affect_standing,
            "withdrawal": self.withdrawal,
            # What was kept before there was such a term reads, and hashes, as it did.
            **({"resolutions": self._drafting_as_json()} if self.drafting != Drafting() else {}),
            **({"votes": self.voting.as_json()} if self.voting != USUAL_VOTING else {}),
        }

    def _drafting_as_json(self) -> dict[str, Any]:
        return {
            "circulation_days": self.drafting.circulation_days,
            "sponsors": self.drafting.sponsors,
            "different": self.drafting.different,
        }


USUAL = Terms()


def read_terms(value: object) -> Terms:
    """The terms, or MalformedTerms with all that is wrong. What is left out is as usual."""
    reading = _Reading()
    terms = reading.terms(value)
    if reading.problems:
        raise MalformedTerms(reading.problems)
    return terms


def faults_of(terms: Terms) -> Sequence[Problem]:
    """Everything against writing these terms into a charter, each with its place."""
    try:
        read_terms(terms.as_json())
    except MalformedTerms as wrong:
        return wrong.problems
    return [*never_used(terms.voting), *misnamed(terms.classes), *_of_no_class(terms)]


def _of_no_class(terms: Terms) -> list[Problem]:
    """Classes that a rule names and nobody can be in: such a rule is not written any more."""
    rules = [(inside("votes.rules", kind), rule) for kind, rule in terms.voting.rules.items()]
    if terms.admission.rule is not None:
        rules.append(("admission.rule", terms.admission.rule))
    return [one for path, rule in rules for one in not_named(terms.class_words, rule, path)]


def admission_in_words(admission: Admission) -> str:
    """One or more sentences: "The officers approve. ..." """
    if admission.by == OFFICERS:
        words = "The officers approve whoever asks to join."
    else:
        words = f"A question is put to the members. {said(admission.rule)}"
    if admission.sponsors:
        many = "members" if admission.sponsors > 1 else "member"
        words += f" At least {admission.sponsors} {many} must sponsor it."
    asked = "A legal instrument is needed." if admission.instrument else "No instrument is needed."
    return f"{words} {asked}"


def in_words(terms: Terms) -> list[tuple[str, str]]:
    """The terms line by line: what it is about, and what it says."""
    dues = (
        "Unpaid dues may affect a member's standing."
        if terms.dues_affect_standing
        else "Kept apart: unpaid dues change nobody's standing."
    )
    return [
        ("Admission", admission_in_words(terms.admission)),
        *((f"Class: {one.name}", class_in_words(one)) for one in terms.classes),
        ("Dues", dues),
        ("Withdrawal", terms.withdrawal or "Nothing is said in words."),
        *([("Resolutions", asks)] if (asks := drafting_in_words(terms.drafting)) else []),
        *voting_in_words(terms.voting),
    ]


def drafting_in_words(drafting: Drafting) -> str:
    """What a resolution needs before a question is put, in sentences; "" where nothing is asked."""
    asked = []
    if days := drafting.circulation_days:
        many = "day" if days == 1 else "days"
        asked.append(f"It is before the members for {days} business {many} before the vote.")
    if states := drafting.sponsors:
        many = "state sponsors" if states == 1 else "states sponsor"
        of = {REGION: ", of two regions at least", OF_PARTY: ", of two parties at least"}
        asked.append(f"At least {states} {many} it{of.get(drafting.different, '')}.")
    return " ".join(asked)


def assumed_in_words(*, compact: bool) -> list[tuple[str, str]]:
    """What is assumed where no charter is recorded: what is usual; a compact is enacted."""
    lines = dict(in_words(USUAL))
    if compact:
        lines["Admission"] = "A state joins by enacting the compact; nobody is asked to approve."
    return list(lines.items())


class _Reading:
    """One pass over the document, noting what is wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, path: str, reason: str) -> None:
        self.problems.append(Problem(path or "terms", reason))

    def terms(self, value: object) -> Terms:
        known = (
            "admission",
            "classes",
            "dues_affect_standing",
            "withdrawal",
            "resolutions",
            "votes",
        )
        fields = self.fields(value, "", known)
        return Terms(
            admission=self.admission(fields.get("admission", {}), "admission"),
            classes=self.classes(fields["classes"]) if "classes" in fields else USUAL_CLASSES,
            dues_affect_standing=self.truth(fields, "", "dues_affect_standing", usual=False),
            withdrawal=self.words(fields.get("withdrawal", ""), "withdrawal"),
            drafting=self.drafting(fields.get("resolutions", {}), "resolutions"),
            voting=read_voting(self, fields.get("votes", {}), "votes"),
        )

    def drafting(self, value: object, path: str) -> Drafting:
        fields = self.fields(value, path, ("circulation_days", "sponsors", "different"))
        days, sponsors = fields.get("circulation_days", 0), fields.get("sponsors", 0)
        read = Drafting(
            circulation_days=self.whole(days, inside(path, "circulation_days"), DAYS_AT_MOST),
            sponsors=self.whole(sponsors, inside(path, "sponsors")),
            different=self.word(fields.get("different", ""), inside(path, "different"), DIFFERENT),
        )
        if read.different and read.sponsors < 2:
            self.refuse(inside(path, "different"), 'needs "sponsors" of at least 2')
        return read

    def admission(self, value: object, path: str) -> Admission:
        fields = self.fields(value, path, ("by", "rule", "sponsors", "instrument"))
        by = self.word(fields.get("by", OFFICERS), inside(path, "by"), (OFFICERS, MEMBERS))
        rule = fields.get("rule")
        if by == MEMBERS:
            self._rule_of_admission(rule, inside(path, "rule"))
        elif rule is not None:
            self.refuse(inside(path, "rule"), 'stands here only where "by" is "members"')
        return Admission(
            by=by or OFFICERS,
            rule=rule,
            sponsors=self.whole(fields.get("sponsors", 0), inside(path, "sponsors")),
            instrument=self.truth(fields, path, "instrument", usual=True),
        )

    def _rule_of_admission(self, value: object, path: str) -> None:
        if chooses(value):
            self.refuse(path, "is one of choosing: an admission is answered by yea and nay")
        else:
            self.rule(value, path)

    def rule(self, value: object, path: str) -> None:
        if value is None:
            self.refuse(path, "is missing: say by which rule the members decide")
            return
        self.problems += vote_rules.faults_of(value, path)

    def classes(self, value: object) -> tuple[Class, ...]:
        path = "classes"
        if not isinstance(value, list) or not 1 <= len(value) <= CLASSES_AT_MOST:
            self.refuse(path, f"must be a list of 1 to {CLASSES_AT_MOST} classes")
            return USUAL_CLASSES
        read = [self.one_class(one, inside(path, index)) for index, one in enumerate(value)]
        seen: set[str] = set()
        for index, one in enumerate(read):
            if one.name.casefold() in seen:
                self.refuse(f"{inside(path, index)}.name", "is the name of a class before it")
            seen.add(one.name.casefold())
        return tuple(read)

    def one_class(self, value: object, path: str) -> Class:
        known = ("name", "class", "voting", "seated", "open_to")
        fields = self.fields(value, path, known)
        if (fault := text_fault(fields.get("name"))) is not None:
            self.refuse(inside(path, "name"), fault)
        base = self.word(fields.get("class"), inside(path, "class"), BASES)
        party = base == PARTY
        return Class(
            name=str(fields.get("name", "")),
            base=base or OBSERVER,
            voting=self.truth(fields, path, "voting", usual=party),
            seated=self.truth(fields, path, "seated", usual=party),
            open_to=self.open_to(fields.get("open_to", list(JURISDICTIONS)), path),
        )

    def open_to(self, value: object, path: str) -> tuple[str, ...]:
        at = inside(path, "open_to")
        if not isinstance(value, list) or not value or len(value) > len(JURISDICTIONS):
            self.refuse(at, f"must be a list of some of {_listed(JURISDICTIONS)}")
            return JURISDICTIONS
        read = [self.word(one, inside(at, n), JURISDICTIONS) for n, one in enumerate(value)]
        if len(set(read)) < len(read):
            self.refuse(at, "names the same twice")
        return tuple(one for one in JURISDICTIONS if one in read)

    def fields(self, value: object, path: str, known: Sequence[str]) -> Mapping[str, object]:
        if not isinstance(value, dict):
            self.refuse(path, f"is {described(value)}: it must be an object")
            return {}
        for key in value:
            if key not in known:
                self.refuse(inside(path, key), f"is not known here: only {_listed(known)} may be")
        return {key: value[key] for key in known if key in value}

    def word(self, value: object, path: str, words: Sequence[str]) -> str:
        if isinstance(value, str) and value in words:
            return value
        self.refuse(path, f"is {described(value)}: it must be one of {_listed(words)}")
        return ""

    def truth(self, fields: Mapping[str, object], path: str, key: str, *, usual: bool) -> bool:
        value = fields.get(key, usual)
        if isinstance(value, bool):
            return value
        self.refuse(inside(path, key), f"is {described(value)}: it must be true or false")
        return usual

    def whole(self, value: object, path: str, most: int = SPONSORS_AT_MOST) -> int:
        fits = isinstance(value, int) and not isinstance(value, bool)
        if fits and 0 <= value <= most:  # type: ignore[operator]
            return value  # type: ignore[return-value]
        self.refuse(path, f"must be a whole number from 0 to {most}")
        return 0

    def words(self, value: object, path: str) -> str:
        if isinstance(value, str) and len(value) <= WITHDRAWAL_AT_MOST:
            return value
        self.refuse(path, f"must be text of at most {WITHDRAWAL_AT_MOST:,} characters")
        return ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f'"{one}"' for one in words)


# What reads the compact's own rules (entry into force, withdrawal, ...) once a parser of them is
# put in: each is given the document and says what is wrong with it. Filled in alliance/app.py.
Check = Callable[[Mapping[str, Any]], Iterable[Problem]]
RULE_CHECKS: list[Check] = []


def rule_problems(rules: object) -> list[Problem]:
    """What is wrong with a compact's rules; nothing where there are none."""
    if rules is None:
        return []
    if not isinstance(rules, dict):
        return [Problem("rules", f"is {described(rules)}: it must be an object")]
    if faults := list(_unkept(rules, "")):
        return faults
    return [problem for check in RULE_CHECKS for problem in check(rules)]


def _unkept(value: object, path: str) -> Iterator[Problem]:
    """Numbers that have no exact form in the record (RFC 8785 counts to 2 to the 53rd)."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _unkept(item, inside(path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unkept(item, inside(path, index))
    elif isinstance(value, float):
        yield Problem(path, 'has a decimal point: write it as text, "0.4", or as a share, "2/5"')
    elif isinstance(value, int) and abs(value) >= LARGEST:
        yield Problem(path, "is too large a number: write it as text")
