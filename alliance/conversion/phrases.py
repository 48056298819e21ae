"""The phrases by which the parts of a text are known: whereas, resolved, schedule A."""

import re
from typing import Final

from alliance.conversion.blocks import Block
from alliance.texts.units import Form

RECITAL: Final = re.compile(r"[*_]{0,3}whereas[*_]{0,3}[,:;]?[*_]{0,3}\s+", re.IGNORECASE)
_WRAPPED: Final = re.compile(r"([*_]{1,3})(whereas\b[^*_]*)\1", re.IGNORECASE)
ENACTING: Final = re.compile(
    r"(?:now,?\s+)?(?:therefore,?\s+)?(?:(?:be\s+it|it\s+is)\s+)?"
    r"(?:(?:hereby|further|also),?\s+){0,2}(?:resolved|enacted|proclaimed)(?:,?\s+further)?\b",
    re.IGNORECASE,
)
BY: Final = re.compile(r"[^.;:\n]{0,200}?[,:]\s+(?=that\b)", re.IGNORECASE)
SAYS_SO: Final = re.compile(
    r"\b(?:resolved?s?|enact(?:s|ed)?|proclaim(?:s|ed)?|agree[sd]?)\b", re.IGNORECASE
)
SCHEDULE: Final = re.compile(
    r"((?:schedule|appendix|annex|exhibit|attachment)\s+(?:[A-Z]{1,3}|\d{1,3}|[IVX]{1,6}))\b"
    r"[ .:\u2013\u2014-]*",
    re.IGNORECASE,
)


def bare(block: Block) -> str:
    """The words of a block, without marks that stand around all of a recital."""
    wrapped = _WRAPPED.fullmatch(block.text.strip())
    return wrapped[2] if wrapped else block.text


def form_by_words(head: str, first: str, *, named: bool) -> Form:
    """What a text seems to be by its title and enacting line, and the words of its first unit.

    `named` says whether it has articles or sections by name.
    """
    head = head.casefold()
    if "resolution" in head or "resolved" in head:
        return Form.RESOLUTION
    if "proclaim" in head or "proclamation" in head:
        return Form.PROCLAMATION
    if "memorandum" in head:
        return Form.MEMORANDUM
    if first.casefold().startswith("dear "):
        return Form.LETTER
    if named or "compact" in head or "enact" in head:
        return Form.BILL
    return Form.MEMORANDUM if "agreement" in head else Form.RESOLUTION
