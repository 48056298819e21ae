"""Who may do what, in full: a table that people read and review.

After a change on purpose: `pytest tests/house/test_policy.py --accept`.
"""

from pathlib import Path

import pytest

from alliance.core.actor import CLOCK, OPERATOR, Office, Rank
from alliance.core.policy import POLICY, adopt, may
from alliance.resolutions.queries import Enrolled
from alliance.single_sign_on.models import IdentityRequest
from alliance.votes.models import Question
from tests import make
from tests.people import EVERYONE, KINDS, RANKS, liaison

DECIDED = [f"single-sign-on:{verb}" for verb in ("link", "consent", "refuse")]
TABLE = Path(__file__).with_name("who_may_do_what.txt")


def things():
    """For each domain and state of affairs, the thing that is asked about.

    All belong to the Western Accord (Colorado, Utah, Wyoming); the draft and the resolutions are
    those of Colorado's governor's office. New Mexico is no member.
    """
    question = make.put()
    carried = make.adopted(CO="yea", UT="yea")
    asked = make.db.session.get_one(Question, carried.question_id)
    return {
        "accounts": [("", None)],
        "litigation": [("", None)],
        "membership": [("", make.alliance())],
        "outbox": [("", None)],
        "resolutions:draft": [("", make.alliance())],
        "resolutions": [("a draft", make.draft()), ("circulated", make.circulated())],
        "signatures": [("enrolled", Enrolled(carried, asked))],
        "single-sign-on": [("", None)],
        **{key: [("", IdentityRequest(**asked_of("CO")))] for key in DECIDED},
        "states": [("", None)],
        "votes:open": [("", make.alliance())],
        "votes": [("", question)],
        "workspaces": [("", None)],
    }


def asked_of(state):
    """A request to be known, by the liaison of the governor's office."""
    who = make.actor(liaison(state))
    return {"person_id": who.person_id, "office_id": who.office_id, "state_code": state}


def drawn():
    subjects = things()
    actors = [(role, make.actor(role)) for role in EVERYONE]
    for action in sorted(POLICY):
        for state, subject in subjects.get(action, subjects[action.split(":")[0]]):
            allowed = [role for role, who in actors if may(who, action, subject)]
            named = sorted(rows(allowed))
            named += [
                (who.name.lower(), "yes") for who in (OPERATOR, CLOCK) if may(who, action, subject)
            ]
            for who, how_far in named or [("nobody", "")]:
                yield f"{action:29} {state:11} {who:50} {how_far}".rstrip()


def rows(allowed):
    """Whom the table names: kinds of office and ranks that reach equally far in one row."""
    by_rank = {}
    for role in allowed:
        by_rank.setdefault((role.office, role.rank), []).append(role)
    by_reach = {}
    for (office, rank), roles in by_rank.items():
        by_reach.setdefault((office, reach(roles)), []).append(rank)
    by_ranks = {}
    for (office, how_far), ranks in by_reach.items():
        by_ranks.setdefault((tuple(ranks), how_far), []).append(office)
    for (ranks, how_far), offices in by_ranks.items():
        of = "every office" if set(offices) == set(KINDS) else ", ".join(offices)
        who = "everybody" if ranks == RANKS else ", ".join(ranks)
        yield f"{of}: {who}", how_far


def reach(roles):
    """How far it goes: whose offices, of which states."""
    if roles[0].office is Office.SECRETARIAT:
        return "any secretariat" if len(roles) == 2 else "the alliance's own"
    states = {role.state for role in roles}
    named = {
        frozenset({"CO", "NM", "UT", "WY"}): "any state",
        frozenset({"CO", "UT", "WY"}): "member states",
        frozenset({"UT", "WY"}): "other member states",
        frozenset({"CO"}): "own state",
    }
    return named[frozenset(states)]


def test_who_may_do_what(app, request):
    table = "\n".join(drawn()) + "\n"
    if request.config.getoption("--accept"):
        TABLE.write_text(table)
    assert table == TABLE.read_text()


def test_an_action_without_rules_is_closed_to_all(app):
    assert not may(make.actor(EVERYONE[0]), "nobody:ruled-on-this")


def test_an_action_is_ruled_on_once():
    action = next(iter(POLICY))
    with pytest.raises(ValueError, match="ruled on twice"):
        adopt({action: []})


READING = {":list", ":read", ":export", ":desk", ":record", ":search", ":state", ":states", ":mine"}
# What an administrator manages: how the office's people sign in. It binds no state.
MANAGING = {f"single-sign-on:{verb}" for verb in ("office", "require", "consent", "refuse", "end")}


def test_observers_and_administrators_only_read(app):
    subjects = things()
    for role in EVERYONE:
        if role.rank not in {Rank.OBSERVER, Rank.ADMINISTRATOR}:
            continue
        who = make.actor(role)
        for action in POLICY:
            for _, subject in subjects.get(action, subjects[action.split(":")[0]]):
                reads = any(action.endswith(word) for word in READING)
                if role.rank is Rank.ADMINISTRATOR:
                    reads = reads or action in MANAGING
                assert reads or not may(who, action, subject), (role, action)
