"""The result sheet of a closed question, as a page and as files."""

from fractions import Fraction

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.downloads import ASKED
from alliance.core.web import actor
from alliance.votes import queries
from alliance.votes.lines import ballot_in_words, is_hidden
from alliance.votes.models import Question
from alliance.votes.pencil import COLUMNS, said
from alliance.votes.policy import Do
from alliance.votes.results.files import FILE_TYPES, KINDS, file_name, result_file
from alliance.votes.results.links import result_links
from alliance.votes.results.sheets import result_of
from alliance.votes.views import bp


@bp.page("/<uuid:question_id>/result", may=Do.READ, of=queries.question)
def result(question: Question) -> ResponseReturnValue:
    """Roster, answers, weights, and the count step by step, to be checked with a pencil."""
    if question.is_open or is_hidden(question):  # taken off before it was shown to anybody
        return redirect(url_for(".show", question_id=question.id))
    kind = request.args.get(ASKED, "")
    if kind and kind not in KINDS:
        abort(404)
    found = result_of(question, queries.answers_to(question.id))
    if kind:
        answer = make_response(result_file(found, kind, actor().zone))
        answer.content_type = FILE_TYPES[kind]
        name = file_name(question, kind)
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        return answer
    return render_template(
        "votes/result.html",
        question=question,
        result=found,
        columns=COLUMNS,
        said=said,
        ballot=ballot_in_words,
        grouped=lambda text: said(Fraction(text)),
        files=result_links(question),
    )
