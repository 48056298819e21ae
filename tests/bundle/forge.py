"""An independent builder of bundles: valid ones from simple facts, and forgeries of every kind.

Nothing here is shared with the verifier: Ed25519 is that of `cryptography`, canonical JSON that of
`rfc8785`, the Merkle tree is the recursive definition of RFC 6962, 2.1.
"""

import hashlib
import io
import random
import warnings
import zipfile
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from .counting import count
from .story import Story, instant, merkle, name_id, private_key, public_hex, sha256, sign_hex

VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "verify_bundle.py"
KIND = "Ed25519 by the office's key, held by the server"
STREAM = "alliance:basin"

Change = Callable[[Any], Any]


@dataclass
class Forged:
    """A bundle by its members, with what a test needs to go on forging."""

    members: dict[str, bytes]
    leaves: list[bytes]
    story: Story

    def packed(
        self, compression: int = zipfile.ZIP_DEFLATED, order: Iterable[str] | None = None
    ) -> bytes:
        return pack([(n, self.members[n]) for n in order or self.members], compression)

    def checkpoint_file(self, leaves: list[bytes] | None = None, **options: Any) -> bytes:
        """A checkpoint file over `leaves` (those of the bundle): see `checkpoint`."""
        return rfc8785.dumps(checkpoint(leaves or self.leaves, **options))


def pack(members: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", compression) as archive:
        warnings.simplefilter("ignore", UserWarning)  # the same name twice is what some tests want
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return stream.getvalue()


def checkpoint(  # noqa: PLR0913 each option is one way to be wrong
    leaves: list[bytes],
    *,
    at: str = instant(5000),
    carried: bool = True,
    key: str = "house",
    house: str = "house",
    stream: str = STREAM,
    change: Change | None = None,
) -> dict[str, Any]:
    """A signed checkpoint of one stream beside another; `carried` adds the leaves."""
    other = [hashlib.sha256(b"another stream").digest()]
    streams = {stream: leaves, "house": other}
    body: dict[str, Any] = {
        "format": "alliance-checkpoint/1",
        "house": name_id(house),
        "at": at,
        "streams": {name: _head(found) for name, found in streams.items()},
    }
    if change:
        change(body)
    private = private_key(key)
    signature = sign_hex(private, "alliance-checkpoint/1", rfc8785.dumps(body))
    signed = {"checkpoint": body, "key": public_hex(private), "signature": signature}
    if carried:
        signed["leaves"] = {stream: [leaf.hex() for leaf in leaves]}
    return signed


def _head(leaves: list[bytes]) -> dict[str, Any]:
    return {"size": len(leaves), "root": merkle(leaves).hex(), "head": leaves[-1].hex()}


class Forge:
    """Builds one bundle stage by stage; a change at a stage is followed by all later stages.

    This one is of format 1; what format 2 adds stands in second.py.
    """

    number = 1  # of the format

    def __init__(self, story: Story, changes: dict[str, Change]) -> None:
        self.story = story
        self.changes = dict(changes)
        self.resolution, self.question = name_id("resolution"), name_id("question")

    def stage(self, name: str, value: Any) -> Any:
        """`value` after the change for this stage, which mutates it or returns another."""
        changed = self.changes.pop(name, lambda _: None)(value)
        return value if changed is None else changed

    def build(self) -> Forged:
        self._decide()
        self._papers()
        self._answers()
        self._statements()
        ledger = self._ledger()
        members = {
            "README.txt": b"What this is, and how to check it.\n",
            "text.json": self.text,
            "text.txt": self.reading,
            "question.json": rfc8785.dumps(self.asked),
            "rule.json": self.rule,
            "roster.json": self.roster,
            "answers.json": self.answers,
            "tally.json": self.tally,
            "signatures.json": rfc8785.dumps(self.stage("signatures", self.signatures)),
            "keys.json": rfc8785.dumps(self.stage("keys", self._keys())),
            "ledger.json": rfc8785.dumps(ledger),
            "checkpoint.json": rfc8785.dumps(self._checkpoint()),
            "verify_bundle.py": VERIFIER.read_bytes(),
            **self._further(),
        }
        members = self._manifest(self.stage("members", members))
        assert not self.changes, f"no such stage: {list(self.changes)}"
        return Forged(members, self.leaves, self.story)

    def _further(self) -> dict[str, bytes]:
        """Members that only a later format has."""
        return {}

    def _way(self) -> dict[str, Any]:
        """What only a later format says of the question."""
        return {}

    def _decide(self) -> None:
        """The tally, and the acts in their order."""
        tally = self.stage("tally", count(self.story))
        self.tally = rfc8785.dumps(tally)
        self.outcome = tally["outcome"]
        carried = self.outcome == "carried"
        self.signers = self.story.signers if carried or self.story.signed_anyway else ()
        self.tags: list[str] = self.stage("sequence", self._sequence(carried))

    def _sequence(self, carried: bool) -> list[str]:  # noqa: FBT001
        tags = ["other 1", "circulate old", "other 2", "circulate", "void", "open", "remind"]
        answering = [f"answer {state}" for state in self.story.answers]
        random.Random(7).shuffle(answering)  # noqa: S311 repeatable, not secret
        tags += [*answering, "other 3", "close"]
        tags += ["adopt", "enroll"] if carried else ["lose"]
        return [*tags, *(f"sign {state}" for state in self.signers), "in force", "other 4"]

    def _papers(self) -> None:
        story = self.story
        text = {
            "format": "alliance-text/1",
            "resolution": self.resolution,
            "version": 2,
            "salt": "5a" * 16,
            "title": story.title,
            "whereas": list(story.whereas),
            "resolved": list(story.resolved),
        }
        self.text = rfc8785.dumps(self.stage("text", text))
        reading = story.title + "\n\n"
        for clause in story.whereas:
            reading += "WHEREAS, " + clause + "\n\n"
        reading += "RESOLVED:" + "\n\n"
        for number, clause in enumerate(story.resolved, 1):
            reading += f"{number}. {clause}\n\n"
        self.reading = self.stage("reading", reading.rstrip("\n") + "\n").encode()
        self.rule = rfc8785.dumps(self.stage("rule", deepcopy(story.rule)))
        self.roster = rfc8785.dumps(self.stage("roster", story.roster()))
        asked = {
            "format": f"alliance-question/{self.number}",
            "question": self.question,
            "resolution": self.resolution,
            "alliance": {"id": "basin", "name": "Basin alliance"},
            "text_sha256": sha256(self.text),
            "rule_sha256": sha256(self.rule),
            "roster_sha256": sha256(self.roster),
            "opened_at": instant(100),
            "closes_at": instant(1400),
            "closed_at": instant(1500),
            **self._way(),
        }
        self.asked = self.stage("question", asked)

    def _answers(self) -> None:
        answers = [self._line(state) for state in sorted(self.story.answers)]
        listed = self.stage("answers", list(answers))
        self.answered = {answer["state"]: answer for answer in answers}
        self.answers = rfc8785.dumps(listed)

    def _line(self, state: str) -> dict[str, Any]:
        """What answers.json says of one state."""
        return {
            "state": state,
            "answer": self.story.answers[state],
            "answered_at": self._when(f"answer {state}"),
            "office": {"id": name_id(f"office {state}"), "name": f"Governor of {state}"},
            "by": {"id": name_id(f"liaison {state}"), "name": f"Liaison {state}"},
            "entry": self.tags.index(f"answer {state}") + 1,
        }

    def _when(self, tag: str) -> str:
        return instant(200 + self.tags.index(tag))

    def _said(self, line: dict[str, Any]) -> dict[str, Any]:
        """What the ledger says of an answer."""
        return {"answer": line["answer"]}

    def _statements(self) -> None:
        statements = [
            {
                "format": "alliance-signature/1",
                "resolution": self.resolution,
                "text_sha256": sha256(self.text),
                "tally_sha256": sha256(self.tally),
                "state": state,
                "office": {"id": name_id(f"office {state}"), "name": f"Governor of {state}"},
                "signer": {"id": name_id(f"gov {state}"), "name": f"Gov {state}", "title": "Gov"},
                "authority": f"{state} Code 1-2-3",
                "register": self._register(state),
                "kind": KIND,
                "signed_at": instant(1700),
            }
            for state in self.signers
        ]
        self.statements: list[dict[str, Any]] = self.stage("statements", statements)
        self.signatures = []
        for state, said in zip(self.signers, self.statements, strict=True):
            key = private_key(f"office:{name_id(f'office {state}')}")
            signature = sign_hex(key, "alliance-signature/1", rfc8785.dumps(said))
            entry = self.tags.index(f"sign {state}") + 1
            signed = {"state": state, "statement": said, "key": public_hex(key)}
            self.signatures.append({**signed, "signature": signature, "entry": entry})

    @staticmethod
    def _register(state: str) -> dict[str, str]:
        """The authority that a state's acts rest on."""
        key = name_id(f"authority {state}")
        return {"id": key, "citation": f"{state} Code 1-2-3", "chain_sha256": sha256(key.encode())}

    def _rests_on(self, state: str) -> dict[str, str]:
        register = self._register(state)
        return {"authority": register["id"], "chain_sha256": register["chain_sha256"]}

    def _act(self, tag: str) -> dict[str, Any]:
        """The body of one act, without its place in the chain."""
        kind, _, which = tag.partition(" ")
        resolution, question = f"resolution:{self.resolution}", f"question:{self.question}"
        hashes = {name: value for name, value in self.asked.items() if name.endswith("_sha256")}
        text = {"text_sha256": hashes["text_sha256"]}
        about = {"resolution": self.resolution, "question": self.question}
        old = {"version": 1, "text_sha256": sha256(b"an older text")}
        decided = (resolution, {**about, **text})
        closing = {
            "question": self.question,
            "outcome": self.outcome,
            "answers_sha256": sha256(self.answers),
            "tally_sha256": sha256(self.tally),
        }
        ends = {"closes_at": self.asked["closes_at"]}
        subject, facts = {
            "other": ("membership:x", {"note": [1, {"a": None}], "yes": True}),
            "circulate": (resolution, old if which else {"version": 2, **text}),
            "void": (f"question:{name_id('void')}", {"question": name_id("void")}),
            "open": (question, {**about, **hashes, **ends}),
            "remind": (question, {"question": self.question}),
            "answer": (question, {"question": self.question, "state": which}),
            "close": (question, closing),
            "adopt": decided,
            "lose": decided,
            "enroll": (resolution, {"resolution": self.resolution, **text}),
            "sign": (resolution, {"resolution": self.resolution, "state": which, **text}),
            "in": (resolution, {"on": "2027-01-01"}),
        }[kind]
        return {"subject": subject, "facts": facts, **self._who_and_when(tag, facts)}

    def _who_and_when(self, tag: str, facts: dict[str, Any]) -> dict[str, Any]:
        """Action, actor and instant; what an answer or a signature says completes the facts."""
        kind, _, state = tag.partition(" ")
        domain = {"other": "membership", "void": "votes", "remind": "votes", "sign": "signatures"}
        domain |= dict.fromkeys(("open", "answer", "close"), "votes")
        found: dict[str, Any] = {
            "action": f"{domain.get(kind, 'resolutions')}:{kind}",
            "actor": {"kind": "clock", "person": None, "office": None},
            "at": {"open": self.asked["opened_at"], "close": self.asked["closed_at"]}.get(
                kind, self.before
            ),
        }
        person = None
        if kind in {"open", "void"}:
            person = name_id("secretary"), name_id("secretariat")
        elif kind == "circulate":
            person = name_id("liaison CO"), name_id("office CO")
        if kind == "answer":
            said = self.answered[state]
            facts |= self._said(said)
            facts |= self._rests_on(state)
            person, found["at"] = (said["by"]["id"], said["office"]["id"]), said["answered_at"]
        elif kind == "sign":
            signed = self.signatures[self.signers.index(state)]
            said = signed["statement"]
            facts |= {"statement_sha256": sha256(rfc8785.dumps(said)), "key": signed["key"]}
            facts |= self._rests_on(state)
            person, found["at"] = (said["signer"]["id"], said["office"]["id"]), said["signed_at"]
        self.before = found["at"]
        if person:
            found["actor"] = {"kind": "person", "person": person[0], "office": person[1]}
        return found

    def _ledger(self) -> dict[str, Any]:
        self.before = instant(1)  # an act of no instant of its own has that of the one before
        acts = {tag: self._act(tag) for tag in self.tags}
        acts = self.stage("acts", acts)
        self.leaves: list[bytes] = []
        entries = []
        for n, (tag, act) in enumerate(acts.items(), 1):
            before = self.leaves[-1].hex() if self.leaves else "0" * 64
            body = {"v": 1, "stream": STREAM, "n": n, "prev": before, **act}
            body = self.stage(f"body {tag}", body)
            self.leaves.append(hashlib.sha256(b"\x00" + rfc8785.dumps(body)).digest())
            if not tag.startswith("other"):
                entries.append({"n": n, "body": body})
        ledger = {
            "format": "alliance-ledger/1",
            "stream": STREAM,
            "size": len(self.leaves),
            "leaves": [leaf.hex() for leaf in self.leaves],
            "entries": entries,
        }
        changed: dict[str, Any] = self.stage("ledger", ledger)
        return changed

    def _checkpoint(self) -> dict[str, Any]:
        body = {
            "format": "alliance-checkpoint/1",
            "house": name_id("house"),
            "at": instant(3000),
            "streams": {STREAM: _head(self.leaves)},
        }
        body = self.stage("checkpoint", body)
        key = private_key("house")
        signature = sign_hex(key, "alliance-checkpoint/1", rfc8785.dumps(body))
        signed = {"checkpoint": body, "key": public_hex(key), "signature": signature}
        changed: dict[str, Any] = self.stage("signed checkpoint", signed)
        return changed

    def _keys(self) -> list[dict[str, Any]]:
        offices = sorted({*self.story.people, *self.story.signers})
        owners = ["house", *(f"office:{name_id(f'office {state}')}" for state in offices)]
        keys = [
            {
                "owner": owner,
                "name": f"Key of {owner}",
                "key": public_hex(private_key(owner)),
                "since": instant(0),
            }
            for owner in owners
        ]
        return sorted(keys, key=lambda item: (item["owner"], item["key"]))

    def _manifest(self, members: dict[str, bytes]) -> dict[str, bytes]:
        manifest = {
            "format": f"alliance-bundle/{self.number}",
            "resolution": self.resolution,
            "made_at": instant(3000),
            "members": {name: sha256(data) for name, data in members.items()},
        }
        written = rfc8785.dumps(self.stage("manifest", manifest))
        key = private_key("house")
        signature = sign_hex(key, "alliance-manifest/1", written)
        signed = self.stage("manifest signature", {"key": public_hex(key), "signature": signature})
        first = {"manifest.json": written, "manifest.sig.json": rfc8785.dumps(signed)}
        return first | members


def forge(story: Story | None = None, **changes: Change) -> Forged:
    """A bundle of `story`; `changes` by stage (spaces in a stage's name written as `_`)."""
    named = {stage.replace("_", " "): change for stage, change in changes.items()}
    return Forge(story or Story(), named).build()
