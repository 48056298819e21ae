"""The container proves nothing: packed again a bundle verifies, and no bytes stop the verifier."""

import io
import random
import struct
import zipfile

import pytest

from .forge import Forged, forge, pack
from .loaded import verifier

MIB = 1024 * 1024
FLAGS, METHOD, CHECKSUM, SIZE = (8, "<H"), (10, "<H"), (16, "<L"), (24, "<L")  # in the directory


def patched(packed, name, place, value):
    """The zip with one number changed in the directory's entry for `name`."""
    offset, form = place
    start = packed.rindex(name.encode()) - 46
    assert packed[start : start + 4] == b"PK\x01\x02"
    data = bytearray(packed)
    struct.pack_into(form, data, start + offset, value)
    return bytes(data)


def number(packed, name, place):
    return struct.unpack_from(place[1], packed, packed.rindex(name.encode()) - 46 + place[0])[0]


METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflated": zipfile.ZIP_DEFLATED,
    "by bzip2": zipfile.ZIP_BZIP2,
    "by LZMA": zipfile.ZIP_LZMA,
}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_packed_again_in_another_way_and_order_it_verifies(judge, valid, method):
    assert judge(valid.packed(method)).valid
    assert judge(valid.packed(method, reversed(valid.members))).valid


def test_bytes_before_the_zip_and_a_comment_after_it_change_nothing(judge, valid):
    assert judge(b"#!/bin/sh\n" + valid.packed()).valid
    commented = io.BytesIO(valid.packed())
    with zipfile.ZipFile(commented, "a") as archive:
        archive.comment = b"read me"
    assert judge(commented.getvalue()).valid


ODD_NAMES = {
    "more.txt": "more.txt",
    "../text.json": "../text.json",
    "/text.json": "/text.json",
    "C:\\text.json": "C:\\text.json",
    "folder/": "folder/",
    "folder/text.json": "folder/text.json",
    "TEXT.JSON": "TEXT.JSON",
    "text.json ": "text.json ",
    "": "(a member without a name)",
    "\u202etxt.evil\x1b[2J": "\\u{202e}txt.evil\\u{1b}[2J",
    "x" * 60_000: "x" * 200 + "...",
}


@pytest.mark.parametrize(("name", "shown"), ODD_NAMES.items(), ids=ODD_NAMES.values())
def test_a_member_that_does_not_belong_is_named(judge, valid, name, shown):
    packed = pack([*valid.members.items(), (name, b"data")])
    assert judge(packed).first_problem == f"{shown}: does not belong in a bundle"


def test_a_name_that_goes_on_after_a_nul_is_not_taken_for_its_beginning(judge, valid):
    names = {"tally.json": "tally.json0evil"}
    packed = pack([(names.get(name, name), data) for name, data in valid.members.items()])
    packed = packed.replace(b"tally.json0evil", b"tally.json\x00evil")
    problem = judge(packed).first_problem
    assert problem.startswith("tally.json\\u{0}evil: "), problem


def test_a_bomb_is_stopped_while_it_unpacks(judge, valid):
    bomb = {**valid.members, "tally.json": bytes(64 * MIB + 1)}
    packed = pack(list(bomb.items()), zipfile.ZIP_DEFLATED)
    assert judge(packed).first_problem == "tally.json: unpacks to more than 64 MiB"
    lying = patched(packed, "tally.json", SIZE, 100)
    assert judge(lying).first_problem.startswith("tally.json: ")


def test_many_members_that_are_large_together_are_stopped(judge, valid):
    large = ("README.txt", "text.json", "rule.json", "roster.json", "keys.json")
    members = {n: bytes(60 * MIB) if n in large else d for n, d in valid.members.items()}
    packed = pack(list(members.items()), zipfile.ZIP_DEFLATED)
    problem = judge(packed).first_problem
    assert problem.startswith("keys.json: unpacks to more than "), problem


def test_a_file_larger_than_any_bundle_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "large.zip"
    with path.open("wb") as stream:
        stream.truncate(300 * MIB)  # a hole: it takes no room on the disk
    assert verifier.verify(path).first_problem == "the file: is larger than 256 MiB"


def test_a_manifest_of_two_mebibytes_is_not_parsed(judge, valid):
    large = {**valid.members, "manifest.json": b"[" + b"0," * MIB + b"0]"}
    problem = judge(pack(list(large.items()), zipfile.ZIP_DEFLATED)).first_problem
    assert problem == "manifest.json: is larger than 1 MiB"


def test_a_zip_of_very_many_members_is_refused_unread(judge):
    packed = pack([(f"{n}", b"") for n in range(1000)])
    assert judge(packed).first_problem == "the file: holds more than 64 members"


@pytest.mark.parametrize("place", [SIZE, CHECKSUM], ids=["size", "check sum"])
@pytest.mark.parametrize("wrong", [1, -1, 1000])
def test_a_directory_that_lies_about_a_member_is_refused(judge, valid, place, wrong):
    packed = valid.packed()
    true = number(packed, "answers.json", place)
    lying = patched(packed, "answers.json", place, (true + wrong) % 2**32)
    assert judge(lying).first_problem.startswith("answers.json: ")


@pytest.mark.parametrize(
    ("place", "value"), [(FLAGS, 1), (FLAGS, 0x40), (FLAGS, 0x20), (METHOD, 99), (METHOD, 9)]
)
def test_encrypted_or_oddly_compressed_members_are_refused(judge, valid, place, value):
    packed = patched(valid.packed(), "rule.json", place, value)
    assert judge(packed).first_problem.startswith("rule.json: ")


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x05\x06" + bytes(18), b"x" * 1000, b"PK\x01\x02" * 50, b"PK\x03\x04" * 50],
    ids=["empty", "two bytes", "zip of nothing", "text", "directory only", "headers only"],
)
def test_what_is_no_bundle_is_refused(judge, data):
    problem = judge(data).first_problem
    assert problem.startswith(("the file: ", "manifest.json: is missing")), problem


def test_a_bundle_inside_a_zip_is_no_bundle(judge, valid):
    packed = pack([("decision.zip", valid.packed())])
    assert judge(packed).first_problem == "decision.zip: does not belong in a bundle"


def test_a_file_cut_anywhere_is_refused(judge, valid, rounds):
    packed = valid.packed()
    chance = random.Random(5)  # noqa: S311 repeatable, not secret
    for _ in range(rounds(40)):
        assert not judge(packed[: chance.randrange(len(packed))]).valid


def unpacked(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {info.orig_filename: archive.read(info) for info in archive.infolist()}


def spoiled(data, chance):
    """`data` with a few bytes changed, put in or left out."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(spoilt))
        kind = chance.random()
        if kind < 0.7:
            spoilt[at] = chance.randrange(256)
        elif kind < 0.85:
            spoilt[at:at] = chance.randbytes(chance.randint(1, 5))
        else:
            del spoilt[at : at + chance.randint(1, 30)]
    return bytes(spoilt)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_random_bytes_in_the_zip_verify_only_if_no_member_changed(judge, rounds, method):
    short: Forged = forge(members=lambda m: m.update({"verify_bundle.py": b"# short\n"}))
    packed = short.packed(method)
    directory = packed.index(b"PK\x01\x02")
    chance = random.Random(method)  # noqa: S311 repeatable, not secret
    for turn in range(rounds(150)):
        if turn % 2:  # the directory is small beside the members: half of the blows go there
            spoilt = packed[:directory] + spoiled(packed[directory:], chance)
        else:
            spoilt = spoiled(packed, chance)
        if judge(spoilt).valid:
            assert unpacked(spoilt) == short.members
