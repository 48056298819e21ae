"""Passwords: at least 15 characters, no rules of composition, none that is tried first."""

import secrets
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.core.passwords import LONGEST, problem

OWN = ("Casey Morgan", "casey.morgan@governor.colorado.gov", "Colorado, Office of the Governor")


def test_14_characters_are_too_few_and_15_are_enough():
    assert "At least 15 characters; this has 14" in problem("vexed lamp jut")
    assert problem("vexed lamp juts") is None


def test_it_may_be_long_but_is_not_hashed_without_end():
    assert problem(secrets.token_hex(100)) is None
    begun = time.perf_counter()
    assert f"At most {LONGEST}" in problem("ab" * (1 << 19))
    assert time.perf_counter() - begun < 1


@settings(deadline=None)  # the first estimate loads its lists
@given(st.text(min_size=15, max_size=60).filter(lambda text: len(set(text)) >= 14))
def test_no_rule_of_composition_refuses_a_text(text):
    said = problem(text)
    assert said is None or "characters; this has" in said or "first that somebody" in said


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password1234567",
        "P@ssw0rd2026!!!!",
        "password password 1",
        "qwertyuiopasdfg",
        "1qaz2wsx3edc4rfv",
        "!QAZ@WSX#EDC$RFV",
        "123456789012345",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "iloveyouforever1",
        "letmeinletmein123",
        "correct horse battery staple",
        "correcthorsebatterystaple",
        "Summer2025Winter2026",
        "WelcomeWelcome2026",
        "zyxwvutsrqponmlk",
        "\uff50assword\uff50assword",
        "1q2w3e4r5t6y7u8i",
        "q1w2e3r4t5y6u7i8",
        "mynameismyname12",
        "princessprincess1",
        "superman123456789",
    ],
)
def test_what_everybody_tries_first_is_refused(password):
    assert "first that somebody would try" in problem(password)


@pytest.mark.parametrize(
    "password",
    [
        "CaseyMorgan2026",
        "casey.morgan@governor.colorado.gov",
        "C4seyM0rgan!!!!!",
        "Colorado Casey 1999",
    ],
)
def test_what_is_made_of_known_names_is_refused(password):
    assert problem(password, OWN)
    assert problem(f"{password} vetch lozenge", OWN) is None


@pytest.mark.parametrize(
    "password",
    [
        "vetch lozenge airily",
        "correct vetch battery lozenge",
        "monkey dragon sunshine princess",
        "849302716504938",
        "вдруг лампа тянет",
        "purple elephant dancing",
    ],
)
def test_others_are_taken(password):
    assert problem(password, OWN) is None
