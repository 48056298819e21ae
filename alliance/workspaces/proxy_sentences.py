"""What the record says of proxies and alternates, in words."""

from collections.abc import Mapping
from typing import Any

from alliance.core.saying import partial
from alliance.states.reference import name_of
from alliance.votes.proxies.rules import Scope
from alliance.votes.proxies.words import scope_in_words

SAID = {
    "votes:give-proxy": "{state} {gave} for {covered}, from {from_on} through {last_on}",
    "votes:pass-on-proxy": "{who} passed the proxy of {state} on to {to} for {covered}, from "
    "{from_on} through {last_on}",
    "votes:recall-proxy": "{who} recalled {recalled} of {state}",
    "votes:answer-by-proxy": "{state} answered {answer} on “{title}”, {through}",
}


def in_words(facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts of such an act that need words; codes of states are named elsewhere."""
    alternate = bool(facts.get("alternate"))
    by = str(facts.get("by", ""))
    own = by == facts.get("state")
    said = {
        "gave": "named an alternate"
        if alternate
        else f"gave its proxy to {name_of(str(facts.get('to', '')))}",
        "recalled": "an alternate" if alternate else "a proxy",
        "through": "by its alternate" if own else f"by proxy, held by {name_of(by)}",
    }
    if facts.get("scope"):
        said["covered"] = scope_in_words(Scope(str(facts["scope"])), facts.get("kind"))
    for day in ("from_on", "last_on"):
        if facts.get(day):
            said[day] = partial(str(facts[day]))
    return said
