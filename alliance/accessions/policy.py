"""Who may do what with accessions."""

from enum import StrEnum

from alliance.accessions.models import Accession
from alliance.authority.policy import named_for
from alliance.authority.rules import ActClass
from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.policy import Table, signed_in, the_clock
from alliance.membership.models import Alliance
from alliance.membership.policy import secretariat_of


class Do(StrEnum):
    """The actions."""

    FOUND = "accessions:found"
    READ = "accessions:read"
    INVITE = "accessions:invite"
    APPLY = "accessions:apply"
    ACCEPT = "accessions:accept"
    DECLINE = "accessions:decline"
    END = "accessions:end"
    SPONSOR = "accessions:sponsor"
    UNSPONSOR = "accessions:take-sponsorship-back"
    APPROVE = "accessions:approve"
    REFUSE = "accessions:refuse"
    PUT = "accessions:put"
    ADMIT = "accessions:admit"
    REJECT = "accessions:reject"
    JOIN = "accessions:join"
    PREPARE = "accessions:prepare"
    MEET = "accessions:meet-condition"
    MOVE = "accessions:move-day"
    REOPEN = "accessions:reopen"


def at_work_in_a_state(who: Actor, _: object) -> bool:
    """Who does the business of an office of a state."""
    return who.rank in AT_WORK and bool(who.state)


def _speaks(who: Actor, alliance: Alliance) -> bool:
    named = who.rank is Rank.PRINCIPAL or named_for(ActClass.JOIN, who)
    return named and bool(who.state) and who.office == alliance.represented_by


def speaks_for_another_state(who: Actor, alliance: Alliance) -> bool:
    """Who may bind a state that the alliance does not bind, as its kind of office."""
    return _speaks(who, alliance) and alliance.id not in who.bodies


def speaks_for_a_member(who: Actor, accession: Accession) -> bool:
    """Who may bind a state that is a member, as the kind of office that stands for members."""
    return _speaks(who, accession.alliance) and accession.alliance_id in who.bodies


def its_state_speaks(who: Actor, accession: Accession) -> bool:
    """Who may bind the state that is coming in."""
    return _speaks(who, accession.alliance) and who.state == accession.state_code


def at_work_where_it_is_decided(who: Actor, accession: Accession) -> bool:
    """Who does the business of the office that stands for the state that is coming in."""
    return (
        who.rank in AT_WORK
        and who.state == accession.state_code
        and who.office == accession.alliance.represented_by
    )


def invites(who: Actor, alliance: Alliance) -> bool:
    """The alliance's secretariat."""
    return secretariat_of(who, alliance)


def a_member_invites(who: Actor, alliance: Alliance) -> bool:
    """Who may bind a member, where no secretariat serves: inviting may be approving."""
    return alliance.secretariat_id is None and alliance.id in who.bodies and _speaks(who, alliance)


def a_member_without_secretariat(who: Actor, accession: Accession) -> bool:
    """The same of an accession: where there is no secretariat the members state what is decided."""
    return a_member_invites(who, accession.alliance)


def its_secretariat(who: Actor, accession: Accession) -> bool:
    """The secretariat of the alliance into which the state comes."""
    return secretariat_of(who, accession.alliance)


POLICY: Table = {
    Do.FOUND: [at_work_in_a_state],
    Do.READ: [signed_in],
    Do.INVITE: [invites, a_member_invites],
    Do.APPLY: [speaks_for_another_state],
    Do.ACCEPT: [its_state_speaks],
    Do.DECLINE: [its_state_speaks],
    Do.END: [its_state_speaks],
    Do.SPONSOR: [speaks_for_a_member],
    Do.UNSPONSOR: [speaks_for_a_member],
    Do.APPROVE: [its_secretariat, a_member_without_secretariat],
    Do.REFUSE: [its_secretariat, a_member_without_secretariat],
    Do.PUT: [its_secretariat, a_member_without_secretariat],
    Do.ADMIT: [its_secretariat, the_clock],
    Do.REJECT: [its_secretariat, the_clock],
    Do.JOIN: [its_state_speaks],
    Do.PREPARE: [at_work_where_it_is_decided],
    Do.MEET: [the_clock],
    Do.MOVE: [the_clock],
    Do.REOPEN: [the_clock],
}
