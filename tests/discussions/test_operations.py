"""Comments: who reads and says what, where their words stand, and what becomes of them."""

from dataclasses import replace

import pytest

from alliance.accounts.queries import offices_of
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.discussions import operations, queries, taking
from alliance.discussions.operations import Said
from alliance.discussions.rules import Circle, Happened
from alliance.drafting import operations as drafting
from alliance.drafting.queries import words_of
from alliance.redlines.anchors import Orphan, Placed
from alliance.resolutions import operations as resolutions
from alliance.resolutions import sharing
from alliance.resolutions.queries import held, text_of
from alliance.votes.ways import Way
from tests import make
from tests.discussions.made import (
    WORDS,
    act,
    first_unit,
    fresh,
    fresh_comment,
    person,
    replied,
    thread,
)
from tests.people import SECRETARIAT, administrator, counsel, governor, liaison, observer

pytestmark = pytest.mark.usefixtures("app")
UTAH = liaison("UT")


def written(made, change):
    """The draft, changed by Colorado's liaison."""
    with transaction():
        drafting.set_down(make.actor(liaison()), held(made.id), merged=change)


def with_text(key, text):
    """What changes the words of a unit."""
    return lambda now: now.with_units(
        replace(unit, text=text) if unit.id == key else unit for unit in now.units
    )


def without(key):
    """What strikes a unit."""
    return lambda now: now.with_units(unit for unit in now.units if unit.id != key)


def place(one, role=None):
    """Where a thread's words stand in the text before somebody."""
    now = queries.words_for(make.actor(role or liaison()), held(one.resolution_id))
    return queries.standings([fresh(one)], now)[0].place


def entries():
    return db.session.scalars(
        db.select(Entry).where(Entry.action.startswith("discussions:")).order_by(Entry.at)
    ).all()


def read_by(role, made):
    """The threads that somebody is shown."""
    return {one.id for one in queries.threads(make.actor(role), held(made.id))}


def test_a_comment_is_kept_with_its_words_and_the_ledger_holds_a_digest_only():
    one = thread(make.draft(), meant="assist one another")
    assert one.quote == "assist one another"
    assert one.address == "whereas clause 1"
    [said] = one.comments
    assert said.words == WORDS
    [entry] = entries()
    assert entry.stream == one.resolution.office.stream
    assert entry.facts["comment_sha256"] == operations.comment_digest(said)
    assert set(entry.facts) == {"thread", "resolution", "circle", "comment", "comment_sha256"}
    assert WORDS not in entry.body


def test_the_same_words_have_another_digest_each_time():
    made = make.draft()
    one, other = thread(made), thread(made)
    digests = {operations.comment_digest(each.comments[0]) for each in (one, other)}
    assert len(digests) == 2


def test_a_comment_among_writers_is_read_by_writers_only():
    made = make.shared_draft()
    one = thread(made)
    assert read_by(liaison(), made) == read_by(UTAH, made) == {one.id}
    assert read_by(observer("UT"), made) == {one.id}
    assert read_by(liaison("WY"), made) == set()
    assert queries.thread(make.actor(liaison("WY")), one.id) is None
    assert queries.thread(make.actor(counsel("CO")), one.id) is None
    assert queries.thread(make.actor(liaison("NM")), one.id) is None


def test_a_comment_with_the_chosen_is_read_by_them_and_the_writers_and_nobody_else():
    made = make.shared_draft()
    one = thread(made, Circle.CHOSEN, by=liaison("WY"))
    for role in (liaison(), UTAH, liaison("WY"), counsel("WY")):
        assert read_by(role, made) == {one.id}
    for role in (counsel("UT"), counsel("CO"), SECRETARIAT):
        assert queries.thread(make.actor(role), one.id) is None


def test_a_comment_on_an_open_text_is_read_by_every_office_of_the_members():
    made = make.circulated()
    narrow, wide = thread(made), thread(made, Circle.MEMBERS, by=counsel("WY"))
    assert read_by(liaison(), made) == {narrow.id, wide.id}
    for role in (counsel("UT"), observer("WY"), SECRETARIAT):
        assert read_by(role, made) == {wide.id}
    assert queries.thread(make.actor(liaison("NM")), wide.id) is None


def test_nobody_speaks_to_a_circle_that_is_not_theirs():
    made = make.circulated()
    with pytest.raises(RuleBroken, match="Choose who is to read this"):
        thread(made, Circle.WRITERS, by=UTAH)
    with pytest.raises(RuleBroken, match="Choose who is to read this"):
        thread(make.draft(), Circle.MEMBERS)


def test_one_who_writes_no_more_reads_the_writers_no_more():
    made = make.shared_draft()
    one = thread(made)
    act(sharing.set_writers, liaison(), held(made.id), offices=[])
    assert queries.thread(make.actor(UTAH), one.id) is None


def test_only_those_at_work_comment():
    for role in (observer(), administrator(), liaison("NM")):
        with pytest.raises(NotPermitted):
            thread(make.draft(), by=role)


def test_words_of_a_version_that_others_do_not_have_are_not_quoted_to_them():
    made = make.circulated()
    key = first_unit(made).id
    written(made, with_text(key, "a secret turn of phrase"))
    assert thread(made, meant="secret turn").quote == "secret turn"
    with pytest.raises(RuleBroken, match="not found in this unit"):
        thread(made, Circle.MEMBERS, meant="secret turn", unit=key)


@pytest.mark.parametrize(
    ("meant", "said"),
    [("e", "times in this unit"), ("no such words", "are not found in this unit")],
)
def test_words_that_stand_there_not_once_are_refused_with_how_often(meant, said):
    with pytest.raises(RuleBroken, match=said):
        thread(make.draft(), meant=meant)


def test_a_comment_follows_its_words_while_the_text_around_them_changes():
    made = make.draft()
    one = thread(made, meant="assist one another")
    written(made, with_text(one.unit, "whenever asked, the member states assist one another"))
    found = place(one)
    assert isinstance(found, Placed)
    text = words_of(held(made.id)).by_id[found.unit].text
    assert text[found.start : found.end] == "assist one another"


def test_struck_words_leave_an_orphan_with_its_quote_and_the_reason():
    made = make.draft()
    words, whole = thread(made, meant="assist one another"), thread(made)
    written(made, without(words.unit))
    for one in (words, whole):
        found = place(one)
        assert isinstance(found, Orphan)
        assert "struck" in found.reason
        assert fresh(one).comments[0].words == WORDS
    assert fresh(words).quote == "assist one another"


def test_an_orphan_stands_at_its_words_again_when_they_come_back():
    made = make.draft()
    before = words_of(held(made.id))
    one = thread(made, meant="assist one another")
    written(made, without(one.unit))
    assert isinstance(place(one), Orphan)
    written(made, lambda _: before)
    assert isinstance(place(one), Placed)


def test_others_see_a_comment_at_its_place_in_the_version_that_they_have():
    made = make.circulated()
    one = thread(made, Circle.MEMBERS, meant="assist one another")
    written(made, without(one.unit))
    with transaction():
        drafting.save_version(make.actor(liaison()), held(made.id), reason="Shorter.")
    assert isinstance(place(one), Orphan)
    assert isinstance(place(one, counsel("WY")), Placed)


def test_a_suggestion_is_taken_into_the_draft_and_resolved_by_that():
    made = make.draft()
    one = thread(made, meant="assist", suggests="help")
    written(made, with_text(one.unit, "truly, the member states assist one another"))
    act(taking.take_in, governor(), fresh(one))
    assert words_of(held(made.id)).by_id[one.unit].text == (
        "truly, the member states help one another"
    )
    assert [each.what for each in fresh(one).happened] == [Happened.TAKEN_IN]
    assert not fresh(one).is_open
    assert text_of(held(made.id), 1).words.by_id[one.unit].text != "truly"


def test_a_suggestion_to_strike_takes_the_words_away():
    made = make.draft()
    one = thread(made, meant=" one another", suggests="")
    act(taking.take_in, liaison(), fresh(one))
    assert words_of(held(made.id)).by_id[one.unit].text == "the member states assist "


def test_a_suggestion_whose_words_were_changed_or_struck_writes_nothing():
    made = make.draft()
    one, other = (thread(made, meant="assist one", suggests="help a") for _ in range(2))
    written(made, with_text(one.unit, "the member states assist every one another"))
    before = words_of(held(made.id))
    with pytest.raises(RuleBroken, match="changed meanwhile"):
        act(taking.take_in, liaison(), fresh(one))
    written(made, without(one.unit))
    with pytest.raises(RuleBroken, match="struck"):
        act(taking.take_in, liaison(), fresh(other))
    assert fresh(one).is_open
    assert before.by_id[one.unit].text == "the member states assist every one another"


def test_only_writers_take_a_suggestion_in():
    made = make.circulated()
    one = thread(made, Circle.MEMBERS, by=UTAH, meant="assist", suggests="help")
    for role in (UTAH, SECRETARIAT, observer()):
        with pytest.raises(NotPermitted):
            act(taking.take_in, role, fresh(one))
    act(taking.take_in, liaison(), fresh(one))
    assert not fresh(one).is_open


def test_a_thread_is_resolved_and_reopened_by_those_whom_it_concerns():
    one = thread(make.circulated(), Circle.MEMBERS, by=UTAH)
    for role in (liaison("WY"), SECRETARIAT, observer("UT")):
        with pytest.raises(NotPermitted):
            act(operations.resolve, role, fresh(one))
    act(operations.resolve, governor("UT"), fresh(one))
    with pytest.raises(RuleBroken, match="resolved already"):
        act(operations.resolve, liaison(), fresh(one))
    act(operations.reopen, liaison(), fresh(one))
    happened = [(each.what, each.person_id) for each in fresh(one).happened]
    assert happened == [
        (Happened.RESOLVED, person(governor("UT"))),
        (Happened.REOPENED, person(liaison())),
    ]
    with pytest.raises(RuleBroken, match="open"):
        act(operations.reopen, liaison(), fresh(one))


def test_an_author_takes_back_what_they_said_and_nobody_else_does():
    one = thread(make.draft())
    for role in (governor(), observer()):
        with pytest.raises(NotPermitted):
            act(operations.take_back, role, fresh(one).comments[0])
    act(operations.take_back, liaison(), fresh(one).comments[0])
    assert fresh_comment(one.comments[0]).taken_back_at
    with pytest.raises(RuleBroken, match="already"):
        act(operations.take_back, liaison(), fresh(one).comments[0])


def mails(template):
    return [
        one.facts["audience"].rpartition("+")[2]
        for one in db.session.scalars(db.select(Job).where(Job.kind == "mail"))
        if one.facts["template"] == template
    ]


def test_those_mentioned_by_name_or_chosen_are_written_to_once():
    made = make.shared_draft()
    name = make.actor(UTAH).name
    one = thread(made, words=f"@{name} and @nobody", mentions=(person(governor()),))
    assert {each.person_id for each in one.comments[0].mentions} == {
        person(UTAH),
        person(governor()),
    }
    assert sorted(mails(operations.MENTIONED)) == sorted(
        str(person(role)) for role in (UTAH, governor())
    )


def test_nobody_outside_the_circle_is_mentioned_or_assigned():
    one = thread(make.shared_draft())
    for role in (liaison("WY"), counsel("CO"), observer()):
        with pytest.raises(RuleBroken, match="may not read this"):
            replied(one, mentions=(person(role),))
        with pytest.raises(RuleBroken, match="Choose somebody"):
            act(operations.assign, liaison(), fresh(one), to=person(role))
    assert mails(operations.MENTIONED) == mails(operations.ASSIGNED) == []


def test_a_thread_is_assigned_and_whoever_sees_to_it_may_resolve_it():
    one = thread(make.circulated(), Circle.MEMBERS)
    wyoming = counsel("WY")
    act(operations.assign, UTAH, fresh(one), to=person(wyoming))
    assert mails(operations.ASSIGNED) == [str(person(wyoming))]
    with pytest.raises(RuleBroken, match="already"):
        act(operations.assign, UTAH, fresh(one), to=person(wyoming))
    act(operations.resolve, wyoming, fresh(one))
    with pytest.raises(RuleBroken, match="Reopen"):
        act(operations.assign, UTAH, fresh(one), to=person(governor()))


def test_after_the_question_is_put_comments_are_read_and_none_is_added():
    made = make.circulated()
    one = thread(made, Circle.MEMBERS, meant="assist", suggests="help")
    with transaction():
        resolutions.put(
            make.actor(SECRETARIAT),
            held(made.id),
            rule=make.USUAL_RULE,
            way=Way(make.clock.now() + make.TWO_WEEKS),
            **make.to_put(held(made.id)),
        )
    assert read_by(counsel("WY"), made) == {one.id}
    for refused in (
        lambda: thread(made, Circle.MEMBERS),
        lambda: replied(one),
        lambda: act(operations.assign, liaison(), fresh(one), to=person(governor())),
        lambda: act(taking.take_in, liaison(), fresh(one)),
    ):
        with pytest.raises(RuleBroken):
            refused()
    assert len(fresh(one).comments) == 1
    act(operations.resolve, liaison(), fresh(one))


def test_what_concerns_another_office_in_a_narrow_circle_stands_in_its_stream_too():
    made = make.shared_draft()
    one = thread(made, mentions=(person(UTAH),))
    streams = {each.stream for each in entries()}
    assert streams == {one.resolution.office.stream, f"office:{make.actor(UTAH).office_id}"}


@pytest.mark.parametrize("words", ["", "  ", "x" * 5_001])
def test_nothing_and_too_much_is_not_said(words):
    one = thread(make.draft())
    with pytest.raises(RuleBroken):
        act(operations.reply, liaison(), fresh(one), said=Said(words))


def test_offices_of_one_state_are_apart():
    made = make.shared_draft()
    others = {one.id for one in offices_of("UT")} - {make.actor(UTAH).office_id}
    people = queries.who_may_be_asked(held(made.id), Circle.WRITERS)
    assert not {who.office_id for who in people.values()} & others
