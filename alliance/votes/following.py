"""What follows when a question of a kind is decided: how a kind says it, and the table of them."""

from collections.abc import Callable
from dataclasses import dataclass

from alliance.core.actor import Actor
from alliance.votes.models import Question

# Called with whoever closes, the question, and whether it carried (of a choice: whether something
# was chosen).
Consequence = Callable[[Actor, Question, bool], None]


@dataclass(frozen=True)
class Follows:
    """What follows when a question of a kind is decided.

    `carried` and `lost` say it to people, in whole sentences. `page` is the endpoint of the page of
    what the question is put on, with the name of its id there; `link` says where that leads.
    """

    kind: str
    carried: str
    lost: str
    does: Consequence
    page: tuple[str, str]
    link: str


# Filled in alliance/app.py from the one table of alliance/follows.py: there a lower floor is told
# about higher ones.
FOLLOWS: dict[str, Follows] = {}


def follows(kind: str) -> Follows:
    """What follows when a question of this kind is decided. LookupError where nobody has said."""
    found = FOLLOWS.get(kind)
    if found is None:
        raise LookupError(f"Nobody has said what follows a question of the kind “{kind}”.")
    return found
