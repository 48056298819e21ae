"""What is hidden is hidden on every page, in every download, mail and list, from everybody else."""

import datetime as dt
import io
import re
import uuid
import zipfile

import pytest

from alliance.authority import operations as authority
from alliance.authority.queries import Chosen
from alliance.authority.rules import ActClass
from alliance.clearance.rules import Needs
from alliance.core import clock, worker
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.litigation import operations as litigation
from alliance.litigation.rules import Stance
from alliance.resolutions import operations as resolutions
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import enrolled
from alliance.states.reference import today_in
from alliance.texts.starting import plain_clauses
from alliance.transitions.operations import decide
from alliance.transitions.queries import left_open
from alliance.transitions.rules import Decision
from alliance.votes import answering
from alliance.votes import operations as votes
from alliance.votes.queries import held
from alliance.votes.rules import USUAL_RULE
from alliance.votes.rules import Answer as Word
from alliance.votes.saying import Said
from alliance.votes.ways import Way
from tests import make
from tests.addresses import addresses
from tests.charters import made
from tests.journeys import codes
from tests.litigation import cases
from tests.people import (
    EVERYONE,
    OTHER_SECRETARIAT,
    SECRETARIAT,
    Role,
    counsel,
    governor,
    liaison,
    observer,
)
from tests.votes import proxies

TREASURER = Role("CO", "treasurer", "liaison")
READERS = [
    liaison("CO"),  # wrote the drafts
    counsel("CO"),  # another office of the same state
    observer("UT"),  # another member state
    governor("NM"),  # in the other alliance only
    SECRETARIAT,
    OTHER_SECRETARIAT,
]
MORE = [TREASURER, governor("UT"), governor("WY"), counsel("NM")]


def sees(secret, role):
    """Who may read which secret."""
    return {
        "draft": role.state == "CO" and role.office == "governor",
        "newer": role.state == "CO" and role.office == "governor",
        "taken-back": role.state == "CO" and role.office == "governor",
        "theirs": role.state == "NM" or role.seat == "theirs",
        "declined": role.state == "CO" and role.office == "attorney general",
        "considering": role.state == "CO" and role.office == "attorney general",
        "steps": role.state == "CO" and role.office == "governor",
        "committed": role.state == "CO" and role.office == "governor",
        "term": role.state == "CO" and role.office == "governor",
        "reason": role.state == "CO" and role.office == "treasurer",
        "dues": role.state in make.MEMBERS or role.seat == "ours",
        "charter": role.state in make.MEMBERS or role.seat == "ours",
        "instructions": role.state == "CO" and role.office == "governor",
    }[secret]


SECRETS = ("draft", "newer", "taken-back", "theirs", "declined", "considering")
SECRETS += ("steps", "committed", "term", "reason", "dues", "charter", "instructions")
CANARY = re.compile(rb"canary-(" + "|".join(SECRETS).encode() + rb")-bird")


def words(secret):
    """A text that sings in every part."""
    bird = f"canary-{secret}-bird"
    return plain_clauses(f"Title {bird}", (f"whereas {bird}",), (f"resolved {bird}",))


def act(verb, role, subject, **given):
    with transaction():
        return verb(make.actor(role), subject, **given).result


@pytest.fixture
def hidden(app, tmp_path):
    """Secrets of every kind beside things that all may see; the ids of what is hidden by whom."""
    ids = {"draft": make.draft(words=words("draft")).id}
    shown = make.circulated()
    act(resolutions.revise, liaison(), shown, words=words("newer"), base=1)
    taken = make.draft(words=words("taken-back"))
    act(resolutions.withdraw, liaison(), taken, **make.seen(taken))
    ids["taken-back"] = taken.id
    ids["theirs"] = _adopted_by_them()
    make.signed(make.adopted(CO="yea", UT="yea", WY="nay"), "CO")
    make.answered(make.put(), WY="nay")
    ids["steps"] = _prepared()
    for number, stance in enumerate((Stance.DECLINES, Stance.CONSIDERING)):
        suit = cases.lawsuit(tmp_path, case_id=f"case-{number}")
        secret = "declined" if stance is Stance.DECLINES else "considering"
        bird = f"canary-{secret}-bird"
        under = make.delegated(Role("CO", "attorney general", "principal"), bird)
        act(
            litigation.record_position,
            counsel(),
            suit,
            stance=stance,
            chosen=Chosen(under.id),
            before=0,
            version=suit.version,
        )
    _of_the_offices_own()
    _of_the_members()
    proxies.alternate(instructions="canary-instructions-bird")
    db.session.rollback()
    return ids


def _prepared():
    """Three answers in their inner steps: under way, given back, and released."""
    bird = "canary-steps-bird"
    make.step_rule(Needs.CLEARED, ActClass.ANSWER)
    first, second, third = (make.prepared(make.put(), note=bird) for _ in range(3))
    make.given_back(second, governor(), bird)
    make.cleared(third)
    make.answered(held(uuid.UUID(third.subject.partition(":")[2])), CO="yea")
    return first.id


def _of_the_offices_own():
    """A commitment and a term of one office, the reason of a decision in another."""
    _committed(governor(), "canary-committed-bird")
    make.term(governor(), today_in("CO") + dt.timedelta(days=900), citation="canary-term-bird")
    head = Role("CO", "treasurer", "principal")
    _committed(head, "Printing")
    new = make.succeeded(head)
    for item in left_open(new):
        if item.kind != "commitment":
            continue
        with transaction():
            given = {"decision": Decision.CONFIRM, "reason": "canary-reason-bird"}
            decide(new, item, seen=item.sha256, **given)


def _of_the_members():
    """What states owe and have paid, and a charter that is not adopted yet, beside one that is."""
    made.chartered()
    made.draft(made.words("canary-charter-bird", purpose="canary-charter-bird"), 1)
    [one] = made.assessed(period="canary-dues-bird", note="canary-dues-bird")
    made.entered(one, note="canary-dues-bird")


def _committed(role, words):
    with transaction():
        authority.commit_money(make.actor(role), None, cents=1, subject=words)


def _adopted_by_them():
    made = act(resolutions.draft, liaison("NM"), make.alliance("theirs"), words=words("theirs"))
    act(resolutions.circulate, liaison("NM"), made, **make.seen(made))
    closes = clock.now() + make.TWO_WEEKS
    asked = act(
        resolutions.put,
        OTHER_SECRETARIAT,
        made,
        rule=USUAL_RULE,
        way=Way(closes),
        **make.to_put(made),
    )
    act(answering.answer, governor("NM"), asked, said=Said(Word.YEA))
    with transaction():
        votes.close_and_follow(make.actor(OTHER_SECRETARIAT), held(asked.id))
    with transaction():
        actor = make.actor(governor("NM"))
        resolutions.sign(actor, enrolled(actor, made.id))
    return made.id


def heard(answer):
    """The birds that sing anywhere in an answer: its headers, its text, its packed members."""
    data = answer.get_data() + str(answer.headers).encode()
    if answer.content_type == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.get_data())) as packed:
            data += b"".join(packed.read(name) for name in packed.namelist())
    return {one.decode() for one in CANARY.findall(data)}


def test_no_page_says_what_its_reader_may_not_know(app, visitor, hidden, campaign):
    ways, known = addresses(app), codes.matters()
    readers = READERS + (MORE if campaign else [])
    sung = {}
    for role in readers:
        visitor.sign_in(role)
        sung[role] = set()
        for address in ways:
            answer = visitor._request("get", address.path)
            assert answer.status_code == codes.due(role, address, known), (role, address)
            birds = heard(answer)
            leaked = {bird for bird in birds if not sees(bird, role)}
            assert not leaked, (role, address, leaked)
            sung[role] |= birds
    # The search is worth something only if it finds what may be seen.
    for role in readers:
        assert sung[role] == {secret for secret in SECRETS if sees(secret, role)}, role


def bare(answer, key):
    """A page without what differs from one request to the next."""
    text = answer.get_data(as_text=True).replace(str(key), "ID")
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    text = re.sub(r'data-(idle|whole)="[0-9]+"', "", text)  # seconds that the session has left
    return re.sub(r"<time[^>]*>[^<]*</time>", "", text)


def doors(app, name):
    """The doors that lead to one thing of a kind."""
    return [rule for rule in app.url_map.iter_rules() if rule.arguments == {name}]


def outside(secret):
    return [role for role in READERS if not sees(secret, role)]


def test_what_another_office_prepared_looks_like_what_is_not_there(app, visitor, hidden):
    key, nothing = hidden["steps"], clock.new_id()
    for role in outside("steps"):
        visitor.sign_in(role)
        token = visitor.get("workspaces.desk").field("csrf_token")
        for rule in doors(app, "prepared_id"):
            for verb in rule.methods & {"GET", "POST"}:
                data = {"csrf_token": token} if verb == "POST" else {}
                answers = [
                    visitor._request(
                        verb.lower(), visitor.url(rule.endpoint, prepared_id=one), data=data
                    )
                    for one in (key, nothing)
                ]
                assert [one.status_code for one in answers] == [404, 404], (role, rule, verb)
                assert bare(answers[0], key) == bare(answers[1], nothing), (role, rule, verb)


@pytest.mark.parametrize("secret", ["draft", "taken-back", "theirs"])
def test_what_is_hidden_looks_like_what_is_not_there(app, visitor, hidden, secret):
    key, nothing = hidden[secret], clock.new_id()
    for role in outside(secret):
        visitor.sign_in(role)
        token = visitor.get("workspaces.desk").field("csrf_token")
        for rule in doors(app, "resolution_id"):
            for verb in rule.methods & {"GET", "POST"}:
                data = {"csrf_token": token} if verb == "POST" else {}
                answers = [
                    visitor._request(
                        verb.lower(), visitor.url(rule.endpoint, resolution_id=one), data=data
                    )
                    for one in (key, nothing)
                ]
                assert [one.status_code for one in answers] == [404, 404], (role, rule, verb)
                assert bare(answers[0], key) == bare(answers[1], nothing), (role, rule, verb)


def test_a_hidden_question_looks_like_one_that_is_not_there(app, visitor, hidden):
    key = db.session.get_one(Resolution, hidden["theirs"]).question_id
    nothing = clock.new_id()
    for role in outside("theirs"):
        visitor.sign_in(role)
        token = visitor.get("workspaces.desk").field("csrf_token")
        for rule in doors(app, "question_id"):
            for verb in rule.methods & {"GET", "POST"}:
                data = {"csrf_token": token} if verb == "POST" else {}
                answers = [
                    visitor._request(
                        verb.lower(), visitor.url(rule.endpoint, question_id=one), data=data
                    )
                    for one in (key, nothing)
                ]
                assert [one.status_code for one in answers] == [404, 404], (role, rule, verb)
                assert bare(answers[0], key) == bare(answers[1], nothing), (role, rule, verb)


def test_mail_reaches_nobody_who_may_not_know(app, hidden):
    while worker.run_once("test"):
        pass
    by_address = {role.email: role for role in EVERYONE}
    sent = app.extensions["mailman"].outbox
    app.extensions["mailman"].outbox = []
    assert len(sent) > 50
    for message in sent:
        [address] = message.to
        said = f"{message.subject}\n{message.body}".encode()
        for one in CANARY.findall(said):
            assert sees(one.decode(), by_address[address]), (address, message.subject)
    birds = {one for message in sent for one in CANARY.findall(message.subject.encode())}
    assert birds == {b"theirs"}


def test_what_joins_is_told_and_what_declines_is_not_counted(app, visitor, hidden):
    visitor.sign_in(governor("UT"))
    for number in range(2):
        page = visitor.get("litigation.lawsuit", case_id=f"case-{number}")
        for word in ("Declines", "declines", "onsidering"):
            assert word not in page.words
