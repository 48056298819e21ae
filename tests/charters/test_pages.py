"""The pages of a charter and of what it sets up."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.charters.models import Charter, Dues, Group, Link, Officer, Participant, Seat
from alliance.charters.operations import Term
from alliance.charters.rules import LinkKind, SeatRole
from alliance.charters.terms import read_terms
from alliance.charters.voting import Span
from alliance.core import clock
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.membership.queries import facts_of
from tests import make
from tests.charters import made
from tests.charters.filled import stands_in
from tests.charters.made import FIRST
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, governor, liaison

YEAR = dt.date(2024, 12, 31)
PAGES = ("charter", "groups", "officers", "links", "participants")

pytestmark = pytest.mark.usefixtures("app")


def newest(table):
    """The row that was made last."""
    db.session.rollback()
    with transaction():
        return db.session.scalars(select(table).order_by(table.id.desc())).first()


def typed(**other):
    """What the form of a draft sends."""
    given = {
        "text": made.TEXT,
        "purpose": "Common forms",
        "source": "Charter book, p. 1",
        "by": "officers",
        "decides-rule": "majority",
        "decides-quorum": "half",
        "sponsors": "1",
        "instrument": "y",
        "classes-0-name": "Party",
        "classes-0-base": "party",
        "classes-0-voting": "y",
        "classes-0-seated": "y",
        "classes-0-open_to": ["state", "district"],
        "classes-1-name": "",
        "classes-1-base": "observer",
        "modes": ["written", "meeting"],
        "may_change": "y",
    }
    return given | other


def test_pages_with_nothing_on_them_say_what_to_do(visitor):
    for role in (governor("NM"), governor(), SECRETARIAT):
        visitor.sign_in(role)
        for name in PAGES:
            page = visitor.get(f"charters.{name}", slug="ours")
            assert "The secretariat" in page.words
    assert "No dues are recorded" in visitor.get("charters.dues", slug="ours").words


def test_the_page_of_the_alliance_leads_to_all_of_them(visitor):
    visitor.sign_in(liaison())
    links = visitor.get("membership.alliance", slug="ours").links()
    assert {visitor.url(f"charters.{name}", slug="ours") for name in (*PAGES, "dues")} <= set(links)


def test_only_its_secretariat_is_offered_to_write(visitor):
    where, officer = made.group(), made.officer()
    seat = made.seat(where)
    forms = [
        *(("draft", {"slug": "ours"}), ("open_group", {"slug": "ours"})),
        *(("record_officer", {"slug": "ours"}), ("link", {"slug": "ours"})),
        *(("record_participant", {"slug": "ours"}), ("assess", {"slug": "ours"})),
        *(("seat", {"group_id": where.id}), ("end_group", {"group_id": where.id})),
        *(("end_seat", {"seat_id": seat.id}), ("end_officer", {"officer_id": officer.id})),
    ]
    ways = [
        *((f"charters.{name}", {"slug": "ours"}) for name in (*PAGES, "dues")),
        ("charters.group", {"group_id": where.id}),
    ]
    offered = {visitor.url(f"charters.{name}", **given) for name, given in forms}
    visitor.sign_in(SECRETARIAT)
    assert offered <= {one for name, given in ways for one in visitor.get(name, **given).links()}
    for role in (governor(), OTHER_SECRETARIAT):
        visitor.sign_in(role)
        open_to = [way for way in ways if role.state or way[0] != "charters.dues"]
        seen = {one for name, given in open_to for one in visitor.get(name, **given).links()}
        assert not offered & seen
        for name, given in forms:
            visitor.get(f"charters.{name}", 403, **given)


def test_a_charter_is_drafted_reviewed_and_adopted(visitor):
    visitor.sign_in(SECRETARIAT)
    visitor.send("charters.draft", typed(), slug="ours")
    one = newest(Charter)
    where = {"charter_id": one.id}
    assert one.terms["admission"]["sponsors"] == 1
    assert one.terms["classes"][0]["open_to"] == ["state", "district"]
    page = visitor.get("charters.version", **where)
    assert "A draft: the members and the secretariat see it" in page.words
    assert visitor.url("charters.adopt", **where) in page.links()

    page = visitor.get("charters.adopt", **where)
    missing = visitor.press("charters.adopt", page, {"decision": " "}, 422, **where)
    assert "Name the decision" in missing.words
    given = {
        "adopted_on": "2024-01-01",
        "effective_on": "2024-02-01",
        "decision": "Resolution 1 <of> the meeting",
    }
    review = visitor.press("charters.adopt", page, given, 200, **where)
    assert "Nothing is recorded until you confirm." in review.words
    assert "Resolution 1 <of> the meeting" in review.words
    again = visitor.press("charters.adopt", review, {"change": "yes"}, 200, **where)
    assert again.h1 == "Record the adoption"
    visitor.press("charters.adopt", review, {"confirm": "yes"}, **where)

    assert "Digest" in visitor.get("charters.receipt", **where).words
    assert visitor.get("charters.receipt_file", **where).json["receipt"]["stream"].endswith("ours")
    shown = visitor.sign_in(governor("NM")).get("charters.charter", slug="ours")
    assert "Version 1 is in force" in shown.words
    assert "Article 2. The members vote." in shown.words
    assert "At least 1 member must sponsor it." in shown.words
    before = visitor.get("charters.charter", slug="ours", as_of="2024-01-31")
    assert "No version is in force" in before.words
    assert "Article 2" not in before.words
    visitor.get("charters.receipt", 404, **where)
    visitor.sign_in(liaison())
    assert "was adopted, in force from February 1, 2024" in visitor.get("workspaces.record").words


def test_a_draft_is_not_there_for_who_does_not_belong(visitor):
    one = made.draft(made.words("canary-draft"))
    for role, code in ((governor(), 200), (governor("NM"), 404), (OTHER_SECRETARIAT, 404)):
        visitor.sign_in(role)
        for page in ("version", "compare"):
            visitor.get(f"charters.{page}", code, charter_id=one.id)
        words = visitor.get("charters.charter", slug="ours").words
        assert ("Version 1" in words) is (code == 200)


def test_what_was_adopted_meanwhile_is_reviewed_anew(visitor):
    first = made.draft()
    second = made.draft(base=1)
    visitor.sign_in(SECRETARIAT)
    where = {"charter_id": second.id}
    page = visitor.get("charters.adopt", **where)
    made.adopt(first)
    given = {
        "adopted_on": "2024-01-01",
        "effective_on": "2024-01-01",
        "decision": "Resolution 2",
        "confirm": "yes",
    }
    page = visitor.press("charters.adopt", page, given, 409, **where)
    assert "has changed since you reviewed it" in page.words
    visitor.press("charters.adopt", page, given, **where)
    assert newest(Charter).version == 2
    page = visitor.get("charters.adopt", **where)
    assert "was adopted already" in page.words


def test_a_draft_that_was_overtaken_keeps_what_was_typed(visitor):
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("charters.draft", slug="ours")
    made.draft()
    given = typed(text="My own text")
    page = visitor.press("charters.draft", page, given, 409, slug="ours")
    assert "Version 1 was drafted while you were writing" in page.words
    assert "My own text" in page.words
    visitor.press("charters.draft", page, given, slug="ours")
    assert newest(Charter).version == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": " "}, "Write the text."),
        ({"sponsors": "many"}, "Sponsors needed: "),
        ({"sponsors": "56"}, "Sponsors needed: Enter a whole number from 0 to 55."),
        ({"sponsors": "1_0"}, "Enter a whole number from 0 to 55."),
        (
            {"circulation_days": "366"},
            "Business days before members ahead of a vote: Enter a whole number from 0 to 365",
        ),
        ({"circulation_days": "3/2"}, "Enter a whole number from 0 to 365, or nothing."),
        (
            {"text_sponsors": "1", "different": "region"},
            "Sponsors must be of different: Sponsors differ only where there are two or more.",
        ),
        ({"rules": "{"}, "Line 1, column 2: this is not JSON"),
        ({"rules": '{"a": 1, "a": 2}'}, "This cannot be read"),
        ({"rules": "[1]"}, "it must be an object"),
        ({"by": "members", "decides-rule": "other", "decides-own": "{]"}, "this is not JSON"),
        (
            {"by": "members", "decides-rule": "other", "decides-own": " "},
            "Vote on an admission, in the rule language: Write the rule here, or choose another",
        ),
        (
            {"by": "members", "decides-rule": "other", "decides-own": "{}"},
            "Vote on an admission, in the rule language: The rule, at “majorities”: is missing",
        ),
        ({"classes-0-name": ""}, "Class 1, name: Name at least one class of members."),
        ({"classes-1-name": "party"}, "Class 2, name: It is the name of a class before it"),
        (
            {"classes-1-name": "Observer"},
            "Class 2, open to: Choose for whom this class is open",
        ),
    ],
)
def test_a_draft_with_a_fault_says_where_and_what(visitor, given, said):
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("charters.draft", slug="ours")
    page = visitor.press("charters.draft", page, typed(**given), 422, slug="ours")
    assert said in page.words
    assert newest(Charter) is None


def test_the_form_of_a_further_version_begins_with_the_one_before(visitor):
    visitor.sign_in(SECRETARIAT)
    rule = '{"majorities": [{"no_objection": true}]}'
    given = {"by": "members", "decides-rule": "other", "decides-own": rule}
    given["rules"] = '{"entry_into_force": {"when": {"at_least": {"count": "3"}}}}'
    visitor.send("charters.draft", typed(**given), slug="ours")
    first = newest(Charter)
    page = visitor.get("charters.draft", slug="ours")
    stands = stands_in(page, visitor.url("charters.draft", slug="ours"))
    assert (stands["decides-rule"], stands["decides-quorum"]) == ("no-objection", "none")
    sent = typed(**given, text="Another")
    visitor.press("charters.draft", page, sent, slug="ours")
    second = newest(Charter)
    assert (second.version, second.terms, second.rules) == (2, first.terms, first.rules)


def test_two_versions_are_compared_side_by_side(visitor):
    made.adopt(made.draft())
    terms = made.Terms(dues_affect_standing=True)
    second = made.draft(made.words("Article 1. The members meet.\nArticle 2. Yes.", terms), 1)
    page = visitor.sign_in(liaison()).get("charters.compare", charter_id=second.id)
    assert "2 differences from version 1" in page.words
    assert "changed Article 2. The members vote. Article 2. Yes." in page.words
    assert "Unpaid dues may affect" in page.words
    first = visitor.get("charters.compare", charter_id=newest_of(1))
    assert "There is no version before it" in first.words


def newest_of(version):
    with transaction():
        return db.session.scalars(select(Charter.id).where(Charter.version == version)).one()


def test_who_does_not_belong_compares_with_what_was_adopted(visitor):
    made.adopt(made.draft())
    made.draft(made.words("canary-draft"), 1)
    third = made.adopt(made.draft(made.words("Third"), 2), before=1)
    page = visitor.sign_in(governor("NM")).get("charters.compare", charter_id=third.id)
    assert "from version 1" in page.words
    assert "canary-draft" not in page.words


# Groups, seats, officers.


def test_a_group_is_begun_filled_and_ended(visitor):
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("charters.open_group", slug="ours")
    refused = visitor.press("charters.open_group", page, {"name": ""}, 422, slug="ours")
    assert "Give it a name." in refused.words
    given = {"name": "Forms", "kind": "committee", "purpose": "", "from_on": "2024-01-01"}
    backwards = given | {"last_on": "2023-01-01"}
    refused = visitor.press("charters.open_group", page, backwards, 422, slug="ours")
    assert "The last day lies before the first." in refused.words
    slip = given | {"from_on": "0204-01-01"}
    refused = visitor.press("charters.open_group", page, slip, 422, slug="ours")
    assert "First day: Choose a day from 1600 to 2999." in refused.words
    visitor.press("charters.open_group", page, given, slug="ours")
    group = newest(Group)
    where = {"group_id": group.id}

    page = visitor.get("charters.seat", **where)
    assert "Colorado, Office of the Governor" in page.words
    given = {"of": "WY", "person": "Lee Example", "role": "chair", "from_on": "2024-01-01"}
    nobody = visitor.press("charters.seat", page, given | {"of": ""}, 409, **where)
    assert "Choose the state whose seat it is." in nobody.words
    stranger = visitor.press("charters.seat", page, given | {"of": "NM"}, 422, **where)
    assert "Choose one of those that are offered" in stranger.words
    visitor.press("charters.seat", page, given, **where)
    office = str(made.office("CO").id)
    visitor.press("charters.seat", page, {**given, "of": office, "role": "member"}, **where)

    page = visitor.sign_in(governor("NM")).get("charters.group", **where)
    assert "Lee Example, Wyoming Wyoming chair" in page.words
    assert "2 seats are filled" in page.words
    early = visitor.get("charters.group", **where, as_of="2023-12-31")
    assert "0 seats are filled" in early.words
    assert "Lee Example, Wyoming" in visitor.get("charters.groups", slug="ours").words

    visitor.sign_in(SECRETARIAT)
    seat = newest(Seat)
    page = visitor.get("charters.end_seat", seat_id=seat.id)
    refused = visitor.press("charters.end_seat", page, {"why": " "}, 422, seat_id=seat.id)
    assert "Say why it ends." in refused.words
    given = {"last_on": "2023-01-01", "why": "Moved"}
    refused = visitor.press("charters.end_seat", page, given, 409, seat_id=seat.id)
    assert "it never held" in refused.words
    given = {"last_on": "2024-12-31", "why": "Moved away"}
    visitor.press("charters.end_seat", page, given, seat_id=seat.id)
    assert "(Moved away)" in visitor.get("charters.group", **where).words
    visitor.send("charters.end_group", {"last_on": "2025-01-31", "why": "Done"}, **where)
    assert "No group sits on this day" in visitor.get("charters.groups", slug="ours").words
    assert "(Done)" in visitor.get("charters.groups", slug="ours").words


def test_an_officer_is_recorded_and_the_term_ends_early(visitor):
    visitor.sign_in(SECRETARIAT)
    given = {"title": "Chair", "of": "CO", "person": "", "from_on": "2024-01-01", "chosen": "Drawn"}
    visitor.send("charters.record_officer", given, slug="ours")
    page = visitor.get("charters.record_officer", slug="ours")
    again = visitor.press("charters.record_officer", page, given | {"of": "UT"}, 409, slug="ours")
    assert "Somebody is Chair on some of these days, from Monday, January 1, 2024" in again.words
    one = newest(Officer)
    given = {"last_on": "2024-12-31", "why": "Resigned"}
    visitor.send("charters.end_officer", given, officer_id=one.id)
    now = visitor.get("charters.officers", slug="ours").words
    assert "No officer is recorded for this day" in now
    assert "Chair Colorado January 1, 2024 to December 31, 2024 (Resigned) Drawn" in now
    then = visitor.get("charters.officers", slug="ours", as_of="2024-12-31").words
    assert "1 officer serves" in then


def test_a_seat_that_was_recorded_in_error_says_so(visitor):
    where = made.group()
    one = made.seat(where, role=SeatRole.LIAISON)
    visitor.sign_in(SECRETARIAT)
    given = {"last_on": "2023-12-31", "why": "Another office was meant"}
    visitor.send("charters.end_seat", given, seat_id=one.id)
    page = visitor.get("charters.group", group_id=where.id)
    assert "never held: recorded in error (Another office was meant)" in page.words


# Links, participants, dues, secretariat.


def test_a_link_is_shown_on_both_pages_and_ended_where_it_was_recorded(visitor):
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("charters.link", slug="ours")
    given = {"kind": str(LinkKind.PARENT), "other": "", "from_on": "2024-01-01"}
    refused = visitor.press("charters.link", page, given, 422, slug="ours")
    assert "Choose the other alliance." in refused.words
    given["other"] = str(make.alliance("theirs").id)
    visitor.press("charters.link", page, given, slug="ours")
    again = visitor.press("charters.link", page, given, 409, slug="ours")
    assert "recorded already" in again.words
    assert "Eastern Accord part of" in visitor.get("charters.links", slug="ours").words
    other = visitor.get("charters.links", slug="theirs")
    assert "Western Accord has as a part January 1, 2024 to no end set" in other.words
    one = newest(Link)
    visitor.sign_in(OTHER_SECRETARIAT).get("charters.end_link", 403, link_id=one.id)
    other = visitor.get("charters.links", slug="theirs")
    assert visitor.url("charters.end_link", link_id=one.id) not in other.links()
    visitor.sign_in(SECRETARIAT)
    visitor.send("charters.end_link", {"last_on": "2024-12-31", "why": "Merged"}, link_id=one.id)
    assert "0 links to other alliances today" in visitor.get("charters.links", slug="ours").words


def test_participants_of_the_source_and_of_the_secretariat_stand_together(visitor):
    body = make.alliance()
    with transaction():
        facts = {**facts_of(body), "other_participants": ["New York City"]}
        make.membership.record_alliance(
            make.OPERATOR, make.alliance(), slug="ours", facts=facts, known_from=clock.now()
        )
    visitor.sign_in(SECRETARIAT)
    given = {"name": "Province of Example", "kind": "province", "from_on": "2024-01-01"}
    visitor.send("charters.record_participant", given, slug="ours")
    page = visitor.sign_in(governor("NM")).get("charters.participants", slug="ours")
    assert "2 take part without being a member" in page.words
    assert "New York City; since when is not stated" in page.words
    assert "Province of Example province" in page.words
    visitor.sign_in(SECRETARIAT)
    one = newest(Participant)
    given = {"last_on": "2024-12-31", "why": "Left"}
    visitor.send("charters.end_participant", given, participant_id=one.id)
    assert "1 takes part" in visitor.get("charters.participants", slug="ours").words


def test_dues_are_recorded_for_all_and_paid_by_one(visitor):
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("charters.assess", slug="ours")
    given = {"state": "all", "period": "2024", "amount": "none", "due_on": "2024-03-01"}
    refused = visitor.press("charters.assess", page, given, 422, slug="ours")
    assert "Write an amount above zero as 12,500 or 12,500.00." in refused.words
    visitor.press("charters.assess", page, given | {"amount": "12,500"}, slug="ours")
    page = visitor.get("charters.dues", slug="ours")
    assert "$37,500.00 is outstanding, $37,500.00 of it overdue" in page.words
    assert "Dues are kept apart from standing" in page.words
    one = newest(Dues)
    where = {"dues_id": one.id}
    page = visitor.get("charters.enter", **where)
    given = {"kind": "payment", "amount": "12,500.01", "day": "2024-02-01", "note": "By check"}
    refused = visitor.press("charters.enter", page, given, 409, **where)
    assert "Only $12,500.00 is outstanding." in refused.words
    visitor.press("charters.enter", page, given | {"amount": "12,500"}, **where)
    paid = visitor.sign_in(governor("UT")).get("charters.dues_of_state", **where)
    assert "Settled" in paid.words
    assert "payment February 1, 2024 $12,500.00 By check" in paid.words
    assert "$25,000.00 is outstanding" in visitor.get("charters.dues", slug="ours").words


def test_where_the_charter_lets_dues_affect_standing_a_suspension_is_at_hand(visitor):
    made.assessed(["UT"])
    visitor.sign_in(SECRETARIAT)
    assert suspending(visitor) == []
    made.adopt(made.draft(made.words(terms=made.Terms(dues_affect_standing=True))))
    [link] = suspending(visitor)
    fields = {e.get("name"): e.get("value") for e in visitor.at(link).tree.iter("input")}
    assert fields["decision"] == "Dues for 2024 unpaid; decided by "
    visitor.sign_in(governor("UT"))
    assert suspending(visitor) == []


def suspending(visitor):
    """The ways from the page of dues to a suspension."""
    page = visitor.get("charters.dues", slug="ours")
    return [link for link in page.links() if "/suspend" in link]


def test_who_serves_as_secretariat_and_since_when(visitor):
    visitor.sign_in(governor("NM"))
    page = visitor.get("charters.charter", slug="ours")
    assert "Since when is not recorded." in page.words
    made.secretariat(from_on=FIRST, note="By resolution")
    page = visitor.get("charters.charter", slug="ours")
    assert "Secretariat, ours January 1, 2024 to no end set By resolution" in page.words


def test_the_day_asked_for_must_be_one(visitor):
    made.group(term=Term(FIRST, YEAR))
    visitor.sign_in(liaison())
    for name in ("charter", "groups", "officers"):
        page = visitor.get(f"charters.{name}", 422, slug="ours", as_of="2024-02-30")
        assert "not a day of the calendar" in page.words


def test_what_the_charter_says_of_votes_is_written_and_read_again(visitor):
    visitor.sign_in(SECRETARIAT)
    rule = '{"majorities": [{"no_objection": true, "name": "no objection"}]}'
    given = {"votes-any-rule": "two-thirds", "votes-policy-rule": "other"}
    given |= {"votes-policy-own": rule, "least": "5", "extensions": "1"}
    given |= {"least_unit": "business days", "hidden": "y", "proxies": "y"}
    visitor.send("charters.draft", typed(**given), slug="ours")
    said = read_terms(newest(Charter).terms).voting
    assert sorted(said.rules) == ["any", "policy"]
    assert (said.least, said.extensions, said.hidden) == (Span(5, "business days"), 1, True)
    assert (said.modes, said.proxies, said.divided) == (("written", "meeting"), True, False)
    page = visitor.get("charters.draft", slug="ours")
    assert page.field("least") == "5"
    assert "no_objection" in page.words
