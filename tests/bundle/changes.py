"""Changes to the stages of a forged bundle, for the lies to be told with."""

import json
from copy import deepcopy

import rfc8785

from .counting import count
from .forge import forge
from .story import (
    Story,
    name_id,
    private_key,
    public_hex,
    sign_hex,
)

MANY = {"AZ": "yea", "CA": "yea", "CO": "nay", "UT": "yea"}
LOST = {"AZ": "nay", "CA": "yea", "CO": "nay"}
OTHER = name_id("other")
HASH = "ab" * 32


def put(value, *path):
    """A change that sets the value at `path`."""

    def change(document):
        *way, last = path
        for step in way:
            document = document[step]
        document[last] = value

    return change


def drop(*path):
    def change(document):
        *way, last = path
        for step in way:
            document = document[step]
        del document[last]

    return change


def both(*changes):
    def change(document):
        for one in changes:
            one(document)

    return change


def move(tag, before):
    def change(tags):
        tags.remove(tag)
        tags.insert(tags.index(before), tag)

    return change


def insert(tag, before):
    return lambda tags: tags.insert(tags.index(before), tag)


def again(tag, **facts):
    """A change of the acts: `tag` once more at the end, with other facts."""

    def change(acts):
        act = deepcopy(acts[tag])
        act["facts"] |= facts
        act["at"] = list(acts.values())[-1]["at"]
        acts[f"{tag} again"] = act

    return change


def person(office, name="somebody"):
    return {"kind": "person", "person": name_id(name), "office": name_id(office)}


CLOCK = {"kind": "clock", "person": None, "office": None}
OPERATOR = {"kind": "operator", "person": None, "office": None}


def done_by(actor, *tags):
    """A change of the acts: these are done by the actor."""
    return both(*(put(actor, tag, "actor") for tag in tags))


def key_given_to(office, of):
    """A change of the keys: the key of the office `of` is said to be this office's too."""

    def change(keys):
        key = public_hex(private_key(f"office:{name_id(of)}"))
        keys.append({**keys[1], "owner": f"office:{name_id(office)}", "key": key})
        keys.sort(key=lambda item: (item["owner"], item["key"]))

    return change


def signs_as(office, state="UT"):
    """Changes by which the second signer signs for another office, with a key said to be its."""
    return {
        "statements": put(name_id(office), 1, "office", "id"),
        "keys": key_given_to(office, f"office {state}"),
    }


def since(office, when):
    """A change of the keys: the office's is since then."""

    def change(keys):
        for key in keys:
            if key["owner"] == f"office:{name_id(office)}":
                key["since"] = when

    return change


def signed_twice(signatures):
    last = len(forge().leaves) + 1
    signatures.insert(1, {**signatures[0], "entry": last})


def unanswered(state):
    rest = {key: word for key, word in MANY.items() if key != state}
    return {"answers": lambda a: [i for i in a if i["state"] != state], "tally": becomes(rest)}


def becomes(answers):
    return lambda _: count(Story(answers=answers))


def resigned(signatures):
    """Sign the first statement for another purpose."""
    key = private_key(f"office:{name_id('office AZ')}")
    statement = rfc8785.dumps(signatures[0]["statement"])
    signatures[0]["signature"] = sign_hex(key, "alliance-manifest/1", statement)


def other_key(signatures):
    """Sign the first statement with a key that nobody knows."""
    key = private_key("nobody")
    statement = rfc8785.dumps(signatures[0]["statement"])
    signatures[0]["signature"] = sign_hex(key, "alliance-signature/1", statement)
    signatures[0]["key"] = public_hex(key)


def checkpoint_by(owner):
    def change(signed):
        key = private_key(owner)
        body = rfc8785.dumps(signed["checkpoint"])
        signed["key"] = public_hex(key)
        signed["signature"] = sign_hex(key, "alliance-checkpoint/1", body)

    return change


def manifest_by(owner):
    written = {}

    def keep(manifest):
        written["bytes"] = rfc8785.dumps(manifest)

    def change(signed):
        key = private_key(owner)
        signed["key"] = public_hex(key)
        signed["signature"] = sign_hex(key, "alliance-manifest/1", written["bytes"])

    return {"manifest": keep, "manifest_signature": change}


def with_rule(**rule):
    return Story(rule=rule)


def forge_signatures():
    """The signatures of the story that carried."""
    return json.loads(forge().members["signatures.json"])
