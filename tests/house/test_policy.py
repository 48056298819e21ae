"""Who may do what, in full: a table that people read and review.

After a change on purpose: `pytest tests/house/test_policy.py --accept`.
"""

import datetime as dt
from pathlib import Path

import pytest

from alliance.core.actor import Rank
from alliance.core.policy import POLICY, adopt, may
from alliance.discussions.rules import Circle
from alliance.instruments import operations as instruments
from alliance.instruments.rules import Condition, Decider
from alliance.membership.standing_acts import periods_of
from alliance.resolutions.queries import Enrolled
from alliance.single_sign_on.models import IdentityRequest
from alliance.votes.models import Question
from alliance.votes.proxies.policy import Represented
from alliance.workspaces import examples
from alliance.workspaces.examples import (
    ABOUT_A_CAMPAIGN,
    ABOUT_A_FRIENDLY_ONE,
    ABOUT_A_LETTER,
    ABOUT_A_NOTICE,
    ABOUT_A_PERIOD,
    ABOUT_A_PROXY,
    ABOUT_A_TEXT,
    ABOUT_A_THREAD,
    ABOUT_AN_ALLIANCE,
    ABOUT_AN_AMENDMENT,
    ABOUT_AN_INSTRUMENT,
    ABOUT_MOTIONS,
)
from alliance.workspaces.who_may import drawn, subjects_of
from tests import make
from tests.accessions import made
from tests.amendments import made as amendments
from tests.charters import made as charters
from tests.discussions import made as discussed
from tests.enactments import made as enactments
from tests.layers import made as layered
from tests.meetings import made as meetings
from tests.motions import made as moved
from tests.people import EVERYONE, SECRETARIAT, governor, liaison, observer
from tests.votes import proxies

OF_A_POST = (
    "change-role",
    "suspend",
    "lift",
    "end-post",
    "hand-over",
    "ask-factor-reset",
    "end-session",
)
POSTS = [f"staffing:{verb}" for verb in OF_A_POST]
RESETS = ("staffing:approve-factor-reset", "staffing:refuse-factor-reset")
DECIDED = [f"single-sign-on:{verb}" for verb in ("link", "consent", "refuse")]
PREPARED = [f"clearance:{verb}" for verb in ("read", "clear", "give-back", "withdraw", "release")]
TABLE = Path(__file__).with_name("who_may_do_what.txt")


def things():
    """For each domain and state of affairs, the thing that is asked about.

    All belong to the Western Accord (Colorado, Utah, Wyoming); the draft and the resolutions are
    those of Colorado's governor's office. New Mexico is no member.
    """
    charters.officer("Chair", "CO")
    meeting = meetings.called()
    question = moved.with_casting_vote()
    notice = make.notice(named_on=dt.date(2037, 1, 1))
    letter = next(one for one in notice.letters if one.state_code == "UT")
    campaign = enactments.campaign()
    bill = enactments.reported(campaign, "UT")
    enacted = enactments.in_campaign(campaign, bill)
    carried = make.adopted(CO="yea", UT="yea")
    asked = make.db.session.get_one(Question, carried.question_id)
    reset = make.factor_reset()
    prepared = make.prepared()
    coming, unserved = made.applied(), made.unserved()
    bodies = [("", make.alliance()), ("no seat", unserved)]
    act, sourced = made.statute("CO"), made.statute("CO", by=SECRETARIAT)
    period = periods_of(make.alliance())[0]
    review = Condition("review", None, 30, decider=Decider.ATTORNEY_GENERAL)
    one = made.act(instruments.add_precondition, liaison(), act, condition=review)
    review = Condition("review", None, 30)
    other = made.act(instruments.add_precondition, SECRETARIAT, sourced, condition=review)
    texts = [
        ("a draft", make.draft()),
        ("shared", make.shared_draft()),
        ("circulated", make.circulated()),
    ]
    amendment = amendments.reworded(amendments.text(), by=liaison())
    friendly = amendments.asked(amendment)
    threads = [
        ("writers", discussed.thread(texts[1][1], Circle.WRITERS)),
        ("chosen", discussed.thread(texts[1][1], Circle.CHOSEN)),
        ("members", discussed.thread(texts[2][1], Circle.MEMBERS)),
    ]
    said = [(state, one.comments[0]) for state, one in threads]
    note, copy = layered.note(texts[2][1]), layered.shared(texts[2][1], "UT")
    proxies.allowed()
    given = [("to Utah", proxies.given()), ("alternate", proxies.alternate())]
    return {
        "accessions": [("", coming), ("no seat", made.applied(body=unserved))],
        "accessions:found": [("", None)],
        **{f"accessions:{verb}": bodies for verb in ABOUT_AN_ALLIANCE},
        "instruments": [("", make.alliance())],
        **{
            f"instruments:{verb}": [("Colorado's", act), ("from a source", sourced)]
            for verb in ABOUT_AN_INSTRUMENT
        },
        "instruments:decide": [("Colorado's", one), ("from a source", other)],
        "accounts": [("", None)],
        "amendments": texts[1:],
        **{f"amendments:{verb}": [("Colorado's", amendment)] for verb in ABOUT_AN_AMENDMENT},
        **{f"amendments:{verb}": [("Colorado's", friendly)] for verb in ABOUT_A_FRIENDLY_ONE},
        "compacts": [("", make.alliance())],
        "factors": [("", None)],
        "authority:confirm": [("Colorado's", make.of_a_register())],
        "authority:confirm-term": [("Colorado's", make.of_a_register())],
        "authority:withdraw-commitment": [("Colorado's", make.of_a_register())],
        "authority:document": [("Colorado's", make.of_a_register())],
        "authority:revoke": [("Colorado's", make.of_a_register())],
        "authority": [("", None)],
        "discussions": texts,
        **{f"discussions:{verb}": threads for verb in ABOUT_A_THREAD},
        "discussions:take-back": said,
        "enactments": [("", make.alliance())],
        **{f"enactments:{verb}": [("", campaign)] for verb in ABOUT_A_CAMPAIGN},
        **{f"enactments:{verb}": [("Utah's", enacted)] for verb in ABOUT_A_TEXT},
        "guests": [("shared", make.shared())],
        "guests:list": [("a draft", make.draft()), ("circulated", make.circulated())],
        "guests:share": [("a draft", make.draft()), ("circulated", make.circulated())],
        "charters": [("", make.alliance())],
        "clearance": [("", None)],
        **{key: [("a liaison's", prepared)] for key in PREPARED},
        "layers": texts,
        **{f"layers:{verb}": [("Colorado's", note)] for verb in ("set-aside", "promote")},
        **{f"layers:{verb}": [("to Utah", copy)] for verb in ("end-share", "read-copy")},
        "litigation": [("", None)],
        "mailing": [("", None)],
        "mailing:confirm-address": [("", make.bounce(governor()))],
        "meetings": [("CO chairs", meeting)],
        "meetings:list": [("", make.alliance())],
        "meetings:call": [("CO chairs", meetings.body())],
        "membership": [("", make.alliance())],
        "motions": [("Colorado's", moved.policy())],
        **{f"motions:{verb}": bodies for verb in ABOUT_MOTIONS},
        **{f"membership:{verb}": [("", period)] for verb in ABOUT_A_PERIOD},
        "withdrawals": [("", make.alliance())],
        **{f"withdrawals:{verb}": [("Colorado's", notice)] for verb in ABOUT_A_NOTICE},
        **{f"withdrawals:{verb}": [("to Utah", letter)] for verb in ABOUT_A_LETTER},
        "outbox": [("", None)],
        "resolutions:draft": [("", make.alliance())],
        **dict.fromkeys(("resolutions", "drafting"), texts),
        "signatures": [("enrolled", Enrolled(carried, asked))],
        "staffing": [("", make.invitation())],
        "staffing:invite": [("", make.office_of(governor()))],
        "staffing:list-sessions": [("", make.office_of(governor()))],
        **{verb: [("", make.post_of(liaison()))] for verb in POSTS},
        **{verb: [("a liaison's", reset)] for verb in RESETS},
        "single-sign-on": [("", None)],
        **{key: [("", IdentityRequest(**asked_of("CO")))] for key in DECIDED},
        "states": [("", None)],
        "transitions": [("", None)],
        "votes:open": bodies,
        "votes:book": bodies,
        "votes:give-proxy": bodies,
        **{f"votes:{verb}": given for verb in ABOUT_A_PROXY},
        "votes:answer-by-proxy": [(said, Represented(question, one)) for said, one in given],
        "votes": [("", question)],
        "workspaces": [("", None)],
    }


def asked_of(state):
    """A request to be known, by the liaison of the governor's office."""
    who = make.actor(liaison(state))
    return {"person_id": who.person_id, "office_id": who.office_id, "state_code": state}


def test_who_may_do_what(app, request):
    table = "".join(f"{row}\n" for row in drawn(examples.cast(), examples.things()))
    if request.config.getoption("--accept"):
        TABLE.write_text(table)
    assert table == TABLE.read_text()


def test_what_is_drawn_on_examples_holds_for_what_is_in_a_database(app):
    real, people = things(), [make.actor(role) for role in EVERYONE]
    people += [make.guest(real["guests"][0][1]), make.guest(make.shared("other@think.example"))]
    made_up = examples.things()
    assert real.keys() == made_up.keys()
    for action in sorted(POLICY):
        of_real, of_made_up = subjects_of(action, real), subjects_of(action, made_up)
        assert [state for state, _ in of_real] == [state for state, _ in of_made_up]
    assert list(drawn(people, real)) == list(drawn(examples.cast(), made_up))


def test_the_page_says_what_the_table_says(visitor):
    for role in (governor(), observer("NM"), SECRETARIAT):
        visitor.sign_in(role)
        page = visitor.get("workspaces.who_may_do_what")
        rows = [
            [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag != "caption"]
            for row in page.tree.iter("tr")
        ][1:]
        table = TABLE.read_text().splitlines()
        assert len(rows) == len(table)
        for (action, _, who, reach), line in zip(rows, table, strict=True):
            assert line.startswith(action.replace(": ", ":").replace(" ", "-"))
            assert f" {who} " in f"{line} "
            assert line.endswith((who, reach))


def test_an_action_without_rules_is_closed_to_all(app):
    assert not may(make.actor(EVERYONE[0]), "nobody:ruled-on-this")


def test_an_action_is_ruled_on_once():
    action = next(iter(POLICY))
    with pytest.raises(ValueError, match="ruled on twice"):
        adopt({action: []})


# What is one's own to choose binds nobody, and so is everybody's; an office administrator manages
# the office's people, and so their addresses.
OWN = {"mailing:choose", "mailing:renew-calendar", "mailing:end-calendar"}
MANAGING = {"mailing:confirm-address"}
MANAGING |= {f"single-sign-on:{verb}" for verb in ("office", "require", "consent", "refuse", "end")}
# What they record waits for the principal: nobody acts under it before.
PREPARING = {
    (Rank.ADMINISTRATOR, f"authority:{verb}") for verb in ("record", "term", "confirm-term")
}
READING = {
    ":register",
    ":commitments",
    ":document",
    ":own-session",
    ":mine",
    ":book",
    ":list",
    ":read",
    ":read-draft",
    ":read-letter",
    ":read-dues",
    ":read-copy",
    ":read-proxy",
    ":list-proxies",
    ":export",
    ":desk",
    ":record",
    ":search",
    ":state",
    ":states",
    ":office-log",
    ":settings",
    ":who-may-do-what",
}


def test_observers_only_read_and_administrators_besides_manage_people(app):
    subjects = things()
    for role in EVERYONE:
        if role.rank not in {Rank.OBSERVER, Rank.ADMINISTRATOR}:
            continue
        who = make.actor(role)
        for action in POLICY:
            for _, subject in subjects_of(action, subjects):
                reads = action in OWN or any(action.endswith(word) for word in READING)
                reads |= action.startswith("factors:")  # each their own account
                managing = action in MANAGING or action.startswith("staffing:")
                managing = managing and role.rank is Rank.ADMINISTRATOR
                accepts = action == "staffing:accept" and role.email == subject.email
                prepares = (role.rank, action) in PREPARING
                allowed = reads or prepares or managing or accepts
                assert allowed or not may(who, action, subject), (role, action)
