"""A ledger rewritten by somebody who owns the server, its database and all its keys."""

import json
from typing import Any

from sqlalchemy import select, update

from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.seal import SigningKey, sign
from alliance.rulebook.counting import tally
from alliance.rulebook.parsing import parse
from alliance.signatures.models import Signature
from alliance.signatures.operations import PURPOSE
from alliance.votes.models import Answer, Question
from tests.core import insider


def rewrite_an_answer(question_id, state: str, word: str) -> None:
    """Make a state have answered otherwise, everywhere: rows, count, signatures, ledger.

    Afterwards everything fits everything else again, by the installation's own keys.
    """
    question = db.session.get_one(Question, question_id)
    stream, subject = question.stream, question.subject_id
    roll = json.loads(question.answers)
    for given in roll:
        if given["state"] == state:
            given["answer"] = word
    answers = canonical(roll)
    words = {given["state"]: given["answer"] for given in roll}
    counted = tally(parse(json.loads(question.rule)), question.entitled, words).as_json()
    tallied = canonical(counted)
    signed = _signed_again(subject, digest(tallied))
    values = {
        "answers": answers.decode(),
        "answers_sha256": digest(answers),
        "tally": tallied.decode(),
        "tally_sha256": digest(tallied),
        "outcome": counted["outcome"],
    }
    rows = insider.rows_of(stream)
    _told_otherwise(rows, question_id, {**values, "state": state, "word": word}, signed)
    with insider.without_triggers() as connection:
        of_state = Answer.__table__.c.state_code == state
        of_question = Answer.__table__.c.question_id == question_id
        connection.execute(
            update(Answer.__table__).where(of_question, of_state).values(answer=word)
        )
        connection.execute(
            update(Question.__table__).where(Question.__table__.c.id == question_id).values(values)
        )
        for key, columns in signed.items():
            connection.execute(
                update(Signature.__table__).where(Signature.__table__.c.id == key).values(columns)
            )
    insider.rewrite(stream, lambda old: old.__setitem__(slice(None), rows))


def _signed_again(subject, tally_sha256: str) -> dict[Any, dict[str, str]]:
    """Every signature under the text, made anew over the other count."""
    found = {}
    for one in db.session.scalars(select(Signature).where(Signature.subject_id == subject)):
        statement = canonical({**one.says, "tally_sha256": tally_sha256})
        key = db.session.get_one(SigningKey, f"office:{one.office_id}")
        found[one.id] = {
            "statement": statement.decode(),
            "signature": sign(key, PURPOSE, statement),
        }
    return found


def _told_otherwise(rows, question_id, values, signed) -> None:
    """The entries of the ledger say the other thing, and are chained from the first again."""
    statements = {
        json.loads(one["statement"])["state"]: digest(one["statement"].encode())
        for one in signed.values()
    }
    resolutions = {json.loads(one["statement"])["resolution"] for one in signed.values()}
    for row in rows:
        facts = json.loads(row["body"])["facts"]
        if facts.get("question") == str(question_id) and row["action"] == "votes:answer":
            if facts["state"] == values["state"]:
                insider.say(row, facts={**facts, "answer": values["word"]})
        elif facts.get("question") == str(question_id) and row["action"] == "votes:close":
            names = ("outcome", "answers_sha256", "tally_sha256")
            insider.say(row, facts={**facts, **{name: values[name] for name in names}})
        elif row["action"] == "signatures:sign" and facts["resolution"] in resolutions:
            digest_now = statements[facts["state"]]
            insider.say(row, facts={**facts, "statement_sha256": digest_now})
    insider.chain_again(rows)
