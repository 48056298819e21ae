"""What the record says: names and not slugs, and each thing a link to its page."""

import datetime as dt

import pytest

from alliance.workspaces.queries import Deed
from alliance.workspaces.sentences import sentence
from tests.enactments.made import campaign, determined, reported
from tests.people import liaison

KEY = "6f1f8a52-3f9b-4a52-9f0a-0d5a4a3a7c11"
TITLES = {"alliance:river": "River <Compact>", f"campaign:{KEY}": "Licensing, 2027"}


def deed(action, subject="alliance:1", **facts):
    return Deed(
        stream="alliance:river",
        n=1,
        at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        action=action,
        subject=subject,
        office="Utah, Office of the Governor",
        person="Robin Clay",
        facts=facts,
        leaf="0",
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            deed("withdrawals:give-notice", f"notice:{KEY}", state="UT"),
            "Utah, Office of the Governor "
            f'<a class="usa-link" href="/alliances/withdrawals/{KEY}">gave notice</a> that Utah '
            'withdraws from <a class="usa-link" href="/alliances/river">River &lt;Compact&gt;</a>.',
        ),
        (
            deed("enactments:find", f"instrument:{KEY}", campaign=KEY, state="UT", finding="<x>"),
            f'The members determined the <a class="usa-link" href="/alliances/enactments/{KEY}">'
            "text of Utah</a> &lt;x&gt; in "
            f'“<a class="usa-link" href="/alliances/campaigns/{KEY}">Licensing, 2027</a>”.',
        ),
        (
            deed("clearance:prepare", f"prepared:{KEY}", act="commit money"),
            f'Robin Clay <a class="usa-link" href="/office/prepared/{KEY}">prepared an act</a>'
            ": commit money.",
        ),
        (deed("unheard:of"), "Utah, Office of the Governor: unheard of."),
        (
            deed("charters:adopt", f"charter:{KEY}", version=2, on="2026-03-01"),
            f'<a class="usa-link" href="/alliances/charters/{KEY}">Version 2</a> of the charter of '
            '<a class="usa-link" href="/alliances/river">River &lt;Compact&gt;</a> was adopted, in '
            "force from March 1, 2026.",
        ),
    ],
)
def test_an_act_is_said_with_names_that_lead_to_what_it_is_about(app, one, said):
    with app.test_request_context():
        assert str(sentence(one, TITLES)) == said


def test_the_record_and_the_desk_name_the_alliance_and_the_campaign(visitor):
    one = campaign()
    determined(one, reported(one, text="Another text."))
    visitor.sign_in(liaison("UT"))
    for endpoint in ("workspaces.record", "workspaces.desk"):
        page = visitor.get(endpoint)
        assert f"opened the campaign “{one.title}” in Western Accord" in page.words
        assert f"materially different in “{one.title}”" in page.words
        assert "in ours" not in page.words
        assert visitor.url("enactments.campaign", campaign_id=one.id) in page.links()
        assert visitor.url("membership.alliance", slug="ours") in page.links()
