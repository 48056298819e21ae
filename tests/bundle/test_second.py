"""Bundles of format 2, which tell how the question was answered: honest ones, and lies."""

import subprocess
import sys
from dataclasses import replace

import pytest

from .changes import LOST, MANY, both, drop, put, with_rule
from .forge import VERIFIER
from .lies import LIES
from .lies_of_votes import (
    AGAIN,
    ALTERNATE,
    CHAINED,
    CHANGED,
    EVEN,
    EXPLAINED,
    HIDDEN,
    LATER,
    LIES_OF_VOTES,
    MEETING,
    PROXY,
    RECUSED,
    RICHER,
    SHARED,
    TIE,
    due,
)
from .second import second, under
from .story import BY_PEOPLE, Story, instant

ALL_LIES = [*LIES, *LIES_OF_VOTES]


@pytest.mark.parametrize(("lie", "member", "how"), ALL_LIES, ids=[lie for lie, _, _ in ALL_LIES])
def test_a_forgery_with_all_hashes_and_signatures_right_is_refused(judge, lie, member, how):
    verdict = judge(second(**how).packed())
    assert not verdict.valid, lie
    assert verdict.first_problem.startswith(f"{member}: "), verdict.first_problem


STORIES = {
    "answered once": Story(),
    "lost": Story(answers=LOST),
    "answers that were changed": CHANGED,
    "hidden until the close": HIDDEN,
    "explained": EXPLAINED,
    "with a recusal": RECUSED,
    "hidden, with a recusal and a divided weight": under(
        Story(answers={**MANY, "CO": "recused", "NM": {"yea": "2/3", "present": "1/3"}}),
        hidden=True,
        divided=True,
    ),
    "with a divided weight": SHARED,
    "put off twice": LATER,
    "put off less often than allowed": under(LATER, extensions=5),
    "taken off twice, and put again": AGAIN,
    "lost after it was taken off": Story(answers=LOST, taken_off=("first",)),
    "by proxy": PROXY,
    "by proxy, recalled after its use": replace(PROXY, recalled=("CO",)),
    "by a proxy that was passed on": CHAINED,
    "by an alternate": ALTERNATE,
    "in a meeting": MEETING,
    "without objection": under(
        with_rule(majorities=[{"no_objection": True}, BY_PEOPLE]), mode="no objection"
    ),
    "by richer rules": RICHER,
    "carried by a casting vote": TIE,
    "lost by a casting vote": under(
        Story(rule=TIE.rule, answers=EVEN, casting=("nay",)), chair="AZ"
    ),
    "a casting vote that stays sealed": under(
        Story(rule=TIE.rule, casting=("nay", "yea")), chair="AZ"
    ),
    "a tie without a casting vote": under(Story(rule=TIE.rule, answers=EVEN), chair="AZ"),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_an_honest_bundle_verifies(judge, story):
    verdict = judge(second(story).packed())
    assert verdict.valid, verdict.first_problem


def test_a_question_from_before_there_were_terms_verifies_with_the_plain_ones(judge):
    no_terms = drop("open", "facts", "terms_sha256")
    assert judge(second(acts=no_terms).packed()).valid
    # Who was recused then gave no ground.
    of_old = drop(3, "ground")
    forged = second(RECUSED, answers=of_old, acts=no_terms)
    assert judge(forged.packed()).valid


# Opened 2026-11-10 at 01:40 UTC: on the 9th in America, on the 10th in Guam.
DEADLINES = {
    "hours": due("2026-11-10T22:40:07.000250Z", 21, "hours", "America/New_York"),
    "a day, where it is UTC": due("2026-11-12T00:00:00.000000Z", 1, "days"),
    "a day in Guam": due("2026-11-11T14:00:00.000000Z", 1, "days", "Pacific/Guam"),
    "a day in Hawaii": due("2026-11-11T10:00:00.000000Z", 1, "days", "Pacific/Honolulu"),
    "days that end in summer time": due(
        "2027-04-09T04:00:00.000000Z", 150, "days", "America/New_York"
    ),
    "business days over Veterans Day": due(
        "2026-11-18T05:00:00.000000Z", 5, "business days", "America/New_York"
    ),
    "with a holiday of their own": due(
        "2026-11-19T05:00:00.000000Z", 5, "business days", "America/New_York", "2026-11-13"
    ),
    "business days over Thanksgiving": due(
        "2026-12-01T05:00:00.000000Z", 13, "business days", "America/New_York"
    ),
}


@pytest.mark.parametrize("how", DEADLINES.values(), ids=DEADLINES)
def test_a_close_that_its_deadline_gives_verifies(judge, how):
    verdict = judge(second(**how).packed())
    assert verdict.valid, verdict.first_problem
    assert not any("time zone" in line for line in verdict.sentences)


def test_a_zone_that_is_not_known_here_is_a_note_and_no_failure(judge):
    verdict = judge(
        second(**due("2026-11-11T14:00:00.000000Z", 1, "days", "Mars/Olympus")).packed()
    )
    assert verdict.valid, verdict.first_problem
    assert verdict.sentences[-1] == (
        "Note: this machine has no data of the time zone Mars/Olympus: the close was held to the"
        " deadline only as far as all zones agree, 2026-11-10T10:00:00.000000Z to"
        " 2026-11-12T12:00:00.000000Z."
    )


NO_ZONES = (
    "import runpy, sys, zoneinfo; zoneinfo.reset_tzpath(()); sys.argv = sys.argv[1:];"
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)


@pytest.mark.parametrize(("closes", "code"), [("14", 0), ("15", 0), ("14-late", 1)])
def test_a_machine_without_time_zones_checks_the_bounds_and_says_so(tmp_path, closes, code):
    instants = {"14": "2026-11-11T14", "15": "2026-11-11T15", "14-late": "2026-11-13T14"}
    how = due(f"{instants[closes]}:00:00.000000Z", 1, "days", "Pacific/Guam")
    (tmp_path / "decision.zip").write_bytes(second(**how).packed())
    command = [sys.executable, "-I", "-S", "-c", NO_ZONES, str(VERIFIER), "decision.zip"]
    ran = subprocess.run(  # noqa: S603 our own file, in a folder of this test
        command, cwd=tmp_path, capture_output=True, check=False, text=True
    )
    assert (ran.returncode, ran.stderr) == (code, "")
    note = "Note: this machine has no data of the time zone Pacific/Guam"
    assert (note in ran.stdout) == (code == 0)
    assert ("the opening set the close" in ran.stdout) == (code == 1)


def test_the_checker_says_how_a_proxy_was_given(judge):
    chained = judge(second(CHAINED).packed()).sentences[-1]
    assert chained.startswith("Entry ")
    assert chained.endswith(
        "answers for CO by its proxy, given to NM for all questions, 2026-11-01 through 2026-11-30"
        " (entry 6), then to UT for all questions, 2026-11-01 through 2026-11-30 (entry 7);"
        " no recall before that is shown."
    )
    alternate = judge(second(ALTERNATE).packed()).sentences[-1]
    assert "given to its alternate for questions of the kind resolution, 2026" in alternate


def test_an_answer_from_before_it_named_the_giving_of_its_proxy_is_a_note(judge):
    """Bundles from then show no entry of it; what is shown is checked in any case."""
    unnamed = drop("answer CO", "facts", "given")
    bare = lambda tags: [tag for tag in tags if tag != "give CO 1"]  # noqa: E731
    verdict = judge(second(PROXY, sequence=bare, acts=unnamed).packed())
    assert verdict.valid, verdict.first_problem
    note = "Note: the bundle does not show that the proxy of CO was given"
    assert any(one.startswith(note) for one in verdict.sentences)
    told = judge(second(PROXY, acts=unnamed).packed())
    assert told.valid
    assert not any(one.startswith(note) for one in told.sentences)
    late = both(unnamed, put("2026-11-08", "give CO 1", "facts", "last_on"))
    assert not judge(second(PROXY, acts=late).packed()).valid


def early(*there, **more):
    """A question in a meeting that was closed before its time; these states were there."""
    facts = {"present": list(there), **more}
    change = lambda acts: acts["close"]["facts"].update(facts)  # noqa: E731
    return second(MEETING, question=put(instant(2000), "closes_at"), acts=change)


def test_a_meeting_closes_early_when_all_who_are_there_have_answered_or_as_declared(judge):
    assert judge(early(*MANY).packed()).valid
    assert "NM had not answered" in judge(early("NM").packed()).first_problem
    assert judge(early("NM", declared="All have answered who wish to").packed()).valid


def test_in_a_meeting_only_who_was_in_the_room_is_there_in_person(judge):
    quorum = {"of": "entitled", "measure": "states", "at_least": {"count": "4"}, "in_person": True}
    story = under(with_rule(quorum=quorum, majorities=[{"no_objection": True}]), mode="meeting")
    story = replace(story, answers={**MANY, "CO": "yea"})
    room = lambda *states: put(list(states), "close", "facts", "in_person")  # noqa: E731
    assert judge(second(story, acts=room(*MANY)).packed()).valid
    problem = judge(second(story, acts=room("AZ", "CA", "CO")).packed()).first_problem
    assert problem.startswith("tally.json: the outcome must be 'no quorum'"), problem


def test_terms_belong_to_format_2_only(judge):
    members = second().members
    of_one = {
        **members,
        "manifest.json": members["manifest.json"].replace(b"bundle/2", b"bundle/1"),
    }
    problem = judge(type(second())(of_one, [], Story()).packed()).first_problem
    assert problem == "terms.json: does not belong in a bundle of format 1"
    del members["terms.json"]
    problem = judge(type(second())(members, [], Story()).packed()).first_problem
    assert problem == "terms.json: is missing from the bundle"
