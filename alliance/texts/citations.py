"""Citations of the law in a text: codes, regulations, statutes at large, cases."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from alliance.texts.state_codes import ANNOTATED, BEFORE_ITS_NAME, CODES, TITLED
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
_NUMBER: Final = r"\d{1,6}[A-Za-z]{0,3}(?:(?<=[A-Za-z])\d{1,4})?"
_SECTION: Final = (
    rf"{_NUMBER}(?:[-\u2013.:/](?:{_NUMBER}|[A-Za-z]{{1,2}}\b)){{0,5}}"
    r"(?:\([0-9A-Za-z]{1,5}\)){0,6}"
)
_US_CODE: Final = r"(?:United States Code|U\.?[ ]?S\.?[ ]?C(?:ode\b|\.|\b))"
_SUPREME: Final = r"U\.?[ ]?S\.?(?![ ]?C)"
_REPORTERS: Final = {
    "U.S.": _SUPREME,
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
_OF_THE_CODE: Final = "{0} U.S.C. § {1}"
_PATTERNS: Final[tuple[tuple[Law, re.Pattern[str], str], ...]] = (
    (
        Law.CODE,
        re.compile(
            rf"\b(\d{{1,2}}){_S}(?:U\.?[ ]?S\.?[ ]?C\.?(?:[ ]?A\.)?|United States Code,?){_S}"
            rf"(?:{_SIGN})?({_SECTION})(?:,?{_S}(et seq\b))?"
        ),
        _OF_THE_CODE,
    ),
    (
        Law.CODE,
        re.compile(
            rf"\b[Tt]itle{_S}(\d{{1,2}}),?{_S}(?:of the )?{_US_CODE},?{_S}(?:at )?{_SIGN}"
            rf"({_SECTION})(?:,?{_S}(et seq\b))?"
        ),
        _OF_THE_CODE,
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
        re.compile(  # no volume of U.S. has four digits: "in 2020 U.S. 50 states"
            rf"\b(?!\d{{4}}{_S}{_SUPREME})(\d{{1,4}}){_S}({'|'.join(_REPORTERS.values())})"
            rf"{_S}(\d{{1,5}})\b"
        ),
        "",
    ),
)
_PART: Final = re.compile(r"[Pp](?:ar)?ts?\.?\s*$")  # before its number
_OF_A_PART: Final = "{0} C.F.R. pt. {1}"
_OF_A_TITLE: Final = re.compile(
    rf"(?<![A-Za-z]){_SIGN}({_SECTION}(?:(?:,|,? and){_S}{_SECTION}){{0,5}}),?{_S}of{_S}"
    rf"[Tt]itle{_S}(\d{{1,2}}),?{_S}(?:of the )?{_US_CODE}"
)
_NAMES: Final = "|".join(f"(?P<{state}>{form})" for state, (form, _) in CODES.items())
_BEFORE: Final = re.compile(rf"(?<![A-Za-z])(?=[A-Z])(?:{_NAMES}){ANNOTATED}")
_PART_OF_CODE: Final = r"\d{1,4}(?:-?[A-Z](?![A-Za-z0-9]))?(?!\d)"
_CHAPTER: Final = r"[Cc]hapter|[Cc]hs?\.|c\."
_AFTER: Final = re.compile(
    rf"(?:,?{_S}\d{{4}}(?=,?{_S}{_SIGN}))?"  # the year of the compilation
    rf",?{_S}(?:\([A-Z][\w. ]{{0,30}}\){_S})?(?:{_SIGN}|(?:(?P<title>[Tt]itle|tit\.)|{_CHAPTER})"
    rf"{_S}(?P<part>{_PART_OF_CODE})(?:,{_S}{_SIGN}|{_S}{_SIGN})?)?(?P<section>{_SECTION})?"
)
_LEADING: Final = re.compile(
    rf"(?<![A-Za-z]){_SIGN}({_SECTION}),?{_S}(?:of{_S})?(?:the{_S})?$"
)  # "section 24-60-101, C.R.S."
_FAR: Final = 80  # letters that this looks back
_ILLINOIS: Final = re.compile(
    rf"\b(\d{{1,4}}){_S}(?:ILCS|Ill\. Comp\. Stat\.{ANNOTATED}){_S}(\d{{1,4}}/{_SECTION})"
)
_TITLED: Final = "|".join(f"(?P<{state}>{form})" for state, form in TITLED.items())
_BY_TITLE: Final = re.compile(
    rf"\b(?P<title>\d{{1,3}}(?:-?[A-Z])?){_S}(?:{_TITLED}){ANNOTATED},?{_S}"
    rf"(?:tit\.{_S}\d{{1,3}},?{_S}|\d{{4}},?{_S})?"
    rf"(?:{_SIGN}(?P<section>{_SECTION})|(?:{_CHAPTER}){_S}(?P<part>{_PART_OF_CODE}))"
)
_PLURAL: Final = re.compile(r"§§|[Ss]ections|[Ss]ecs\.")
_RANGE: Final = re.compile(r"([\d.]{1,13})[-\u2013]([\d.]{1,13})")
_ALSO: Final = re.compile(rf"{_S}(?:,? and|,|;|&){_S}({_SECTION})")


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
    yield from _of_a_title(words)
    for law, pattern, form in _PATTERNS:
        for found in pattern.finditer(words):
            parts = [_section(part) for part in found.groups() if part]
            if law is Law.CASE:
                normal = f"{parts[0]} {_reporter(parts[1])} {parts[2]}"
            else:
                whole = law is Law.REGULATION and _PART.search(found[0][: -len(found[2])])
                normal = (_OF_A_PART if whole else _of_many(form, found[0], found[2])).format(
                    *parts
                )
                normal += " et seq." if len(parts) > 2 else ""
            if law in (Law.CODE, Law.REGULATION):
                yield Citation(found.start(), found.end(2), law, normal)
                yield from _more(words, found.end(2), law, form, parts[0])
            else:
                yield Citation(found.start(), found.end(), law, normal)


def _of_a_title(words: str) -> Iterator[Citation]:
    """The sections in "sections 1981 and 1983 of title 42, United States Code"."""
    for found in _OF_A_TITLE.finditer(words):
        rows = list(re.finditer(_SECTION, found[1]))
        for place, one in enumerate(rows):
            start = found.start(1) + one.start() if place else found.start()
            end = found.end() if one is rows[-1] else found.start(1) + one.end()
            form = _of_many(_OF_THE_CODE, found[0], one[0])
            yield Citation(start, end, Law.CODE, form.format(found[2], _section(one[0])))


def _of_many(form: str, said: str, section: str) -> str:
    """The form with "§§" where a row of sections is cited: "§§ 1983-1985"."""
    row = _RANGE.fullmatch(section) if _PLURAL.search(said) else None
    return form.replace("§", "§§") if row and row[1] != row[2] else form


def _more(words: str, start: int, law: Law, form: str, title: str) -> Iterator[Citation]:
    """The further sections after "§§": "42 U.S.C. §§ 1981, 1983"."""
    if "§§" not in words[max(0, start - 30) : start]:
        return
    while also := _ALSO.match(words, start):
        usual = _of_many(form, "§§", also[1]).format(title, _section(also[1]))
        yield Citation(also.start(1), also.end(1), law, usual)
        start = also.end()


def _of_states(words: str) -> Iterator[Citation]:
    for found in _ILLINOIS.finditer(words):
        normal = f"{found[1]} ILCS {_section(found[2])}"
        yield Citation(found.start(), found.end(), Law.STATE_CODE, normal, "IL")
    for found in _BY_TITLE.finditer(words):
        state = next(state for state in TITLED if found[state])
        name, title = CODES[state][1], found["title"]
        head = f"{title} {name}" if state in BEFORE_ITS_NAME else f"{name} tit. {title},"
        section, part = found["section"], found["part"]
        inner = (
            f"{_sign(found[0], section, words[found.end() :][:9])}" if section else f"ch. {part}"
        )
        yield Citation(found.start(), found.end(), Law.STATE_CODE, f"{head} {inner}", state)
    for found in _BEFORE.finditer(words):
        yield from _of_a_state(words, found)


def _of_a_state(words: str, found: "re.Match[str]") -> Iterator[Citation]:
    """A citation by the name of a code, with its section after or before it."""
    after = _AFTER.match(words, found.end())
    if after is None or (found.start() and words[found.start() - 1].isalnum()):
        return
    start, end = found.start(), after.end()
    part, section, said = after["part"], after["section"], after[0]
    if not (section or part):
        from_ = max(0, start - _FAR)
        leading = _LEADING.search(words[from_:start])
        if leading is None:
            return
        start, end = from_ + leading.start(), found.end()
        section, said = leading[1], leading[0]
    state = next(state for state in CODES if found[state])
    name = CODES[state][1] or " ".join(found[state].replace("\u2019", "'").split())
    inner = [f"{'tit.' if after['title'] else 'ch.'} {part}"] if part else []
    inner += [_sign(said, section, words[end : end + 9])] if section else []
    yield Citation(start, end, Law.STATE_CODE, f"{name} {', '.join(inner)}", state)


def _sign(said: str, section: str, then: str) -> str:
    """A section with its sign: "§§" for a row of them, where no list of them is cited.

    Many numbers of sections have a hyphen themselves: "§§ 14-701, 14-702".
    """
    alone = "\u2013" in section or not _ALSO.match(then)
    return (_of_many("§", said, section) if alone else "§") + f" {_section(section)}"


def _reporter(name: str) -> str:
    return next(usual for usual, form in _REPORTERS.items() if re.fullmatch(form, name))


def _section(said: str) -> str:
    return _NORMAL_SECTION.sub("-", said).rstrip(".")


def distinct(found: Iterable[Citation]) -> list[str]:
    """The usual forms, each once."""
    return list(dict.fromkeys(one.normal for one in found))
