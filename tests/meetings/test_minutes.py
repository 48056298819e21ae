"""Minutes: built from what was recorded, frozen, signed, confirmed; then nothing moves."""

import json

import pytest

from alliance.core.canonical import canonical, digest
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.meetings import exports, floor, operations, queries, signing_off
from alliance.meetings.rules import Capacity, Stage, Step, Waits
from tests.core.insider import refused
from tests.mailing.post import delivered, to, work
from tests.meetings.made import (
    CLERK,
    SECOND,
    act,
    adjourned,
    attended,
    called,
    closed,
    confirmed,
    digest_now,
    drafted,
    fresh,
    gone,
    item,
    moved,
    newest,
    rolled,
    signed,
)
from tests.people import governor

pytestmark = pytest.mark.usefixtures("app")


def texts(one):
    """What the minutes say, entry by entry."""
    return [entry["text"] for entry in signing_off.as_they_stand(fresh(one))["entries"]]


def correction(one, words="Item 1 was presented by Utah.", reason="misheard", base=1):
    return act(signing_off.correct, CLERK, one, words=words, reason=reason, base=base)


def test_the_minutes_are_built_from_what_was_recorded_in_its_order():
    one = attended()
    key = item(one, "Report", presenter="Utah")
    act(operations.take_up, CLERK, fresh(one), item=key)
    motion = moved(fresh(one))
    rolled(fresh(one), motion)
    assert not [text for text in texts(one) if "Roll call" in text], "it does not count yet"
    confirmed(fresh(one), motion)
    gone(fresh(one), "UT")
    adjourned(fresh(one))
    said = texts(one)
    assert said[0].startswith("The meeting was called to order")
    assert said[1] == (
        "Present: Colorado (Ada Lund, Office, in person); Utah (Ada Lund, Office, in person). "
        "There is a quorum: 2 of 3 with a vote are present; at least 2 needed."
    )
    assert said[2] == "Item 1 of the agenda was taken up: Report, presented by Utah."
    assert said[3] == ("Motion 1: Colorado moved, seconded by Utah: “that the report be accepted”")
    assert said[4].startswith("Roll call on motion 1: carried.")
    assert said[5].startswith("Left: Utah. There is no quorum")
    assert said[6].startswith("The meeting was adjourned")
    roll = signing_off.as_they_stand(fresh(one))["entries"][4]["roll"]
    assert roll["answers"] == {
        "yea": ["Colorado", "Utah"],
        "nay": [],
        "present": [],
        "absent": ["Wyoming"],
    }
    assert roll["steps"][-1] == "Every majority is met: carried."


def test_the_clerks_paragraphs_stand_where_they_were_put_and_can_be_said_anew():
    one = attended()
    opened_at = 1
    note = act(operations.write_paragraph, CLERK, one, words="The chair spoke.", after=opened_at)
    last = act(operations.write_paragraph, CLERK, fresh(one), words="All stood.", after=note)
    assert texts(one)[1] == "The chair spoke."
    assert texts(one)[-1] == "All stood."
    act(operations.write_paragraph, CLERK, fresh(one), words="She spoke.", after=1, note=note)
    act(operations.write_paragraph, CLERK, fresh(one), words="", after=1, note=last)
    assert texts(one)[1] == "She spoke."
    assert "All stood." not in texts(one)
    with pytest.raises(NotPermitted):
        act(operations.write_paragraph, governor(), fresh(one), words="x", after=1)


def test_the_list_of_speakers_is_not_in_the_minutes():
    one = attended()
    act(floor.ask_to_speak, CLERK, one, state="CO", name="Zed")
    assert "Zed" not in json.dumps(signing_off.as_they_stand(fresh(one)))


def test_minutes_are_frozen_signed_and_confirmed_by_another_person():
    one = drafted()
    found = queries.minutes_now(fresh(one))
    assert digest(found.text.encode()) == found.sha256
    assert canonical(json.loads(found.text)).decode() == found.text
    assert fresh(one).stands is Stage.DRAFTED
    assert fresh(one).waits == Waits.SIGNATURE
    signed(fresh(one), capacity=Capacity.CHAIR)
    with pytest.raises(RuleBroken, match="You signed these minutes"):
        act(signing_off.confirm, CLERK, fresh(one), **newest(one))
    with pytest.raises(NotPermitted):
        act(signing_off.confirm, governor(), fresh(one), **newest(one))
    act(signing_off.confirm, SECOND, fresh(one), **newest(one))
    assert fresh(one).stands is Stage.SIGNED
    assert fresh(one).confirmed == 1
    mark = queries.minutes_now(fresh(one)).mark(Step.SIGNED)
    assert mark.capacity == "chair"


def test_everybody_is_told_when_minutes_are_confirmed(app):
    closed()
    work()
    assert "Minutes signed: Annual meeting, Western Accord" in [
        letter.subject for letter in to(delivered(app), governor("UT"))
    ]


def test_what_is_frozen_signed_and_confirmed_is_what_was_reviewed():
    one = adjourned()
    before = digest_now(one)
    act(operations.write_paragraph, CLERK, fresh(one), words="More.", after=1)
    with pytest.raises(ChangedMeanwhile):
        act(signing_off.draft, CLERK, fresh(one), sha256=before)
    drafted(fresh(one))
    for wrong in ({"version": 2}, {"sha256": before}):
        given = {**newest(one), **wrong}
        with pytest.raises(ChangedMeanwhile):
            act(signing_off.sign, CLERK, fresh(one), **given, capacity=Capacity.CHAIR)


def test_minutes_are_not_drafted_before_adjournment_or_while_a_roll_call_waits():
    one = attended()
    motion = moved(one)
    with pytest.raises(RuleBroken, match="when the meeting is adjourned"):
        drafted(fresh(one))
    rolled(fresh(one), motion)
    adjourned(fresh(one))
    with pytest.raises(RuleBroken, match="A roll call is not confirmed yet"):
        drafted(fresh(one))
    confirmed(fresh(one), motion)
    assert drafted(fresh(one)).id == one.id


def test_minutes_are_sent_back_and_drafted_anew_with_a_reason():
    one = signed()
    act(signing_off.give_back, SECOND, fresh(one), **newest(one), reason="A name is missing")
    with pytest.raises(RuleBroken, match="not its turn"):
        act(signing_off.confirm, SECOND, fresh(one), **newest(one))
    with pytest.raises(RuleBroken, match="why there is another version"):
        drafted(fresh(one))
    act(operations.write_paragraph, CLERK, fresh(one), words="Ada Lund presided.", after=1)
    drafted(fresh(one), reason="A name was missing")
    closed(fresh(one))
    assert fresh(one).confirmed == 2
    first, second = reversed(queries.versions_of(fresh(one)))
    assert first.mark(Step.RETURNED).reason == "A name is missing"
    assert "Ada Lund presided." not in first.text
    assert "Ada Lund presided." in second.text


def test_after_that_nothing_of_the_meeting_changes():
    one = closed()
    for attempt in (
        lambda: item(fresh(one)),
        lambda: moved(fresh(one)),
        lambda: act(operations.write_paragraph, CLERK, fresh(one), words="x", after=1),
        lambda: drafted(fresh(one)),
    ):
        with pytest.raises(RuleBroken):
            attempt()
    copied = (
        "INSERT INTO meeting_events (meeting_id, n, at, kind, facts, salt, sha256) "
        "SELECT meeting_id, 99, at, kind, facts, salt, sha256 FROM meeting_events WHERE n = 1"
    )
    assert "meeting_events: it is closed" in refused(copied)
    for column in ("title", "roll", "place"):
        assert "what was frozen stays" in refused(f"UPDATE meetings SET {column} = '\"x\"'")
    assert "what was frozen stays" in refused("UPDATE meetings SET stage = 'open'")


def test_a_correction_is_a_new_version_with_a_reason_and_leaves_the_first_as_it_was():
    one = closed()
    before = queries.minutes_now(fresh(one)).text
    with pytest.raises(ChangedMeanwhile):
        correction(fresh(one), base=9)
    correction(fresh(one))
    with pytest.raises(RuleBroken, match="A correction waits already"):
        correction(fresh(one))
    assert fresh(one).confirmed == 1, "the first stands until the second is confirmed"
    signed(fresh(one))
    act(signing_off.confirm, SECOND, fresh(one), **newest(one))
    assert fresh(one).confirmed == 2
    first, second = reversed(queries.versions_of(fresh(one)))
    assert first.text == before
    old, new = json.loads(before), json.loads(second.text)
    assert new["entries"] == old["entries"]
    (said,) = new["corrections"]
    assert (said["words"], said["reason"]) == ("Item 1 was presented by Utah.", "misheard")


def test_a_meeting_that_is_only_called_has_no_minutes_to_correct():
    with pytest.raises(RuleBroken, match="Only signed minutes"):
        correction(called(), base=0)


def test_the_ledger_says_which_minutes_by_their_digest():
    one = closed()
    found = queries.minutes_now(fresh(one))
    told = entries_about(one.stream, [one.ref])
    for action in ("draft-minutes", "sign-minutes", "confirm-minutes"):
        (entry,) = [e for e in told if e.action == f"meetings:{action}"]
        assert entry.facts["minutes_sha256"] == found.sha256


def test_the_plain_text_says_everything_and_the_json_is_what_was_hashed():
    one = closed()
    found = queries.minutes_now(fresh(one))
    text = exports.as_text(found)
    for said in (
        "Minutes: Annual meeting",
        "Colorado: Ada Lund, Office, in person, from",
        "Wyoming: absent",
        "Yea (2): Colorado, Utah",
        f"SHA-256 {found.sha256}",
        "Signed by",
        "Confirmed by",
    ):
        assert said in text
    assert digest(exports.as_json(found)) == found.sha256


def test_a_paragraph_written_after_the_minutes_were_drafted_is_not_lost():
    one = drafted()
    note = act(operations.write_paragraph, CLERK, fresh(one), words="Utah objected.", after=2)
    with pytest.raises(RuleBroken, match="A paragraph was written since these minutes"):
        signed(fresh(one))
    drafted(fresh(one), reason="A paragraph was missing")
    signed(fresh(one))
    act(
        operations.write_paragraph, CLERK, fresh(one), words="Utah did.", after=2, note=note
    )  # one that is said anew, too
    with pytest.raises(RuleBroken, match="draft them anew, or take it out"):
        act(signing_off.confirm, SECOND, fresh(one), **newest(one))
    drafted(fresh(one), reason="A paragraph was said anew")
    closed(fresh(one))
    assert "Utah did." in queries.minutes_now(fresh(one)).text


def test_a_paragraph_that_was_taken_out_again_keeps_nobody_from_signing():
    one = drafted()
    note = act(operations.write_paragraph, CLERK, fresh(one), words="Utah objected.", after=2)
    act(operations.write_paragraph, CLERK, fresh(one), words="", after=2, note=note)
    closed(fresh(one))
    assert fresh(one).stands is Stage.SIGNED
