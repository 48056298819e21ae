"""Reading lawsuits and their events from the cells of import files."""

from collections.abc import Collection, Mapping

from alliance.core.cells import Cells
from alliance.core.imports import Refusal
from alliance.litigation.rules import Complete, Lawsuit, LawsuitEvent

LAWSUIT_REQUIRED = ("case_id", "caption", "court_id", "docket_number")
LAWSUIT_OPTIONAL = (
    *("date_filed", "lead_plaintiff", "plaintiff_states", "plaintiff_state_count"),
    *("plaintiffs_complete", "basis", "challenged_action", "opposing_party", "status"),
    *("date_terminated", "related_dockets", "source", "as_of", "note"),
)
EVENT_REQUIRED = ("case_id", "event")
EVENT_OPTIONAL = ("date", "states", "source", "note", "as_of")

CASE_ID_AT_MOST = 80
CAPTION_AT_MOST = 500
DOCKET_NUMBER_AT_MOST = 100
WORDS_AT_MOST = 500
NOTE_AT_MOST = 2_000
DOCKETS_AT_MOST = 100


def read_lawsuit(
    cells: Mapping[str, str],
    row: int,
    file: str,
    courts: Collection[str],
    states: Collection[str],
) -> Lawsuit | list[Refusal]:
    """The lawsuit in a row of lawsuits.csv, or all that is wrong with the row.

    `courts` are the ids of the known courts, `states` the postal codes.
    """
    reading = Cells(file, row, cells)
    find = "write the court's id (such as nysd): look the court up by name in the list of courts"
    lawsuit = Lawsuit(
        case_id=reading.slug("case_id", at_most=CASE_ID_AT_MOST),
        caption=reading.text("caption", at_most=CAPTION_AT_MOST, required=True),
        court_id=reading.known("court_id", courts, "a court", find),
        docket_number=reading.text("docket_number", at_most=DOCKET_NUMBER_AT_MOST, required=True),
        date_filed=reading.partial_date("date_filed"),
        lead_plaintiff=reading.state("lead_plaintiff", states),
        plaintiff_states=reading.states("plaintiff_states", states),
        plaintiff_state_count=_count(reading),
        plaintiffs_complete=_complete(reading),
        basis=reading.text("basis", at_most=WORDS_AT_MOST),
        challenged_action=reading.text("challenged_action", at_most=WORDS_AT_MOST),
        opposing_party=reading.text("opposing_party", at_most=WORDS_AT_MOST),
        status=reading.text("status", at_most=WORDS_AT_MOST),
        date_terminated=reading.partial_date("date_terminated"),
        related_dockets=_dockets(reading),
        source=reading.text("source", at_most=NOTE_AT_MOST),
        as_of=reading.day("as_of"),
        note=reading.text("note", at_most=NOTE_AT_MOST),
    )
    return reading.refusals or lawsuit


def read_lawsuit_event(
    cells: Mapping[str, str],
    row: int,
    file: str,
    cases: Collection[str],
    states: Collection[str],
) -> LawsuitEvent | list[Refusal]:
    """The event in a row of lawsuit_events.csv, or all that is wrong with the row."""
    reading = Cells(file, row, cells)
    find = "import the lawsuit first, or correct the case_id"
    event = LawsuitEvent(
        case_id=reading.known("case_id", cases, "a lawsuit", find),
        date=reading.partial_date("date"),
        event=reading.text("event", at_most=WORDS_AT_MOST, required=True),
        states=reading.states("states", states),
        source=reading.text("source", at_most=NOTE_AT_MOST),
        note=reading.text("note", at_most=NOTE_AT_MOST),
        as_of=reading.day("as_of"),
    )
    return reading.refusals or event


def _count(reading: Cells) -> int | None:
    text = reading.given("plaintiff_state_count")
    if not text:
        return None
    # ASCII digits only, and no more than any number of states can need.
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return int(text)
    reading.refuse("plaintiff_state_count", "is not a whole number of states", "write digits only")
    return None


def _complete(reading: Cells) -> Complete:
    said = reading.given("plaintiffs_complete").lower()
    if said in list(Complete):
        return Complete(said)
    if said:
        fix = "write yes, no or unverified"
        reading.refuse("plaintiffs_complete", "is none of yes, no, unverified", fix)
    return Complete.UNVERIFIED  # what nobody has said is not verified


def _dockets(reading: Cells) -> tuple[str, ...]:
    dockets = tuple(dict.fromkeys(reading.given("related_dockets").split()))
    too_long = any(len(one) > DOCKET_NUMBER_AT_MOST for one in dockets)
    if too_long or len(dockets) > DOCKETS_AT_MOST:
        reading.refuse("related_dockets", "is too long", "write docket numbers between spaces")
    return dockets
