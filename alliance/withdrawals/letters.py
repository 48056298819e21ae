"""The letters of notice: drafted for every other member, shown before they are sent."""

import datetime as dt
from dataclasses import dataclass

from alliance.core import clock
from alliance.core.canonical import digest
from alliance.core.saying import day as in_words
from alliance.membership.models import Alliance
from alliance.states.reference import name_of
from alliance.withdrawals.foreseeing import Foreseen, offices_of
from alliance.withdrawals.models import Notice, NoticeLetter
from alliance.withdrawals.rules import Letter


@dataclass(frozen=True)
class Signer:
    """Who gives notice for a state, and under which authority, as it is named."""

    name: str
    office: str
    authority: str


def drafted(alliance: Alliance, seen: Foreseen, words: str, signer: Signer, to: str) -> str:
    """The letter to one member."""
    return Letter(
        state=name_of(seen.state),
        office=signer.office,
        signer=signer.name,
        authority=signer.authority,
        to=f"the {alliance.represented_by} of {name_of(to)}",
        alliance=alliance.name,
        given_on=in_words(seen.given_on),
        words=words,
        effective=seen.sentence,
        provision=seen.provision,
        survives=seen.survives,
    ).text


def write_letters(notice: Notice, seen: Foreseen, signer: Signer, now: dt.datetime) -> None:
    """A letter to every other member; to those with an office here it goes at once."""
    here = offices_of(notice.alliance, seen.letters)
    for code in seen.letters:
        text = drafted(notice.alliance, seen, notice.words, signer, code)
        notice.letters.append(
            NoticeLetter(
                id=clock.new_id(),
                state_code=code,
                office_id=here.get(code),
                text=text,
                text_sha256=digest(text.encode()),
                sent_at=now if code in here else None,
            )
        )
