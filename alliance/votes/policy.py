"""Who may do what with questions."""

from enum import StrEnum

from alliance.authority.policy import named_for
from alliance.authority.rules import ActClass
from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.policy import Table, signed_in, the_clock
from alliance.membership.models import Alliance
from alliance.membership.policy import secretariat_of
from alliance.votes.models import Question
from alliance.votes.posed import AnyQuestion


class Do(StrEnum):
    """The actions."""

    LIST = "votes:list"
    READ = "votes:read"
    OPEN = "votes:open"
    ANSWER = "votes:answer"
    WITHDRAW = "votes:withdraw-answer"
    PREPARE = "votes:prepare"
    CAST = "votes:cast"
    EXTEND = "votes:extend"
    VOID = "votes:void"
    CLOSE = "votes:close"
    BOOK = "votes:book"
    RECORD = "votes:record"
    REMIND = "votes:remind"
    # Of proxies: alliance/votes/proxies/policy.py.
    LIST_PROXIES = "votes:list-proxies"
    READ_PROXY = "votes:read-proxy"
    GIVE_PROXY = "votes:give-proxy"
    CHAIN_PROXY = "votes:pass-on-proxy"
    RECALL_PROXY = "votes:recall-proxy"
    ANSWER_BY_PROXY = "votes:answer-by-proxy"
    CALL = "votes:call-out"
    ENTER = "votes:enter"
    SEND_BACK = "votes:send-back"


def of_the_body(who: Actor, question: AnyQuestion) -> bool:
    """Every office of a member state, of a state on the frozen roster, or the secretariat."""
    return question.alliance_id in who.bodies or (
        bool(who.state) and f'"{who.state}":' in question.roster
    )


def principal_on_the_roster(who: Actor, question: AnyQuestion) -> bool:
    """The officeholder who stands for a state that is entitled to answer."""
    return (
        who.rank is Rank.PRINCIPAL
        and who.office == question.represented_by
        and who.state in question.entitled
    )


def named_in_the_register(who: Actor, question: AnyQuestion) -> bool:
    """One whom the authority register of that office names for answering; it is asked again."""
    return (
        named_for(ActClass.ANSWER, who)
        and who.office == question.represented_by
        and who.state in question.entitled
    )


def presides(who: Actor, question: Question) -> bool:
    """Who answers for the state that presides, where the question names one for a casting vote."""
    return bool(question.terms) and who.state == question.asked.chair != ""


def principal_who_presides(who: Actor, question: Question) -> bool:
    """The officeholder of that state."""
    return principal_on_the_roster(who, question) and presides(who, question)


def named_who_presides(who: Actor, question: Question) -> bool:
    """One whom the authority register of that office names for answering."""
    return named_in_the_register(who, question) and presides(who, question)


def at_work_on_the_roster(who: Actor, question: Question) -> bool:
    """Who does the business of the office that stands for a state that is entitled to answer."""
    return (
        who.rank in AT_WORK
        and who.office == question.represented_by
        and who.state in question.entitled
    )


def its_secretariat(who: Actor, question: Question) -> bool:
    """The secretariat of the question's alliance."""
    return secretariat_of(who, question.alliance)


def the_secretariat(who: Actor, alliance: Alliance) -> bool:
    """The secretariat of the alliance that is to be asked."""
    return secretariat_of(who, alliance)


def bound_or_was(who: Actor, alliance: Alliance) -> bool:
    """Every office of a state that the alliance binds or once bound, or the secretariat.

    Of the latter, what stands in its lists is what asked the state itself.
    """
    return alliance.id in who.bodies or alliance.id in who.former


def a_member_where_none_serves(who: Actor, alliance: Alliance) -> bool:
    """Who may bind a member, where no secretariat puts questions."""
    binds = who.rank is Rank.PRINCIPAL or named_for(ActClass.JOIN, who)
    return (
        binds
        and alliance.secretariat_id is None
        and alliance.id in who.bodies
        and who.office == alliance.represented_by
    )


POLICY: Table = {
    Do.LIST: [signed_in],
    Do.READ: [of_the_body],
    Do.OPEN: [the_secretariat, a_member_where_none_serves],
    Do.ANSWER: [principal_on_the_roster, named_in_the_register],
    Do.WITHDRAW: [principal_on_the_roster],
    Do.PREPARE: [at_work_on_the_roster],
    Do.CAST: [principal_who_presides, named_who_presides],
    Do.EXTEND: [its_secretariat],
    Do.VOID: [its_secretariat],
    Do.CLOSE: [its_secretariat, the_clock],
    Do.BOOK: [bound_or_was],
    Do.RECORD: [signed_in],
    Do.REMIND: [its_secretariat, the_clock],
    Do.CALL: [its_secretariat],
    Do.ENTER: [its_secretariat],
    Do.SEND_BACK: [its_secretariat],
}
