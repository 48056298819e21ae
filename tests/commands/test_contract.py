"""The command line as other programs rely on it: documents, keys, streams, exit codes."""

import json
import os
import re
import threading
import uuid

import pytest

from alliance.core import clock
from alliance.core.db import db
from alliance.core.record import Entry
from alliance.texts.starting import plain_clauses
from tests import make
from tests.litigation import cases
from tests.membership.files import ROW, alliances_file, contents, memberships_file, river
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, counsel, governor, liaison, observer

OK, NOT_HELD, USAGE, REFUSED, NOT_READY = range(5)
MEMBER = {"state", "standing", "class", "since", "bound"}


def test_members_says_who_belongs_with_the_keys_of_the_contract(terminal, tmp_path):
    river(
        tmp_path,
        ROW | {"joined": "2012", "status": "withdrawal announced"},
        ROW | {"jurisdiction": "NV", "role": "observer", "joined": ""},
        ROW | {"jurisdiction": "UT", "status": "former member"},
    )
    said = terminal("members", "river", "--as-of", "2024-06-01", "--json")
    told = said.document
    assert said.code == OK
    assert {"alliance", "as_of", "members", "count", "unknown"} <= set(told)
    assert (told["alliance"], told["as_of"]) == ("river", "2024-06-01")
    assert told["members"] == [
        {
            "state": "AZ",
            "standing": "notice given",
            "class": "party",
            "since": "2012",
            "bound": True,
        },
        {
            "state": "NV",
            "standing": "party",
            "class": "observer",
            "since": None,
            "bound": False,
        },
    ]
    assert (told["count"], told["unknown"]) == (1, ["UT"])


def test_members_without_a_day_speaks_of_today(terminal):
    told = terminal("members", "ours", "--json").document
    assert told["as_of"] == clock.today().isoformat()
    assert [one["state"] for one in told["members"]] == ["CO", "UT", "WY"]
    assert all(set(one) == MEMBER for one in told["members"])


def test_members_answers_what_was_known_at_the_end_of_a_day(terminal, tmp_path):
    with clock.stopped_at(clock.dt.datetime(2026, 3, 10, 23, 59, tzinfo=clock.dt.UTC)):
        river(tmp_path, ROW)
    asked = ("members", "river", "--as-of", "2024-01-01", "--json", "--known")
    assert terminal(*asked, "2026-03-09").document["count"] == 0
    assert terminal(*asked, "2026-03-10").document["count"] == 1
    assert terminal(*asked, "9999-12-31").document["count"] == 1


@pytest.mark.parametrize(
    "day",
    [
        "2025-02-30",
        "2025-02",
        "yesterday",
        "",
        "\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661",
        "0000-01-01",
    ],
)
@pytest.mark.parametrize("option", ["--as-of", "--known"])
def test_a_day_that_is_none_is_wrong_usage(terminal, option, day):
    said = terminal("members", "ours", option, day, "--json")
    assert said.code == USAGE
    assert said.document["error"]["code"] == USAGE
    assert "2025-03-01" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("members", "nobody"),
        ("members", "\udcff"),
        ("members", "a\0b"),
        ("matter", "nobody"),
        ("bundle", "export", "nobody", "-o", "x.zip"),
        ("bundle", "export", str(uuid.UUID(int=1)), "-o", "x.zip"),
        ("members", "ours", "--as", "nobody@example.org"),
        ("members", "ours", "--as", ""),
        ("members", "ours", "--as", "\udcff"),
        ("dance",),
        ("members",),
        ("members", "ours", "--loud"),
        ("import", "memberships", "not-there.csv"),
        ("verify", "not-there.zip"),
        (),
    ],
)
def test_wrong_usage_and_unknown_ids_end_with_two_and_one_line(terminal, words):
    before = contents()
    said = terminal(*words, "--json")
    assert said.code == USAGE
    assert said.document["error"]["code"] == USAGE
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert contents() == before


def test_options_stand_before_and_after_the_command(terminal):
    whole = terminal("members", "ours", "--json").document
    assert terminal("--json", "members", "ours").document == whole
    listed = terminal("resolution", "list", "--json").document
    assert terminal("resolution", "--json", "list").document == listed
    assert terminal("--json", "resolution", "list").document == listed
    mine = ["--as", liaison().email]
    make.draft()
    assert len(terminal(*mine, "resolution", "list", "--json").document) == 1
    assert len(terminal("resolution", "list", *mine, "--json").document) == 1


def test_without_json_people_are_answered_in_words(terminal):
    said = terminal("members", "ours")
    assert "Western Accord" in said.out
    assert not said.out.startswith("{")


def test_resolution_list_names_each_with_its_stage(terminal):
    assert terminal("resolution", "list", "--json").document == []
    made = {
        "draft": make.draft().id,
        "circulated": make.circulated().id,
        "voting": make.put().subject_id,
        "enrolled": make.adopted().id,
        "in force": make.signed(make.adopted(), "CO", "UT").id,
    }
    told = terminal("resolution", "list", "--json").document
    assert all(list(one) == ["id", "title", "alliance", "stage"] for one in told)
    assert {one["stage"]: one["id"] for one in told} == {k: str(v) for k, v in made.items()}
    assert {one["alliance"] for one in told} == {"ours"}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (liaison(), ["draft", "circulated"]),
        (counsel(), ["circulated"]),
        (governor("UT"), ["circulated"]),
        (SECRETARIAT, ["circulated"]),
        (governor("NM"), []),
        (OTHER_SECRETARIAT, []),
    ],
)
def test_a_list_as_somebody_is_their_list(terminal, role, seen):
    make.draft()
    make.circulated()
    told = terminal("--as", role.email.upper(), "resolution", "list", "--json").document
    assert sorted(one["stage"] for one in told) == sorted(seen)


def test_a_long_list_is_listed_whole(terminal):
    with make.transaction():
        for n in range(120):
            words = plain_clauses(f"Number {n}", (), ("x",))
            make.resolutions.draft(make.actor(liaison()), make.alliance(), words=words)
    for named in ([], ["--as", liaison().email]):
        told = terminal(*named, "resolution", "list", "--json").document
        assert len({one["id"] for one in told}) == len(told) == 120


def test_a_bundle_is_exported_whole_and_verifies(terminal, tmp_path):
    made = make.signed(make.adopted(), "CO")
    file = tmp_path / "decision.zip"
    said = terminal("bundle", "export", made.id, "-o", file, "--json")
    assert (said.code, said.document["file"]) == (OK, str(file))
    assert said.document["bytes"] == file.stat().st_size
    said = terminal("verify", file, "--json", database="")
    assert said.code == OK
    assert set(said.document) == {"valid", "checked", "first_problem", "against_checkpoint"}
    assert (said.document["valid"], said.document["first_problem"]) == (True, None)
    assert said.document["against_checkpoint"] is False
    assert "consisten" in said.err + said.out


def test_a_bundle_verifies_against_a_checkpoint(terminal, tmp_path):
    made = make.signed(make.adopted(), "CO")
    checkpoint, file = tmp_path / "checkpoint.json", tmp_path / "decision.zip"
    said = terminal("ledger", "checkpoint", "-o", checkpoint, "--json")
    assert (said.code, said.document["file"]) == (OK, str(checkpoint))
    make.signed(made, "UT")
    terminal("bundle", "export", made.id, "-o", file)
    said = terminal("verify", file, "--checkpoint", checkpoint, "--json")
    assert (said.code, said.document["against_checkpoint"]) == (OK, True)


@pytest.mark.parametrize("stage", ["draft", "circulated", "voting"])
def test_nothing_is_exported_before_it_is_decided(terminal, tmp_path, stage):
    made = {
        "draft": make.draft,
        "circulated": make.circulated,
        "voting": make.put,
    }[stage]()
    key = getattr(made, "subject_id", made.id)
    file = tmp_path / "decision.zip"
    said = terminal("bundle", "export", key, "-o", file, "--json")
    assert said.code == REFUSED
    assert said.document["error"]["code"] == REFUSED
    assert not file.exists()


def test_a_bundle_as_somebody_keeps_to_their_wall(terminal, tmp_path):
    made = make.adopted()
    file = tmp_path / "decision.zip"
    hidden = terminal("--as", governor("NM").email, "bundle", "export", made.id, "-o", file)
    nothing = terminal("--as", governor("NM").email, "bundle", "export", clock.new_id(), "-o", file)
    assert (hidden.code, nothing.code) == (USAGE, USAGE)
    named = re.compile(r"[0-9a-f-]{36}")
    assert named.sub("ID", hidden.err) == named.sub("ID", nothing.err)
    assert not file.exists()
    assert terminal("--as", observer("WY").email, "bundle", "export", made.id, "-o", file).code == 0


def test_a_file_that_cannot_be_written_is_wrong_usage_and_leaves_nothing(terminal, tmp_path):
    made = make.adopted()
    said = terminal("bundle", "export", made.id, "-o", tmp_path / "none" / "x.zip", "--json")
    assert said.code == USAGE
    assert "cannot be written" in said.document["error"]["message"]
    assert [one.name for one in tmp_path.iterdir() if "part" in one.name] == []


def test_what_stands_there_is_replaced_whole_and_nothing_is_left_beside_it(terminal, tmp_path):
    made, file = make.adopted(), tmp_path / "decision.zip"
    file.write_bytes(b"an older one")
    assert terminal("bundle", "export", made.id, "-o", file).code == OK
    assert terminal("verify", file, database="").code == OK
    assert [one for one in tmp_path.iterdir() if "part" in one.name or one == file] == [file]


def test_a_symlink_is_followed_and_stays(terminal, tmp_path):
    made, elsewhere = make.adopted(), tmp_path / "elsewhere"
    elsewhere.mkdir()
    for kept in (elsewhere / "there.zip", elsewhere / "not yet.zip"):
        link = tmp_path / f"link to {kept.name}"
        link.symlink_to(kept)
        if "yet" not in kept.name:
            kept.write_bytes(b"an older one")
        assert terminal("bundle", "export", made.id, "-o", link).code == OK
        assert link.is_symlink()
        assert terminal("verify", kept, database="").code == OK


def test_no_name_that_can_be_guessed_is_written_through(terminal, tmp_path):
    made, file, trap = make.adopted(), tmp_path / "decision.zip", tmp_path / "trap"
    (tmp_path / ".decision.zip.part").symlink_to(trap)
    assert terminal("bundle", "export", made.id, "-o", file).code == OK
    assert not trap.exists()
    assert (tmp_path / ".decision.zip.part").is_symlink()


def test_a_pipe_is_written_to_and_stays_a_pipe(terminal, tmp_path):
    made, pipe, read = make.adopted(), tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert terminal("bundle", "export", made.id, "-o", pipe).code == OK
    reader.join(60)
    assert pipe.is_fifo()
    file = tmp_path / "decision.zip"
    file.write_bytes(read[0])
    assert terminal("verify", file, database="").code == OK


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"PK\x05\x06" + bytes(18), b"\0" * 999])
def test_what_is_no_bundle_does_not_verify(terminal, tmp_path, content):
    file = tmp_path / "decision.zip"
    file.write_bytes(content)
    said = terminal("verify", file, "--json", database="")
    assert said.code == NOT_HELD
    assert said.document["valid"] is False
    assert said.document["first_problem"]


def test_a_folder_is_no_bundle(terminal, tmp_path):
    assert terminal("verify", tmp_path, "--json").code == USAGE


def test_the_ledger_holds_and_says_how_long_it_is(terminal):
    make.put()
    said = terminal("ledger", "check", "--json")
    assert said.code == OK
    assert set(said.document) == {"valid", "entries", "streams", "first_problem"}
    entries = db.session.scalar(db.select(db.func.count()).select_from(Entry))
    assert said.document["entries"] == entries
    assert said.document["valid"] is True
    assert said.document["first_problem"] is None


def test_a_ledger_that_was_tampered_with_does_not_hold(terminal, app):
    make.put()
    entry = Entry.__table__
    with make.transaction():
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            rows = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?",
                (entry.name,),
            )
            for (name,) in rows.fetchall():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(
            entry.update()
            .where(entry.c.stream == "alliance:ours", entry.c.n == 2)
            .values(body=entry.c.body + " ")
        )
    said = terminal("ledger", "check", "--json")
    assert said.code == NOT_HELD
    assert said.document["valid"] is False
    assert "alliance:ours, entry 2" in said.document["first_problem"]
    assert "does not hold" in terminal("ledger", "check").out


def test_a_checkpoint_names_every_stream(terminal, tmp_path):
    file = tmp_path / "checkpoint.json"
    said = terminal("ledger", "checkpoint", "-o", file, "--json")
    told = json.loads(file.read_bytes())
    streams = set(db.session.scalars(db.select(Entry.stream).distinct()))
    assert said.document["streams"] == len(streams)
    assert set(told["checkpoint"]["streams"]) == set(told["leaves"]) == streams


def test_a_matter_is_told_with_the_keys_of_the_contract(terminal, tmp_path):
    cases.lawsuit(tmp_path)
    said = terminal("matter", cases.TARIFFS["case_id"], "--as-of", "2025-05-01", "--json")
    told = said.document
    assert {"caption", "court", "docket_number", "states", "complete"} <= set(told)
    assert (told["court"], told["states"], told["complete"]) == ("cit", ["OR", "AZ", "CO"], "yes")


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (SECRETARIAT, ("import", "alliances", "FILE")),
        (governor(), ("import", "memberships", "FILE")),
        (counsel(), ("import", "lawsuits", "FILE")),
        (observer(), ("ledger", "check")),
        (observer(), ("ledger", "checkpoint", "-o", "FILE")),
        (observer(), ("init",)),
    ],
)
def test_as_somebody_one_has_their_rights_and_no_more(terminal, tmp_path, role, words):
    river(tmp_path)
    path = {
        "alliances": lambda: alliances_file(tmp_path, {"id": "new", "name": "N", "kind": "k"}),
        "memberships": lambda: memberships_file(tmp_path, ROW),
        "lawsuits": lambda: cases.lawsuits_file(tmp_path, cases.TARIFFS),
    }.get(words[1] if len(words) > 1 else "", lambda: tmp_path / "out.json")()
    before = contents()
    said = terminal(
        "--as", role.email, *(path if one == "FILE" else one for one in words), "--json"
    )
    assert said.code == REFUSED
    assert "not permitted" in said.document["error"]["message"]
    assert "leave out --as" in said.err, "it says how to mend it"
    assert contents() == before
    assert not (tmp_path / "out.json").exists()


def test_the_worker_does_what_is_due_and_says_how_much(terminal):
    make.put()
    said = terminal("worker", "--once", "--json")
    assert said.code == OK
    assert said.document["done"] >= 1


def test_authority_list_says_who_may_bind_a_state_as_others_may_know_it(terminal):
    said = terminal("authority", "list", "CO", "--json")
    told = said.document
    assert (said.code, told["state"], told["succession"]) == (OK, "CO", [])
    assert {one["held"] for one in told["authorities"]} == {"by virtue of office"}
    assert {one["source"]["citation"] for one in told["authorities"]} == {"not stated"}
    assert len(told["authorities"]) == 3
    assert all(
        one["in_force"] and one["holder"].endswith(", principal") for one in told["authorities"]
    )
    own = terminal("--as", counsel().email, "authority", "list", "CO", "--json").document
    assert "CO Code § 1-1" in {one["source"]["citation"] for one in own["authorities"]}
    then = terminal("authority", "list", "CO", "--as-of", "2020-01-01", "--json").document
    assert "vacant" in then["authorities"][0]["holder"]
    assert terminal("authority", "list", "XX").code == USAGE
