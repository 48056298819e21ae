"""Plain words as Markdown, and back: as few backslashes as will do."""

import re
from typing import Final

_PUNCTUATION: Final = r"!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~"
# What has a meaning within a line.
_ANYWHERE: Final = rf"""
    \\(?=[{_PUNCTUATION}]|\n|$)      # a backslash that would take the next character with it
    | [`*]
    | _(?![^\W_]) | (?<![^\W_])_     # not within a word
    | <(?=[A-Za-z/!?])
    | &(?=\#?\w+;)
"""
_INLINE: Final = re.compile(
    rf"""{_ANYWHERE}
    | \[(?=\[)                       # a reference
    | \](?=[(:\[])                   # a link
    """,
    re.VERBOSE,
)
_IN_A_LINK: Final = re.compile(rf"{_ANYWHERE} | [\[\]]", re.VERBOSE)
# What has a meaning where a line begins.
_LINE: Final = re.compile(
    r"^([ \t]*)(?:(\#{1,6}(?=\s|$)|>|[-+](?=\s|$)|\|)|(\d{1,9})([.)])(?=\s|$)"
    r"|([=-])(?=[=-]*[ \t]*$)|(~)(?=~~))",
    re.MULTILINE,
)
_ESCAPED: Final = re.compile(rf"\\([{_PUNCTUATION}])")


def as_markdown(words: str, *, in_a_link: bool = False) -> str:
    """Plain words as Markdown that is shown as the same words."""
    said = (_IN_A_LINK if in_a_link else _INLINE).sub(lambda found: f"\\{found[0]}", words)
    return _LINE.sub(_at_the_beginning, said)


def _at_the_beginning(found: "re.Match[str]") -> str:
    lead, mark, digits, after, rule, tilde = found.groups()
    if digits:
        return f"{lead}{digits}\\{after}"
    return f"{lead}\\{mark or rule or tilde}"


def all_escaped(words: str) -> str:
    """A line with a backslash before each mark; `unescaped` gives exactly the words back."""
    return re.sub(r"[\\`*_\[\]<>&#{}]", lambda found: f"\\{found[0]}", words)


def unescaped(words: str) -> str:
    """The words without the backslashes before marks."""
    return _ESCAPED.sub(r"\1", words)


def begun(words: str) -> str:
    """Markdown that came to stand at the beginning of its line, where a mark would have a meaning.

    "(a) - the first" loses its label; what is left is no list.
    """
    first, mark, rest = words.partition("\n")
    if not rest and not mark:
        return _LINE.sub(_at_the_beginning, first)
    return f"{_LINE.sub(_at_the_beginning, first)}{mark}{rest}"
