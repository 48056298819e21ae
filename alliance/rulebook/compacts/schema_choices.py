"""The schema of choosing among several options."""

from alliance.rulebook.choices.reading import OPTIONS_AT_MOST
from alliance.rulebook.choices.values import Method, Ties
from alliance.rulebook.compacts.schema_shapes import (
    JSON,
    TEXT,
    any_of,
    names,
    one_of,
    record,
    ref,
    whole,
    words,
)
from alliance.rulebook.decision import Base
from alliance.rulebook.delegations.values import DELEGATES

_THRESHOLD: JSON = {
    **record(
        "What an option must reach to be chosen.",
        {"of": words(*Base), "at_least": ref("limit"), "more_than": ref("limit")},
        ("of",),
    ),
    **one_of("at_least", "more_than"),
}


def _choosing(description: str, method: Method, own: dict[str, JSON]) -> JSON:
    return record(
        description,
        {
            "method": {"enum": [method.value]},
            "options": {**names(), "minItems": 2, "maxItems": OPTIONS_AT_MOST},
            "measure": {**TEXT, "not": words(DELEGATES)},
            "quorum": ref("quorum"),
            **own,
        },
        ("method", "options"),
    )


CHOICES: dict[str, JSON] = {
    "choosing": any_of(
        _choosing("Ranked choice, in rounds.", Method.RANKED, {"ties": words(*Ties)}),
        _choosing(
            "Approval: the most approved.",
            Method.APPROVAL,
            {"seats": whole(1, OPTIONS_AT_MOST), "threshold": _THRESHOLD},
        ),
    ),
}
