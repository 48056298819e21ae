"""What has happened stays: plain SQL, whoever sends it, can neither change nor remove it."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import text

from alliance.accessions import deciding
from alliance.accessions import operations as accessions
from alliance.accounts import operations as accounts
from alliance.accounts.operations import Visit
from alliance.accounts.rules import Ended
from alliance.authority import operations as authority
from alliance.authority.operations import Facts
from alliance.authority.reading import read_document
from alliance.authority.rules import ActClass, Basis
from alliance.clearance import operations as clearance
from alliance.clearance.models import Prepared
from alliance.core import clock
from alliance.core.actor import CLOCK
from alliance.core.db import Base, db
from alliance.core.transaction import transaction
from alliance.discussions import operations as discussions
from alliance.discussions import taking
from alliance.drafting.taking_in import attach
from alliance.guests import operations as guests
from alliance.instruments import operations as instruments
from alliance.instruments.operations import Answer
from alliance.instruments.rules import Condition, Outcome
from alliance.layers import operations as layers
from alliance.litigation import operations as litigation
from alliance.litigation.queries import lawsuit_by_case
from alliance.litigation.rules import Stance
from alliance.resolutions import operations as resolutions
from alliance.resolutions import stages
from alliance.resolutions.files import read_file
from alliance.resolutions.queries import held as resolution
from alliance.resolutions.rules import AMENDABLE, FOLLOWS, WRITABLE, Stage
from alliance.staffing import lost
from alliance.states.reference import today_in
from alliance.transitions.operations import decide
from alliance.transitions.queries import item_of
from alliance.transitions.rules import Decision
from alliance.votes.models import Extension
from alliance.votes.operations import close
from alliance.votes.queries import held
from alliance.withdrawals import operations as withdrawals
from alliance.withdrawals.models import NoticeEvent
from alliance.withdrawals.rules import Way
from tests import make
from tests.accessions import made as ways_in
from tests.amendments.made import everything as amended
from tests.amendments.made import put_to_members, reworded
from tests.amendments.made import text as text_of
from tests.charters.made import chartered
from tests.compacts.made import weighed
from tests.core.insider import refused, told
from tests.discussions import made as discussed
from tests.drafting.made import everything as drafted
from tests.enactments.made import everything as campaigned
from tests.layers import made as layered
from tests.litigation import cases
from tests.meetings.asked import everything as called_out
from tests.meetings.made import everything as met
from tests.motions import made as moved
from tests.people import SECRETARIAT, governor, liaison
from tests.single_sign_on.made import everything as single_sign_on
from tests.staffing.changes import staff_changed
from tests.votes import proxies
from tests.votes.rolls import correct

STAYS = "what was frozen stays"
APPEND_ONLY = {
    "acts_under",
    "alliance_links",
    "amendment_events",
    "amendment_questions",
    "casting_votes",
    "class_members",
    "amendment_wordings",
    "dues",
    "dues_entries",
    "endings",
    "officers",
    "participants",
    "seats",
    "secretariats",
    "working_groups",
    "step_rules",
    "authority_documents",
    "authority_records",
    "alliance_versions",
    "answers",
    "called_answers",
    "called_marks",
    "meeting_questions",
    "campaign_versions",
    "determinations",
    "instrument_documents",
    "instrument_versions",
    "resolution_files",
    "notice_events",
    "entitlements",
    "hand_overs",
    "layer_copy_states",
    "layer_positions",
    "lawsuit_events",
    "lawsuit_versions",
    "ledger_entries",
    "meeting_events",
    "mentions",
    "minutes",
    "minutes_steps",
    "positions",
    "question_extensions",
    "draft_browsers",
    "draft_snapshots",
    "resolution_reads",
    "resolution_steps",
    "resolution_texts",
    "signatures",
    "similarity_questions",
    "thread_events",
    "transition_decisions",
    "withdrawn_acts",
}
# Rows of these stay, and so do these columns of theirs.
FROZEN = {
    "sponsors": {"accession_id", "state_code", "office_id", "person_id", "at"},
    "access_requests": {"id", "office_id", "name", "email", "why", "asked_at", "asked_from"},
    "factor_resets": {"id", "office_id", "person_id", "asked_at", "asked_by_id", "expires_at"},
    "shares": {
        *("id", "resolution_id", "version", "office_id", "guest_id", "name", "organisation"),
        *("email", "until", "ends_at", "shared_at", "shared_by_id"),
    },
    "alliances": {"id", "slug", "demo"},
    "amendments": {
        *("id", "resolution_id", "amends_id", "n", "number", "office_id", "state_code"),
        *("person_id", "at", "reason"),
    },
    "campaigns": {"id", "alliance_id", "purpose", "office_id", "opened_at"},
    "charters": {
        *("id", "alliance_id", "version", "text", "purpose", "terms", "rules", "source"),
        *("sha256", "drafted_at", "drafted_by_id"),
    },
    "motions": {"id", "alliance_id", "kind", "office_id", "person_id", "moved_at"},
    "installation": {"one", "id", "made_at"},
    "invitations": {
        *("id", "office_id", "rank", "email", "secret_sha256", "made_at", "made_by_id"),
        "expires_at",
    },
    "lawsuits": {"id", "case_id", "demo"},
    "meetings": {"id", "alliance_id", "group_id", "called_at", "called_by_id"},
    "membership_periods": {
        *("period_id", "version", "alliance_id", "state_code", "role", "status", "joined"),
        *("notice_given", "left", "note", "source", "as_of", "known_from", "steps"),
    },
    "offices": {"id", "kind", "state_code", "demo"},
    "people": {"id", "demo"},
    "posts": {"id", "person_id", "office_id", "rank", "since"},
    "prepared_acts": {
        *("id", "office_id", "act", "subject", "title", "content", "content_sha256", "note"),
        *("prepared_by_id", "prepared_at"),
    },
    "proxies": {
        *("id", "alliance_id", "state_code", "office_id", "person_id", "authority_id"),
        *("chain_sha256", "given_at", "holder_office_id", "holder_state", "alternate_id"),
        *("scope", "kind", "question_id", "from_on", "last_on", "instructions", "salt"),
        "source_id",
    },
    "questions": {
        *("id", "kind", "subject_id", "title", "alliance_id", "represented_by", "text_sha256"),
        *("rule", "rule_sha256", "roster", "roster_sha256", "opened_at", "mode"),
        *("terms", "terms_sha256"),
    },
    "chosen_states": {"id", "resolution_id", "state_code", "at", "person_id"},
    "co_writers": {"id", "resolution_id", "office_id", "at", "person_id"},
    "drafts": {"id", "resolution_id", "began_with", "begun_at"},
    "resolutions": {"id", "alliance_id", "office_id", "made_at"},
    "text_sponsors": {
        *("id", "resolution_id", "office_id", "state_code", "party", "at", "person_id"),
    },
    "sessions": {"id", "person_id", "through_state", "through_office", "made_at"},
    "signing_keys": {"owner", "public", "since"},
    "accessions": {
        *("id", "alliance_id", "state_code", "member_class", "asked", "began_at", "office_id"),
    },
    "instruments": {
        *("id", "alliance_id", "state_code", "kind", "purpose", "campaign_id", "office_id"),
        "made_at",
    },
    "preconditions": {"id", "instrument_id", "what", "clock_days", "noted_at"},
    "withdrawal_notices": {
        *("id", "alliance_id", "state_code", "office_id", "person_id", "given_on", "given_at"),
        *("named_on", "words", "rule", "foreseen"),
    },
    "notice_letters": {"id", "notice_id", "state_code", "office_id", "text", "text_sha256"},
    "standing_stretches": {
        *("id", "alliance_id", "state_code", "period_id", "standing", "member_class", "bound"),
        *("again", "since", "left", "starts", "ends", "known_from"),
    },
    "weights": {"id", "measure", "state_code", "from_on", "amount", "source", "known_from"},
    "threads": {
        *("id", "resolution_id", "circle", "version", "unit", "starts", "ends", "was"),
        *("address", "suggests", "at", "person_id", "office_id"),
    },
    "comments": {"id", "thread_id", "n", "words", "salt", "at", "person_id", "office_id"},
    "layer_notes": {
        *("id", "resolution_id", "office_id", "version", "unit", "starts", "ends", "was"),
        *("address", "words", "salt", "at", "person_id"),
    },
    "layer_redlines": {
        *("id", "resolution_id", "office_id", "version", "text_sha256", "body", "reason"),
        *("salt", "at", "person_id"),
    },
    "layer_copies": {"id", "resolution_id", "office_id", "body", "salt", "at", "person_id"},
    "compact_events": {
        *("id", "alliance_id", "name", "happened_on", "source", "known_from", "noted_by_id"),
    },
    "suspensions": {"id", "post_id", "since", "by_id"},
    "identities": {
        *("id", "provider_id", "issuer", "subject", "person_id", "linked_at", "linked_by"),
    },
    "identity_providers": {
        *("id", "state_code", "office_id", "issuer", "client_id", "scopes", "acr_values"),
        *("second_factor", "key_public", "key_certificate", "added_at"),
    },
    "identity_requests": {"id", "issuer", "subject", "asked_at"},
    "sign_in_requirements": {"id", "office_id", "since"},
}
# These are null until something happens; what is written here is another value.
INSTANT, DAY, WORDS, NOBODY = "2001-01-01 00:00:00", "2001-01-01", "others", "0" * 32
ONCE = {
    "access_requests": {"decision": "refused", "decided_at": INSTANT, "decided_by_id": NOBODY},
    "campaigns": {"closed_at": INSTANT, "closed_why": WORDS},
    "charters": {
        "adopted_on": DAY,
        "effective_on": DAY,
        "decision": WORDS,
        "adopted_at": INSTANT,
        "adopted_by_id": NOBODY,
    },
    "invitations": {
        "revoked_at": INSTANT,
        "revoked_by_id": NOBODY,
        "used_at": INSTANT,
        "post_id": NOBODY,
    },
    "meetings": {
        "opened_at": INSTANT,
        "opened_by_id": NOBODY,
        "adjourned_at": INSTANT,
        "adjourned_by_id": NOBODY,
        "cancelled_at": INSTANT,
        "cancelled_by_id": NOBODY,
        "cancelled_why": WORDS,
    },
    "motions": {"decided_at": INSTANT, "followed": WORDS},
    "threads": {"taken_in_at": INSTANT},
    "comments": {"taken_back_at": INSTANT},
    "layer_notes": {"set_aside_at": INSTANT},
    "layer_redlines": {"set_aside_at": INSTANT, "promoted_at": INSTANT, "promoted_as": NOBODY},
    "layer_copies": {"ended_at": INSTANT, "ended_by_id": NOBODY},
    "membership_periods": {"known_until": INSTANT},
    "standing_stretches": {"known_until": INSTANT},
    "weights": {"known_until": INSTANT},
    "compact_events": {"known_until": INSTANT},
    "accessions": {"approved_at": INSTANT, "decision": WORDS, "ended_at": INSTANT},
    "preconditions": {
        "asked_on": DAY,
        "outcome": "refused",
        "decided_on": DAY,
        "source": WORDS,
    },
    "withdrawal_notices": {
        "rescinded_at": INSTANT,
        "rescinded_on": DAY,
        "rescinded_by_id": NOBODY,
        "took_effect_at": INSTANT,
    },
    "notice_letters": {
        "sent_at": INSTANT,
        "delivered_on": DAY,
        "delivered_how": WORDS,
        "delivered_note": WORDS,
        "noted_at": INSTANT,
        "noted_by_id": NOBODY,
    },
    "posts": {"until": INSTANT},
    "prepared_acts": {
        "cleared_by_id": NOBODY,
        "cleared_at": INSTANT,
        "returned_by_id": NOBODY,
        "returned_at": INSTANT,
        "returned_why": WORDS,
        "ended_as": "replaced",
        "ended_at": INSTANT,
        "ended_by_id": NOBODY,
    },
    "proxies": {"recalled_at": INSTANT, "recalled_by_id": NOBODY},
    "questions": {
        "closed_at": INSTANT,
        "outcome": "lost",
        "answers": WORDS,
        "answers_sha256": WORDS,
        "tally": WORDS,
        "tally_sha256": WORDS,
    },
    "chosen_states": {"ended_at": INSTANT},
    "co_writers": {"ended_at": INSTANT},
    "resolutions": {"question_id": NOBODY, "in_force_on": DAY, "opened_at": INSTANT},
    "text_sponsors": {"ended_at": INSTANT},
    "identities": {"ended_at": INSTANT},
    "identity_providers": {"removed_at": INSTANT},
    "sign_in_requirements": {"until": INSTANT},
    "sessions": {"ended_at": INSTANT, "ended_why": "idle"},
    "factor_resets": {
        "approved_at": INSTANT,
        "approved_by_id": NOBODY,
        "refused_at": INSTANT,
        "refused_by_id": NOBODY,
        "done_at": INSTANT,
    },
    "shares": {"ended_at": INSTANT, "ended_by_id": NOBODY},
    "suspensions": {"until": INSTANT, "lifted_by_id": NOBODY},
}
# Copies of reference files, an index that is made anew, what waits to be done, what people chose
# about mail, which sign-ins came back, the tables of Flask-Security, and links that have expired:
# none is a fact of law.
MEANT_TO_CHANGE = {
    "ballots",  # written anew with each that is cast: votes/ballots.py
    *("draft_presence", "draft_updates"),  # who is there; a log that is put together
    *("marks", "compact_histories"),  # what was worked out, and whether it still holds
    *("courts", "states", "lawsuit_states", "outbox", "sign_in_tries"),
    *("people_roles", "roles", "passkeys", "spent"),
    *("spent_sign_ins", "mail_choices", "digest_items", "calendars", "mail_bounces"),
}


def everything_happened(folder):
    """At least one row in every table whose rows stay, and a value in every column set once."""
    drafted()
    met()
    called_out()
    amended()
    _came()
    _left()
    cases.lawsuit(folder)
    cases.event(folder)
    _position()
    _document()
    _file()
    _read(make.circulated())
    make.signed(make.adopted(), "CO", "UT")
    correct("WY")
    _signed_out()
    staff_changed()
    _shared()
    _factors_reset()
    single_sign_on()
    chartered()
    _put_off()
    _moved()
    proxies.recalled(proxies.alternate(instructions="Yea"))
    _succeeded()
    _prepared()
    campaigned()
    weighed(folder)
    _discussed()
    _layered()
    told("UPDATE posts SET until = '2090-01-01 00:00:00' WHERE until IS NULL")


def _put_off():
    question = make.put()
    with transaction():
        found = held(question.id)
        db.session.add(
            Extension(
                question_id=found.id,
                n=1,
                closed_before=found.closes_at,
                closes_at=found.closes_at + make.TWO_WEEKS,
                reason="Snow",
                extended_at=clock.now(),
            )
        )


def _file():
    made = make.draft()
    with transaction():
        document = read_file("map.pdf", b"%PDF-1.7 a map")
        attach(make.actor(liaison()), resolution(made.id), document=document, unit="")


def _discussed():
    """A suggestion that names somebody is taken in, and what was said is taken back."""
    name = discussed.person(governor())
    one = discussed.thread(make.draft(), meant="assist", suggests="help", mentions=(name,))
    ways_in.act(taking.take_in, liaison(), discussed.fresh(one))
    ways_in.act(discussions.take_back, liaison(), discussed.fresh(one).comments[0])


def _moved():
    """A motion is decided under a casting vote, and an amendment is put to the members."""
    question = make.answered(moved.with_casting_vote(), CO="yea", UT="nay")
    moved.cast(question, "yea")
    make.closed(question)
    put_to_members(reworded(text_of()))


def _layered():
    """Notes, a redline and a position, of which some were shared until that was ended."""
    text = make.circulated()
    note, redline = layered.note(text), layered.redline(text)
    copy = layered.shared(text, "UT", notes=[note], position=layered.position(text))
    ways_in.act(layers.end_share, liaison(), layered.fresh(copy))
    propose, layers.PROMOTING[:] = layers.PROMOTING[:], [lambda *_: clock.new_id()]
    try:
        ways_in.act(layers.promote, liaison(), layered.fresh(redline))
    finally:
        layers.PROMOTING[:] = propose
    for one in (note, redline):
        ways_in.act(layers.set_aside, liaison(), layered.fresh(one))


def _position():
    with transaction():
        suit = lawsuit_by_case(None, cases.TARIFFS["case_id"])
        who = make.actor(cases.lawyer())
        litigation.record_position(who, suit, stance=Stance.JOINS, before=0, version=suit.version)


def _came():
    """New Mexico comes in, sponsored, with an instrument whose precondition was decided.

    It had applied before, and had taken that back.
    """
    ways_in.act(accessions.end, governor("NM"), ways_in.applied("NM"))
    coming = ways_in.applied("NM")
    ways_in.act(accessions.sponsor, governor("CO"), coming)
    ways_in.act(deciding.approve, SECRETARIAT, coming, decision="by the officers")
    statute, day = ways_in.statute(), today_in("NM")
    asked = Condition("review by the attorney general", day, 30)
    who = liaison("NM")
    one = ways_in.act(instruments.add_precondition, who, statute, condition=asked)
    said = Answer(None, Outcome.APPROVED, day, "an opinion")
    ways_in.act(instruments.decide, governor("NM"), one, said=said)
    document = read_document("act.txt", b"Section 1.")
    known, base = statute.known.says, statute.version
    ways_in.act(instruments.revise, who, statute, facts=known, base=base, document=document)
    ways_in.joined(coming, statute)


def _left():
    """One notice with its letter acknowledged is taken back, another takes effect."""
    notice = make.notice(governor("UT"), named_on=today_in("UT") + dt.timedelta(days=900))
    letter = next(one for one in notice.letters if one.state_code == "CO")
    said = withdrawals.Delivered(notice.given_on, Way.MAIL, "9400 1000")
    ways_in.act(withdrawals.note_delivery, governor("UT"), letter, delivered=said)
    with transaction():
        who = make.actor(governor("UT")).person_id
        told_of = {"source": "Laws", "at": notice.given_at, "person_id": who}
        event = NoticeEvent(notice=notice, name="repeal", on=notice.given_on, **told_of)
        db.session.add(event)
    ways_in.act(withdrawals.rescind, governor("UT"), notice, version=notice.version)
    make.notice(governor("NM"), named_on=today_in("NM"))


def _succeeded():
    """Utah's next governor withdraws the answer that the one before gave."""
    asked = make.answered(make.put(), UT="yea")
    with clock.stopped_at(asked.closes_at - dt.timedelta(seconds=1)):
        new = make.succeeded(governor("UT"))
        item = item_of(new, f"answer-{asked.id}")
        with transaction():
            decide(new, item, seen=item.sha256, decision=Decision.WITHDRAW, reason="Another mind")


def _document():
    who = make.actor(governor())
    source = make.standing(who.office_id).id
    acts = frozenset({ActClass.NOTICE})
    facts = Facts("delegation", acts, Basis.DELEGATION, "letter", source=source, rank="counsel")
    with transaction():
        authority.record(who, None, facts=facts, document=read_document("letter", b"I let you."))


def _prepared():
    one = make.given_back(make.cleared(make.prepared()), governor())
    with transaction():
        clearance.withdraw(make.actor(liaison()), db.session.get_one(Prepared, one.id))


def _read(resolution):
    with transaction():
        resolutions.mark_read(make.actor(governor("UT")), resolution)


def _factors_reset():
    for verb in (lost.approve_reset, lost.refuse_reset):
        reset = make.factor_reset()
        with transaction():
            verb(make.actor(governor()), reset)


def _shared():
    share = make.shared()
    with transaction():
        guests.end(make.actor(liaison()), share)


def _signed_out():
    visit = Visit(uuid.uuid4(), "192.0.2.7", "")
    with transaction():
        accounts.open_session(make.actor(governor()).person_id, visit)
        accounts.end_session(visit.session_id, Ended.SIGNED_OUT)


def count(table, where="1 = 1"):
    with db.engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table} WHERE {where}"))


def with_triggers():
    postgresql = "SELECT event_object_table FROM information_schema.triggers"
    sqlite = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    with db.engine.connect() as connection:
        return set(
            connection.scalars(text(sqlite if db.engine.dialect.name == "sqlite" else postgresql))
        )


def test_of_every_table_it_is_said_whether_its_rows_stay(app):
    assert with_triggers() == APPEND_ONLY | FROZEN.keys()
    assert set(Base.metadata.tables) == APPEND_ONLY | FROZEN.keys() | MEANT_TO_CHANGE


def test_every_append_only_table_refuses_update_and_delete(app, tmp_path):
    everything_happened(tmp_path)
    for table in sorted(APPEND_ONLY):
        before = count(table)
        assert before, table
        for column in [one.name for one in Base.metadata.tables[table].columns]:
            said = refused(f'UPDATE {table} SET "{column}" = "{column}"')
            assert f"{table} is append-only" in said
        assert f"{table} is append-only" in refused(f"DELETE FROM {table}")
        assert count(table) == before


def test_what_was_frozen_stays_and_its_row_too(app, tmp_path):
    everything_happened(tmp_path)
    for table, columns in FROZEN.items():
        before = count(table)
        assert before, table
        for column in sorted(columns):
            said = refused(f'UPDATE {table} SET "{column}" = "{column}"')
            assert f"{table}: {STAYS}" in said, column
        assert f"{table}: " in refused(f"DELETE FROM {table}")
        assert count(table) == before


def test_what_is_written_once_keeps_its_value(app, tmp_path):
    everything_happened(tmp_path)
    for table, columns in ONCE.items():
        for column, other in columns.items():
            for value in ("NULL", f"'{other}'"):
                said = refused(f"UPDATE {table} SET {column} = {value} WHERE {column} IS NOT NULL")
                assert f"{table}: {STAYS}" in said, (column, value)
            same = told(f"UPDATE {table} SET {column} = {column}")
            assert same == count(table), "to write the same again changes nothing"


def test_what_is_known_no_more_ends_once(app):
    assert told("UPDATE membership_periods SET known_until = '2090-01-01 00:00:00'") == 4
    refused("UPDATE membership_periods SET known_until = '2091-01-01 00:00:00'")


def test_a_result_is_written_by_the_close_alone_and_whole(app):
    question = make.answered(make.put(), CO="yea", UT="nay", WY="nay")
    with transaction():
        assert close(make.actor(SECRETARIAT), held(question.id)).result == "lost"
    assert STAYS in refused("UPDATE questions SET outcome = 'carried'")
    assert STAYS in refused("UPDATE questions SET outcome = NULL, closed_at = NULL, tally = NULL")
    assert count("questions", "outcome = 'lost'") == 1


def test_no_row_is_replaced_by_an_insert(app, tmp_path):
    everything_happened(tmp_path)
    for table in sorted(APPEND_ONLY | FROZEN.keys()):
        if db.engine.dialect.name == "sqlite":
            refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
            refused(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
            continue
        keys = ", ".join(c.name for c in Base.metadata.tables[table].primary_key.columns)
        column = keys.partition(", ")[0]
        refused(
            f"INSERT INTO {table} SELECT * FROM {table} "
            f"ON CONFLICT ({keys}) DO UPDATE SET {column} = excluded.{column}"
        )


def test_truncate_is_refused_too(app, tmp_path):
    if db.engine.dialect.name == "sqlite":
        assert "syntax error" in refused("TRUNCATE ledger_entries")  # SQLite has no such verb
        return
    everything_happened(tmp_path)
    for table in sorted(APPEND_ONLY | FROZEN.keys()):
        before = count(table)
        refused(f"TRUNCATE {table} CASCADE")
        assert count(table) == before


def _withdrawn():
    made = make.circulated()
    with transaction():
        resolutions.withdraw(make.actor(liaison()), made, **make.seen(made))


def _adopted():
    question = make.put()
    with transaction():
        made = resolutions.held(question.subject_id)
        resolutions.adopt(CLOCK, made, question=question)


def _committed():
    made = make.circulated()
    with transaction():
        stages.commit(make.actor(SECRETARIAT), made, reason="To the working group")


def _engrossed():
    made = make.circulated()
    with transaction():
        stages.engross(make.actor(SECRETARIAT), made, **make.seen(made))


# How a resolution comes to each stage.
STAGES = {
    Stage.DRAFT: make.draft,
    Stage.CIRCULATED: make.circulated,
    Stage.IN_COMMITTEE: _committed,
    Stage.ENGROSSED: _engrossed,
    Stage.WITHDRAWN: _withdrawn,
    Stage.VOTING: make.put,
    Stage.ADOPTED: _adopted,
    Stage.LOST: lambda: make.closed(make.answered(make.put(), CO="nay", UT="nay", WY="nay")),
    Stage.ENROLLED: make.adopted,
    Stage.IN_FORCE: lambda: make.signed(make.adopted(), "CO", "UT"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_resolution_takes_no_step_but_those_that_follow(app, stage):
    STAGES[stage]()
    assert count("resolutions", f"stage = '{stage}'") == 1
    for then in Stage:
        if then is not stage and then not in FOLLOWS.get(stage, ()):
            day = f"'{clock.today()}'" if then is Stage.IN_FORCE else "NULL"
            said = refused(f"UPDATE resolutions SET stage = '{then}', in_force_on = {day}")
            assert STAYS in said, then


@pytest.mark.parametrize("stage", STAGES)
def test_a_text_that_is_no_longer_written_counts_as_it_is(app, stage):
    STAGES[stage]()
    for column, value in (("title", "'X'"), ("version", "9"), ("shown_version", "9")):
        change = f"UPDATE resolutions SET {column} = {value}"
        if stage in WRITABLE | AMENDABLE:
            assert told(change) == 1
        else:
            assert STAYS in refused(change), column
