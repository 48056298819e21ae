"""Where the files of a result sheet stand."""

from typing import Any

from flask import url_for

from alliance.core.downloads import ASKED
from alliance.votes.models import Question
from alliance.votes.results.files import FILE_LABELS, KINDS


def result_links(question: Question) -> list[tuple[str, str]]:
    """The label and address of each kind of file."""
    where: dict[str, Any] = {"question_id": question.id}
    return [
        (FILE_LABELS[kind], url_for("votes.result", **{**where, ASKED: kind})) for kind in KINDS
    ]
