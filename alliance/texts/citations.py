"""Citations of the law in a text: codes, regulations, statutes at large, cases."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from alliance.texts.state_codes import CODES
from alliance.texts.units import Text


class Law(StrEnum):
    """What is cited."""

    CODE = "United States Code"
    REGULATION = "Code of Federal Regulations"
    REGISTER = "Federal Register"
    PUBLIC_LAW = "public law"
    STATUTES = "Statutes at Large"
    CASE = "case"
    STATE_CODE = "state code"


@dataclass(frozen=True)
class Citation:
    """One citation: where it stands in the words, what is cited, and its usual form."""

    start: int
    end: int
    law: Law
    normal: str
    state: str = ""  # of a state code: the postal letters


@dataclass(frozen=True)
class Cited:
    """A citation as it is listed: its usual form, what it is, and the units that have it."""

    normal: str
    law: Law
    state: str
    units: tuple[str, ...]


# Every repetition below is bounded, and none stands within another: time is linear in the words.
_S: Final = r"[ \u00a0]{0,2}"
_SIGN: Final = rf"(?:§{{1,2}}|[Ss]ecs?\.|[Ss]ections?){_S}"
_SECTION: Final = r"\d{1,6}[A-Za-z]{0,3}(?:[-\u2013.:/](?:\d{1,6}[A-Za-z]{0,3}|[A-Za-z]{1,2}\b)){0,5}(?:\([0-9A-Za-z]{1,5}\)){0,6}"
_REPORTERS: Final = {
    "U.S.": r"U\.?[ ]?S\.?(?![ ]?C)",
    "S. Ct.": r"S\.?[ ]?Ct\.?",
    "L. Ed. 2d": r"L\.?[ ]?Ed\.?[ ]?2d",
    "L. Ed.": r"L\.?[ ]?Ed\.?",
    "F. Supp. 3d": r"F\.?[ ]?Supp\.?[ ]?3d",
    "F. Supp. 2d": r"F\.?[ ]?Supp\.?[ ]?2d",
    "F. Supp.": r"F\.?[ ]?Supp\.?",
    "F.4th": r"F\.?[ ]?4th",
    "F.3d": r"F\.?[ ]?3d",
    "F.2d": r"F\.?[ ]?2d",
    "F.R.D.": r"F\.?R\.?D\.?",
}
_NORMAL_SECTION: Final = re.compile("[\u2013]")
_PATTERNS: Final[tuple[tuple[Law, re.Pattern[str], str], ...]] = (
    (
        Law.CODE,
        re.compile(
            rf"\b(\d{{1,2}}){_S}(?:U\.?[ ]?S\.?[ ]?C\.?(?:[ ]?A\.)?|United States Code,?){_S}"
            rf"(?:{_SIGN})?({_SECTION})(?:{_S}(et seq\.))?"
        ),
        "{0} U.S.C. § {1}",
    ),
    (
        Law.REGULATION,
        re.compile(
            rf"\b(\d{{1,2}}){_S}(?:C\.?[ ]?F\.?[ ]?R\.?|Code of Federal Regulations,?){_S}"
            rf"(?:{_SIGN}|[Pp](?:ar)?ts?\.?{_S})?({_SECTION})"
        ),
        "{0} C.F.R. § {1}",
    ),
    (
        Law.REGISTER,
        re.compile(
            rf"\b(\d{{1,3}}){_S}(?:Fed\.{_S}Reg\.|Federal Register){_S}(\d{{1,3}}(?:,?\d{{3}})?)\b"
        ),
        "{0} Fed. Reg. {1}",
    ),
    (
        Law.PUBLIC_LAW,
        re.compile(
            rf"\b(?:Pub\.?{_S}L\.?|P\.L\.|Public Law){_S}(?:No\.?{_S})?(\d{{1,3}})[-\u2013](\d{{1,4}})\b"
        ),
        "Pub. L. No. {0}-{1}",
    ),
    (
        Law.STATUTES,
        re.compile(rf"\b(\d{{1,3}}){_S}(?:Stat\.|Statutes at Large){_S}(\d{{1,5}})\b"),
        "{0} Stat. {1}",
    ),
    (
        Law.CASE,
        re.compile(rf"\b(\d{{1,4}}){_S}({'|'.join(_REPORTERS.values())}){_S}(\d{{1,5}})\b"),
        "",
    ),
)
_PART: Final = re.compile(r"[Pp](?:ar)?ts?\.?\s*$")  # before its number
_OF_A_PART: Final = "{0} C.F.R. pt. {1}"
_NAMES: Final = "|".join(f"(?P<{state}>{form})" for state, (form, _) in CODES.items())
_BEFORE: Final = re.compile(rf"(?<![A-Za-z])(?=[A-Z])(?:{_NAMES})")
_AFTER: Final = re.compile(
    rf",?{_S}(?:\([A-Z][\w. ]{{0,30}}\){_S})?(?:{_SIGN}|(?:[Tt]itle|tit\.|ch\.|c\.){_S}"
    rf"(?P<part>\d{{1,4}}[A-Z]?)(?:,{_S}{_SIGN}|{_S}{_SIGN})?)?(?P<section>{_SECTION})?"
)
_ILLINOIS: Final = re.compile(
    rf"\b(\d{{1,4}}){_S}(?:ILCS|Ill\. Comp\. Stat\.){_S}(\d{{1,4}}/{_SECTION})"
)
_BY_TITLE: Final = re.compile(
    rf"\b(\d{{1,3}}[A-Z]?){_S}(Pa\. Cons\. Stat\.|Vt\. Stat\.|Del\. Code|G\.C\.A\.|V\.I\. Code|P\.R\. Laws)"
    rf"(?:{_S}Ann\.)?{_S}(?:tit\.{_S}\d{{1,3}},?{_S})?(?:{_SIGN})({_SECTION})"
)
_OF_TITLES: Final = {"Pa": "PA", "Vt": "VT", "De": "DE", "G.": "GU", "V.": "VI", "P.": "PR"}
_ALSO: Final = re.compile(rf"{_S}(?:,|;|and|&){_S}({_SECTION})")


def citations(words: str) -> list[Citation]:
    """The citations in some words, in order."""
    found = [*_federal(words), *_of_states(words)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Citation] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def listed(text: Text) -> list[Cited]:
    """The citations of a text, each once, in the order in which they first stand."""
    units: dict[tuple[str, Law, str], dict[str, None]] = {}
    for unit in text.units:
        for words in (unit.heading, unit.text):
            for one in citations(words):
                units.setdefault((one.normal, one.law, one.state), {})[unit.id] = None
    return [
        Cited(normal, law, state, tuple(where)) for (normal, law, state), where in units.items()
    ]


def _federal(words: str) -> Iterator[Citation]:
    for law, pattern, form in _PATTERNS:
        for found in pattern.finditer(words):
            parts = [_section(part) for part in found.groups() if part]
            if law is Law.CASE:
                normal = f"{parts[0]} {_reporter(parts[1])} {parts[2]}"
            else:
                whole = law is Law.REGULATION and _PART.search(found[0][: -len(found[2])])
                normal = (_OF_A_PART if whole else form).format(*parts)
                normal += " et seq." if len(parts) > 2 else ""
            if law in (Law.CODE, Law.REGULATION):
                yield Citation(found.start(), found.end(2), law, normal)
                yield from _more(words, found.end(2), law, form, parts[0])
            else:
                yield Citation(found.start(), found.end(), law, normal)


def _more(words: str, start: int, law: Law, form: str, title: str) -> Iterator[Citation]:
    """The further sections after "§§": "42 U.S.C. §§ 1981, 1983"."""
    if "§§" not in words[max(0, start - 30) : start]:
        return
    while also := _ALSO.match(words, start):
        yield Citation(also.start(1), also.end(1), law, form.format(title, _section(also[1])))
        start = also.end()


def _of_states(words: str) -> Iterator[Citation]:
    for found in _ILLINOIS.finditer(words):
        normal = f"{found[1]} ILCS {_section(found[2])}"
        yield Citation(found.start(), found.end(), Law.STATE_CODE, normal, "IL")
    for found in _BY_TITLE.finditer(words):
        normal = f"{found[1]} {found[2]} § {_section(found[3])}"
        state = _OF_TITLES[found[2][:2]]
        yield Citation(found.start(), found.end(), Law.STATE_CODE, normal, state)
    for found in _BEFORE.finditer(words):
        after = _AFTER.match(words, found.end())
        part, section = (after["part"], after["section"]) if after else (None, None)
        inside = found.start() and (words[found.start() - 1].isalnum())
        if after is None or inside or not (section or part):
            continue
        state = str(found.lastgroup)
        name = CODES[state][1] or " ".join(found[0].replace("\u2019", "'").split())
        normal = (
            f"{name} tit. {part}" if part and section else f"{name} ch. {part}" if part else name
        )
        joint = "," if part and section else ""
        normal += f"{joint} § {_section(section)}" if section else ""
        yield Citation(found.start(), after.end(), Law.STATE_CODE, normal, state)


def _reporter(name: str) -> str:
    return next(usual for usual, form in _REPORTERS.items() if re.fullmatch(form, name))


def _section(said: str) -> str:
    return _NORMAL_SECTION.sub("-", said).rstrip(".")


def distinct(found: Iterable[Citation]) -> list[str]:
    """The usual forms, each once."""
    return list(dict.fromkeys(one.normal for one in found))
