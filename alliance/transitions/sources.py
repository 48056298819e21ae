"""Where to look for what is left open: one statement asks all of them.

A later domain adds its own here: a kind in rules.py, a line in SOURCES, and what withdrawing it
does in operations.py.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, String, Uuid, and_, bindparam, cast, exists, literal, or_, select
from sqlalchemy.orm import aliased

from alliance.accounts.models import Person
from alliance.authority.models import ActUnder
from alliance.authority.rules import ActClass
from alliance.core.db import Instant
from alliance.litigation.models import Lawsuit, Position
from alliance.litigation.rules import Stance
from alliance.membership.models import Alliance
from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import SIGNABLE
from alliance.signatures.models import Signature
from alliance.transitions.models import TransitionDecision
from alliance.transitions.rules import Decision, Kind
from alliance.votes.models import Answer, Question
from alliance.withdrawals.models import Notice

_OFFICE = bindparam("office", type_=Uuid())
_BEGAN = bindparam("began", type_=Instant())
_HEAD = bindparam("head", type_=Uuid())


def _one(  # noqa: PLR0913 (a thing has these parts)
    kind: Kind, table: Any, key: Any, *, title: Any, says: Any, place: Any = ""
) -> Select[Any]:
    """What each source says of a thing: which it is, in words, and where it stands."""
    return select(
        literal(str(kind)).label("kind"),
        key.label("id"),
        cast(title, String(500)).label("title"),
        cast(says, String(60)).label("says"),
        cast(place, String(80)).label("place"),
    ).select_from(table)


def _left(wanted: Select[Any], kind: Kind, key: Any, table: Any, at: Any) -> Select[Any]:
    """Of these, what was done before the present principal began and not by them, undecided."""
    decided = exists().where(
        TransitionDecision.office_id == _OFFICE,
        TransitionDecision.kind == kind,
        TransitionDecision.subject_id == key,
        or_(
            TransitionDecision.at >= _BEGAN,
            TransitionDecision.decision == Decision.WITHDRAW,
            # Their own stays one, though a term that was recorded later moved when they began.
            and_(TransitionDecision.person_id == _HEAD, TransitionDecision.at >= at),
        ),
    )
    return (
        wanted.add_columns(at.label("at"), Person.name.label("by"))
        .join(Person, Person.id == table.person_id)
        .where(table.office_id == _OFFICE, at < _BEGAN, table.person_id != _HEAD, ~decided)
    )


def _answers() -> Select[Any]:
    """Answers to questions that are still open."""
    wanted = _one(Kind.ANSWER, Answer, Question.id, title=Question.title, says=Answer.answer)
    wanted = wanted.join(Question, Question.id == Answer.question_id)
    later = aliased(Answer)
    replaced = exists().where(
        later.question_id == Answer.question_id,
        later.state_code == Answer.state_code,
        later.n > Answer.n,
    )
    # What was answered for another state is that state's: it recalls its proxy, and answers itself.
    own = or_(Answer.proxy_id.is_(None), Answer.proxy_state == Answer.state_code)
    wanted = wanted.where(Question.closed_at.is_(None), ~replaced, own)
    return _left(wanted, Kind.ANSWER, Question.id, Answer, Answer.answered_at)


def _signatures() -> Select[Any]:
    """Signatures under texts that are open for signature or in force."""
    wanted = _one(
        *(Kind.SIGNATURE, Signature, Resolution.id),
        title=Resolution.title,
        says=Resolution.stage,
    )
    wanted = wanted.join(Resolution, Resolution.id == Signature.subject_id)
    wanted = wanted.where(Resolution.stage.in_(SIGNABLE))
    return _left(wanted, Kind.SIGNATURE, Resolution.id, Signature, Signature.signed_at)


def _positions() -> Select[Any]:
    """The office's newest positions on lawsuits, where they join."""
    later = aliased(Position)
    wanted = _one(
        *(Kind.POSITION, Position, Lawsuit.id),
        title=Lawsuit.caption,
        says=Position.stance,
        place=Lawsuit.case_id,
    )
    wanted = wanted.join(Lawsuit, Lawsuit.id == Position.lawsuit_id).where(
        Position.stance == Stance.JOINS,
        ~exists().where(
            and_(
                later.lawsuit_id == Position.lawsuit_id,
                later.office_id == Position.office_id,
                later.n > Position.n,
            )
        ),
    )
    return _left(wanted, Kind.POSITION, Lawsuit.id, Position, Position.at)


def _commitments() -> Select[Any]:
    """Money that was committed."""
    wanted = _one(
        *(Kind.COMMITMENT, ActUnder, ActUnder.id),
        title=ActUnder.subject,
        says=ActUnder.amount_cents,
    ).where(ActUnder.act == ActClass.COMMIT)
    return _left(wanted, Kind.COMMITMENT, ActUnder.id, ActUnder, ActUnder.at)


def _notices() -> Select[Any]:
    """Notices of withdrawal that have neither taken effect nor been rescinded."""
    wanted = _one(
        *(Kind.NOTICE, Notice, Notice.id),
        title=Alliance.name,
        says=literal("given"),
        place=Alliance.slug,
    )
    wanted = wanted.join(Alliance, Alliance.id == Notice.alliance_id).where(
        Notice.rescinded_at.is_(None), Notice.took_effect_at.is_(None)
    )
    return _left(wanted, Kind.NOTICE, Notice.id, Notice, Notice.given_at)


SOURCES: Mapping[Kind, Select[Any]] = {
    Kind.ANSWER: _answers(),
    Kind.SIGNATURE: _signatures(),
    Kind.POSITION: _positions(),
    Kind.COMMITMENT: _commitments(),
    Kind.NOTICE: _notices(),
}
