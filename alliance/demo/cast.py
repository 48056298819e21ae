"""The invented people, offices and texts of the demonstration."""

from dataclasses import dataclass

from alliance.core.actor import Office, Rank
from alliance.texts.starting import plain_clauses

PASSWORD = "demonstration only 2026"  # noqa: S105 (printed by `make demo`; production refuses it)
SLUG = "demo-five-states"
NAME = "Demonstration Alliance of Five States"
STATES = ("CO", "GA", "MN", "PA", "UT")
SECRETARIAT = "Secretariat of the Demonstration Alliance"

FACTS = {
    "name": NAME,
    "kind": "demonstration (invented)",
    "formed": "2026-01-15",
    "subject": "shared services",
    "activation": None,
    "withdrawal_rule": {"allowed": True, "notice_days": 60},
    "decision_rule": None,
    "other_participants": [],
    "roster_complete": True,
    "published_member_count": {"states": len(STATES)},
    "note": "Invented, to show how Alliance works. No state has said any of this.",
    "source": ["invented for the demonstration"],
    "as_of": "2026-01-15",
}

# The body before it, to which it is linked.
BEFORE_SLUG = "demo-forum"
BEFORE = {
    **FACTS,
    "name": "Demonstration Forum on Shared Forms",
    "kind": "coalition (invented)",
    "formed": "2021",
    "subject": "shared forms",
    "withdrawal_rule": None,
    "other_participants": ["City of Lakeview (invented)"],
    "published_member_count": {"states": 0},
    "note": "Invented, and without members: the demonstration alliance followed it.",
}


@dataclass(frozen=True)
class Part:
    """One invented account: where, as what, under which name."""

    state: str  # "" for the secretariat
    office: Office
    rank: Rank
    name: str
    email: str


CAST = (
    Part("", Office.SECRETARIAT, Rank.LIAISON, "Sam Rivera", "secretariat@five.example"),
    Part("", Office.SECRETARIAT, Rank.LIAISON, "Kim Doyle", "clerk@five.example"),
    Part("CO", Office.GOVERNOR, Rank.PRINCIPAL, "Casey Morgan", "governor@co.example"),
    Part("CO", Office.GOVERNOR, Rank.COUNSEL, "Lee Whitman", "counsel@co.example"),
    Part("CO", Office.GOVERNOR, Rank.LIAISON, "Robin Hale", "liaison@co.example"),
    Part("CO", Office.GOVERNOR, Rank.ADMINISTRATOR, "Avery Stone", "office@co.example"),
    Part("CO", Office.GOVERNOR, Rank.ADMINISTRATOR, "Parker Dunn", "people@co.example"),
    Part("CO", Office.ATTORNEY_GENERAL, Rank.PRINCIPAL, "Dana Reyes", "general@ag.co.example"),
    Part("CO", Office.ATTORNEY_GENERAL, Rank.COUNSEL, "Alex Brandt", "counsel@ag.co.example"),
    Part("GA", Office.GOVERNOR, Rank.PRINCIPAL, "Jordan Ellis", "governor@ga.example"),
    Part("GA", Office.GOVERNOR, Rank.LIAISON, "Taylor Quinn", "liaison@ga.example"),
    Part("MN", Office.GOVERNOR, Rank.PRINCIPAL, "Morgan Lind", "governor@mn.example"),
    Part("PA", Office.GOVERNOR, Rank.PRINCIPAL, "Jamie Porter", "governor@pa.example"),
    Part("UT", Office.GOVERNOR, Rank.PRINCIPAL, "Riley Snow", "governor@ut.example"),
    Part("UT", Office.GOVERNOR, Rank.OBSERVER, "Drew Carter", "observer@ut.example"),
)


@dataclass(frozen=True)
class Visitor:
    """One invented guest: somebody of no member state."""

    name: str
    organisation: str
    email: str


GUEST = Visitor("Noel Park", "Institute for Shared Services", "guest@institute.example")

SIGNED = plain_clauses(
    "Joint resolution on a common form for mutual-aid requests",
    (
        "the member states assist one another under the law of each of them",
        "requests for assistance are made today on five different forms",
    ),
    (
        "The member states use the common form in Schedule A for every request made to another "
        "member state.",
        "Each member state names one office that receives such requests at all hours.",
        "The secretariat publishes the form and the list of offices, and keeps both current.",
    ),
)
OPEN = plain_clauses(
    "Joint resolution on publishing road-weather data in one format",
    ("travelers cross state lines", "the states publish road conditions in formats that differ"),
    (
        "Each member state publishes its road-weather observations in the common open format "
        "within one year.",
        "The secretariat reports on progress every quarter.",
    ),
)
CALLED_OUT = plain_clauses(
    "Joint resolution on one directory of duty officers",
    ("requests for assistance arrive at night and on weekends",),
    ("The member states keep their duty officers in one shared directory.",),
)
CIRCULATED = plain_clauses(
    "Joint resolution on a shared calendar of continuing-education dates",
    ("licensed professionals often serve in more than one member state",),
    ("The member states keep one public calendar of continuing-education dates.",),
)
DRAFT = plain_clauses(
    "Joint resolution on recognizing one another's apprenticeship hours",
    (
        "apprentices move between the member states",
        "hours that were worked in one of them should count in the others",
    ),
    ("Each member state counts the hours that another has certified under 29 C.F.R. part 29.",),
)
