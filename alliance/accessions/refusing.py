"""Why no state comes in with an instrument, asked of those who know more of it."""

from collections.abc import Callable

from alliance.instruments.models import Instrument

# Why a state cannot join with an instrument, or None. Filled in alliance/app.py.
REFUSING: list[Callable[[Instrument], str | None]] = []


def why_not_with(one: Instrument | None) -> str | None:
    """Why no state joins with this instrument, or None."""
    reasons = (refuse(one) for refuse in REFUSING) if one is not None else ()
    return next((reason for reason in reasons if reason), None)
