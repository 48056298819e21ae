"""Lists of words, written as a sentence of them."""


def listed(words: str) -> list[str]:
    """The words of a text, parted by spaces."""
    return words.split()
