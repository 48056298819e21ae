"""What proxies rest on in the registers of the offices that gave them, or passed them on."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from alliance.authority.queries import Grounds, known_records, register_of
from alliance.authority.rules import (
    ActClass,
    Register,
    chain_of,
    why_not_given,
    why_not_link,
)
from alliance.authority.serving import serves
from alliance.authority.several import registers_of
from alliance.states.reference import jurisdictions, today_in
from alliance.votes.proxies.models import Proxy

SUSPENDED = "The proxy is suspended until it is given anew."


def why_not_granted(one: Proxy, given: Iterable[Proxy]) -> str:
    """Why what a proxy rests on in the registers no longer lets it be used, or "".

    Whoever gave it, and whoever passed it on, still serves, and their authority to answer holds; a
    principal who is only absent is represented all the more.
    """
    return suspended([one], given).get(one.id, "")


def suspended(found: Collection[Proxy], given: Iterable[Proxy]) -> Mapping[uuid.UUID, str]:
    """The same of each of these that is suspended; `given`: among which their sources are.

    Two statements, however many there are.
    """
    known = {link.id: link for link in given}
    links = {one.id: _links(one, known) for one in found}
    zones = {
        link.office_id: jurisdictions()[_state_of(link)].zone
        for chain in links.values()
        for link in chain
    }
    registers = registers_of(zones)
    said = {one.id: _why_suspended(links[one.id], registers) for one in found}
    return {key: why for key, why in said.items() if why}


def _links(one: Proxy, known: Mapping[uuid.UUID, Proxy]) -> list[Proxy]:
    """A proxy with all that it was passed on from."""
    links = [one]
    while (source := links[-1].source_id) is not None and source in known:
        links.append(known[source])
    return links


def _why_suspended(links: Iterable[Proxy], registers: Mapping[uuid.UUID, Register]) -> str:
    for link in links:
        register, day = registers[link.office_id], today_in(_state_of(link))
        if reason := why_not_rests(register, link.authority_id, link.person_id, day):
            return f"{SUSPENDED} {reason}"
    return ""


def why_not_rests(register: Register, authority: uuid.UUID, giver: uuid.UUID, day: dt.date) -> str:
    """Why an authority under which somebody gave a proxy carries it no longer, or ""."""
    held = register.authorities.get(authority)
    if held is None:
        return "The authority under which it was given is not in the register."
    links, wrong = chain_of(register, held)
    reasons = [wrong]
    reasons += [why_not_link(register, one, ActClass.ANSWER, day, 0) for one in links]
    reasons += [why_not_given(register, one, above, day) for one, above in pairwise(links)]
    if not any(serves(register, day, held.office, person=giver)):
        reasons.append("Whoever gave it no longer serves.")
    return next(filter(None, reasons), "")


def grounds_of_alternate(one: Proxy) -> Grounds:
    """What an alternate's answer rests on: the authority of whoever named them."""
    register = _register(one)
    held = register.authorities[one.authority_id]
    links, _ = chain_of(register, held)
    assert one.alternate_id
    return Grounds(ActClass.ANSWER, held, links, "alternate", one.alternate_id)


def _register(one: Proxy) -> Register:
    zone = jurisdictions()[_state_of(one)].zone
    return register_of(one.office_id, zone, known_records(one.office_id))


def _state_of(one: Proxy) -> str:
    """The state of the office that gave it, or passed it on."""
    assert one.office.state_code
    return one.office.state_code
