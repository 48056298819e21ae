"""The decision bundle: everything that proves a decision, in one zip (docs/bundle.md)."""

import io
import json
import zipfile
from typing import Any

from sqlalchemy import select

from alliance.core import clock
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.record import Entry, entries_about, leaves
from alliance.core.seal import HOUSE, SigningKey, checkpoint, key_of, sign
from alliance.core.settings import ROOT
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_by_hash
from alliance.signatures.models import Signature
from alliance.signatures.policy import Do as Signing
from alliance.signatures.queries import signatures_under
from alliance.texts.plain import set_out
from alliance.votes.models import Question
from alliance.votes.policy import Do as Voting
from alliance.votes.queries import extensions_of

VERIFIER = ROOT / "tools" / "verify_bundle.py"
MANIFEST = "alliance-manifest/1"
SHOWN_OF_PROXIES = {Voting.GIVE_PROXY, Voting.CHAIN_PROXY, Voting.RECALL_PROXY}

README = """\
Decision bundle
===============

{title}
{alliance}

This file carries one decision whole: the text as it was frozen, the roster, the rule and the
terms, every answer, the count, the signatures, the acts in the ledger, and a checkpoint signed by
the house.

To check it, without the server it came from and without a network:

    python3 verify_bundle.py THIS-FILE.zip

The checker is one file and needs nothing but Python 3.9 or newer. A copy is in this bundle;
whoever trusts nobody takes it from the project's own source instead. It ends with 0 when
everything holds, and with 1 and the first thing that is wrong when not.

With a checkpoint that you were given earlier it also proves that the ledger was not rewritten
since:

    python3 verify_bundle.py --checkpoint CHECKPOINT.json THIS-FILE.zip

text.txt is the text for reading. The signatures were made with keys that the server holds for
the offices, and each says so.
"""


def bundle(resolution: Resolution) -> bytes:
    """The bundle of a decided resolution as the bytes of a zip.

    Read within `snapshot`: an act that came in between would make it contradict itself.
    Raises RuleBroken while nothing is decided yet.
    """
    question = _decided(resolution)
    so_far = leaves(resolution.stream)
    stands = checkpoint({resolution.stream: so_far})
    members = _members(resolution, question, so_far)
    members["checkpoint.json"] = canonical(stands)
    manifest = canonical(
        {
            "format": "alliance-bundle/2",
            "resolution": str(resolution.id),
            "made_at": stands["checkpoint"]["at"],
            "members": {name: digest(data) for name, data in members.items()},
        }
    )
    house = key_of(HOUSE)
    members["manifest.json"] = manifest
    members["manifest.sig.json"] = canonical(
        {"key": house.public, "signature": sign(house, MANIFEST, manifest)}
    )
    return _packed(members)


def _decided(resolution: Resolution) -> Question:
    question = db.session.get(Question, resolution.question_id) if resolution.question_id else None
    if question is None or question.closed_at is None or question.is_void:
        raise RuleBroken(
            "There is no decision to export yet: the bundle is made when the roll call is closed."
        )
    return question


def _members(resolution: Resolution, question: Question, so_far: list[str]) -> dict[str, bytes]:
    text = text_by_hash(resolution, question.text_sha256)
    signed = list(signatures_under(resolution.id).values())
    return {
        "README.txt": README.format(
            title=resolution.title, alliance=resolution.alliance.name
        ).encode(),
        "text.json": text.body.encode(),
        "text.txt": set_out(text.says).encode(),
        "question.json": canonical(_question(question)),
        "terms.json": question.terms.encode(),
        "rule.json": question.rule.encode(),
        "roster.json": question.roster.encode(),
        "answers.json": (question.answers or "").encode(),
        "tally.json": (question.tally or "").encode(),
        "signatures.json": canonical(_signatures(resolution, signed)),
        "keys.json": canonical(_keys(signed)),
        "ledger.json": canonical(_ledger(resolution, question, so_far)),
        "verify_bundle.py": VERIFIER.read_bytes(),
    }


def _question(question: Question) -> dict[str, Any]:
    closed = question.closed_at or question.closes_at
    return {
        "format": "alliance-question/2",
        "question": str(question.id),
        "resolution": str(question.subject_id),
        "alliance": {"id": question.alliance.slug, "name": question.alliance.name},
        "text_sha256": question.text_sha256,
        "rule_sha256": question.rule_sha256,
        "roster_sha256": question.roster_sha256,
        "terms_sha256": question.terms_sha256,
        "mode": question.mode,
        "opened_at": clock.stamp(question.opened_at),
        "closes_at": clock.stamp(question.closes_at),
        "closed_at": clock.stamp(closed),
        "extensions": _extensions(question),
    }


def _extensions(question: Question) -> list[dict[str, Any]]:
    """How the close was put off, each time with its act in the ledger."""
    acts = [
        act for act in entries_about(question.stream, [question.ref]) if act.action == Voting.EXTEND
    ]
    return [
        {
            "from": clock.stamp(one.closed_before),
            "to": clock.stamp(one.closes_at),
            "reason": one.reason,
            "entry": act.n,
        }
        for one, act in zip(extensions_of(question), acts, strict=True)
    ]


def _signatures(resolution: Resolution, signed: list[Signature]) -> list[dict[str, Any]]:
    entered = {
        entry.facts["state"]: entry.n
        for entry in entries_about(resolution.stream, [resolution.ref])
        if entry.action == Signing.SIGN
    }
    return [
        {
            "state": one.state_code,
            "statement": one.says,
            "key": one.key,
            "signature": one.signature,
            "entry": entered[one.state_code],
        }
        for one in sorted(signed, key=lambda one: one.state_code)
    ]


def _keys(signed: list[Signature]) -> list[dict[str, Any]]:
    offices = {f"office:{one.office_id}": one.says["office"]["name"] for one in signed}
    called = {HOUSE: "The house that keeps the ledger", **offices}
    key_of(HOUSE)
    found = db.session.scalars(select(SigningKey).where(SigningKey.owner.in_(list(called))))
    keys = [
        {
            "owner": key.owner,
            "name": called[key.owner],
            "key": key.public,
            "since": clock.stamp(key.since),
        }
        for key in found
    ]
    return sorted(keys, key=lambda key: (key["owner"], key["key"]))


def _ledger(resolution: Resolution, question: Question, so_far: list[str]) -> dict[str, Any]:
    ours = entries_about(resolution.stream, [resolution.ref, question.ref])
    acts = [*ours, *_earlier(resolution, question), *_proxies(ours)]
    return {
        "format": "alliance-ledger/1",
        "stream": resolution.stream,
        "size": len(so_far),
        "leaves": so_far,
        "entries": [
            {"n": act.n, "body": json.loads(act.body)}
            for act in sorted(acts, key=lambda act: act.n)
        ],
    }


def _proxies(ours: list[Entry]) -> list[Entry]:
    """How the proxies that were used came about, and which were recalled before the close.

    Not a proxy by which nobody answered, nor what became of one after the close: neither is of the
    decision. Of instructions the acts have a salted digest, and of alternates the number.
    """
    used = [act for act in ours if act.action == Voting.ANSWER_BY_PROXY]
    if not used:
        return []
    end = max(act.n for act in ours if act.action == Voting.CLOSE)
    stream, refs = used[0].stream, {f"proxy:{act.facts['proxy']}" for act in used}
    found = entries_about(stream, sorted(refs))
    above = {f"proxy:{one}" for act in found for one in act.facts.get("passed_on_from", ())}
    found += entries_about(stream, sorted(above - refs))
    return [act for act in found if act.n < end and act.action in SHOWN_OF_PROXIES]


def _earlier(resolution: Resolution, question: Question) -> list[Entry]:
    """That other questions on the text were put, and taken off: not what was answered to them.

    Those answers decided nothing, and may have been given to another text.
    """
    others = select(Question).where(
        Question.subject_id == resolution.id,
        Question.kind == question.kind,
        Question.id != question.id,
    )
    refs = [other.ref for other in db.session.scalars(others)]
    shown = (Voting.OPEN, Voting.VOID)
    return [act for act in entries_about(resolution.stream, refs) if act.action in shown]


def _packed(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(members):
            # A fixed time, so that the same evidence packs to the same bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            file.writestr(entry, members[name])
    return held.getvalue()
