"""Giving, passing on, recalling and using a proxy: who may, what it rests on, what is recorded."""

import datetime as dt
import json

import pytest
from sqlalchemy import select

from alliance.authority import operations as authority
from alliance.authority.models import ActUnder
from alliance.authority.rules import ActClass
from alliance.charters.member_classes import USUAL_CLASSES, Class
from alliance.charters.terms import Terms
from alliance.charters.voting import Voting
from alliance.clearance.rules import Needs
from alliance.core import clock
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.outbox import Job
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.states.reference import today_in
from alliance.transitions.queries import left_open
from alliance.votes import answering
from alliance.votes.awaited import usable
from alliance.votes.counting import counted
from alliance.votes.deadlines import end_of
from alliance.votes.models import Question
from alliance.votes.proxies import answering as proxy_answering
from alliance.votes.proxies import giving as proxy_giving
from alliance.votes.proxies.grounds import SUSPENDED
from alliance.votes.proxies.policy import Represented
from alliance.votes.proxies.queries import represented, shown_on, to_answer
from alliance.votes.queries import all_answers_to, answers_to
from tests import make
from tests.charters import made as charters
from tests.membership.files import contents
from tests.people import SECRETARIAT, Role, governor, liaison, observer
from tests.votes import proxies
from tests.votes.rolls import leave

COUNSEL = Role("CO", "governor", Rank.COUNSEL)


@pytest.fixture
def asked(app):
    """An open question of an alliance whose charter lets states be represented, and chains."""
    proxies.allowed(chains=True)
    return make.put()


def fresh(question):
    db.session.expire_all()
    return db.session.get_one(Question, question.id)


def entry(action):
    return db.session.scalars(select(Entry).where(Entry.action == action)).one()


def mail(template):
    jobs = db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))
    return [one.facts["audience"] for one in jobs if one.facts["template"] == template]


def office(state):
    return make.office_of(governor(state)).id


def test_a_proxy_is_kept_with_its_authority_and_entered_without_its_instructions(asked):
    one = proxies.given(instructions="Say yea, unless Wyoming objects.")
    facts = entry("votes:give-proxy").facts
    assert facts["proxy"] == str(one.id)
    assert (facts["state"], facts["to"], facts["scope"]) == ("CO", "UT", "alliance")
    assert facts["authority"] == str(make.standing(office("CO")).id) == str(one.authority_id)
    assert facts["chain_sha256"] == one.chain_sha256
    assert facts["instructions_sha256"] == proxy_giving.instructions_digest(one)
    assert "Wyoming" not in entry("votes:give-proxy").body
    assert mail("votes/proxies/mail/given") == [f"office:{office('CO')}+{office('UT')}"]


def test_only_who_answers_for_a_member_gives_its_proxy(asked):
    before = contents()
    for role in (liaison(), observer(), COUNSEL, SECRETARIAT, governor("NM")):
        with pytest.raises(NotPermitted), transaction():
            proxy_giving.give(make.actor(role), make.alliance(), terms=proxies.terms())
    assert contents() == before


def test_whom_the_register_names_gives_it_under_their_own_authority(asked):
    under = make.delegated(governor(), "CO Rev. Stat. 1", acts=frozenset({ActClass.ANSWER}))
    with transaction():
        who = make.actor(COUNSEL)
        one = proxy_giving.give(who, make.alliance(), terms=proxies.terms()).result
    assert one.authority_id == under.id
    act = db.session.scalars(select(ActUnder).where(ActUnder.subject == one.ref)).one()
    assert (act.authority_id, act.person_id) == (under.id, who.person_id)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"to": "NM"}, "states that vote"),
        ({"to": "CO"}, "own office"),
        ({"office": None}, "One of the two"),
        ({"instructions": "x" * 4_001}, "at most 4,000"),
        ({"kind": "lunch"}, "Choose the kind"),
        ({"last_on": dt.date(2001, 1, 1)}, "before the first"),
    ],
)
def test_what_cannot_be_given_is_refused_and_nothing_is_kept(asked, more, why):
    before = contents()
    with pytest.raises(RuleBroken, match=why):
        proxies.given(**more)
    assert contents() == before


def test_a_charter_that_says_nothing_of_proxies_leaves_alternates_alone(app):
    question = make.put()
    with pytest.raises(RuleBroken, match="does not let a state be represented by proxy"):
        proxies.given()
    proxies.alternate()
    proxies.answered(question, liaison())
    assert answers_to(question.id)["CO"].proxy_state == "CO"


def test_states_do_not_represent_one_another_in_a_loop(asked):
    proxies.given("CO", "UT")
    proxies.given("UT", "WY")
    with pytest.raises(RuleBroken, match="lead back"):
        proxies.given("WY", "CO")


def test_the_holder_answers_for_the_state_and_both_stand_in_the_record(asked):
    one = proxies.given()
    proxies.answered(asked)
    given = answers_to(asked.id)["CO"]
    who = make.actor(governor("UT"))
    assert (given.office_id, given.person_id) == (who.office_id, who.person_id)
    assert (given.proxy_id, given.proxy_state) == (one.id, "UT")
    assert given.authority_id == make.standing(who.office_id).id
    facts = entry("votes:answer-by-proxy").facts
    assert (facts["state"], facts["by"], facts["proxy"]) == ("CO", "UT", str(one.id))
    assert entry("votes:answer-by-proxy").subject == asked.ref
    assert mail("votes/mail/answer_by_proxy") == [f"office:{office('UT')}+{office('CO')}"]


def test_an_answer_by_proxy_is_counted_and_stands_in_the_roll_call(asked):
    proxies.given()
    proxies.answered(asked)
    make.answered(asked, UT="nay", WY="yea")
    assert make.closed(asked) == "carried"
    roll = {one["state"]: one for one in json.loads(fresh(asked).answers)}
    assert roll["CO"]["proxy"] == {"state": "UT"}
    assert roll["CO"]["office"]["id"] == str(office("UT"))
    assert roll["CO"]["entry"] == entry("votes:answer-by-proxy").n
    assert "proxy" not in roll["UT"]


def test_only_the_officeholder_of_the_office_that_holds_it_answers_by_it(asked):
    proxies.given()
    staff = liaison("UT")
    under = make.actor(staff)
    with pytest.raises(NotPermitted):
        proxies.answered(asked, staff)
    for role in (governor("WY"), governor("CO"), Role("UT", "treasurer", Rank.PRINCIPAL)):
        assert represented(make.actor(role), asked.id, "CO") is None
    assert under.office_id == office("UT")
    assert not all_answers_to(asked.id)


def test_a_proxy_of_another_office_is_refused_though_it_be_handed_in(asked):
    one = proxies.given()
    wrong = Represented(asked, one)
    with pytest.raises(NotPermitted), transaction():
        proxy_answering.answer_by_proxy(make.actor(governor("WY")), wrong, said=make.said("nay"))
    assert not all_answers_to(asked.id)


def test_a_proxy_that_was_recalled_is_not_used_and_its_answer_stands_till_replaced(asked):
    one = proxies.given()
    proxies.answered(asked)
    proxies.recalled(one)
    assert entry("votes:recall-proxy").facts["to"] == "UT"
    with pytest.raises(RuleBroken, match="was recalled"):
        proxies.answered(asked, word="nay", seen=1)
    assert answers_to(asked.id)["CO"].answer == "yea"
    with pytest.raises(RuleBroken, match="recalled already"):
        proxies.recalled(one)


def test_it_ends_with_its_last_day_at_the_capital_of_the_state(asked):
    proxies.given(last_on=today_in("CO"))
    midnight = end_of(today_in("CO"), "America/Denver")
    with clock.stopped_at(midnight), pytest.raises(RuleBroken, match="its last day was"):
        proxies.answered(asked)
    with clock.stopped_at(midnight - dt.timedelta(seconds=1)):
        proxies.answered(asked)
    assert answers_to(asked.id)["CO"].proxy_state == "UT"


def test_what_the_state_answers_itself_takes_its_place_and_is_never_replaced(asked):
    proxies.given()
    proxies.answered(asked, word="nay")
    with transaction():
        answering.answer(make.actor(governor()), asked, said=make.said("yea"), seen=1)
    assert [(one.n, one.answer, one.proxy_state) for one in all_answers_to(asked.id)] == [
        (1, "nay", "UT"),
        (2, "yea", None),
    ]
    with pytest.raises(RuleBroken, match="not replaced by a proxy"):
        proxies.answered(asked, word="nay", seen=2)


def test_where_an_answer_stands_neither_takes_the_place_of_the_other(app):
    proxies.allowed(may_change=False)
    question = make.put()
    proxies.given()
    proxies.answered(question, word="nay")
    with pytest.raises(answering.AlreadyAnswered, match="It stands"), transaction():
        answering.answer(make.actor(governor()), question, said=make.said("yea"), seen=1)
    with pytest.raises(answering.AlreadyAnswered):
        proxies.answered(question, word="yea", seen=1)
    assert answers_to(question.id)["CO"].answer == "nay"


def test_an_answer_that_came_meanwhile_is_not_replaced_unseen(asked):
    proxies.given()
    proxies.answered(asked)
    with pytest.raises(ChangedMeanwhile, match="changed since"):
        proxies.answered(asked, word="nay", seen=0)


def test_the_proxy_that_counts_is_the_one_that_is_used(asked):
    proxies.given("CO", "UT")
    later = proxies.given("CO", "WY", question=asked)
    assert usable(asked, ["CO"])["CO"].id == later.id
    with pytest.raises(RuleBroken, match="Another proxy"):
        proxies.answered(asked)
    proxies.answered(asked, governor("WY"))
    assert answers_to(asked.id)["CO"].proxy_id == later.id


def test_a_question_opened_before_the_charter_let_them_has_no_proxies(app):
    question = make.put()
    proxies.allowed()
    one = proxies.given()
    with pytest.raises(RuleBroken, match="did not let it be"):
        proxies.answered(question)
    with pytest.raises(RuleBroken, match="do not let a state be represented"):
        proxies.given("CO", "WY", question=question)
    assert one.recalled_at is None


def test_a_holder_passes_it_on_where_the_charter_lets_it_and_the_state_may_recall_it(asked):
    one = proxies.given()
    link = proxies.passed_on(one)
    assert (link.state_code, link.holder_state, link.source_id) == ("CO", "WY", one.id)
    assert entry("votes:pass-on-proxy").facts["passed_on_from"] == [str(one.id)]
    proxies.answered(asked, governor("WY"))
    proxies.recalled(link)  # by Colorado, whose vote it is
    proxies.answered(asked, governor("UT"), "nay", seen=1)
    assert answers_to(asked.id)["CO"].proxy_state == "UT"


def test_what_was_passed_on_falls_with_what_it_came_from(asked):
    one = proxies.given()
    proxies.passed_on(one)
    proxies.recalled(one)
    with pytest.raises(RuleBroken, match="was recalled"):
        proxies.answered(asked, governor("WY"))


def test_nothing_is_passed_on_where_the_charter_says_nothing_of_it_or_by_another(app):
    proxies.allowed()
    one = proxies.given()
    with pytest.raises(RuleBroken, match="passed on"):
        proxies.passed_on(one)
    with pytest.raises(NotPermitted):
        proxies.passed_on(one, by="WY", to="UT")


def test_a_proxy_rests_on_who_gave_it(asked):
    proxies.given()
    holder = make.actor(governor("UT"))
    assert [one.proxy.state_code for one in to_answer(holder)] == ["CO"]
    make.succeeded(governor())
    with pytest.raises(RuleBroken, match="suspended until it is given anew"):
        proxies.answered(asked)
    assert to_answer(holder) == []
    [shown] = shown_on(holder, asked)
    assert shown.why == f"{SUSPENDED} Whoever gave it no longer serves."
    [shown] = shown_on(make.actor(governor("WY")), asked)
    assert shown.why == SUSPENDED


def test_a_proxy_rests_on_the_authority_under_which_it_was_given(asked):
    under = make.delegated(governor(), "CO Rev. Stat. 1", acts=frozenset({ActClass.ANSWER}))
    with transaction():
        proxy_giving.give(make.actor(COUNSEL), make.alliance(), terms=proxies.terms())
    with transaction():
        who = make.actor(governor())
        one = make.lists.record_of(who, under.id)
        authority.revoke(who, one, on=today_in("CO"), version=one.version)
    with pytest.raises(RuleBroken, match="was revoked"):
        proxies.answered(asked)


def test_a_principal_who_is_absent_is_represented_all_the_more(asked):
    proxies.given()
    with transaction():
        who = make.actor(governor())
        authority.record_absence(who, None, person=who.person_id, from_on=today_in("CO"))
    proxies.answered(asked)
    assert answers_to(asked.id)["CO"].proxy_state == "UT"


@pytest.mark.parametrize("state", ["CO", "UT"])
def test_a_state_that_is_out_neither_gives_nor_holds_one(asked, state):
    proxies.given()
    leave(state)
    with pytest.raises((RuleBroken, NotPermitted)):
        proxies.answered(asked)
    assert not all_answers_to(asked.id)


def test_a_state_that_is_not_on_the_roster_represents_nobody(asked):
    with transaction():
        make.come_in(make.alliance(), "NM")  # after the question was opened
    with pytest.raises(RuleBroken, match="is not on the roster of this question"):
        proxies.given("CO", "NM", question=asked)
    proxies.given("CO", "NM")
    with pytest.raises(RuleBroken, match="not on the roster"):
        proxies.answered(asked, governor("NM"))
    assert not all_answers_to(asked.id)
    assert not usable(asked, asked.entitled)


def test_an_associate_that_votes_gives_holds_and_uses_a_proxy_like_a_member(app):
    with transaction():
        make.come_in(make.alliance(), "NM", role="associate")
    let = Class("Associate", "associate", voting=True, seated=False)
    terms = Terms(classes=(USUAL_CLASSES[0], let), voting=Voting(proxies=True))
    charters.adopt(charters.draft(charters.words(terms=terms)))
    question = make.put()
    proxies.given("NM", "UT")
    proxies.given("CO", "NM")
    proxies.answered(question, governor("UT"), state="NM")
    [waits] = to_answer(make.actor(governor("NM")))
    assert waits.proxy.state_code == "CO"
    proxies.answered(question, governor("NM"), state="CO")
    assert {state: one.proxy_state for state, one in answers_to(question.id).items()} == {
        "NM": "UT",
        "CO": "NM",
    }


def test_an_alternate_answers_under_the_authority_of_who_named_them(asked):
    one = proxies.alternate()
    proxies.answered(asked, liaison())
    given = answers_to(asked.id)["CO"]
    who = make.actor(liaison())
    assert (given.office_id, given.person_id) == (who.office_id, who.person_id)
    assert given.authority_id == one.authority_id
    act = db.session.scalars(select(ActUnder).where(ActUnder.subject == asked.ref)).one()
    assert (act.authority_id, act.chain_sha256) == (one.authority_id, given.chain_sha256)
    assert entry("votes:give-proxy").facts["alternate"] == str(who.person_id)


def test_an_alternate_is_of_the_own_office(asked):
    for role in (liaison("UT"), observer(), governor()):
        with pytest.raises(RuleBroken, match="serves in your own office"):
            proxies.alternate(role)


def test_what_an_alternate_answered_is_no_other_state_s_to_replace(asked):
    one = proxies.alternate()
    proxies.answered(asked, liaison())
    proxies.recalled(one)
    proxies.given()
    with pytest.raises(RuleBroken, match="alternate has answered"):
        proxies.answered(asked, word="nay", seen=1)


def test_the_steps_of_the_office_hold_for_its_alternate(asked):
    make.step_rule(Needs.CLEARED, ActClass.ANSWER)
    proxies.alternate()
    with pytest.raises(RuleBroken, match="prepare"):
        proxies.answered(asked, liaison())
    assert not all_answers_to(asked.id)


def test_an_answer_for_another_state_is_not_left_open_in_the_holder_s_office(asked):
    proxies.given()
    proxies.answered(asked)
    new = make.succeeded(governor("UT"))
    assert not [one for one in left_open(new) if one.kind == "answer"]


def test_who_answered_by_proxy_is_not_there_in_person(asked):
    proxies.given()
    proxies.answered(asked)
    make.answered(asked, WY="yea")
    answers = answers_to(asked.id)
    assert counted(fresh(asked), answers)["outcome"] == "carried"
    assert {state for state, one in answers.items() if one.proxy_state is None} == {"WY"}


def test_the_same_alternate_is_not_named_twice_but_another_is(asked):
    first = proxies.alternate()
    with pytest.raises(RuleBroken, match="given already"):
        proxies.alternate()
    assert proxies.alternate(COUNSEL).id != first.id
    proxies.recalled(first)
    assert proxies.alternate().id != first.id


def test_the_same_proxy_is_not_given_twice_but_again_after_a_recall(asked):
    first = proxies.given()
    with pytest.raises(RuleBroken, match="given already"):
        proxies.given()
    proxies.recalled(first)
    assert proxies.given().id != first.id


def test_of_an_answer_by_what_was_passed_on_the_state_itself_is_told_too(asked):
    proxies.passed_on(proxies.given())
    proxies.answered(asked, governor("WY"))
    offices = "+".join(str(office(state)) for state in ("WY", "UT", "CO"))
    assert mail("votes/mail/answer_by_proxy") == [f"office:{offices}"]


def test_passing_on_makes_no_loop_either(asked):
    one = proxies.given("CO", "UT")
    proxies.given("WY", "CO")
    with pytest.raises(RuleBroken, match="lead back"):
        proxies.passed_on(one, "UT", "WY")


def test_what_was_passed_on_is_looked_at_when_another_is_given(asked):
    one = proxies.given("CO", "UT")
    proxies.passed_on(one, "UT", "WY")
    with pytest.raises(RuleBroken, match="lead back"):
        proxies.given("WY", "CO")
    proxies.recalled(one)  # and with it what was passed on
    proxies.given("WY", "CO")


def test_a_recall_names_the_authority_that_it_rests_on(asked):
    under = make.delegated(governor(), "CO Rev. Stat. 1", acts=frozenset({ActClass.ANSWER}))
    one = proxies.given()
    proxies.recalled(one, COUNSEL)
    facts = entry("votes:recall-proxy").facts
    assert facts["authority"] == str(under.id)
    acts = db.session.scalars(select(ActUnder).where(ActUnder.subject == one.ref))
    assert [act.authority_id for act in acts] == [under.id]
