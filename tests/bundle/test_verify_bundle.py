"""What the verifier says of a bundle, of one that was changed, and beside a kept checkpoint."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
import rfc8785

from .changes import put
from .forge import Forged, checkpoint, forge, pack
from .loaded import verifier
from .story import Story, instant

NAMES = tuple(forge().members)
BIDI = "House \u202eesrever\u202c \x1b[31m"


def named_house(name):
    return lambda keys: keys[0].update(name=name)


def changed(valid, name, data):
    return pack(list({**valid.members, name: data}.items()))


def test_a_valid_bundle_verifies_and_says_that_no_checkpoint_was_used(judge, valid):
    verdict = judge(valid.packed())
    assert verdict.as_json() == {
        "valid": True,
        "checked": verdict.checked,
        "first_problem": None,
        "against_checkpoint": False,
    }
    assert verdict.checked > 200
    assert "only consistency with itself" in verdict.sentences[-1]


def at_fault(valid, name, place):
    """The member that must be named when the byte at `place` of `name` was changed.

    Of the manifest's bytes only the instant is known to its signature alone: there the two do not
    fit together, and nothing says which of them is the true one.
    """
    if name == "manifest.json":
        start = valid.members[name].index(b'"made_at":"') + 11
        if start <= place < start + 27:
            return ("manifest.json: ", "manifest.sig.json: ")
    return (f"{name}: ",)


@pytest.mark.parametrize("name", NAMES)
def test_a_bit_changed_anywhere_in_a_member_is_found_and_named(judge, valid, rounds, name):
    data = valid.members[name]
    chance = random.Random(name)  # noqa: S311 repeatable, not secret
    places = [0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(rounds(18)))]
    for place in places:
        spoilt = bytearray(data)
        spoilt[place] ^= 1 << chance.randrange(8)
        problem = judge(changed(valid, name, bytes(spoilt))).first_problem
        assert problem is not None, (name, place)
        assert problem.startswith(at_fault(valid, name, place)), (place, problem)
        assert "manifest.json" in problem or name in problem


@pytest.mark.parametrize("name", NAMES)
def test_a_member_cut_emptied_removed_or_doubled_is_found_and_named(judge, valid, name):
    data = valid.members[name]
    for cut in (data[:-1], data[: len(data) // 2], data[1:], data + b"\n"):
        assert judge(changed(valid, name, cut)).first_problem.startswith(f"{name}: ")
    for empty in (b"", b"\n"):
        assert judge(changed(valid, name, empty)).first_problem == f"{name}: is empty"
    rest = [item for item in valid.members.items() if item[0] != name]
    assert judge(pack(rest)).first_problem == f"{name}: is missing from the bundle"
    for twin in (data, b"another"):
        twice = pack([*valid.members.items(), (name, twin)])
        assert judge(twice).first_problem == f"{name}: is in the bundle more than once"


def test_members_exchanged_for_each_other_are_found(judge, valid):
    swapped = {**valid.members, "rule.json": valid.members["roster.json"]}
    swapped["roster.json"] = valid.members["rule.json"]
    assert judge(pack(list(swapped.items()))).first_problem.startswith("rule.json: ")


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".json")])
def test_json_that_is_not_canonical_is_refused_though_signed(judge, name):
    if name.startswith("manifest"):
        members = forge().members
        members[name] = members[name].replace(b":", b": ", 1)
        bundle = Forged(members, [], Story())
    else:
        loose = lambda m: m.update({name: m[name].replace(b":", b": ", 1)})  # noqa: E731
        bundle = forge(members=loose)
    problem = judge(bundle.packed()).first_problem
    assert problem == f"{name}: is not in canonical form (RFC 8785)"


def test_a_bundle_that_was_given_out_long_ago_stays_valid():
    verdict = verifier.verify(Path(__file__).with_name("given_out.zip"))  # of the demonstration
    assert verdict.valid, verdict.first_problem


# --- beside a checkpoint that was kept ---


def more(leaves, number=3):
    return [*leaves, *(bytes([n]) * 32 for n in range(number))]


def test_it_holds_against_the_checkpoint_of_the_same_moment(judge, valid):
    for carried in (True, False):
        verdict = judge(valid.packed(), valid.checkpoint_file(carried=carried))
        assert verdict.valid, verdict.first_problem
        assert verdict.against_checkpoint
        assert "itself" not in " ".join(verdict.sentences)


def test_the_checkpoint_of_one_bundle_serves_for_another_that_was_exported_later(judge, valid):
    assert judge(valid.packed(), valid.members["checkpoint.json"]).against_checkpoint


def test_it_holds_against_every_older_checkpoint(judge, valid):
    for size in range(1, len(valid.leaves)):
        kept = valid.checkpoint_file(valid.leaves[:size], at=instant(2000), carried=size % 2 == 0)
        verdict = judge(valid.packed(), kept)
        assert verdict.against_checkpoint, verdict.first_problem


def test_it_holds_against_a_newer_checkpoint_that_carries_the_leaves(judge, valid):
    verdict = judge(valid.packed(), valid.checkpoint_file(more(valid.leaves)))
    assert verdict.valid
    assert verdict.against_checkpoint


def test_a_newer_checkpoint_without_leaves_asks_for_a_new_export(judge, valid):
    verdict = judge(valid.packed(), valid.checkpoint_file(more(valid.leaves), carried=False))
    assert not verdict.against_checkpoint
    assert verdict.first_problem.startswith("checkpoint kept.json: is newer than the bundle")
    assert "export the bundle again" in verdict.first_problem


def rewritten(leaves, place):
    return [*leaves[:place], bytes(32), *leaves[place + 1 :]]


@pytest.mark.parametrize("place", [0, 4, -1])
def test_a_history_that_was_rewritten_is_found(judge, valid, place):
    size = len(valid.leaves)
    place %= size
    kept = [
        valid.checkpoint_file(rewritten(valid.leaves, place)),
        valid.checkpoint_file(more(rewritten(valid.leaves, place))),
        valid.checkpoint_file(rewritten(valid.leaves, place)[: place + 1], at=instant(2000)),
    ]
    for file in kept:
        verdict = judge(valid.packed(), file)
        assert not verdict.against_checkpoint
        assert verdict.first_problem.startswith("ledger.json: the first "), verdict.first_problem


def test_an_end_that_was_cut_off_is_found(judge, valid):
    before = valid.checkpoint_file(more(valid.leaves), at=instant(2994))
    after = valid.checkpoint_file(valid.leaves[:-1], at=instant(3006))
    for file in (before, after):
        problem = judge(valid.packed(), file).first_problem
        assert problem.startswith("ledger.json: "), problem
        assert "the end was cut off" in problem


def test_a_cut_end_is_found_though_the_checkpoint_of_the_bundle_is_dated_back(judge, valid):
    kept = valid.checkpoint_file(more(valid.leaves), at=instant(2990))
    cut = forge(checkpoint=put(instant(2900), "at"))
    problem = judge(cut.packed(), kept).first_problem
    assert problem.startswith("manifest.json: made_at is not the time"), problem
    # Within what clocks drift, the later of the two dates counts.
    kept = valid.checkpoint_file(more(valid.leaves), at=instant(2994))
    cut = forge(checkpoint=put(instant(2996), "at"))
    assert "the end was cut off" in judge(cut.packed(), kept).first_problem


def test_a_bundle_older_than_the_checkpoint_says_how_much_is_not_in_it(judge, valid):
    verdict = judge(valid.packed(), valid.checkpoint_file(more(valid.leaves), at=instant(4000)))
    assert verdict.valid, verdict.first_problem
    assert verdict.sentences[-1] == (
        f"The bundle was made at {instant(3000)}; the checkpoint, of {instant(4000)}, knows 3 later"
        " acts of the alliance, about this resolution or others, that are not in it."
    )


def test_two_checkpoints_made_within_five_minutes_may_cross(judge, valid):
    before = valid.checkpoint_file(more(valid.leaves), at=instant(2995))
    after = valid.checkpoint_file(valid.leaves[:-1], at=instant(3005))
    for file in (before, after):
        assert judge(valid.packed(), file).against_checkpoint


def test_leaves_of_a_stream_that_the_checkpoint_does_not_sign_are_refused(judge, valid):
    kept = json.loads(valid.checkpoint_file())
    kept["leaves"] = {"alliance:delta": ["ab" * 32]}
    problem = judge(valid.packed(), rfc8785.dumps(kept)).first_problem
    assert problem.startswith("checkpoint kept.json: "), problem


def wrong_head(name, value):
    return lambda body: body["streams"]["alliance:basin"].update({name: value})


WRONG_CHECKPOINTS = {
    "of another house": {"house": "elsewhere"},
    "with another key": {"key": "nobody"},
    "without the stream": {"stream": "alliance:delta"},
    "with another root": {"change": wrong_head("root", "ab" * 32)},
    "with another head": {"change": wrong_head("head", "ab" * 32)},
    "with leaves of another size": {"change": wrong_head("size", 3)},
    "of size nought": {"change": wrong_head("size", 0)},
    "of no instant": {"change": lambda body: body.update(at="")},
    "of a later format": {"change": lambda body: body.update(format="alliance-checkpoint/2")},
    "without streams": {"change": lambda body: body.update(streams={})},
}


@pytest.mark.parametrize("options", WRONG_CHECKPOINTS.values(), ids=WRONG_CHECKPOINTS)
def test_a_checkpoint_is_refused_and_named(judge, valid, options):
    verdict = judge(valid.packed(), valid.checkpoint_file(**options))
    assert verdict.first_problem.startswith("checkpoint kept.json: "), verdict.first_problem
    assert not verdict.against_checkpoint


def test_a_checkpoint_changed_after_it_was_signed_is_refused(judge, valid, rounds):
    kept = valid.checkpoint_file()
    chance = random.Random(2)  # noqa: S311 repeatable, not secret
    for _ in range(rounds(40)):
        spoilt = bytearray(kept)
        spoilt[chance.randrange(len(kept))] ^= 1 << chance.randrange(8)
        verdict = judge(valid.packed(), bytes(spoilt))
        assert verdict.first_problem.startswith("checkpoint kept.json: "), verdict.first_problem


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000, b"1" * 9999])
def test_what_is_no_checkpoint_is_refused(judge, valid, data):
    assert judge(valid.packed(), data).first_problem.startswith("checkpoint kept.json: ")


def test_a_checkpoint_is_not_reached_when_the_bundle_itself_is_wrong(judge, valid):
    spoilt = changed(valid, "tally.json", b"{}")
    verdict = judge(spoilt, valid.checkpoint_file())
    assert verdict.first_problem.startswith("tally.json: ")
    assert not verdict.against_checkpoint


def test_the_checkpoint_maker_of_these_tests_signs_more_than_one_stream(valid):
    assert set(checkpoint(valid.leaves)["checkpoint"]["streams"]) == {"alliance:basin", "house"}


# --- the command ---


@pytest.fixture
def saved(tmp_path, valid):
    path = tmp_path / "decision.zip"
    path.write_bytes(valid.packed())
    return path


def test_the_command_ends_with_0_for_valid_and_prints_one_document(saved, tmp_path, capsys, valid):
    kept = tmp_path / "kept.json"
    kept.write_bytes(valid.checkpoint_file())
    assert verifier.main(["--json", str(saved), "--checkpoint", str(kept)]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["against_checkpoint"] is True
    assert said.err == ""


def test_the_command_tells_people_every_group_of_checks(saved, capsys):
    assert verifier.main([str(saved)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "VALID: decision.zip"
    assert len([line for line in said if line.startswith("holds: ")]) == 13
    assert "checkpoint" in said[-1]


def test_the_command_ends_with_1_and_says_what_was_not_reached(saved, capsys, valid):
    saved.write_bytes(changed(valid, "text.txt", b"Other words.\n"))
    assert verifier.main([str(saved)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("NOT VALID: decision.zip: text.txt: was changed")
    assert "does not hold: every member is as the manifest names it" in said
    assert "not reached: the signatures are genuine and in the ledger" in said


def test_the_command_ends_with_2_when_there_is_nothing_to_read(saved, tmp_path, capsys):
    for given in (["nowhere.zip"], [str(tmp_path)], [str(saved), "--checkpoint", "nowhere.json"]):
        assert verifier.main(given) == 2
        said = capsys.readouterr()
        assert said.err.startswith("cannot read ")
        assert said.out == ""
    for given in ([], ["--what", "x"], [str(saved), "--checkpoint"]):
        with pytest.raises(SystemExit) as left:
            verifier.main(given)
        assert left.value.code == 2


def test_another_verifier_in_the_bundle_is_a_note_and_no_failure(judge):
    bundle = forge(members=lambda m: m.update({"verify_bundle.py": b"# older\n"}))
    verdict = judge(bundle.packed())
    assert verdict.valid
    assert verdict.sentences[-1] == "Note: the verifier in the bundle differs from this one."


def test_the_copy_in_the_bundle_runs_alone_and_prints_no_control_characters(tmp_path):
    bundle = forge(keys=named_house(BIDI))
    (tmp_path / "decision.zip").write_bytes(bundle.packed())
    (tmp_path / "verify_bundle.py").write_bytes(bundle.members["verify_bundle.py"])
    command = [sys.executable, "-I", "-W", "error", "verify_bundle.py", "decision.zip"]
    ran = subprocess.run(  # noqa: S603 our own file, in a folder of this test
        command, cwd=tmp_path, capture_output=True, check=False, env={"LC_ALL": "C"}
    )
    assert ran.stderr == b""
    assert ran.returncode == 0
    assert b"House \\u{202e}esrever\\u{202c} \\u{1b}[31m" in ran.stdout
    assert not set(ran.stdout) & (set(range(32)) - {10})
