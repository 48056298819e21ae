"""Random decision cases: any rule the language allows, any roster, any answers."""

from hypothesis import strategies as st

MEASURES = ("states", "population", "votes")
CLASSES = ("party", "associate")
REGIONS = ("West", "East")
ANSWERS = ("yea", "nay", "present", "recused")

# Small numbers meet their bounds exactly far more often than large ones; both are drawn.
amounts = st.one_of(
    st.integers(0, 6).map(str),
    st.tuples(st.integers(0, 9), st.integers(1, 6)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.integers(10**17, 10**18 - 1).map(str),
)
shares = st.one_of(
    st.sampled_from(("0/1", "1/2", "2/4", "2/3", "3/4", "3/5", "1/1", "0", "1")),
    st.tuples(st.integers(0, 30), st.integers(1, 30)).map(
        lambda pair: f"{min(pair)}/{max(pair)}" if max(pair) else "0/1"
    ),
)
bounds = st.one_of(
    shares.map(lambda share: {"share": share}), amounts.map(lambda count: {"count": count})
)
amongs = st.one_of(
    st.sampled_from((*CLASSES, "nobody")).map(lambda value: {"class": value}),
    st.sampled_from(REGIONS).map(lambda value: {"region": value}),
)


@st.composite
def requirements(draw):
    rule = {
        "of": draw(st.sampled_from(("cast", "present", "answered", "entitled"))),
        "measure": draw(st.sampled_from(MEASURES)),
        draw(st.sampled_from(("more_than", "at_least"))): draw(bounds),
    }
    if draw(st.integers(0, 2)) == 0:
        rule["among"] = draw(amongs)
    if draw(st.booleans()):
        rule["name"] = "as written"
    return rule


majorities = st.one_of(requirements(), requirements(), st.just({"no_objection": True}))


@st.composite
def rules(draw):
    rule = {"majorities": draw(st.lists(majorities, min_size=1, max_size=3))}
    if draw(st.booleans()):
        rule["quorum"] = draw(requirements())
    return rule


@st.composite
def cases(draw):
    """A rule, a roster that carries every weight, and answers from within it."""
    entries = draw(
        st.lists(
            st.tuples(
                amounts,
                st.integers(0, 3).map(str),
                st.sampled_from((None, *CLASSES)),
                st.sampled_from((None, *REGIONS)),
                st.sampled_from((None, *ANSWERS)),
            ),
            max_size=7,
        )
    )
    roster, answers = {}, {}
    for number, (population, votes, kind, region, answer) in enumerate(entries):
        key = f"S{number}"
        roster[key] = {"weights": {"population": population, "votes": votes}}
        roster[key] |= {} if kind is None else {"class": kind}
        roster[key] |= {} if region is None else {"region": region}
        answers |= {} if answer is None else {key: answer}
    return draw(rules()), roster, answers
