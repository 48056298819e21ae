"""Two at once: one wins, the other is told, and nothing is counted twice or lost."""

import datetime as dt
import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from alliance.clockwork import close_when_due
from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.imports import Terms
from alliance.core.outbox import Job, Taken
from alliance.core.record import Entry, enter
from alliance.core.transaction import transaction
from alliance.drafting.models import Draft, DraftUpdate
from alliance.drafting.queries import words_of
from alliance.litigation.imports import import_lawsuit_events, import_lawsuits
from alliance.litigation.models import Lawsuit, LawsuitEvent
from alliance.membership.imports import import_alliances, import_memberships
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.resolutions import operations
from alliance.resolutions.models import Resolution, ResolutionText
from alliance.resolutions.queries import held
from alliance.rulebook.counting import tally
from alliance.rulebook.parsing import parse
from alliance.signatures.models import Signature
from alliance.texts.starting import plain_clauses
from alliance.votes.models import Answer, Question
from tests import make
from tests.litigation import cases
from tests.people import SECRETARIAT, counsel, governor, liaison
from tests.races.racing import Racer, ledger_holds, race, rounds

SIX_MINUTES = dt.timedelta(minutes=6)
WORDS = ("yea", "nay", "present", "recused")
SECOND = plain_clauses("Second", (), ("One form is used.",))


def count(table, *where):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table).where(*where))


def entries(action, subject):
    return count(Entry, Entry.action == action, Entry.subject == subject)


def answers_to(question):
    db.session.rollback()
    rows = db.session.scalars(select(Answer).where(Answer.question_id == question))
    return {row.state_code: row.answer for row in rows}


def counted_as_stored(question):
    """Whether the tally of a closed question is that of the answers that are stored."""
    db.session.rollback()
    found = db.session.get_one(Question, question)
    stored = answers_to(question)
    found = db.session.get_one(Question, question)
    called = {one["state"]: one["answer"] for one in json.loads(found.answers)}
    again = tally(parse(json.loads(found.rule)), found.entitled, stored).as_json()
    return called == stored and json.loads(found.tally) == again


@pytest.fixture
def answering(app):
    """Somebody of each state who may answer and sign."""
    return {state: [Racer(app, governor(state)) for _ in range(3)] for state in make.MEMBERS}


def test_a_state_answers_once_however_often_the_button_is_pressed(app, answering, campaign):
    for _ in range(rounds(campaign)):
        question = make.put().id
        pressed = [
            one.sends("votes.answer", {"answer": word, "confirm": "yes"}, question_id=question)
            for one, word in zip(answering["CO"], WORDS, strict=False)
        ]
        outcomes = race(app, *pressed)
        assert len(answers_to(question)) == 1
        assert entries("votes:answer", f"question:{question}") == 1
        assert set(outcomes) <= {303, 409}, outcomes
        assert 303 in outcomes
        ledger_holds()


def test_states_that_answer_at_once_are_all_heard(app, answering, campaign):
    for _ in range(rounds(campaign)):
        question = make.put().id
        outcomes = race(
            app,
            *(
                one[0].sends(
                    "votes.answer", {"answer": "yea", "confirm": "yes"}, question_id=question
                )
                for one in answering.values()
            ),
        )
        assert outcomes == [303, 303, 303]
        assert answers_to(question) == {"CO": "yea", "UT": "yea", "WY": "yea"}
        assert entries("votes:answer", f"question:{question}") == 3
        ledger_holds()


def test_no_answer_comes_in_unseen_while_the_roll_call_is_closed(app, campaign):
    outcomes = set()
    for _ in range(2 * rounds(campaign)):
        question = make.answered(make.put(length=SIX_MINUTES), CO="yea")
        question, at = question.id, question.closes_at
        job = Taken(clock.new_id(), "votes:close", "", {"question": str(question)}, 1)

        def close(job=job):
            close_when_due(job)
            return "closed"

        said = {"answer": "nay", "confirm": "yes"}
        with clock.stopped_at(at):  # the last instant for answers, the first for the close
            racers = [Racer(app, governor(state)) for state in ("UT", "WY")]  # freshly proved
            found = race(
                app,
                *(one.sends("votes.answer", said, question_id=question) for one in racers),
                close,
                close,
            )
        assert found[2:] == ["closed", "closed"]
        assert set(found[:2]) <= {303, 409}
        outcomes.add(tuple(found[:2]))
        assert len(answers_to(question)) == 1 + found.count(303), "what was accepted is there"
        assert entries("votes:close", f"question:{question}") == 1
        assert counted_as_stored(question)
        ledger_holds()
    assert outcomes


def test_two_who_close_close_once(app, campaign):
    two = [Racer(app, SECRETARIAT) for _ in range(2)]
    for _ in range(rounds(campaign)):
        question = make.answered(make.put(), CO="yea", UT="yea", WY="yea")
        question, resolution = question.id, question.subject_id
        outcomes = race(app, *(one.sends("votes.close", question_id=question) for one in two))
        assert sorted(outcomes) == [303, 409]
        assert entries("votes:close", f"question:{question}") == 1
        assert entries("resolutions:enroll", f"resolution:{resolution}") == 1
        assert counted_as_stored(question)


def test_a_state_signs_once_and_the_last_signature_brings_it_into_force_once(
    app, answering, campaign
):
    for _ in range(rounds(campaign)):
        resolution = make.adopted().id
        form = {"confirm": "yes"}
        signers = [*answering["CO"][:2], *answering["UT"][:2]]
        outcomes = race(
            app, *(one.sends("resolutions.sign", form, resolution_id=resolution) for one in signers)
        )
        assert set(outcomes) <= {303, 409}, outcomes
        assert count(Signature, Signature.subject_id == resolution) == 2
        assert entries("signatures:sign", f"resolution:{resolution}") == 2
        assert entries("resolutions:in-force", f"resolution:{resolution}") == 1
        assert db.session.get_one(Resolution, resolution).stage == "in force"
        ledger_holds()


def test_an_office_that_signs_its_first_two_texts_at_once_signs_both_with_one_key(app, answering):
    form = {"confirm": "yes"}
    for state, (one, other, _) in answering.items():
        texts = [make.adopted().id, make.adopted().id]
        outcomes = race(
            app,
            one.sends("resolutions.sign", form, resolution_id=texts[0]),
            other.sends("resolutions.sign", form, resolution_id=texts[1]),
        )
        assert outcomes == [303, 303], state
        db.session.rollback()
        given = db.session.scalars(select(Signature).where(Signature.subject_id.in_(texts))).all()
        assert len(given) == 2
        assert len({signature.key for signature in given}) == 1
        ledger_holds()


def test_a_question_is_put_once(app, campaign):
    two = [Racer(app, SECRETARIAT) for _ in range(2)]
    for _ in range(rounds(campaign)):
        made = make.circulated()
        resolution = made.id
        closes = (clock.now() + make.TWO_WEEKS).strftime("%Y-%m-%dT%H:%M")
        form = {"closes": closes, "rule": "majority", "other": "", "confirm": "yes"}
        form |= make.carried(make.to_put(made))
        outcomes = race(
            app, *(one.sends("resolutions.put", form, resolution_id=resolution) for one in two)
        )
        assert sorted(outcomes) == [303, 409]
        assert count(Question, Question.subject_id == resolution) == 1
        assert count(Job, Job.kind == "votes:close", Job.done_at.is_(None)) >= 1
        ledger_holds()


def test_circulating_and_withdrawing_end_in_one_order(app, campaign):
    writer, colleague = Racer(app, liaison()), Racer(app, governor())
    for _ in range(rounds(campaign)):
        made = make.draft()
        draft, seen = made.id, make.carried(make.seen(made))
        outcomes = race(
            app,
            writer.sends("resolutions.circulate", seen, resolution_id=draft),
            colleague.sends("resolutions.withdraw", seen, resolution_id=draft),
        )
        # Whoever comes second had reviewed what is no longer so.
        assert sorted(outcomes) == [303, 409]
        db.session.rollback()
        found = db.session.get_one(Resolution, draft)
        assert found.stage == ("circulated" if outcomes[0] == 303 else "withdrawn")
        assert (found.shown_version is not None) is (outcomes[0] == 303)
        assert entries("resolutions:circulate", f"resolution:{draft}") == int(outcomes[0] == 303)
        ledger_holds()


def test_a_text_is_not_circulated_while_it_is_put(app, campaign):
    writer, secretariat = Racer(app, liaison()), Racer(app, SECRETARIAT)
    for _ in range(rounds(campaign)):
        made = make.circulated()
        resolution = made.id
        with transaction():
            who = make.actor(liaison())
            operations.revise(who, held(resolution), words=SECOND, base=1)
        closes = (clock.now() + make.TWO_WEEKS).strftime("%Y-%m-%dT%H:%M")
        form = {"closes": closes, "rule": "majority", "other": "", "confirm": "yes"}
        db.session.rollback()
        form |= make.carried(make.to_put(made))
        outcomes = race(
            app,
            writer.sends(
                "resolutions.circulate", make.carried(make.seen(made)), resolution_id=resolution
            ),
            secretariat.sends("resolutions.put", form, resolution_id=resolution),
        )
        assert sorted(outcomes) == [303, 409]
        db.session.rollback()
        found = db.session.get_one(Resolution, resolution)
        assert found.shown_version == (2 if outcomes[0] == 303 else 1)
        if outcomes[0] == 303:
            assert found.question_id is None, "what was reviewed is not what is shown now"
            continue
        frozen = db.session.get_one(Question, found.question_id).text_sha256
        shown = db.session.get_one(ResolutionText, (resolution, found.shown_version))
        assert shown.sha256 == frozen, "what is put is what was shown last"


def test_two_who_save_a_form_of_the_same_text_both_find_their_words(app, campaign):
    two = [Racer(app, liaison()), Racer(app, governor())]
    for _ in range(rounds(campaign)):
        made = make.draft()
        first, second = (unit.id for unit in words_of(made).units[:2])
        forms = [{f"text-{first}": "of the one"}, {f"text-{second}": "of the other"}]
        outcomes = race(
            app,
            *(
                one.sends("drafting.write", {**form, "version": "1"}, resolution_id=made.id)
                for one, form in zip(two, forms, strict=True)
            ),
        )
        assert outcomes == [303, 303]
        db.session.rollback()
        found = db.session.get_one(Resolution, made.id)
        assert [u.text for u in words_of(found).units[:2]] == ["of the one", "of the other"]


def test_what_is_put_is_what_was_frozen_whatever_is_typed_meanwhile(app, campaign):
    """Edit against freeze: 1,000 times in the campaign."""
    writer, colleague = Racer(app, liaison()), Racer(app, governor())
    secretariat = Racer(app, SECRETARIAT)
    for number in range(1_000 if campaign else 5):
        made = make.circulated()
        key, first = made.id, words_of(made).units[0].id
        closes = (clock.now() + make.TWO_WEEKS).strftime("%Y-%m-%dT%H:%M")
        put = {"closes": closes, "rule": "majority", "other": "", "confirm": "yes"}
        typed = {f"text-{first}": f"typed {number}", "version": "1"}
        outcomes = race(
            app,
            writer.sends("drafting.write", typed, resolution_id=key),
            colleague.sends("drafting.save_version", {"reason": ""}, resolution_id=key),
            secretariat.sends(
                "resolutions.put", put | make.carried(make.to_put(made)), resolution_id=key
            ),
        )
        assert outcomes[0] in (303, 409), outcomes
        assert outcomes[1] in (303, 409), outcomes
        assert outcomes[2] == 303, "what is typed and saved changes nothing that was shown"
        db.session.rollback()
        found = db.session.get_one(Resolution, key)
        question = db.session.get_one(Question, found.question_id)
        shown = db.session.get_one(ResolutionText, (key, found.shown_version))
        assert shown.sha256 == question.text_sha256 == digest(shown.body.encode())
        assert shown.words == make.WORDS, "what was put is what the members had before them"
        late = select(DraftUpdate).join(Draft).where(Draft.resolution_id == key)
        assert all(one.at <= question.opened_at for one in db.session.scalars(late))
        versions = select(ResolutionText).where(ResolutionText.resolution_id == key)
        assert all(one.made_at <= question.opened_at for one in db.session.scalars(versions))


def test_of_two_positions_of_an_office_one_is_told(app, tmp_path, campaign):
    two = [Racer(app, counsel()), Racer(app, cases.lawyer())]
    for number in range(rounds(campaign)):
        suit = cases.lawsuit(tmp_path, case_id=f"case-{number}", docket_number=f"1:25-cv-{number}")
        where = {"lawsuit_id": suit.id, "case_id": suit.case_id}
        taken = {
            name: where[name]
            for rule in app.url_map.iter_rules("litigation.position")
            for name in rule.arguments
        }
        form = {"confirm": "yes", "before": "0", "version": "1"}
        outcomes = race(
            app,
            two[0].sends("litigation.position", {**form, "stance": "joins"}, **taken),
            two[1].sends("litigation.position", {**form, "stance": "declines"}, **taken),
        )
        assert sorted(outcomes) == [303, 409], outcomes
        ledger_holds()


# Acts on the ledger itself.


def test_acts_in_one_stream_leave_no_gap_and_no_fork(app, campaign):
    each = 20 if campaign else 4

    def act(name):
        def deed():
            for n in range(each):
                with transaction():
                    enter(OPERATOR, "test:act", stream="one", subject=name, facts={"n": n})

        return deed

    for number in range(1, rounds(campaign) // 3 + 1):
        assert race(app, *(act(name) for name in "abcdef")) == [None] * 6
        db.session.rollback()
        numbers = list(
            db.session.scalars(select(Entry.n).where(Entry.stream == "one").order_by(Entry.n))
        )
        assert numbers == list(range(1, number * 6 * each + 1))
        ledger_holds()


def test_acts_that_are_taken_back_among_others_leave_no_gap(app, campaign):
    def act(*, keep):
        def deed():
            for n in range(5):
                with transaction():
                    enter(OPERATOR, "test:act", stream="one", subject="x", facts={"n": n})
                    if not keep:
                        raise ZeroDivisionError

        return deed

    for number in range(1, rounds(campaign) // 3 + 1):
        race(app, *(act(keep=bool(n % 2)) for n in range(6)))
        db.session.rollback()
        numbers = list(
            db.session.scalars(select(Entry.n).where(Entry.stream == "one").order_by(Entry.n))
        )
        assert numbers == list(range(1, number * 15 + 1))
        ledger_holds()


# The same file, twice at once.

COLUMNS = "alliance_id,jurisdiction,role,status,joined,notice_given,left,source,as_of,note\n"


def importing(importer, path):
    def deed():
        with transaction():
            report = importer(OPERATOR, path, Terms())
        assert not report.refused
        return report.added, report.changed

    return deed


def one_did_it(outcomes):
    """One took the file in; the others found nothing to do, or were told to try again."""
    did = [one for one in outcomes if isinstance(one, tuple) and one != (0, 0)]
    others = [one for one in outcomes if one not in did]
    assert len(did) == 1, outcomes
    assert all(one == (0, 0) or isinstance(one, IntegrityError) for one in others), outcomes


def test_memberships_imported_twice_at_once_are_there_once(app, tmp_path, campaign):
    before = count(MembershipPeriod, MembershipPeriod.known_until.is_(None))
    for number in range(rounds(campaign)):
        file = tmp_path / "memberships.csv"
        year = 1900 + number  # another period of the same state in each round
        line = f"ours,NV,member,member,{year}-01-01,,{year}-06-01,s,2026-01-01,\n"
        file.write_text(COLUMNS + line)
        outcomes = race(app, *(importing(import_memberships, file) for _ in range(3)))
        after = count(MembershipPeriod, MembershipPeriod.known_until.is_(None))
        assert after == before + number + 1, outcomes
        one_did_it(outcomes)
        ledger_holds()


def test_alliances_imported_twice_at_once_are_there_once(app, tmp_path, campaign):
    for number in range(rounds(campaign)):
        slug = f"new-{number}"
        one = {
            "id": slug,
            "name": f"Alliance {number}",
            "kind": "compact",
            "formed": "2001",
            "subject": "s",
            "roster_complete": True,
            "source": ["s"],
            "as_of": "2026-01-01",
        }
        file = tmp_path / "alliances.json"
        file.write_text(json.dumps({"alliances": [one]}))
        outcomes = race(app, *(importing(import_alliances, file) for _ in range(3)))
        one_did_it(outcomes)
        assert count(Alliance, Alliance.slug == slug) == 1
        ledger_holds()


def test_lawsuits_and_events_imported_twice_at_once_are_there_once(app, tmp_path, campaign):
    for number in range(rounds(campaign)):
        case = {"case_id": f"case-{number}", "docket_number": f"1:25-cv-{number}"}
        suits = cases.lawsuits_file(tmp_path, cases.TARIFFS | case)
        one_did_it(race(app, *(importing(import_lawsuits, suits) for _ in range(3))))
        assert count(Lawsuit, Lawsuit.case_id == case["case_id"]) == 1
        events = cases.events_file(tmp_path, cases.COMPLAINT | {"case_id": case["case_id"]})
        one_did_it(race(app, *(importing(import_lawsuit_events, events) for _ in range(3))))
        assert count(LawsuitEvent) == number + 1
        ledger_holds()
