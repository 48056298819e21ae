"""Random cases of the richer rules of decision, drawn from a seed."""

MEASURES = ("states", "states", "population", "delegates")
ANSWERS = ("yea", "nay", "present", "recused")
SHARES = ("1/2", "1/2", "2/3", "3/5", "1/3", "3/4", "1", "0", "2/7")
REGIONS, CLASSES = ("West", "East", "South"), ("party", "guardian")


def case(drawn, states):
    """Arguments of a count: rule, roster, answers, chair, in_person; `drawn` is a random.Random."""
    keys = [f"S{number:02}" for number in range(states)]
    sits = drawn.random() < 0.4
    roster = {key: entry(drawn, sits=sits) for key in keys}
    made = rule(drawn, keys)
    divided = made.get("delegations", {}).get("vote") == "divided"
    answers = {}
    for key in keys:
        if drawn.random() < 0.85:
            answers[key] = answer(drawn, roster[key].get("delegates", 1), divided=divided)
    chair = drawn.choice((None, "yea", "nay"))
    here = [key for key in keys if drawn.random() < 0.6]
    return made, roster, answers, chair, here


def entry(drawn, *, sits):
    made = {"weights": {"population": drawn.choice(("0", "1", "2", "2", "3", "7/2", "40"))}}
    if drawn.random() < 0.8:
        made["class"] = drawn.choice(CLASSES)
    if drawn.random() < 0.8:
        made["region"] = drawn.choice(REGIONS)
    if sits:
        made["delegates"] = drawn.randint(1, 4)
    return made


def answer(drawn, seats, *, divided):
    if drawn.random() < 0.6 or (seats == 1 and not divided):
        return drawn.choices(ANSWERS, (4, 3, 1, 1))[0]
    if seats == 1:
        first, second = drawn.sample(ANSWERS, 2)
        share = drawn.choice(("1/2", "1/3", "3/4"))
        above, below = map(int, share.split("/"))
        return {first: share, second: f"{below - above}/{below}"}
    given = {}
    for _ in range(drawn.randint(0, seats)):
        word = drawn.choices(ANSWERS, (4, 3, 1, 1))[0]
        given[word] = given.get(word, 0) + 1
    return given


def rule(drawn, keys):
    made = {"majorities": [vote(drawn, keys) for _ in range(drawn.choice((1, 1, 2, 3)))]}
    if drawn.random() < 0.5:
        made["quorum"] = vote(drawn, keys, quorum=True)
    if drawn.random() < 0.3:
        made["delegations"] = {"vote": drawn.choice(("unit", "divided"))}
        if drawn.random() < 0.6:
            made["delegations"]["of"] = drawn.choice(("cast", "present", "answered", "entitled"))
    if drawn.random() < 0.4:
        made["casting_vote"] = True
    return made


def vote(drawn, keys, *, quorum=False, deep=True):
    way = drawn.random()
    if way < 0.1 and not quorum:
        return {"no_objection": True}
    if way < 0.25 and deep:
        joint = drawn.choice(("all", "any"))
        several = [vote(drawn, keys, quorum=quorum, deep=False) for _ in range(drawn.randint(1, 3))]
        made = {joint: several}
        if joint == "any" and drawn.random() < 0.5:
            made["enough"] = drawn.randint(1, len(several))
        return made
    if way < 0.4:
        return each(drawn, quorum=quorum)
    made = bound(drawn, quorum=quorum)
    if drawn.random() < 0.3:
        made["among"] = among(drawn, keys)
    if drawn.random() < 0.3:
        made["name"] = "as written"
    return made


def each(drawn, *, quorum):
    values = list(REGIONS)[: drawn.randint(1, 3)]
    made = {"each": {"region": values}}
    if drawn.random() < 0.6:
        made |= bound(drawn, quorum=quorum)
    if drawn.random() < 0.4:
        made["enough"] = drawn.randint(1, len(values))
    return made


def bound(drawn, *, quorum):
    made = {
        "of": drawn.choice(("cast", "present", "answered", "entitled", "entitled")),
        "measure": drawn.choice(MEASURES),
    }
    senses = ("at_least", "more_than", "at_least", "more_than", "at_most", "less_than")
    if drawn.random() < 0.7:
        limit = {"share": drawn.choice(SHARES)}
    else:
        limit = {"count": drawn.choice(("0", "1", "2", "3", "7/2", "5"))}
    made[drawn.choice(senses)] = limit
    if quorum and drawn.random() < 0.3:
        made["in_person"] = True
    if not quorum and drawn.random() < 0.25:
        made["counting"] = drawn.choice(ANSWERS)
    return made


def among(drawn, keys):
    some = drawn.sample(keys, drawn.randint(1, len(keys))) if keys else ["nobody"]
    return drawn.choice(
        (
            {"class": drawn.choice(CLASSES)},
            {"region": drawn.choice(REGIONS)},
            {"region": ["West", "South"]},
            {"states": some},
            {"not": {"class": "guardian"}},
            {"all": [{"class": "party"}, {"not": {"region": "West"}}]},
        )
    )
