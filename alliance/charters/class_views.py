"""Pages about the classes of members that a charter names itself."""

from flask import render_template
from flask.typing import ResponseReturnValue

from alliance.charters import classing, queries
from alliance.charters.classes import class_member, in_classes, lines_of
from alliance.charters.frame import Asked, Writing, bp, crumbs, ending, to, today, writing
from alliance.charters.held_forms import ClassMemberForm
from alliance.charters.member_classes import class_in_words
from alliance.charters.models import ClassMember
from alliance.charters.policy import Do
from alliance.charters.rules import last_day, to_end_before
from alliance.core import clock
from alliance.core.web import actor
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.states.reference import name_of


@bp.page("/<string:slug>/classes", may=Do.READ, of=alliance_by_slug)
def classes(alliance: Alliance) -> ResponseReturnValue:
    """Each member of today, the class of the charter that it is in, and since when."""
    terms, recorded = queries.terms_on(alliance, clock.today()), in_classes(alliance)
    lines = lines_of(terms, queries.members_on(alliance, None), recorded)
    current = {one.recorded.id for one in lines if one.recorded}
    others = [one for one in recorded if one.id not in current]
    return render_template(
        "charters/classes.html",
        alliance=alliance,
        lines=lines,
        open_ones=sum(one.own is None and bool(terms.classes_of(one.base)) for one in lines),
        classes=[(one.name, class_in_words(one)) for one in terms.classes],
        others=others,
        to_end={one.id for one in to_end_before(others, today())},
        offered=bool(classing.to_choose(alliance)),
        last_day=last_day,
        above=_above(alliance),
    )


@bp.form("/<string:slug>/classes/new", may=Do.PUT_IN_CLASS, of=alliance_by_slug)
def put_in_class(alliance: Alliance) -> ResponseReturnValue:
    """Put one or several states into a class of the charter."""
    form = ClassMemberForm.sent(data={"from_on": today()})
    found = classing.to_choose(alliance)
    bases = {one.base for one in found}
    members = {one.state: str(one.member_class) for one in queries.members_on(alliance, None)}
    fit = sorted((code for code, base in members.items() if base in bases), key=name_of)
    form.offer(found, [(code, f"{name_of(code)}, {members[code]}") for code in fit])
    page = Writing(
        "Put states into a class",
        [*_above(alliance), to(alliance, "classes", "Classes of members")],
        "Questions that are put from that day on count each state in its class. Those that are "
        "open already are counted as they were put.",
        "Record the class",
        [
            Asked("name", "Of those of which the charter has several for one kind of member."),
            Asked("states", "A state that is in another class leaves it the day before."),
            Asked("from_on", "It holds until another class follows, or until it is ended."),
        ],
        "The class is recorded.",
    )
    return writing(
        page,
        form,
        lambda: classing.put_in_class(
            actor(),
            alliance,
            name=form.name.data,
            states=form.states.data,
            from_on=form.from_on.data,
        ),
    )


@bp.form("/charters/classes/<uuid:class_member_id>/end", may=Do.END_CLASS, of=class_member)
def end_class(one: ClassMember) -> ResponseReturnValue:
    """End a state's being in a class."""
    body = one.alliance
    return ending(
        f"End the class of {name_of(one.state_code)}",
        [*_above(body), to(body, "classes", "Classes of members")],
        f"{name_of(one.state_code)} is in “{one.name}” of {body.name}.",
        lambda on, why: classing.end_class(actor(), one, on=on, why=why),
    )


def _above(alliance: Alliance) -> list[tuple[str, str]]:
    return crumbs(alliance, to(alliance, "charter", "Charter"))
