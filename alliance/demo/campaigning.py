"""The invented campaign of the demonstration: a correction that four of five states must enact."""

import datetime as dt
from collections.abc import Callable

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.enactments import determining, operations
from alliance.enactments.models import Campaign, Enacted
from alliance.enactments.operations import Asking, Said
from alliance.enactments.rules import Finding
from alliance.instruments.models import Instrument
from alliance.instruments.rules import Facts, Kind, Purpose, Stage
from alliance.membership.models import Alliance
from alliance.states.reference import today_in

TITLE = "Correction of Article 4: time for an answer (demonstration)"
SOURCE = "invented for the demonstration"
MODEL = """Article 4. Requests and answers

(a) A member state that receives a request shall answer it within 30 days.
(b) The answer shall name the office that is responsible, and the day on which the request arrived.
(c) No fee may be asked for an answer.

Article 5. Records

(a) Each member state shall keep requests and answers for 6 years.
(b) The secretariat may ask for a summary once a year."""
# As one state's own drafters number and punctuate the same words.
RENUMBERED = (
    MODEL.replace("Article 4.", "Section 401.")
    .replace("Article 5.", "Section 402.")
    .replace("(a)", "(1)")
    .replace("(b)", "(2)")
    .replace("(c)", "(3)")
    .replace("30 days", "thirty days")
)
LONGER = MODEL.replace("within 30 days", "within 60 days").replace(
    "No fee may be asked", "A fee of 25 dollars may be asked"
)
SUMMARY = MODEL.replace("once a year", "twice a year")
SAME = "Only numbering differs, and numbers are written out: what is required is the same."
OTHER = (
    "Paragraph (a) doubles the time for an answer, and paragraph (c) allows a fee where the model "
    "allows none. A request would be answered under other terms than in the other states."
)
Who = Callable[[str], Actor]


def ask_for_a_text(alliance: Alliance, who: Who) -> None:
    """Five states at different stages; two texts determined, one of them another text."""
    now = clock.now()
    secretariat = who("secretariat@five.example")
    with clock.stopped_at(now - dt.timedelta(hours=9)):
        asking = Asking(TITLE, MODEL, {"at_least": {"count": "4"}}, before_days=14, silent_days=45)
        made = operations.open_campaign(
            secretariat, alliance, purpose=Purpose.AMEND, asking=asking
        ).result
    with clock.stopped_at(now - dt.timedelta(hours=8)):
        colorado = _report(who("liaison@co.example"), made, _enacted("CO", "SB 101", RENUMBERED))
        _report(who("governor@ut.example"), made, _enacted("UT", "HB 214", MODEL))
        minnesota = _report(who("governor@mn.example"), made, _enacted("MN", "SF 77", LONGER))
        _report(
            who("liaison@ga.example"),
            made,
            _bill("GA", Stage.PASSED_ONE, "HB 318", days=40, text=SUMMARY),
        )
        _report(who("governor@pa.example"), made, _bill("PA", Stage.IN_COMMITTEE, "SB 9", days=75))
    with clock.stopped_at(now - dt.timedelta(hours=7)):
        _determine(secretariat, made, colorado, (Finding.SIMILAR, SAME))
        _determine(secretariat, made, minnesota, (Finding.DIFFERENT, OTHER))


def _report(who: Actor, campaign: Campaign, facts: Facts) -> Instrument:
    said = Said(who.state, Kind.STATUTE, facts)
    return operations.report(who, campaign, said=said).result


def _enacted(state: str, bill: str, text: str) -> Facts:
    day = today_in(state) - dt.timedelta(days=10)
    return Facts(
        Stage.MADE,
        stage_on=day,
        bill=f"{bill} (invented)",
        citation=f"Invented laws of {day.year}, {bill}",
        enacted_on=day,
        effective_on=day + dt.timedelta(days=5),
        text=text,
        source=SOURCE,
    )


def _bill(state: str, stage: Stage, bill: str, *, days: int, text: str = "") -> Facts:
    today = today_in(state)
    return Facts(
        stage,
        stage_on=today - dt.timedelta(days=6),
        bill=f"{bill} (invented)",
        expected_on=today + dt.timedelta(days=days),
        text=text,
        source=SOURCE,
    )


def _determine(who: Actor, campaign: Campaign, one: Instrument, found: tuple[Finding, str]) -> None:
    what = Enacted(campaign, one)
    finding, reasons = found
    determining.determine(who, what, finding=finding, reasons=reasons, seen=what.texts)
