"""Ways to write the same law otherwise: numbering, marks, lines, capitals, number words, order."""

import random
import re
import textwrap

from alliance.comparison.numbers import roman, roman_value

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
HEAD = re.compile(r"^(\s*)(ARTICLE|Article) ([IVXLC]+)\b", re.MULTILINE)
REFERENCE = re.compile(r"\b(ARTICLE|Article) ([IVXLC]+)\b")


def straight_quotes(text):
    return re.sub("[\u201c\u201d]", '"', re.sub("[\u2018\u2019]", "'", text))


def single_quotes(text):
    return text.replace("\u201c", "\u2018").replace("\u201d", "\u2019")


def long_dashes(text):
    return re.sub(r"(?<=\w)-(?=\w)", "\u2013", text.replace("—", "--"))


def words_parted_at_hyphens(text):
    return re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)


def words_joined_at_hyphens(text):
    return re.sub(r"(?<=[a-z])-(?=[a-z])", "", text)


def no_commas(text):
    return re.sub(r",(?= )", "", text)


def commas_for_semicolons(text):
    return text.replace(";", ",")


def no_comma_before_the_last(text):
    return re.sub(r", (and|or) ", r" \1 ", text)


def no_full_stops_at_the_end(text):
    return re.sub(r"\.$", "", text, flags=re.MULTILINE)


def _wrapped(text, width, *, indent):
    lines = []
    for line in text.split("\n"):
        margin = re.match(" *", line).group() if indent else ""
        lines.append(
            textwrap.fill(
                line.strip(),
                width,
                initial_indent=margin,
                subsequent_indent=margin,
                break_long_words=False,
                break_on_hyphens=not indent,
            )
        )
    return "\n".join(lines)


def wrapped_at_72(text):
    return _wrapped(text, 72, indent=True)


def wrapped_at_50_without_margin(text):
    return _wrapped(text, 50, indent=False)


def no_margin(text):
    return "\n".join(line.strip() for line in text.split("\n"))


def no_empty_lines(text):
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def double_spaces(text):
    return text.replace(" ", "  ")


def lines_of_another_system(text):
    return text.replace("\n", "\r\n")


def capitals_in_headings(text):
    return re.sub(HEAD.pattern + ".*$", lambda m: m.group().upper(), text, flags=re.MULTILINE)


def small_letters_in_terms(text):
    lines = text.split("\n")
    terms = re.compile(r"\b(Commission|Board|Authority|States?)\b")
    return "\n".join(
        line if HEAD.match(line) else terms.sub(lambda m: m[1].lower(), line) for line in lines
    )


def digits_for_words(text):
    pattern = rf"(?<!-)\b({'|'.join(WORDS)})\b(?!-)(?! million)"
    return re.sub(pattern, lambda m: str(WORDS.index(m[1])), text)


def words_for_digits(text):
    return re.sub(r"(?<![\d.,$§(\[-])\b([2-9]|10)\b(?![\d.,)(-])", lambda m: WORDS[int(m[1])], text)


def words_and_digits(text):
    pattern = rf"(?<!-)\b({'|'.join(WORDS[2:])})\b(?!-)"
    return re.sub(pattern, lambda m: f"{m[1]} ({WORDS.index(m[1])})", text)


def arabic_numbers(text):
    return REFERENCE.sub(lambda m: f"{m[1]} {roman_value(m[2])}", text)


def every_article_one_further(text):
    return REFERENCE.sub(lambda m: f"{m[1]} {roman(roman_value(m[2]) + 1).upper()}", text)


def sections_for_articles(text):
    return HEAD.sub(lambda m: f"{m[1]}Section {roman_value(m[3])}.", text)


def numbers_for_letters(text):
    return re.sub(
        r"^(\s*)\(([a-z])\)",
        lambda m: f"{m[1]}({ord(m[2]) - 96})",
        text,
        flags=re.MULTILINE,
    )


def no_labels(text):
    return re.sub(r"^(\s*)(?:\([a-z0-9]+\)|\d+\.)[ ]*", r"\1", text, flags=re.MULTILINE)


def headings_on_two_lines(text):
    return re.sub(HEAD.pattern + r"[ .]+(\S.*)$", r"\1\2 \3\n\n\4", text, flags=re.MULTILINE)


def markdown(text):
    return re.sub("“([^”]*)”", r"**“\1”**", HEAD.sub(r"## \2 \3", text))


def a_paragraph_for_each_sentence(text):
    return re.sub(r"(?<=[a-z]{3}\.) (?=[A-Z][a-z])", "\n\n", text)


def _reordered(text, seed):
    head, *articles = re.split(r"(?m)^(?=\s*(?:ARTICLE|Article) [IVXLC]+\b)", text)
    random.Random(seed).shuffle(articles)  # noqa: S311 - which order is no secret
    return "\n\n".join([head.rstrip(), *(article.strip("\n") for article in articles)])


def articles_in_another_order(text):
    return _reordered(text, 1)


def articles_in_a_third_order(text):
    return _reordered(text, 2)


WAYS = [
    straight_quotes,
    single_quotes,
    long_dashes,
    words_parted_at_hyphens,
    words_joined_at_hyphens,
    no_commas,
    commas_for_semicolons,
    no_comma_before_the_last,
    no_full_stops_at_the_end,
    wrapped_at_72,
    wrapped_at_50_without_margin,
    no_margin,
    no_empty_lines,
    double_spaces,
    lines_of_another_system,
    capitals_in_headings,
    small_letters_in_terms,
    digits_for_words,
    words_for_digits,
    words_and_digits,
    arabic_numbers,
    every_article_one_further,
    sections_for_articles,
    numbers_for_letters,
    no_labels,
    headings_on_two_lines,
    markdown,
    a_paragraph_for_each_sentence,
    articles_in_another_order,
    articles_in_a_third_order,
]
