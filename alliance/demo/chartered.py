"""The invented charter of the demonstration, its groups, officers, links, participants and dues."""

import datetime as dt

from alliance.accounts.models import Office
from alliance.charters import dues, operations, serving
from alliance.charters.dues import Assessed, Entered
from alliance.charters.member_classes import Class
from alliance.charters.operations import Adoption, Term, Words
from alliance.charters.queries import newest_adopted, offices_in
from alliance.charters.rules import Entry, GroupKind, LinkKind, ParticipantKind, SeatRole
from alliance.charters.serving import Holder, Setting, Title
from alliance.charters.terms import MEMBERS, Admission, Terms
from alliance.charters.voting import Voting
from alliance.core import clock
from alliance.core.actor import OPERATOR, Actor
from alliance.demo.cast import BEFORE, BEFORE_SLUG, STATES
from alliance.membership import operations as membership
from alliance.membership.models import Alliance

BEGAN = dt.date(2026, 1, 15)
ONE_DAY = dt.timedelta(days=1)
SOURCE = "invented for the demonstration"
RULE = {
    "quorum": {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}},
    "majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "2/3"}}],
}
CLASSES = (
    Class("Member state", "party", voting=True, seated=True),
    Class("Associate", "associate", voting=False, seated=True),
    Class("Observer", "observer", voting=False, seated=False),
)
FIRST = (
    "Article 1. The member states share forms, data formats and training.",
    "Article 2. Each member state has one vote, and may give its proxy to another. More than half "
    "of them make a quorum.",
    "Article 3. A state joins by its own legal instrument, when two thirds of those voting agree.",
    "Article 4. A member state leaves 60 days after its notice has reached every other member.",
    "Article 5. The members meet once a year.",
)
SECOND = (
    *FIRST[:3],
    "Article 4. A member state leaves 90 days after its notice has reached every other member.",
    FIRST[4],
    "Article 6. Committees report to the annual meeting.",
)


def give_a_charter(alliance: Alliance, who: Actor, seat: Office) -> None:
    """What the secretariat recorded in the first days of the alliance."""
    today = clock.day_in(who.zone)
    began = min(BEGAN, today)
    operations.record_secretariat(OPERATOR, alliance, office=seat, term=Term(began, note=SOURCE))
    first = operations.draft(who, alliance, words=_words(FIRST, 60), base=0).result
    adoption = Adoption(began, began, "Decision of the founding meeting (demonstration)")
    operations.adopt(
        who, first, adoption=adoption, sha256=first.sha256, before=newest_adopted(alliance)
    )
    operations.draft(who, alliance, words=_words(SECOND, 90), base=1)
    _officers(alliance, who)
    _groups(alliance, who)
    _links(alliance, who)
    _dues(alliance, who, today)


def _words(text: tuple[str, ...], days: int) -> Words:
    terms = Terms(
        Admission(MEMBERS, RULE, sponsors=1),
        CLASSES,
        withdrawal=(
            f"A member state leaves {days} days after its notice has reached every other member."
        ),
        voting=Voting(extensions=1, proxies=True),
    )
    return Words("\n".join(text), "Shared services of five states.", terms, SOURCE)


def _of(state: str, person: str = "") -> Holder:
    office = next(one for one in offices_in([state]) if one.kind == "governor")
    return Holder(state, office, person)


def _officers(alliance: Alliance, who: Actor) -> None:
    year = BEGAN.replace(year=BEGAN.year + 1) - ONE_DAY
    chosen = "Elected at the founding meeting"
    for title, state, several in (
        ("Chair", "PA", False),
        ("Vice chair", "GA", True),
        ("Vice chair", "MN", True),
        ("Treasurer", "UT", False),
        ("Secretary", "CO", False),
    ):
        serving.record_officer(
            who,
            alliance,
            title=Title(title, chosen, several),
            holder=_of(state),
            term=Term(BEGAN, year),
        )
    director = Holder(person="Sam Rivera")
    serving.record_officer(
        who, alliance, title=Title("Executive director"), holder=director, term=Term(BEGAN)
    )


def _groups(alliance: Alliance, who: Actor) -> None:
    for kind, name, purpose, states in (
        (
            GroupKind.COMMITTEE,
            "Committee on common forms",
            "Keeps the common forms current.",
            ("UT", "MN", "GA"),
        ),
        (
            GroupKind.WORKSTREAM,
            "Road-weather data",
            "Agrees on one open format.",
            ("CO", "PA", "UT"),
        ),
    ):
        what = Setting(kind, name, purpose)
        group = serving.open_group(who, alliance, what=what, term=Term(BEGAN)).result
        for state, role in zip(
            states, (SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.MEMBER), strict=True
        ):
            serving.seat(who, group, holder=_of(state), role=role, term=Term(BEGAN))


def _links(alliance: Alliance, who: Actor) -> None:
    """Only to another invented body: of a real one the demonstration says nothing."""
    forum = membership.record_alliance(
        OPERATOR, None, slug=BEFORE_SLUG, facts=BEFORE, known_from=clock.now(), demo=True
    ).result
    operations.link(
        who,
        alliance,
        other=forum,
        kind=LinkKind.SUCCEEDS,
        term=Term(BEGAN, note="Took over its forms."),
    )
    operations.record_participant(
        who,
        alliance,
        name="City of Riverbend (invented)",
        kind=ParticipantKind.CITY,
        term=Term(BEGAN, note="Tries out the common forms."),
    )


def _dues(alliance: Alliance, who: Actor, today: dt.date) -> None:
    what = Assessed(
        str(BEGAN.year), 1_200_000, BEGAN.replace(month=12, day=31), "Equal shares (demonstration)"
    )
    made = dues.assess(who, alliance, states=STATES, what=what).result
    by_state = {one.state_code: one for one in made}
    for state, kind, cents in (
        ("CO", Entry.PAYMENT, 1_200_000),
        ("GA", Entry.PAYMENT, 600_000),
        ("MN", Entry.WAIVER, 200_000),
        ("UT", Entry.PAYMENT, 1_200_000),
    ):
        dues.enter(who, by_state[state], what=Entered(kind, cents, today, "Demonstration"))
