"""The bundle tells how a question was answered, and the checker inside it finds it so."""

import datetime as dt
import json
import subprocess
import sys
import zipfile
from io import BytesIO

import pytest

from alliance.charters.queries import voters_of
from alliance.charters.terms import Terms
from alliance.charters.voting import Voting
from alliance.core import clock
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.record import enter, moment
from alliance.core.transaction import snapshot, transaction
from alliance.resolutions import exports, stages
from alliance.resolutions import operations as resolutions
from alliance.resolutions.models import Resolution
from alliance.resolutions.moving import move
from alliance.resolutions.queries import text_of
from alliance.resolutions.rules import Stage
from alliance.texts.starting import plain_clauses
from alliance.votes import answering, operations
from alliance.votes.casting import cast_in_a_tie
from alliance.votes.deadlines import Deadline, Unit
from alliance.votes.models import Entitlement, Question
from alliance.votes.queries import held
from alliance.votes.rosters import roster_of
from alliance.votes.rules import USUAL_RULE, Mode, ShownTo
from alliance.votes.rules import Answer as Word
from alliance.votes.saying import Said
from alliance.votes.terms import BEFORE
from alliance.votes.ways import Way
from tests import make
from tests.charters import made as charters
from tests.meetings import asked
from tests.people import SECRETARIAT, governor, liaison
from tests.votes import proxies

DAY = dt.timedelta(days=1)
WHY = "The river runs through both, and nobody else may know"
NO_OBJECTION = {"majorities": [{"no_objection": True}]}


def chartered(**said):
    charters.adopt(charters.draft(charters.words(terms=Terms(voting=Voting(**said)))))


def put(made, way, rule=USUAL_RULE):
    with transaction():
        who = make.actor(SECRETARIAT)
        return resolutions.put(who, made, rule=rule, way=way, **make.to_put(made)).result


def say(question, state, word, seen=0, **more):
    with transaction():
        said = Said(Word(word), **more)
        answering.answer(make.actor(governor(state)), held(question.id), said=said, seen=seen)


def extend(question, to, reason="Snow in two states"):
    with transaction():
        who = make.actor(SECRETARIAT)
        operations.extend(who, held(question.id), closes_at=to, reason=reason)


def bundle_of(question):
    with snapshot():
        return exports.bundle(db.session.get_one(Resolution, question.subject_id))


def checked(data, folder):
    """What the bundle's own checker says of it, alone: no site, no environment, no product."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        (folder / "verify_bundle.py").write_bytes(archive.read("verify_bundle.py"))
    (folder / "decision.zip").write_bytes(data)
    command = [sys.executable, "-I", "-S", "-W", "error", "verify_bundle.py", "decision.zip"]
    ran = subprocess.run(  # noqa: S603 our own file, in a folder of this test
        command, cwd=folder, capture_output=True, check=False, env={"LC_ALL": "C"}, text=True
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def holds(question, folder):
    """The members of the bundle as JSON; what its own checker said must be that it holds."""
    data = bundle_of(question)
    code, told = checked(data, folder)
    assert code == 0, told
    assert told.startswith("VALID: decision.zip\n")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        named = [name for name in archive.namelist() if name.endswith(".json")]
        return {name: json.loads(archive.read(name)) for name in named}


def test_answers_that_were_changed(app, tmp_path):
    question = make.put()
    say(question, "CO", "nay")
    say(question, "UT", "recused", ground="A party to the matter")
    say(question, "CO", "present", seen=1)
    say(question, "CO", "yea", seen=2)
    say(question, "WY", "yea")
    assert make.closed(question) == "carried"
    make.signed(db.session.get_one(Resolution, question.subject_id), "CO")
    members = holds(question, tmp_path)
    assert members["terms.json"]["may_change"] is True
    colorado, utah, wyoming = members["answers.json"]
    assert (colorado["answer"], colorado["n"]) == ("yea", 3)
    assert utah["ground"] == "A party to the matter"
    assert "n" not in wyoming
    acts = [one["body"] for one in members["ledger.json"]["entries"]]
    given = [one["facts"].get("n", 1) for one in acts if one["action"] == "votes:answer"]
    assert given == [1, 1, 2, 3, 1]


def test_results_that_were_hidden_and_what_explains_them(app, tmp_path):
    question = make.put(hidden=True)
    say(question, "CO", "nay", explanation=WHY, shown_to=ShownTo.PRIVATE)
    say(question, "CO", "yea", seen=1, explanation=WHY, shown_to=ShownTo.PRIVATE)
    say(question, "UT", "yea")
    make.closed(question)
    data = bundle_of(question)
    members = holds(question, tmp_path)
    assert all(len(one["salt"]) == 32 for one in members["answers.json"])
    acts = [one["body"]["facts"] for one in members["ledger.json"]["entries"]]
    sealed = [facts for facts in acts if "answer_sha256" in facts]
    assert len(sealed) == 3
    assert all("answer" not in facts for facts in sealed)
    assert sum("explanation_sha256" in facts for facts in sealed) == 2
    # Who knows the salts that the close shows cannot try words of an explanation.
    salts = {one["salt"] for one in members["answers.json"]}
    guesses = {digest(canonical({"explanation": WHY, "salt": salt})) for salt in salts}
    assert guesses.isdisjoint(facts.get("explanation_sha256") for facts in sealed)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(WHY.encode() in archive.read(name) for name in archive.namelist())


def test_a_close_that_was_put_off_from_a_deadline_in_business_days(app, tmp_path):
    chartered(extensions=2)
    days = Deadline(5, Unit.BUSINESS_DAYS, (clock.today() + 2 * DAY,))
    way = Way(deadline=days, zone="America/Denver")
    question = put(make.circulated(), way)
    first = question.closes_at
    extend(question, first + DAY)
    extend(question, first + 3 * DAY, reason="More of it")
    with clock.stopped_at(first + 2 * DAY):
        make.answered(question, CO="yea")
    make.answered(question, UT="yea")
    make.closed(held(question.id))
    said = holds(question, tmp_path)["question.json"]
    assert [one["reason"] for one in said["extensions"]] == ["Snow in two states", "More of it"]
    assert said["extensions"][0]["from"] == clock.stamp(first)
    assert said["extensions"][-1]["to"] == said["closes_at"] == clock.stamp(first + 3 * DAY)


def test_a_question_that_was_taken_off_and_put_again(app, tmp_path):
    question = make.answered(make.put(), CO="nay")
    made = db.session.get_one(Resolution, question.subject_id)
    with transaction():
        stages.reopen(make.actor(SECRETARIAT), made, reason="A slip in clause 1")
    made = db.session.get_one(Resolution, made.id)
    with pytest.raises(RuleBroken, match="no decision to export"), snapshot():
        exports.bundle(made)
    words = plain_clauses("Joint resolution, mended", (), ("One form is used.",))
    with transaction():
        resolutions.revise(make.actor(liaison()), made, words=words, base=made.version)
        resolutions.circulate(make.actor(liaison()), made, **make.seen(made))
    again = put(made, Way(question.closes_at + DAY))
    assert make.closed(make.answered(again, CO="yea", UT="yea")) == "carried"
    make.signed(db.session.get_one(Resolution, made.id), "CO", "UT")
    members = holds(again, tmp_path)
    bodies = [one["body"] for one in members["ledger.json"]["entries"]]
    about = [one["action"] for one in bodies if one["subject"] == question.ref]
    assert about == ["votes:open", "votes:void"]  # and not what Colorado answered to it


def test_a_question_in_the_no_objection_procedure(app, tmp_path):
    way = Way(clock.now() + 20 * DAY, mode=Mode.NO_OBJECTION)
    question = put(make.circulated(), way, NO_OBJECTION)
    assert make.closed(make.answered(question, CO="yea")) == "carried"
    assert holds(question, tmp_path)["question.json"]["mode"] == "no objection"


def test_a_lost_question_whose_answers_could_not_be_changed(app, tmp_path):
    question = make.put(may_change=False)
    assert make.closed(make.answered(question, CO="nay", UT="nay", WY="yea")) == "lost"
    assert holds(question, tmp_path)["tally.json"]["outcome"] == "lost"


def test_what_the_house_changes_afterwards_is_found(app, tmp_path):
    question = make.answered(make.put(), CO="yea", UT="yea")
    make.closed(question)
    data = bundle_of(question)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    lax = members["terms.json"].replace(b'"extensions":0', b'"extensions":9')
    assert lax != members["terms.json"]
    held_in = BytesIO()
    with zipfile.ZipFile(held_in, "w") as archive:
        for name, content in {**members, "terms.json": lax}.items():
            archive.writestr(name, content)
    code, told = checked(held_in.getvalue(), tmp_path)
    assert code == 1
    assert told.startswith("NOT VALID: decision.zip: terms.json: was changed")


def test_a_weight_that_was_divided(app, tmp_path):
    chartered(divided=True)
    by_people = {"of": "cast", "measure": "population", "more_than": {"share": "1/2"}}
    rule = {"majorities": [by_people], "delegations": {"vote": "divided"}}
    question = put(make.circulated(), Way(clock.now() + 20 * DAY), rule)
    with transaction():
        said = Said("divided", {"yea": "2/3", "nay": "1/3"})
        answering.answer(make.actor(governor("CO")), held(question.id), said=said)
    make.answered(question, UT="yea", WY="present")
    assert make.closed(question) == "carried"
    members = holds(question, tmp_path)
    assert members["answers.json"][0]["parts"] == {"yea": "2/3", "nay": "1/3"}


@pytest.mark.parametrize(("utah", "decides"), [("nay", True), ("yea", False)])
def test_a_casting_vote_is_opened_where_it_decides(app, tmp_path, utah, decides):
    charters.officer(state="CO")
    half = {"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}
    rule = {"majorities": [half], "casting_vote": True}
    question = put(make.circulated(), Way(clock.now() + 20 * DAY, chair="CO"), rule)
    make.answered(question, CO="yea", UT=utah)
    for seen, vote in enumerate(("nay", "yea")):
        with transaction():
            who = make.actor(governor("CO"))
            cast_in_a_tie(who, held(question.id), vote=vote, seen=seen)
    assert make.closed(question) == "carried"
    assert holds(question, tmp_path)["tally.json"].get("chair") == ("yea" if decides else None)


def test_answers_by_proxy_and_what_took_their_place(app, tmp_path):
    proxies.allowed()
    question = make.put()
    proxies.given("CO", "UT")
    proxies.answered(question, word="nay")
    proxies.answered(question, word="present", seen=1)
    say(question, "CO", "yea", seen=2)
    proxies.given("WY", "UT")
    proxies.answered(question, state="WY")
    make.answered(question, UT="yea")
    assert make.closed(question) == "carried"
    colorado, _, wyoming = holds(question, tmp_path)["answers.json"]
    assert ("proxy" in colorado, wyoming["proxy"]) == (False, {"state": "UT"})


def about_proxies(members):
    bodies = [one["body"] for one in members["ledger.json"]["entries"]]
    return [one for one in bodies if one["subject"].startswith("proxy:")]


def test_the_bundle_shows_that_a_proxy_was_given_for_what_and_until_when(app, tmp_path):
    proxies.allowed(chains=True)
    question = make.put()
    one = proxies.given("CO", "UT", instructions="canary-instructions-bird")
    link = proxies.passed_on(one, "UT", "WY", kind="resolution")
    proxies.answered(question, governor("WY"))
    proxies.recalled(one)
    unused = proxies.given("UT", "WY")
    make.answered(question, UT="yea", WY="yea")
    make.closed(question)
    proxies.given("CO", "UT")  # after the close: not of this decision
    data = bundle_of(question)
    members = holds(question, tmp_path)
    shown = about_proxies(members)
    given, passed_on, recalled = shown
    assert [act["action"].partition(":")[2] for act in shown] == [
        *("give-proxy", "pass-on-proxy", "recall-proxy")
    ]
    assert given["facts"]["from_on"] == str(one.from_on)
    assert (passed_on["facts"]["kind"], passed_on["facts"]["to"]) == ("resolution", "WY")
    assert passed_on["facts"]["passed_on_from"] == [str(one.id)]
    bodies = [one["body"] for one in members["ledger.json"]["entries"]]
    [used] = [act for act in bodies if act["action"] == "votes:answer-by-proxy"]
    assert used["facts"]["given"] == [given["n"], passed_on["n"]]
    assert used["facts"]["proxy"] == str(link.id)
    assert given["n"] < used["n"] < recalled["n"]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"instructions-bird" not in whole
    assert str(one.salt).encode() not in whole
    assert str(unused.id).encode() not in whole


def test_the_bundle_shows_that_an_alternate_was_named(app, tmp_path):
    question = make.put()
    proxies.alternate(question=question)
    proxies.answered(question, liaison())
    make.closed(make.answered(question, UT="yea"))
    [named] = about_proxies(holds(question, tmp_path))
    assert named["facts"]["alternate"] == str(make.actor(liaison()).person_id)
    assert named["facts"]["question"] == str(question.id)


def test_answers_that_were_called_out_in_a_meeting_declared_closed(app, tmp_path):
    question = asked.put()
    asked.call(question, CO="nay")
    asked.confirm(question)
    asked.call(question, CO="yea")
    asked.confirm(question)
    with transaction():
        who, found = make.actor(SECRETARIAT), held(question.id)
        operations.close_and_follow(who, found, declared="Nobody else wishes to answer")
    [colorado] = holds(question, tmp_path)["answers.json"]
    assert (colorado["n"], "called" in colorado) == (2, True)


def opened_before_terms():
    """A question as it was opened when there were no terms: the ledger names none."""
    made = make.circulated()
    with transaction():
        who, now = make.actor(SECRETARIAT), moment(made.stream)
        move(who, made, Stage.VOTING)
        rule, roster = canonical(dict(USUAL_RULE)), canonical(roster_of(voters_of(made.alliance)))
        hashes = {
            "text_sha256": text_of(made, made.shown_version).sha256,
            "rule_sha256": digest(rule),
            "roster_sha256": digest(roster),
        }
        question = Question(
            kind=resolutions.KIND,
            subject_id=made.id,
            title=made.title,
            alliance_id=made.alliance_id,
            represented_by=made.alliance.represented_by,
            rule=rule.decode(),
            roster=roster.decode(),
            mode=Mode.WRITTEN,
            terms=BEFORE.frozen(),
            terms_sha256=digest(BEFORE.frozen().encode()),
            opened_at=now,
            closes_at=now + 14 * DAY,
            **hashes,
        )
        db.session.add(question)
        db.session.flush()
        codes = make.MEMBERS
        db.session.add_all(Entitlement(question_id=question.id, state_code=one) for one in codes)
        made.question_id = question.id
        facts = {"question": question.id, "resolution": made.id, "closes_at": question.closes_at}
        subject = question.ref
        enter(who, "votes:open", stream=made.stream, subject=subject, facts=facts | hashes, at=now)
        return question


def test_a_question_from_before_there_were_terms_is_exported_with_the_plain_ones(app, tmp_path):
    question = make.answered(opened_before_terms(), CO="yea", UT="recused")
    make.closed(question)
    members = holds(question, tmp_path)
    acts = [one["body"] for one in members["ledger.json"]["entries"]]
    [opening] = [one["facts"] for one in acts if one["action"] == "votes:open"]
    assert "terms_sha256" not in opening
    assert members["terms.json"] == BEFORE.as_json()
