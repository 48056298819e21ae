"""Reading campaigns: what states are asked to enact is public among those who are signed in."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from alliance.core.actor import Actor
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.finding import as_binds, holding
from alliance.enactments.models import (
    Campaign,
    CampaignVersion,
    Determination,
    Enacted,
    SimilarityQuestion,
)
from alliance.enactments.rules import Finding, Texts, under_way, words_of
from alliance.instruments.models import Instrument, InstrumentVersion, Precondition
from alliance.instruments.rules import Effect, Stage, effect_of
from alliance.membership.models import Alliance
from alliance.votes.models import Question

NO_TEXT = digest(b"")


@dataclass(frozen=True)
class Line:
    """Where one state stands in a campaign: its newest instrument, and what was found of it."""

    instrument_id: uuid.UUID
    state: str
    stage: Stage
    stage_on: dt.date | None
    bill: str
    sponsor: str
    expected_on: dt.date | None
    citation: str
    effect: Effect
    version: int
    text_sha256: str
    length: int
    said_at: dt.datetime
    determined: Determination | None

    @property
    def has_text(self) -> bool:
        """Whether its text was recorded."""
        return self.text_sha256 != NO_TEXT

    @property
    def different(self) -> bool:
        """Whether it was determined materially different: it does not count."""
        return self.determined is not None and self.determined.different

    @property
    def expected(self) -> bool:
        """Whether it counts, or would when it is enacted."""
        return under_way(self.stage) and not self.different

    def is_stale(self, model_sha256: str) -> bool:
        """Whether what was found is of another text or model than those of now."""
        now = Texts(model_sha256, self.text_sha256)
        return self.determined is not None and self.determined.texts != now


def campaign(_actor: Actor | None, campaign_id: uuid.UUID) -> Campaign | None:
    """One campaign."""
    return db.session.get(Campaign, campaign_id)


def campaigns_of(alliance: Alliance) -> Sequence[Campaign]:
    """The campaigns of an alliance, the latest first."""
    wanted = select(Campaign).where(Campaign.alliance_id == alliance.id)
    return db.session.scalars(wanted.order_by(Campaign.opened_at.desc(), Campaign.id)).all()


@dataclass(frozen=True)
class Found:
    """A campaign as a search finds it: as it asks now."""

    id: uuid.UUID
    alliance: str
    title: str
    purpose: str
    closed_at: dt.datetime | None


def campaigns_like(_actor: Actor | None, words: Sequence[str], most: int) -> list[Found]:
    """Campaigns whose title holds these words, the latest first; no text is read."""
    said = CampaignVersion
    wanted = (
        select(Campaign.id, Alliance.name, said.title, Campaign.purpose, Campaign.closed_at)
        .join(said, and_(said.campaign_id == Campaign.id, said.version == Campaign.version))
        .join(Alliance, Alliance.id == Campaign.alliance_id)
        .where(*holding(len(words), said.title))
        .order_by(Campaign.opened_at.desc(), Campaign.id)
        .limit(most)
    )
    return [Found(*row) for row in db.session.execute(wanted, as_binds(words))]


def enacted(_actor: Actor | None, instrument_id: uuid.UUID) -> Enacted | None:
    """An instrument that belongs to a campaign."""
    found = db.session.get(Instrument, instrument_id)
    of = db.session.get(Campaign, found.campaign_id) if found and found.campaign_id else None
    return Enacted(of, found) if found and of else None


def newest_of(campaign: Campaign, state: str) -> Instrument | None:
    """The newest instrument of a state in a campaign."""
    return db.session.scalars(
        select(Instrument)
        .where(Instrument.campaign_id == campaign.id, Instrument.state_code == state)
        .order_by(Instrument.made_at.desc(), Instrument.id.desc())
        .limit(1)
    ).first()


_KNOWN = (
    select(
        Instrument.id,
        Instrument.state_code,
        InstrumentVersion.version,
        InstrumentVersion.stage,
        InstrumentVersion.stage_on,
        InstrumentVersion.bill,
        InstrumentVersion.sponsor,
        InstrumentVersion.expected_on,
        InstrumentVersion.citation,
        InstrumentVersion.effective_on,
        InstrumentVersion.text_sha256,
        func.length(InstrumentVersion.text).label("length"),
        InstrumentVersion.at,
    )
    .join(
        InstrumentVersion,
        and_(
            InstrumentVersion.instrument_id == Instrument.id,
            InstrumentVersion.version == Instrument.version,
        ),
    )
    .order_by(Instrument.state_code, Instrument.made_at, Instrument.id)
)


def lines(campaign: Campaign) -> list[Line]:
    """Where each state stands that has an instrument in the campaign, by state.

    Three statements, and no text is read.
    """
    rows = db.session.execute(_KNOWN.where(Instrument.campaign_id == campaign.id)).all()
    newest = {row.state_code: row for row in rows}
    keys = [row.id for row in newest.values()]
    waits: dict[uuid.UUID, list[Precondition]] = {key: [] for key in keys}
    for one in db.session.scalars(
        select(Precondition).where(Precondition.instrument_id.in_(keys)).order_by(Precondition.id)
    ):
        waits[one.instrument_id].append(one)
    found = {one.instrument_id: one for one in determinations(campaign)}
    return [_line(row, waits[row.id], found.get(row.id)) for row in newest.values()]


def _line(row: Any, waits: Sequence[Precondition], found: Determination | None) -> Line:
    stage = Stage(row.stage)
    return Line(
        instrument_id=row.id,
        state=row.state_code,
        stage=stage,
        stage_on=row.stage_on,
        bill=row.bill,
        sponsor=row.sponsor,
        expected_on=row.expected_on,
        citation=row.citation,
        effect=effect_of(stage, row.effective_on, [one.says for one in waits]),
        version=row.version,
        text_sha256=row.text_sha256,
        length=row.length,
        said_at=row.at,
        determined=found,
    )


def texts_of(wanted: Sequence[Line]) -> dict[str, str]:
    """The texts of these lines by their digests, in one statement."""
    if not wanted:
        return {}
    keys = {(one.instrument_id, one.version) for one in wanted}
    rows = db.session.execute(
        select(
            InstrumentVersion.instrument_id,
            InstrumentVersion.version,
            InstrumentVersion.text_sha256,
            InstrumentVersion.text,
        ).where(InstrumentVersion.instrument_id.in_([one.instrument_id for one in wanted]))
    )
    return {row.text_sha256: row.text for row in rows if (row.instrument_id, row.version) in keys}


def determinations(campaign: Campaign) -> Sequence[Determination]:
    """Every determination in a campaign, in the order in which they were recorded."""
    wanted = select(Determination).where(Determination.campaign_id == campaign.id)
    return db.session.scalars(wanted.order_by(Determination.at, Determination.id)).all()


def determinations_on(what: Enacted) -> Sequence[Determination]:
    """Those on the texts of one instrument, the latest first."""
    wanted = select(Determination).where(Determination.instrument_id == what.instrument.id)
    newest = wanted.order_by(Determination.at.desc(), Determination.id.desc())
    return db.session.scalars(newest).all()


def determination(_actor: Actor | None, determination_id: uuid.UUID) -> Determination | None:
    """One determination."""
    return db.session.get(Determination, determination_id)


def last_on(campaign: Campaign, state: str) -> Determination | None:
    """The newest determination on what a state enacted in a campaign."""
    return db.session.scalars(
        select(Determination)
        .where(Determination.campaign_id == campaign.id, Determination.state_code == state)
        .order_by(Determination.at.desc(), Determination.id.desc())
        .limit(1)
    ).first()


def determinations_of(campaign: Campaign, state: str) -> Sequence[Determination]:
    """Every determination on what a state enacted in a campaign, the oldest first."""
    wanted = select(Determination).where(
        Determination.campaign_id == campaign.id, Determination.state_code == state
    )
    return db.session.scalars(wanted.order_by(Determination.at, Determination.id)).all()


def found_of(what: Enacted) -> Determination | None:
    """What was found last of this instrument, or of the same words on another of the state."""
    found = determinations_of(what.campaign, what.instrument.state_code)
    own = _of_the_same_words(what, found)
    return next(
        (x for x in reversed(found) if x.instrument_id == what.instrument.id or x.id in own), None
    )


def found_of_words(what: Enacted) -> Determination | None:
    """What was found last of the words that the instrument has now, on whichever record."""
    found = determinations_of(what.campaign, what.instrument.state_code)
    own = _of_the_same_words(what, found)
    return next((one for one in reversed(found) if one.id in own), None)


def _of_the_same_words(what: Enacted, found: Sequence[Determination]) -> set[uuid.UUID]:
    """Those of these determinations that are on the words of the instrument as it is now."""
    rows = db.session.execute(
        select(
            InstrumentVersion.instrument_id, InstrumentVersion.text_sha256, InstrumentVersion.text
        ).where(
            InstrumentVersion.instrument_id.in_({one.instrument_id for one in found}),
            InstrumentVersion.text_sha256.in_({one.text_sha256 for one in found}),
        )
    )
    words = words_of(what.instrument.known.text)
    same = {(row.instrument_id, row.text_sha256) for row in rows if words_of(row.text) == words}
    return {one.id for one in found if (one.instrument_id, one.text_sha256) in same}


def put_on(question_id: uuid.UUID) -> SimilarityQuestion | None:
    """What a question was put on."""
    return db.session.scalars(
        select(SimilarityQuestion).where(SimilarityQuestion.question_id == question_id)
    ).first()


def asked(actor: Actor | None, asked_id: uuid.UUID) -> Enacted | None:
    """The text on which a question was put, by the subject of the question."""
    found = db.session.get(SimilarityQuestion, asked_id)
    return enacted(actor, found.instrument_id) if found else None


def open_question_on(what: Enacted) -> Question | None:
    """The question on a text of this instrument that is open."""
    return db.session.scalars(
        select(Question)
        .join(SimilarityQuestion, SimilarityQuestion.question_id == Question.id)
        .where(SimilarityQuestion.instrument_id == what.instrument.id, Question.closed_at.is_(None))
    ).first()


def is_found(what: Enacted, finding: Finding) -> bool:
    """Whether this was found last, of the two texts as they are now."""
    last = last_on(what.campaign, what.instrument.state_code)
    return (
        last is not None
        and last.instrument_id == what.instrument.id
        and last.texts == what.texts
        and last.finding == finding
    )
