"""What is asked about an office's people, on the desk of its administrator."""

import pytest

from alliance.authority.rules import ActClass
from alliance.core.actor import Rank
from alliance.staffing import lost
from alliance.workspaces.desk import desk
from tests import make
from tests.people import OTHER_SECRETARIAT, administrator, governor, liaison, secretary
from tests.single_sign_on import made


def waiting(role):
    """What the desk asks of somebody: its title and where it leads."""
    return [(one.title, one.endpoint) for one in desk(make.actor(role)).act]


def test_the_administrator_is_asked_until_it_is_decided(app, visitor):
    make.access_request()
    asked = ("Somebody New asks for access", "staffing.grant")
    assert waiting(administrator()) == [asked]
    page = visitor.sign_in(administrator()).get("workspaces.desk")
    assert "Somebody New asks for access" in page.words
    request = make.db.session.scalars(make.select(make.AccessRequest)).one()
    visitor.send("staffing.grant", {"rank": "observer"}, request_id=request.id)
    assert waiting(administrator()) == []


def test_a_sign_in_that_waits_is_on_the_desk_though_it_is_no_act(app):
    found = made.provider()
    assert waiting(administrator()) == []
    made.asking(found, made.told(found.issuer, email=liaison().email))
    assert waiting(administrator()) == [("Ann Lee waits to be linked", "single_sign_on.office")]


def test_a_lost_factor_waits_for_a_second_officer_and_not_for_the_first(app):
    second = make.joined("second@co.example", Rank.ADMINISTRATOR)
    reset = make.factor_reset()
    assert waiting(administrator()) == []
    (item,) = desk(second).act
    assert item.title.endswith("has lost their second factors")
    assert dict(item.where) == {"reset_id": reset.id}
    with make.transaction():
        lost.refuse_reset(second, reset)
    assert desk(second).act == []


@pytest.mark.parametrize(
    "other",
    [governor(), liaison(), administrator("UT"), secretary(Rank.ADMINISTRATOR), OTHER_SECRETARIAT],
    ids=lambda one: one.email,
)
def test_nobody_else_is_asked(app, other):
    make.access_request()
    found = made.provider()
    made.asking(found, made.told(found.issuer, email=liaison().email))
    assert waiting(other) == []


def test_whom_the_register_names_for_it_has_the_button(app):
    question = make.put()
    assert [one.action for one in desk(make.actor(liaison())).inside if one.due] == [""]
    make.delegated(governor(), "Letter 1", acts=frozenset({ActClass.ANSWER}), rank=Rank.LIAISON)
    (item,) = desk(make.actor(liaison())).act
    assert (item.action, item.endpoint) == ("Answer", "votes.answer")
    assert dict(item.where) == {"question_id": question.id}
