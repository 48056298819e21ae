"""Plain words as Markdown are shown as the same words."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as some

from alliance.conversion.markup import html_of
from alliance.texts.frozen import escaped

LETTERS = "ab 1.)-+#>=*_`[]()<&;|~!\\\\\"'/:h"
WORDS = some.text(some.sampled_from(LETTERS), max_size=30).map(lambda text: " ".join(text.split()))


@given(WORDS)
def test_escaped_words_are_shown_as_they_are(words):
    shown = unescape(re.sub(r"</?p>", "", html_of(escaped(words), {}))).strip()
    assert shown == words
