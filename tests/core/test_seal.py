"""Keys are kept sealed by SECRET_KEY; a checkpoint says where the ledger stands, signed."""

import json
import threading
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from alliance.app import create_app
from alliance.core import seal
from alliance.core.canonical import canonical, digest, leaf_hash, root_hash
from alliance.core.db import db
from alliance.core.outbox import later
from alliance.core.record import leaves, stream_sizes
from alliance.core.seal import HOUSE, checkpoint, installation, key_of
from alliance.core.settings import NotReady, from_environment
from alliance.core.transaction import transaction
from alliance.starting import check_before_serving
from tests import make
from tests.core.prompt import Prompt, refused
from tests.web.served import until


def verified(key, signature, message):
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)


def test_a_key_is_made_once_and_its_private_half_is_kept_sealed(app):
    with transaction():
        made = key_of("office:1")
        again = key_of("office:1")
        assert made is again
    with transaction():
        assert key_of("office:1").public == made.public
        assert key_of("office:2").public != made.public
    with db.engine.connect() as connection:
        sealed = connection.scalar(text("SELECT sealed FROM signing_keys WHERE owner = 'office:1'"))
    assert len(sealed) == 12 + 32 + 16, "nonce, key, and the mark of authenticity"


def somebody_waits():
    """Whether another transaction waits for ours."""
    if db.engine.dialect.name == "sqlite":
        inode = f":{Path(f'{db.engine.url.database}.writers').stat().st_ino} "
        lines = Path("/proc/locks").read_text().splitlines()
        return any("->" in line and inode in line for line in lines)
    with db.engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))


def test_whoever_makes_a_key_second_takes_the_first_and_loses_nothing(app):
    made = []

    def second():
        with app.app_context(), transaction():
            later("work", "done before", {})
            made.append(key_of("office:1").public)
            later("work", "done after", {})

    with transaction():
        first = key_of("office:1").public
        thread = threading.Thread(target=second)
        thread.start()
        until(somebody_waits, 10, "the second comes before the first has ended")
    thread.join(30)
    assert made == [first]
    with db.engine.connect() as connection:
        kept = set(connection.scalars(text("SELECT key FROM outbox")))
    assert kept == {"done before", "done after"}


def test_a_signature_names_its_purpose(app):
    with transaction():
        key = key_of("office:1")
        signature = seal.sign(key, "alliance-a/1", b"words")
    verified(key.public, signature, b"alliance-a/1\nwords")
    for other in (b"words", b"alliance-b/1\nwords", b"alliance-a/1\nother"):
        with pytest.raises(InvalidSignature):
            verified(key.public, signature, other)


def test_a_sealed_key_opens_for_its_owner_only(app):
    with transaction():
        one, other = key_of("office:1"), key_of("office:2")
        one.sealed, other.sealed = other.sealed, one.sealed
        with pytest.raises(NotReady):
            seal.sign(one, "p", b"m")


def test_a_changed_secret_key_is_told_in_plain_words(app, monkeypatch):
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret key, long enough as well")
    with pytest.raises(NotReady) as problem:
        checkpoint()
    said = str(problem.value)
    assert said.startswith("SECRET_KEY is not the one with which this database was set up")
    assert "signing keys do not open" in said
    assert "\n" not in said


OTHER = {"SECRET_KEY": "another secret key, long enough as well"}


def test_a_command_with_a_changed_secret_key_ends_with_4_and_one_line(
    tmp_path, monkeypatch, capsys
):
    alliance, out = Prompt(monkeypatch, tmp_path, capsys), tmp_path / "c.json"
    assert alliance("init")[0] == 0
    line = refused(alliance("ledger", "checkpoint", "-o", out, **OTHER))
    assert "signing keys do not open" in line
    assert not out.exists()


def test_a_server_with_a_changed_secret_key_does_not_start(app):
    environment = {"ALLIANCE_INSTANCE": app.instance_path, **OTHER}
    settings = from_environment(environment, database=app.config["SQLALCHEMY_DATABASE_URI"])
    other = create_app(settings, TESTING=True)
    try:
        with pytest.raises(NotReady, match="SECRET_KEY"):
            check_before_serving(other, settings)
    finally:
        with other.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_checkpoint_says_where_every_stream_stands_and_is_signed(app):
    make.circulated()
    said = checkpoint()
    body = said["checkpoint"]
    assert body["format"] == "alliance-checkpoint/1"
    assert body["house"] == str(installation().id)
    assert body["streams"].keys() == stream_sizes().keys()
    for stream, stands in body["streams"].items():
        found = leaves(stream)
        assert stands == {"size": len(found), "root": root_hash(found), "head": found[-1]}
    assert said["key"] == key_of(HOUSE).public
    verified(said["key"], said["signature"], b"alliance-checkpoint/1\n" + canonical(body))
    assert json.loads(canonical(said)) == said


def test_a_checkpoint_writes_nothing(app):
    with db.engine.connect() as connection:
        before = connection.scalar(text("SELECT count(*) FROM signing_keys"))
    checkpoint()
    assert not db.session.new
    assert not db.session.dirty
    db.session.rollback()
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM signing_keys")) == before


# The tree over the leaves (RFC 6962, 2.1), against the definition written down the other way.


def tree(found):
    if not found:
        return digest(b"")
    if len(found) == 1:
        return found[0]
    half = 1 << (len(found) - 1).bit_length() - 1
    left, right = tree(found[:half]), tree(found[half:])
    return digest(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right))


def test_the_root_is_that_of_the_tree_of_rfc_6962(campaign):
    every = [leaf_hash(str(n).encode()) for n in range(600 if campaign else 70)]
    for size in range(len(every) + 1):
        assert root_hash(every[:size]) == tree(every[:size]), size


def test_the_known_roots_of_rfc_6962():
    # The first leaves of the test vectors that Certificate Transparency logs are checked with.
    first = leaf_hash(b"")
    assert first == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_hash([]) == digest(b"")
    second = leaf_hash(b"\x00")
    expected = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root_hash([first, second]) == expected
