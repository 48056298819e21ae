"""How much text is compared, and what is said of a text that cannot be."""

from typing import Final

CHARACTERS: Final = 400_000  # of one text; the longest compact in the shared corpus has 116,000
UNITS: Final = 20_000  # of one text
WORD_CHARACTERS: Final = (
    200  # of one word; longer ones are compared by what they begin and end with
)

_FIX = "Save the text as plain text or Markdown, encoded as UTF-8, and compare it again."


class UnreadableText(ValueError):  # noqa: N818 - named for the text, not for the error
    """A text that cannot be compared: the message says what is wrong and how to mend it."""


def text_of(data: bytes) -> str:
    """The text that a file holds: UTF-8, with or without a byte order mark.

    Raises UnreadableText for binary files, other encodings and files above the limit.
    """
    if len(data) > 4 * CHARACTERS:
        raise too_long()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise UnreadableText(f"Line {line} is not UTF-8 text. {_FIX}") from None
    return checked(text)


def checked(text: str) -> str:
    """The text itself, or UnreadableText: too long, or with characters that no text holds."""
    if len(text) > CHARACTERS:
        raise too_long()
    for character in ("\0", "\ufffd"):
        place = text.find(character)
        if place >= 0:
            line = text.count("\n", 0, place) + 1
            raise UnreadableText(
                f"Line {line} holds the character U+{ord(character):04X}, which is no text. {_FIX}"
            )
    return text


def too_long() -> UnreadableText:
    """What is said of a text above the limit."""
    return UnreadableText(
        f"The text is longer than {CHARACTERS:,} characters. Compare it in parts, title by title."
    )


def too_many_units() -> UnreadableText:
    """What is said of a text that falls into too many units."""
    return UnreadableText(
        f"The text falls into more than {UNITS:,} units (paragraphs, items, headings). "
        "Compare it in parts, title by title."
    )
