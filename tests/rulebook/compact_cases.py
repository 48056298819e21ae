"""Random compacts and facts, and a second, slower reading of them to hold the engine against.

The reading works on the JSON itself, day by day and set by set; it shares no line with the product.
"""

import datetime as dt
from fractions import Fraction

from hypothesis import strategies as st

STATES = ("AK", "AL", "CO", "CT", "DC", "GA", "ID", "ME", "NM", "OH", "PR", "UT")
REGION = {
    **dict.fromkeys(("AK", "CO", "ID", "NM", "UT"), "West"),
    **dict.fromkeys(("AL", "DC", "GA"), "South"),
    **dict.fromkeys(("CT", "ME"), "Northeast"),
    "OH": "Midwest",
}
KIND = {"DC": "district", "PR": "territory"}
DAYS = 40
START = dt.date(2026, 2, 10)


def day(number):
    return (START + dt.timedelta(days=number)).isoformat()


some_states = st.lists(st.sampled_from(STATES), min_size=1, max_size=4, unique=True)
scopes = st.one_of(
    st.sampled_from(("West", "South", "Northeast")).map(lambda one: {"region": one}),
    st.just({"kind": "state"}),
    st.just({"region": ["West", "Midwest"]}),
    some_states.map(lambda some: {"states": some}),
    some_states.map(lambda some: {"not": {"states": some}}),
    some_states.map(lambda some: {"any": [{"states": some}, {"region": "West"}]}),
    some_states.map(lambda some: {"all": [{"states": some}, {"not": {"kind": "territory"}}]}),
)
senses = st.sampled_from(("at_least", "more_than", "at_most", "less_than"))
shares = st.sampled_from(("1/2", "2/3", "2/5", "1/3", "3/4", "1", "0"))
bases = st.one_of(
    st.sampled_from(("parties", "eligible")),
    st.integers(0, 60).map(lambda total: {"total": str(total)}),
    scopes.map(lambda scope: {"base": "eligible", "among": scope}),
    scopes.map(lambda scope: {"base": "parties", "among": scope}),
)


@st.composite
def bounds(draw):
    rule = {"measure": draw(st.sampled_from(("states", "states", "votes")))}
    if draw(st.booleans()):
        rule[draw(senses)] = {"share": draw(shares)}
        rule["of"] = draw(bases)
    else:
        most = 12 if rule["measure"] == "states" else 40
        rule[draw(senses)] = {"count": str(draw(st.integers(0, most)))}
    if draw(st.integers(0, 2)) == 0:
        rule["among"] = draw(scopes)
    return rule


upward_bounds = st.builds(
    lambda measure, sense, limit: {"measure": measure, sense: limit[0], **limit[1]},
    st.sampled_from(("states", "votes")),
    st.sampled_from(("at_least", "more_than")),
    st.one_of(
        st.integers(0, 40).map(lambda count: ({"count": str(count)}, {})),
        st.tuples(shares, st.sampled_from(("parties", "eligible", {"total": "37"}))).map(
            lambda pair: ({"share": pair[0]}, {"of": pair[1]})
        ),
    ),
)
groups = st.one_of(
    st.just({"region": ["West", "South"]}),
    st.just({"groups": {"one": ["AK", "AL", "CO"], "two": ["DC", "GA"]}}),
)
simple = st.one_of(
    bounds(),
    bounds(),
    some_states.map(lambda some: {"every": some}),
    st.tuples(groups, st.sampled_from(("1", "2"))).map(
        lambda pair: {"each": pair[0], "at_least": {"count": pair[1]}}
    ),
    groups.map(lambda some: {"each": some, "at_least": {"count": "2"}, "enough": 1}),
)
dated = st.one_of(
    st.integers(0, DAYS).map(lambda number: {"not_before": day(number)}),
    st.integers(0, DAYS).map(lambda number: {"before": day(number)}),
    st.just({"event": "consent"}),
)


def joined(leaves):
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"any": parts, "enough": 2}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=4,
    )


conditions = joined(simple)
dated_conditions = joined(st.one_of(simple, simple, dated))


@st.composite
def facts(draw):
    """FACTS: periods of states within forty days, a weight table with one change, an event."""
    parties = {}
    for state in draw(st.lists(st.sampled_from(STATES), unique=True)):
        cuts = sorted(draw(st.sets(st.integers(0, DAYS), min_size=1, max_size=4)))
        ends = [*cuts[1::2], None][: len(cuts[::2])]
        parties[state] = [
            {"since": day(begins)} | ({} if end is None else {"until": day(end)})
            for begins, end in zip(cuts[::2], ends, strict=True)
        ]
    amounts = st.integers(0, 12)
    tables = [
        {"from": day(number), "weights": {one: str(draw(amounts)) for one in STATES}}
        for number in (0, draw(st.integers(1, DAYS)))
    ]
    consent = draw(st.one_of(st.none(), st.integers(0, DAYS).map(day)))
    return {
        "parties": parties,
        "weights": {"votes": tables},
        "events": {"consent": consent},
        "eligible": list(STATES),
    }


def on_day(given, at):
    """Those who are in on a day, and the weights that hold."""
    here = {
        state
        for state, periods in given["parties"].items()
        for one in periods
        if one["since"] <= at and not ("until" in one and one["until"] <= at)
    }
    tables = given["weights"]["votes"]
    late = [one for one in tables if one["from"] <= at]
    return here, (late[-1] if late else tables[0])["weights"]


def within(scope, state):
    if scope is None:
        return True
    [(key, held)] = scope.items()
    if key in {"all", "any"}:
        return (all if key == "all" else any)(within(part, state) for part in held)
    if key == "not":
        return not within(held, state)
    if key == "states":
        return state in held
    fact = REGION.get(state) if key == "region" else KIND.get(state, "state")
    return fact in (held if isinstance(held, list) else [held])


def compared(sense, have, need):
    return {
        "at_least": have >= need,
        "more_than": have > need,
        "at_most": have <= need,
        "less_than": have < need,
    }[sense]


def bound_holds(rule, here, weights):
    def measured(states):
        by_state = rule.get("measure", "states") == "states"
        return sum(Fraction(1 if by_state else weights[one]) for one in states)

    [sense] = [one for one in rule if one in {"at_least", "more_than", "at_most", "less_than"}]
    among = rule.get("among")
    have = measured([one for one in here if within(among, one)])
    if "count" in rule[sense]:
        return compared(sense, have, Fraction(rule[sense]["count"]))
    of = rule["of"]
    if of == "parties":
        base = measured(here)
    elif of == "eligible":
        base = measured([one for one in STATES if within(among, one)])
    elif "total" in of:
        base = Fraction(of["total"])
    else:
        pool = here if of["base"] == "parties" else STATES
        base = measured([one for one in pool if within(of["among"], one)])
    return base != 0 and compared(sense, have, Fraction(rule[sense]["share"]) * base)


def holds(condition, here, weights, at=None, events=None):
    """Whether a condition is met by those who are in."""

    def part(inner):
        return holds(inner, here, weights, at, events)

    kinds = {
        "all": lambda held: all(part(one) for one in held),
        "any": lambda held: sum(part(one) for one in held) >= condition.get("enough", 1),
        "not": lambda held: not part(held),
        "every": lambda held: set(held) <= here,
        "not_before": lambda held: at >= held,
        "before": lambda held: at < held,
        "event": lambda held: events[held] is not None and events[held] <= at,
        "each": lambda held: from_each(held, condition, here),
    }
    for kind, judge in kinds.items():
        if kind in condition:
            return judge(condition[kind])
    return bound_holds(condition, here, weights)


def from_each(each, condition, here):
    [(key, held)] = each.items()
    scopes = (
        [{"region": one} for one in held]
        if key == "region"
        else [{"states": states} for states in held.values()]
    )
    bound = condition["at_least"]
    met = [bound_holds({"at_least": bound, "among": scope}, here, {}) for scope in scopes]
    return sum(met) >= condition.get("enough", len(scopes))
