"""Lies about how a question was answered, for bundles of format 2: as in lies.py."""

from copy import deepcopy
from dataclasses import replace

from .changes import (
    CLOCK,
    HASH,
    MANY,
    OPERATOR,
    OTHER,
    again,
    becomes,
    both,
    done_by,
    drop,
    insert,
    move,
    person,
    put,
)
from .second import GROUND, SecondForge, under
from .story import MAJORITY, QUORUM, Story, instant, name_id

YES = True
EVERYBODY = {**MANY, "NM": "present"}
HALVES = {"yea": "1/2", "nay": "1/2"}
CHANGED = under(Story(before={"CO": ("yea", "present")}), may_change=True)
HIDDEN = under(Story(before={"CO": ("yea",)}), may_change=True, hidden=True)
EXPLAINED = Story(explained=("AZ",))
RECUSED = Story(answers={**MANY, "NM": "recused"})
SHARED = under(Story(answers={**MANY, "NM": HALVES}), divided=True)
LATER = under(Story(put_off=(1450, 1470)), extensions=2)
AGAIN = Story(taken_off=("first", "second"))
PROXY = under(Story(proxies={"CO": "UT"}), proxies=True)
CHAINED = under(Story(proxies={"CO": "UT"}, through={"CO": ("NM",)}), proxies=True, chains=True)
ALTERNATE = Story(proxies={"CO": "CO"})
GIVE, USE = "give CO 1", "answer CO"
MEETING = under(Story(called=("CO",)), mode="meeting")
MORE = {"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}
EVEN = {"AZ": "yea", "CA": "yea", "CO": "nay", "UT": "nay"}
TIE = under(
    Story(
        rule={"majorities": [MORE], "casting_vote": True},
        answers=EVEN,
        casting=("nay", "yea"),
    ),
    chair="AZ",
)
RICH = {
    "quorum": {"any": [{**QUORUM, "in_person": True}, QUORUM], "enough": 1},
    "majorities": [
        {"each": {"region": ["E", "W"]}, "name": "both shores"},
        {
            "of": "entitled",
            "measure": "population",
            "counting": "nay",
            "at_most": {"share": "1/3"},
            "among": {"not": {"states": ["NM"]}},
        },
    ],
    "delegations": {"vote": "divided"},
}
RICHER = Story(rule=RICH)


def due(closes, count, unit, zone="UTC", *holidays):
    """A question with such a deadline that is said to close then; all have answered."""
    deadline = {"count": count, "unit": unit, "holidays": list(holidays)}
    story = under(Story(answers=EVERYBODY), deadline=deadline, zone=zone)
    return {"story": story, "question": put(closes, "closes_at")}


def copied(*path_and_value):
    """A change of the roll alone, which the ledger does not follow: (state, name, value) each."""

    def change(answers):
        told = deepcopy(answers)
        for state, name, value in path_and_value:
            line = next(one for one in told if one["state"] == state)
            line[name] = value
            if value is None:
                del line[name]
        return told

    return change


def of_state(state, change):
    """A change of one line of the roll, which the ledger follows."""
    return lambda answers: change(next(one for one in answers if one["state"] == state))


def earlier_in_the_roll(answers):
    """The roll with the first answer of Colorado in place of its last."""
    told = deepcopy(answers)
    line = next(one for one in told if one["state"] == "CO")
    entry = line["entry"]
    line |= {"answer": "yea", "entry": first_of_colorado()}
    line["answered_at"] = instant(199 + line["entry"])
    del line["n"]
    assert entry != line["entry"]
    return told


def first_of_colorado():
    return SecondForge(CHANGED, {}).in_order().index("before CO 1") + 1


def ours_taken_off(acts):
    act = deepcopy(acts["off first"])
    question = acts["open"]["facts"]["question"]
    act |= {"subject": f"question:{question}", "at": list(acts.values())[-1]["at"]}
    act["facts"]["question"] = question
    acts["off ours"] = act


def without(*tags):
    return lambda sequence: [tag for tag in sequence if tag not in tags]


def rule(change, **more):
    return {"story": RICHER, "rule": change, **more}


LIES_OF_VOTES = [
    # the terms
    ("the opening froze other terms", "terms.json",
     {"acts": put(HASH, "open", "facts", "terms_sha256")}),
    ("the opening froze no terms, and there are some", "terms.json",
     {"story": CHANGED, "acts": drop("open", "facts", "terms_sha256")}),
    ("the question names other terms", "question.json", {"question": put(HASH, "terms_sha256")}),
    ("the question was put in another mode", "question.json",
     {"question": put("meeting", "mode")}),
    ("the terms lack the zone", "terms.json", {"terms": drop("zone")}),
    ("the terms have one more field", "terms.json", {"terms": put(1, "quiet")}),
    *[(f"the term {name} is {value}", "terms.json", {"terms": put(value, name)})
      for name, value in (("mode", "by mail"), ("may_change", 1), ("hidden", None),
                          ("secret", True), ("extensions", -1), ("extensions", True),
                          ("divided", "yes"), ("proxies", 0), ("chains", True), ("chair", None),
                          ("zone", 1), ("deadline", "soon"))],
    ("a straw poll adopted a text", "terms.json", {"story": under(mode="poll")}),
    ("a zone is a path", "terms.json", due(instant(1400), 1, "days", "../UTC")),
    *[(f"a deadline is {count} {unit}", "terms.json", due(instant(1400), count, unit))
      for count, unit in ((0, "days"), (367, "days"), (251, "business days"), (2, "weeks"))],
    ("a holiday is on no day", "terms.json",
     due(instant(1400), 1, "days", "UTC", "2026-02-30")),
    ("a holiday is a week", "terms.json", due(instant(1400), 1, "days", "UTC", "2026-W01")),
    ("no objection was asked, and the rule is another", "rule.json",
     {"story": under(mode="no objection")}),
    # the deadline
    ("a close is a second off", "question.json", due("2026-11-10T22:40:08.000250Z", 21, "hours")),
    ("a close is a day early", "question.json", due("2026-11-11T00:00:00.000000Z", 1, "days")),
    ("a close is that of another zone", "question.json",
     due("2026-11-12T00:00:00.000000Z", 1, "days", "Pacific/Guam")),
    ("a close forgets the end of summer time", "question.json",
     due("2027-04-09T05:00:00.000000Z", 150, "days", "America/New_York")),
    ("a close forgets Veterans Day", "question.json",
     due("2026-11-17T05:00:00.000000Z", 5, "business days", "America/New_York")),
    ("a close forgets a holiday of the question", "question.json",
     due("2026-11-18T05:00:00.000000Z", 5, "business days", "America/New_York", "2026-11-13")),
    ("a close in a zone that nobody knows is days off", "question.json",
     due("2026-11-14T00:00:00.000000Z", 1, "days", "Mars/Olympus")),
    # answers that were changed
    ("an answer was changed against the terms", "answers.json",
     {"story": Story(before={"CO": ("yea",)})}),
    ("the roll has an earlier answer than the last", "answers.json",
     {"story": CHANGED, "answers": earlier_in_the_roll,
      "tally": becomes({**MANY, "CO": "yea"})}),
    ("a state is left out of the roll that changed its answer", "answers.json",
     {"story": CHANGED, "answers": lambda a: [i for i in a if i["state"] != "CO"],
      "tally": becomes({s: w for s, w in MANY.items() if s != "CO"})}),
    ("an answer is its third and says that it is the fourth", "answers.json",
     {"story": CHANGED, "answers": of_state("CO", put(4, "n"))}),
    ("an answer is its third and says that it is the first", "answers.json",
     {"story": CHANGED, "answers": of_state("CO", drop("n"))}),
    ("the roll counts the answers of a state otherwise", "answers.json",
     {"story": CHANGED, "answers": copied(("CO", "n", 2))}),
    ("the n of an answer is true", "answers.json",
     {"story": CHANGED, "answers": of_state("CO", put(YES, "n"))}),
    ("a first answer says that it is the first", "answers.json",
     {"acts": put(1, "answer AZ", "facts", "n")}),
    ("a second answer does not say so", "answers.json",
     {"story": CHANGED, "acts": drop("before CO 2", "facts", "n")}),
    ("a second answer was cut out", "answers.json",
     {"story": CHANGED, "sequence": without("before CO 2")}),
    ("the answers of a state are in another order", "answers.json",
     {"story": CHANGED, "sequence": move("before CO 2", "before CO 1")}),
    ("an answer that was changed precedes the opening", "ledger.json",
     {"story": CHANGED, "sequence": move("before CO 1", "open"),
      "acts": put(instant(100), "before CO 1", "at")}),
    ("an answer that was changed is the operator's", "ledger.json",
     {"story": CHANGED, "acts": done_by(OPERATOR, "before CO 1")}),
    ("an answer that was changed is another office's", "answers.json",
     {"story": CHANGED, "acts": done_by(person("office AZ", "liaison CO"), "before CO 1")}),
    ("an answer that was changed is another state's person's", "answers.json",
     {"story": CHANGED, "acts": done_by(person("office CO", "liaison AZ"), "before CO 1")}),
    ("an answer that was changed is maybe", "ledger.json",
     {"story": CHANGED, "acts": put("maybe", "before CO 1", "facts", "answer")}),
    ("an answer that was changed is hidden", "ledger.json",
     {"story": CHANGED, "acts": put(HASH, "before CO 1", "facts", "answer_sha256")}),
    ("an answer that was changed is of no state", "ledger.json",
     {"story": CHANGED, "acts": put(None, "before CO 1", "facts", "state")}),
    # hidden results
    ("an answer was changed with the tally while it was hidden", "answers.json",
     {"story": HIDDEN, "answers": copied(("CO", "answer", "yea")),
      "tally": becomes({**MANY, "CO": "yea"})}),
    ("an answer has another salt", "answers.json",
     {"story": HIDDEN, "answers": copied(("AZ", "salt", "5a" * 16))}),
    ("an answer has no salt", "answers.json",
     {"story": HIDDEN, "answers": copied(("AZ", "salt", None))}),
    ("a salt is short", "answers.json", {"story": HIDDEN, "answers": put("5a", 0, "salt")}),
    ("an answer has a salt, and nothing was hidden", "answers.json",
     {"answers": put("5a" * 16, 0, "salt")}),
    ("the ledger says an answer that was to be hidden", "answers.json",
     {"story": HIDDEN, "acts": put("yea", "answer AZ", "facts", "answer")}),
    ("the ledger says an answer that was changed and to be hidden", "ledger.json",
     {"story": HIDDEN, "acts": put("yea", "before CO 1", "facts", "answer")}),
    ("the digest of an answer that was changed is short", "ledger.json",
     {"story": HIDDEN, "acts": put("ab", "before CO 1", "facts", "answer_sha256")}),
    # explanations and grounds
    ("an explanation is for nobody", "ledger.json",
     {"story": EXPLAINED, "acts": drop("answer AZ", "facts", "shown_to")}),
    ("an explanation is for friends", "ledger.json",
     {"story": EXPLAINED, "acts": put("friends", "answer AZ", "facts", "shown_to")}),
    ("an explanation has no digest", "ledger.json",
     {"story": EXPLAINED, "acts": put("Because", "answer AZ", "facts", "explanation_sha256")}),
    ("the words of an explanation are in the roll", "answers.json",
     {"story": EXPLAINED, "answers": put("Because", 0, "explanation")}),
    ("a state is recused without a ground", "answers.json",
     {"story": RECUSED, "answers": of_state("NM", drop("ground"))}),
    ("the ground of a recusal is blank", "answers.json",
     {"story": RECUSED, "answers": of_state("NM", put(" ", "ground"))}),
    ("the ground of a recusal is another", "answers.json",
     {"story": RECUSED, "acts": put("x", "answer NM", "facts", "ground")}),
    ("a yea has a ground", "answers.json", {"answers": put(GROUND, 0, "ground")}),
    # divided weights
    ("a weight is divided against the terms", "answers.json",
     {"story": Story(answers=SHARED.answers)}),
    ("a weight is divided against the rule", "answers.json",
     {"story": SHARED, "rule": put({"vote": "unit"}, "delegations")}),
    *[(f"a weight is divided into {parts}", "answers.json",
       {"story": SHARED, "answers": of_state("NM", put(parts, "parts"))})
      for parts in ({"yea": "1/2", "nay": "1/4"}, {"yea": "1", "nay": "0"}, {}, ["1/2"],
                    {"yea": "1/2", "recused": "1/2"}, {"yea": "0.5", "nay": "0.5"})],
    ("a divided weight has no parts", "answers.json",
     {"story": SHARED, "answers": of_state("NM", drop("parts"))}),
    ("a yea is divided", "answers.json", {"story": SHARED, "answers": put(HALVES, 0, "parts")}),
    ("the ledger divides a weight otherwise", "answers.json",
     {"story": SHARED, "acts": put({"yea": "1/3", "nay": "2/3"}, "answer NM", "facts", "parts")}),
    ("half a weight is counted as a whole one", "tally.json",
     {"story": SHARED, "tally": put("4", "majorities", 0, "have")}),
    # later closes
    ("the close was put off against the terms", "question.json", {"story": Story(put_off=(1450,))}),
    ("the close was put off more often than the terms allow", "question.json",
     {"story": under(LATER, extensions=1)}),
    ("the close was brought forward", "question.json",
     {"story": under(Story(put_off=(1300,)), extensions=1)}),
    ("the close is not that of the last extension", "question.json",
     {"story": LATER, "question": put(instant(1480), "closes_at")}),
    ("an extension begins with another close", "question.json",
     {"story": LATER, "question": put(instant(1460), "extensions", 1, "from")}),
    ("the opening set another first close", "question.json",
     {"story": LATER, "acts": put(instant(1399), "open", "facts", "closes_at")}),
    ("an extension is of no instant", "question.json",
     {"story": LATER, "question": put("later", "extensions", 0, "to")}),
    ("an extension is left out", "question.json", {"story": LATER, "acts": again("extend 2")}),
    ("an extension names another act", "question.json",
     {"story": LATER, "question": put(1, "extensions", 0, "entry")}),
    *[(f"the ledger says another {name} of an extension", "question.json",
       {"story": LATER, "acts": put(instant(1460), "extend 1", "facts", name)})
      for name in ("before", "closes_at", "reason")],
    ("the close was put off when it had come", "question.json",
     {"story": LATER, "sequence": both(move("extend 1", "close"), move("extend 2", "close")),
      "acts": both(put(instant(1400), "extend 1", "at"), put(instant(1410), "extend 2", "at"))}),
    ("the close was put off by the clock", "ledger.json",
     {"story": LATER, "acts": done_by(CLOCK, "extend 1")}),
    ("the close was put off by one who answers", "ledger.json",
     {"story": LATER, "acts": done_by(person("office AZ"), "extend 1")}),
    ("the close was put off before the opening", "ledger.json",
     {"story": LATER, "sequence": move("extend 1", "open")}),
    ("an answer came after the last close", "answers.json",
     {"story": LATER, "answers": put(instant(1471), 0, "answered_at")}),
    # questions that were taken off
    ("an earlier question was not taken off", "ledger.json",
     {"story": AGAIN, "sequence": without("off first")}),
    ("an earlier question is known by its putting only, and was not taken off", "ledger.json",
     {"story": AGAIN, "sequence": without("off first", "asked first")}),
    ("an earlier question was taken off after the vote", "ledger.json",
     {"story": AGAIN, "sequence": move("off first", "in force")}),
    ("an earlier question was taken off before it was put", "ledger.json",
     {"story": AGAIN, "sequence": move("off first", "circulate old")}),
    ("an earlier question was taken off twice", "ledger.json",
     {"story": AGAIN, "acts": again("off first")}),
    ("an earlier question was taken off by the clock", "ledger.json",
     {"story": AGAIN, "acts": done_by(CLOCK, "off first")}),
    ("an earlier question was taken off for no reason", "ledger.json",
     {"story": AGAIN, "acts": put(" ", "off first", "facts", "reason")}),
    ("an earlier question has no number", "ledger.json",
     {"story": AGAIN, "acts": put("first", "put first", "facts", "question")}),
    ("another question was put after the decision", "ledger.json",
     {"sequence": insert("put another", "in force")}),
    ("the question that was decided was taken off", "ledger.json",
     {"story": AGAIN, "acts": ours_taken_off}),
    ("the text was adopted by another question too", "ledger.json",
     {"acts": again("adopt", question=OTHER)}),
    ("the text was lost by another question", "ledger.json",
     {"acts": lambda a: a.update(lose={
         **deepcopy(a["adopt"]), "action": "resolutions:lose", "at": a["in force"]["at"],
         "facts": {**a["adopt"]["facts"], "question": OTHER}})}),
    # who answered for whom
    ("a proxy was used against the terms", "answers.json", {"story": under(PROXY, proxies=False)}),
    ("a proxy was held by a state that is not on the roster", "answers.json",
     {"story": under(Story(proxies={"CO": "ZZ"}), proxies=True)}),
    ("a proxy was used by a third state's office", "answers.json",
     {"story": PROXY, "answers": of_state("CO", put(name_id("office AZ"), "office", "id"))}),
    ("a proxy names no state", "answers.json",
     {"story": PROXY, "answers": of_state("CO", put({}, "proxy"))}),
    ("the ledger knows of no proxy", "answers.json",
     {"story": PROXY, "acts": put("votes:answer", "answer CO", "action")}),
    ("the ledger knows of a proxy of which the roll does not", "answers.json",
     {"acts": both(put("votes:answer-by-proxy", "answer CO", "action"),
                   put(OTHER, "answer CO", "facts", "proxy"),
                   put("UT", "answer CO", "facts", "by"))}),
    ("the ledger knows of another holder of the proxy", "answers.json",
     {"story": PROXY, "acts": put("AZ", "answer CO", "facts", "by")}),
    ("the proxy has no number", "ledger.json",
     {"story": PROXY, "acts": put("a letter", "answer CO", "facts", "proxy")}),
    # how a proxy was given
    ("nobody gave the proxy", "ledger.json", {"story": PROXY, "sequence": without(GIVE)}),
    ("a proxy was given after it was used", "ledger.json",
     {"story": PROXY, "sequence": move(GIVE, "close")}),
    ("a proxy was recalled before it was used", "ledger.json",
     {"story": replace(PROXY, recalled=("CO",)), "sequence": move("recall CO", "open")}),
    ("what a proxy was passed on from was recalled before it was used", "ledger.json",
     {"story": replace(CHAINED, recalled=("CO",)),
      "sequence": move("recall CO", "open"),
      "acts": both(put(name_id("proxy CO 1"), "recall CO", "facts", "proxy"),
                   put(f"proxy:{name_id('proxy CO 1')}", "recall CO", "subject"))}),
    ("a recall is of another proxy than it is about", "ledger.json",
     {"story": replace(PROXY, recalled=("CO",)),
      "acts": put(OTHER, "recall CO", "facts", "proxy")}),
    ("a proxy was given twice", "ledger.json", {"story": PROXY, "acts": again(GIVE)}),
    *[(f"the {name} of a proxy is {value}", "ledger.json",
       {"story": PROXY, "acts": put(value, GIVE, "facts", name)})
      for name, value in (("state", "AZ"), ("to", "AZ"), ("to", "CO"), ("scope", "kind"),
                          ("scope", "question"), ("scope", "some"), ("scope", None),
                          ("office", name_id("office AZ")), ("office", None),
                          ("from_on", "2026-11-12"), ("last_on", "2026-11-08"),
                          ("last_on", "soon"), ("instructions_sha256", "ab"),
                          ("alternate", name_id("liaison UT")), ("chain_sha256", "ab"))],
    ("a proxy is of another kind of question", "ledger.json",
     {"story": PROXY, "acts": both(put("kind", GIVE, "facts", "scope"),
                                   put("election", GIVE, "facts", "kind"))}),
    ("a proxy is of another question", "ledger.json",
     {"story": PROXY, "acts": both(put("question", GIVE, "facts", "scope"),
                                   put(OTHER, GIVE, "facts", "question"))}),
    ("a proxy was given by the clock", "ledger.json",
     {"story": PROXY, "acts": done_by(CLOCK, GIVE)}),
    ("a proxy was given by another state's office", "ledger.json",
     {"story": PROXY, "acts": done_by(person("office AZ"), GIVE)}),
    ("an answer names another entry of its proxy", "ledger.json",
     {"story": PROXY, "acts": put([1], USE, "facts", "given")}),
    ("an alternate is somebody else", "ledger.json",
     {"story": ALTERNATE, "acts": put(OTHER, GIVE, "facts", "alternate")}),
    ("an alternate was named by another office", "ledger.json",
     {"story": ALTERNATE, "acts": done_by(person("office AZ"), GIVE)}),
    ("a proxy was passed on against the terms", "ledger.json",
     {"story": under(CHAINED, chains=False)}),
    ("a proxy was passed on by who does not hold it", "ledger.json",
     {"story": CHAINED, "acts": done_by(person("office AZ"), "give CO 2")}),
    ("a proxy came from nowhere", "ledger.json",
     {"story": CHAINED, "acts": drop("give CO 2", "facts", "passed_on_from")}),
    ("a proxy came from another", "ledger.json",
     {"story": CHAINED, "acts": put([OTHER], "give CO 2", "facts", "passed_on_from")}),
    ("a link of a proxy is left out", "ledger.json",
     {"story": CHAINED, "sequence": without(GIVE)}),
    ("a proxy that was changed away was never given", "ledger.json",
     {"story": under(Story(before={"CO": ("yea",)}), may_change=True, proxies=True),
      "acts": both(put("votes:answer-by-proxy", "before CO 1", "action"),
                   put(OTHER, "before CO 1", "facts", "proxy"),
                   put("UT", "before CO 1", "facts", "by"),
                   put([1], "before CO 1", "facts", "given"),
                   put(person("office UT", "liaison UT"), "before CO 1", "actor"))}),
    ("a proxy took the place of what the state had said", "answers.json",
     {"story": under(Story(proxies={"CO": "UT"}, before={"CO": ("yea",)}),
                     proxies=True, may_change=True)}),
    ("an answer was called out and in no meeting", "answers.json",
     {"story": under(MEETING, mode="written")}),
    ("one person wrote an answer down and confirmed it", "answers.json",
     {"story": MEETING, "answers": of_state("CO", put(name_id("second clerk"), "called",
                                                      "entered", "id"))}),
    ("who answers for a state wrote an answer down", "answers.json",
     {"story": MEETING,
      "answers": of_state("CO", put(name_id("liaison AZ"), "called", "entered", "id"))}),
    ("who answers for a state confirmed an answer", "answers.json",
     {"story": MEETING, "answers": of_state("CO", put(name_id("liaison AZ"), "by", "id"))}),
    ("an answer was confirmed in an office that answers", "ledger.json",
     {"story": MEETING, "acts": put(name_id("office AZ"), "answer CO", "actor", "office")}),
    ("another clerk wrote an answer down", "answers.json",
     {"story": MEETING, "acts": put(OTHER, "answer CO", "facts", "entered_by")}),
    ("another line became an answer", "answers.json",
     {"story": MEETING, "acts": put(2, "answer CO", "facts", "called")}),
    ("another delegate called an answer out", "answers.json",
     {"story": MEETING, "acts": put(OTHER, "answer CO", "facts", "delegate")}),
    ("an answer was confirmed that nobody had written down", "answers.json",
     {"story": MEETING, "sequence": without("call CO")}),
    ("an answer was confirmed before it was written down", "answers.json",
     {"story": MEETING, "sequence": move("call CO", "close")}),
    ("the roll says that an answer was called out, and the ledger does not", "answers.json",
     {"story": MEETING, "acts": put("votes:answer", "answer CO", "action")}),
    ("a clerk is nobody", "answers.json",
     {"story": MEETING, "answers": of_state("CO", drop("called", "entered"))}),
    ("a meeting was closed early though somebody there had not answered", "question.json",
     {"story": MEETING, "question": put(instant(2000), "closes_at"),
      "acts": put(["NM", "UT"], "close", "facts", "present")}),
    ("a meeting was closed early, and nobody says who was there", "question.json",
     {"story": MEETING, "question": put(instant(2000), "closes_at")}),
    # the casting vote
    ("a casting vote is counted that nobody gave", "tally.json",
     {"story": TIE, "sequence": without("cast 1", "cast 2")}),
    ("a casting vote that decides is not counted", "tally.json",
     {"story": TIE, "tally": lambda _: becomes(EVEN)(None)}),
    ("the casting vote is another than the sealed one", "tally.json",
     {"story": TIE, "tally": put("nay", "chair")}),
    ("the casting vote is present", "tally.json", {"story": TIE, "tally": put("present", "chair")}),
    ("a casting vote is counted where the answers decide", "tally.json",
     {"story": under(Story(rule=TIE.rule, casting=("yea",)), chair="AZ"),
      "tally": put("yea", "chair")}),
    ("a casting vote is counted by a rule that has none", "tally.json",
     {"story": TIE, "rule": drop("casting_vote")}),
    ("a casting vote is counted, and nobody presides", "tally.json",
     {"story": under(TIE, chair="")}),
    ("the casting vote was opened with another salt", "ledger.json",
     {"story": TIE, "acts": put("5a" * 16, "close", "facts", "casting_vote", "salt")}),
    ("the casting vote that was opened is not the last", "ledger.json",
     {"story": TIE, "acts": put(1, "close", "facts", "casting_vote", "n")}),
    ("the casting vote was not opened", "ledger.json",
     {"story": TIE, "acts": drop("close", "facts", "casting_vote")}),
    ("the casting vote is sealed otherwise", "ledger.json",
     {"story": TIE, "acts": put(HASH, "cast 2", "facts", "casting_sha256")}),
    ("the casting vote is another state's", "ledger.json",
     {"story": TIE, "acts": put("CO", "cast 2", "facts", "state")}),
    ("the casting vote is by another state's office", "ledger.json",
     {"story": TIE, "acts": done_by(person("office CO"), "cast 2")}),
    ("a casting vote was cut out", "ledger.json", {"story": TIE, "sequence": without("cast 1")}),
    ("the casting vote was given after the close", "ledger.json",
     {"story": TIE, "sequence": both(move("cast 1", "adopt"), move("cast 2", "adopt"))}),
    ("a casting vote was opened that was not needed", "ledger.json",
     {"story": under(Story(rule=TIE.rule, casting=("yea",)), chair="AZ"),
      "acts": put({"vote": "yea"}, "close", "facts", "casting_vote")}),
    # richer rules
    ("a rule narrows to a kind of state", "rule.json",
     rule(put({"kind": "state"}, "majorities", 1, "among"))),
    ("a rule narrows to a group of another file", "rule.json",
     rule(put({"group": "shore"}, "majorities", 1, "among"))),
    ("a rule takes groups of another file", "rule.json",
     rule(put({"groups": ["shore"]}, "majorities", 0, "each"))),
    ("a rule narrows to nothing", "rule.json", rule(put({"all": []}, "majorities", 1, "among"))),
    ("a rule counts maybe", "rule.json", rule(put("maybe", "majorities", 1, "counting"))),
    ("a majority asks who was there", "rule.json", rule(put(YES, "majorities", 1, "in_person"))),
    ("a quorum counts nays", "rule.json", rule(put("nay", "quorum", "any", 1, "counting"))),
    ("a quorum is of no objection", "rule.json", rule(put({"no_objection": True}, "quorum"))),
    ("a rule asks for none of several", "rule.json", rule(put(0, "quorum", "enough"))),
    ("a rule asks for three of two", "rule.json", rule(put(3, "majorities", 0, "enough"))),
    ("each group is narrowed", "rule.json",
     rule(put({"region": "E"}, "majorities", 0, "among"))),
    ("a casting vote is a word", "rule.json", rule(put("yes", "casting_vote"))),
    ("delegations vote as they like", "rule.json", rule(put({"vote": "bloc"}, "delegations"))),
    ("a rule has 600 bounds", "rule.json",
     rule(put([{"all": [MAJORITY] * 200}] * 3, "majorities"))),
    ("a part of a majority is counted falsely", "tally.json",
     {"story": RICHER, "tally": put("3", "majorities", 0, "parts", 1, "have")}),
    ("a part of a majority is left out", "tally.json",
     {"story": RICHER, "tally": drop("majorities", 0, "parts", 1)}),
    ("a part of a quorum has another name", "tally.json",
     {"story": RICHER, "tally": put("all", "quorum", "parts", 0, "name")}),
    ("the parts of a majority are not told", "tally.json",
     {"story": RICHER, "tally": drop("majorities", 0, "parts")}),
]  # fmt: skip
