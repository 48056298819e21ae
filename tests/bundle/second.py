"""Bundles of format 2: how the question was answered, under which terms, and what came before."""

import hashlib
from dataclasses import replace
from typing import Any

import rfc8785

from .forge import Change, Forge, Forged
from .story import Story, instant, name_id, sha256

TERMS: dict[str, Any] = {
    "mode": "written",
    "may_change": False,
    "hidden": False,
    "secret": False,
    "extensions": 0,
    "divided": False,
    "proxies": False,
    "chains": False,
    "chair": "",
    "zone": "UTC",
    "deadline": None,
}
GROUND = "A party to the matter"
SEALED = ("answer", "parts", "ground")


def said(answer: Any) -> dict[str, Any]:
    """An answer as the roll and the ledger say it."""
    if isinstance(answer, dict):
        return {"answer": "divided", "parts": dict(answer)}
    return {"answer": answer, **({"ground": GROUND} if answer == "recused" else {})}


class SecondForge(Forge):
    """Builds one bundle of format 2."""

    number = 2

    def _sequence(self, carried: bool) -> list[str]:  # noqa: FBT001
        story, tags = self.story, super()._sequence(carried)
        earlier = [f"{act} {name}" for name in story.taken_off for act in ("asked", "put", "off")]
        at = tags.index("circulate")
        tags[at:at] = earlier
        at = tags.index("open")
        tags[at:at] = [
            f"give {state} {n}"
            for state in story.proxies
            for n, _ in enumerate(self._held(state)[1:], 1)
        ]
        at = tags.index("close")
        tags[at:at] = [f"recall {state}" for state in story.recalled]
        at = tags.index("remind") + 1
        tags[at:at] = [
            "put",
            *(f"extend {n}" for n, _ in enumerate(story.put_off, 1)),
            *(f"call {state}" for state in story.called),
            *(f"cast {n}" for n, _ in enumerate(story.casting, 1)),
            *(
                f"before {s} {n}"
                for s, words in story.before.items()
                for n, _ in enumerate(words, 1)
            ),
        ]
        return tags

    def in_order(self) -> list[str]:
        """The acts of a text that carried, in their order."""
        self.signers = self.story.signers
        return self._sequence(True)  # noqa: FBT003

    def _further(self) -> dict[str, bytes]:
        return {"terms.json": self.terms}

    def _way(self) -> dict[str, Any]:
        terms = self.stage("terms", {**TERMS, **self.story.terms})
        self.said_terms = terms
        self.terms = rfc8785.dumps(terms)
        closes = [1400, *self.story.put_off]
        extensions = [
            {
                "from": instant(closes[n - 1]),
                "to": instant(closes[n]),
                "reason": f"Snow, day {n}",
                "entry": self.tags.index(f"extend {n}") + 1,
            }
            for n in range(1, len(closes))
        ]
        return {
            "terms_sha256": sha256(self.terms),
            "mode": terms["mode"],
            "closes_at": instant(closes[-1]),
            "extensions": extensions,
        }

    def _line(self, state: str) -> dict[str, Any]:
        story, line = self.story, super()._line(state)
        line |= said(story.answers[state])
        turn = len(story.before.get(state, ())) + 1
        line |= {"n": turn} if turn > 1 else {}
        line |= {"salt": sha256(state.encode())[:32]} if story.terms.get("hidden") else {}
        if state in story.proxies and story.proxies[state] != state:
            holder = story.proxies[state]
            line |= {"proxy": {"state": holder}}
            line["office"] = {"id": name_id(f"office {holder}"), "name": f"Governor of {holder}"}
            line["by"] = {"id": name_id(f"liaison {holder}"), "name": f"Liaison {holder}"}
        if state in story.called:
            clerk = {"id": name_id("clerk"), "name": "The clerk"}
            line["called"] = {"by": "Ada Lund", "person": name_id("Ada"), "entered": clerk, "n": 1}
            line["by"] = {"id": name_id("second clerk"), "name": "A second clerk"}
        return line

    def _said(self, line: dict[str, Any]) -> dict[str, Any]:
        words: dict[str, Any] = {name: line[name] for name in SEALED if name in line}
        if "salt" in line:
            sealed = rfc8785.dumps({**words, "salt": line["salt"]})
            words = {"answer_sha256": sha256(sealed)}
        more = {"n": line["n"]} if "n" in line else {}
        if line["state"] in self.story.explained:
            more |= {"explanation_sha256": "cd" * 32, "shown_to": "private"}
        return {**words, **more}

    def _act(self, tag: str) -> dict[str, Any]:
        kind, _, which = tag.partition(" ")
        acts = {"asked": self._asked, "put": self._put, "off": self._off, "extend": self._extend}
        acts |= {"cast": self._cast, "before": self._before, "call": self._call}
        acts |= {"give": self._give, "recall": self._recall}
        if kind in acts:
            return acts[kind](which)
        act = super()._act(tag)
        if kind == "open":
            first = self.asked["extensions"][0]["from"] if self.asked["extensions"] else None
            act["facts"] |= {"closes_at": first or self.asked["closes_at"]}
        if kind == "close" and "chair" in self.opened:
            act["facts"] |= {"casting_vote": self.opened["chair"]}
        if kind == "answer" and which in self.story.proxies:
            act["action"] = "votes:answer-by-proxy"
            act["facts"] |= {"proxy": self._proxy(which), "by": self.story.proxies[which]}
            links = [f"give {which} {n}" for n in range(1, len(self._held(which)))]
            given = [self.tags.index(tag) + 1 for tag in links if tag in self.tags]
            act["facts"]["given"] = given
        if kind == "answer" and which in self.story.called:
            act["action"] = "votes:enter"
            act["actor"]["office"] = name_id("secretariat")
            called = {"called": 1, "entered_by": name_id("clerk"), "delegate": name_id("Ada")}
            act["facts"] |= called
        return act

    @property
    def opened(self) -> dict[str, Any]:
        """The casting vote, where the tally says that it decided."""
        if b'"chair":' not in self.tally:
            return {}
        n = len(self.story.casting)
        said = {"vote": self.story.casting[-1], "n": n, "salt": "5c" * 16, "state": self._chair}
        return {"chair": said}

    @property
    def _chair(self) -> str:
        return str(self.said_terms["chair"])

    @staticmethod
    def _by(who: str, office: str) -> dict[str, str]:
        return {"kind": "person", "person": name_id(who), "office": name_id(office)}

    def _done(self, action: str, subject: str, **facts: Any) -> dict[str, Any]:
        """An act of the secretariat, at the instant of the act before it."""
        return {
            "action": action,
            "actor": self._by("secretary", "secretariat"),
            "at": self.before,
            "subject": subject,
            "facts": facts,
        }

    def _asked(self, name: str) -> dict[str, Any]:
        other = name_id(name)
        about = {"question": other, "resolution": self.resolution, "text_sha256": "ef" * 32}
        return self._done("votes:open", f"question:{other}", **about)

    def _put(self, name: str) -> dict[str, Any]:
        asked = name_id(name) if name else self.question
        about = {"resolution": self.resolution, "question": asked}
        return self._done("resolutions:put", f"resolution:{self.resolution}", **about)

    def _off(self, name: str) -> dict[str, Any]:
        other = name_id(name)
        facts = {"question": other, "reason": "A slip in clause 1"}
        return self._done("votes:void", f"question:{other}", **facts)

    def _extend(self, n: str) -> dict[str, Any]:
        one = self.asked["extensions"][int(n) - 1]
        facts = {"closes_at": one["to"], "before": one["from"], "reason": one["reason"]}
        about = {"question": self.question, **facts}
        return self._done("votes:extend", f"question:{self.question}", **about)

    def _held(self, state: str) -> list[str]:
        """The state itself, and who held its proxy one after the other."""
        return [state, *self.story.through.get(state, ()), self.story.proxies[state]]

    def _proxy(self, state: str, n: int = 0) -> str:
        """The number of its n-th link; the last is that by which it was answered."""
        return name_id(f"proxy {state} {n or len(self._held(state)) - 1}")

    def _give(self, which: str) -> dict[str, Any]:
        """A proxy that was given, or passed on; where a state holds its own, an alternate."""
        state, _, said = which.partition(" ")
        n, held = int(said), self._held(state)
        by, to, proxy = held[n - 1], held[n], self._proxy(state, n)
        facts: dict[str, Any] = {"proxy": proxy, "state": state, "scope": "alliance"}
        facts |= {"to": to, "office": name_id(f"office {to}")}
        if to == state:
            facts = {"proxy": proxy, "state": state, "alternate": name_id(f"liaison {state}")}
            facts |= {"scope": "kind", "kind": "resolution"}
        if n > 1:
            facts["passed_on_from"] = [self._proxy(state, one) for one in range(1, n)]
        facts |= {"from_on": "2026-11-01", "last_on": "2026-11-30", **self._rests_on(by)}
        facts["instructions_sha256"] = "ab" * 32
        action = "votes:pass-on-proxy" if n > 1 else "votes:give-proxy"
        act = self._done(action, f"proxy:{proxy}", **facts)
        act["actor"] = self._by(f"gov {by}", f"office {by}")
        return act

    def _recall(self, state: str) -> dict[str, Any]:
        proxy = self._proxy(state)
        act = self._done("votes:recall-proxy", f"proxy:{proxy}", proxy=proxy, state=state)
        act["actor"] = self._by(f"gov {state}", f"office {state}")
        return act

    def _call(self, state: str) -> dict[str, Any]:
        facts = {"question": self.question, "states": [state], "lines_sha256": "ef" * 32}
        act = self._done("votes:call-out", f"question:{self.question}", **facts)
        act["actor"] = self._by("clerk", "secretariat")
        return act

    def _cast(self, n: str) -> dict[str, Any]:
        vote = {"casting_vote": self.story.casting[int(n) - 1], "n": int(n), "salt": "5c" * 16}
        sealed = hashlib.sha256(rfc8785.dumps(vote)).hexdigest()
        facts = {"question": self.question, "state": self._chair, "n": int(n)}
        act = self._done("votes:cast", f"question:{self.question}", **facts, casting_sha256=sealed)
        act["actor"] = self._by(f"liaison {self._chair}", f"office {self._chair}")
        return act

    def _before(self, which: str) -> dict[str, Any]:
        """An answer that was changed."""
        state, _, turn = which.partition(" ")
        words = said(self.story.before[state][int(turn) - 1])
        if self.story.terms.get("hidden"):
            words = {"answer_sha256": sha256(which.encode())}
        facts = {"question": self.question, "state": state, **words, **self._rests_on(state)}
        facts |= {"n": int(turn)} if turn != "1" else {}
        act = self._done("votes:answer", f"question:{self.question}", **facts)
        act["actor"] = self._by(f"liaison {state}", f"office {state}")
        self.before = act["at"] = self._when(f"before {which}")
        return act


def second(story: Story | None = None, **changes: Change) -> Forged:
    """A bundle of `story` in format 2; `changes` as for `forge`."""
    named = {stage.replace("_", " "): change for stage, change in changes.items()}
    return SecondForge(story or Story(), named).build()


def under(story: Story | None = None, **terms: Any) -> Story:
    """The same story under such terms."""
    story = story or Story()
    return replace(story, terms={**story.terms, **terms})
