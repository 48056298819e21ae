"""Where a try is counted, before it is judged."""

from collections.abc import Callable

# Each is told the step ("app code", "recovery code", "password", "passkey", "reset", "reset link",
# "new address")
# and whom it is about (an id, an address or ""); it raises when there were too many tries.
# Filled in alliance/app.py.
LIMITS: list[Callable[[str, str], None]] = []


# Each is told the step and whom, when it was the right one.
FORGIVEN: list[Callable[[str, str], None]] = []


def forgive(step: str, whom: object) -> None:
    """It was right: what failed before is forgotten."""
    for right in FORGIVEN:
        right(step, str(whom))


def count(step: str, whom: object) -> None:
    """Count one try at this step."""
    for limit in LIMITS:
        limit(step, str(whom))
