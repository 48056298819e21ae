"""The people in the tests: one of each kind and rank, in four states and two secretariats."""

from dataclasses import dataclass

from alliance.core.actor import Office, Rank

STATES = ("CO", "NM", "UT", "WY")  # NM is in no alliance of the tests unless a test says so
RANKS = (Rank.PRINCIPAL, Rank.COUNSEL, Rank.LIAISON, Rank.OBSERVER, Rank.ADMINISTRATOR)
KINDS = (Office.GOVERNOR, Office.ATTORNEY_GENERAL, Office.TREASURER)
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Role:
    """Somebody to be in a test."""

    state: str
    office: Office
    rank: Rank
    seat: str = ""  # tells two secretariats apart

    @property
    def email(self) -> str:
        """Where they sign in."""
        place = self.seat or f"{self.office}.{self.state}"
        return f"{self.rank}@{place}.example".replace(" ", "-").lower()


SECRETARIAT = Role("", Office.SECRETARIAT, Rank.LIAISON, "ours")
OTHER_SECRETARIAT = Role("", Office.SECRETARIAT, Rank.LIAISON, "theirs")
SEATS = ("ours", "theirs")
EVERYONE = [
    *(Role("", Office.SECRETARIAT, rank, seat) for seat in SEATS for rank in RANKS),
    *(Role(state, kind, rank) for state in STATES for kind in KINDS for rank in RANKS),
]

AT_WORK = [role for role in EVERYONE if role.seat == "ours" and role.rank in RANKS[:3]]


def secretary(rank: Rank, seat: str = "ours") -> Role:
    """Somebody of this rank in a secretariat."""
    return Role("", Office.SECRETARIAT, rank, seat)


def governor(state: str = "CO") -> Role:
    """The officeholder."""
    return Role(state, Office.GOVERNOR, Rank.PRINCIPAL)


def liaison(state: str = "CO") -> Role:
    """Staff of the governor."""
    return Role(state, Office.GOVERNOR, Rank.LIAISON)


def observer(state: str = "CO") -> Role:
    """Somebody who only reads."""
    return Role(state, Office.GOVERNOR, Rank.OBSERVER)


def administrator(state: str = "CO") -> Role:
    """Who manages the people of the governor's office."""
    return Role(state, Office.GOVERNOR, Rank.ADMINISTRATOR)


def counsel(state: str = "CO") -> Role:
    """Counsel of the attorney general."""
    return Role(state, Office.ATTORNEY_GENERAL, Rank.COUNSEL)
