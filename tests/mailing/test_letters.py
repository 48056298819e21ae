"""Letters: who gets them, what is in them, and how they are stopped."""

import html5lib
import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import func, select

from alliance.core.db import db
from alliance.core.policy import may
from alliance.core.transaction import transaction
from alliance.mailing.models import MailChoice
from alliance.mailing.queries import choices_of
from alliance.mailing.rules import Choice, Kind
from alliance.resolutions import operations as resolutions
from alliance.resolutions.policy import Do
from alliance.texts.starting import plain_clauses
from tests import make
from tests.mailing.post import as_read, chose, delivered, stop_link, to, work
from tests.people import EVERYONE, governor, liaison, observer


def test_whoever_gets_a_message_may_read_what_it_is_about(app):
    made = make.signed(make.adopted(CO="yea", UT="yea", WY="nay"), "CO", "UT")
    taken = make.circulated()
    with transaction():
        resolutions.withdraw(make.actor(liaison()), taken, **make.seen(taken))
    delivered(app)
    work()
    sent = delivered(app)
    people = {role.email: make.actor(role) for role in EVERYONE}
    assert {one.to[0] for one in sent} <= people.keys()
    for one in sent:
        title = one.subject.partition(": ")[2]
        assert title in {made.title, taken.title}
        assert may(people[one.to[0]], Do.READ, made)
    assert not [one for one in sent if ".nm." in one.to[0] or "theirs" in one.to[0]]


def test_each_person_gets_one_message_of_an_event(app):
    delivered(app)
    make.circulated()
    work()
    work()
    addresses = [one.to[0] for one in delivered(app)]
    assert len(addresses) == len(set(addresses)) > 40


def test_a_message_says_the_same_in_text_and_in_html(app):
    delivered(app)
    made = make.circulated(
        words=plain_clauses("Title <script>alert(1)</script> & more", (), ("x",))
    )
    work()
    [one] = to(delivered(app), observer("UT"))
    read = as_read(one)
    text = read.get_body(("plain",)).get_content()
    html = read.get_body(("html",)).get_content()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    words = " ".join("".join(tree.find("body").itertext()).split())
    said = " ".join(f"{one.subject} {text}".replace("-- \n", "").split())
    assert words == said
    assert made.title in words
    assert not list(tree.iter("script"))
    assert not [e for e in tree.iter() if e.tag in {"img", "link", "style", "iframe"}]
    links = [e.get("href") for e in tree.iter("a")]
    assert all(link.startswith("http://localhost:8000/") for link in links)
    assert len(links) == 3, "what it is about, the settings, the way to stop it"
    assert tree.find("head/title").text == read["Subject"]
    assert tree.get("lang") == "en"


def test_a_message_can_be_stopped_with_one_click_and_no_session(app, visitor):
    delivered(app)
    make.circulated()
    work()
    [one] = to(delivered(app), observer("UT"))
    assert one.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address, who = stop_link(one), make.actor(observer("UT")).person_id
    page = visitor.at(address)
    assert "This stops mail about Texts circulated" in page.words
    assert choices_of(who)[Kind.CIRCULATED] is Choice.AT_ONCE, "to look changes nothing"
    answer = visitor._request("post", address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Done: no more mail about Texts circulated" in answer.get_data(as_text=True)
    db.session.rollback()
    assert choices_of(who)[Kind.CIRCULATED] is Choice.NONE
    assert visitor._request("post", address).status_code == 200, "twice is harmless"
    make.circulated()
    make.put()
    work()
    subjects = {one.subject.split(":")[0] for one in to(delivered(app), observer("UT"))}
    assert subjects == {"Your state is asked"}


def test_a_link_that_was_made_up_stops_nothing(app, visitor):
    who = str(make.actor(governor()).person_id)
    forged = URLSafeSerializer("another key", salt="stop this mail").dumps([who, "asked"])
    other = URLSafeSerializer(app.config["SECRET_KEY"], salt="cookie").dumps([who, "asked"])
    for token in (forged, other, "x", "..", "\x00", "%F0", "A" * 5_000):
        for verb in ("get", "post"):
            answer = visitor._request(verb, visitor.url("mailing.unsubscribe", token=token))
            assert answer.status_code in {404, 308}, token
    assert db.session.scalar(select(func.count()).select_from(MailChoice)) == 0


def test_what_binds_the_state_has_no_way_to_stop_it(app, visitor):
    delivered(app)
    make.answered(make.put(), CO="yea")
    work()
    [one] = [m for m in to(delivered(app), observer()) if m.subject.startswith("Your answer")]
    assert "List-Unsubscribe" not in one.extra_headers
    assert "It binds your state" in one.body
    token = URLSafeSerializer(app.config["SECRET_KEY"], salt="stop this mail").dumps(
        [str(make.actor(observer()).person_id), "answered"]
    )
    page = visitor.at(visitor.url("mailing.unsubscribe", token=token))
    assert "There is nothing to stop here" in page.words


@pytest.mark.parametrize("kind", [Kind.IN_FORCE, Kind.ANSWERED, Kind.ACCOUNT])
def test_nobody_can_choose_none_of_it(app, kind):
    with pytest.raises(resolutions.RuleBroken, match="cannot be switched off"):
        chose(governor(), kind, Choice.NONE)


def test_a_person_chooses_for_each_kind(app, visitor):
    visitor.sign_in(observer("UT"))
    page = visitor.get("mailing.settings")
    assert "What always comes at once" in page.words
    assert "It binds states" in page.words
    data = {"asked": "at once", "signature": "none", "circulated": "digest"}
    data |= {"decided": "none", "in_force": "digest", "membership": "digest"}
    visitor.send("mailing.settings", data)
    chosen = choices_of(make.actor(observer("UT")).person_id)
    assert {kind: str(choice) for kind, choice in chosen.items()} == {
        Kind.ASKED: "at once",
        Kind.SIGNATURE: "none",
        Kind.CIRCULATED: "digest",
        Kind.DECIDED: "none",
        Kind.IN_FORCE: "digest",
        Kind.ANSWERED: "at once",
        Kind.MEMBERSHIP: "digest",
        Kind.ACCOUNT: "at once",
    }
    refused = visitor.send("mailing.settings", data | {"in_force": "none"}, expect=422)
    assert "Choose one of those that are offered" in refused.words
    assert set(choices_of(make.actor(observer("WY")).person_id).values()) == {Choice.AT_ONCE}
