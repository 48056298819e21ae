"""Handing out tables as files: the page's own address, with the kind of file added to it."""

from collections.abc import Callable
from typing import Any

from flask import abort, make_response, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.sheets import LABELS, TYPES, Sheet, as_file, kinds

ASKED = "file"


def asked_for() -> str:
    """The kind of file that is asked for in the address, "" for the page; 404 for no kind."""
    kind = request.args.get(ASKED, "")
    if kind and kind not in kinds():
        abort(404)
    return kind


def file_of(kind: str, make: Callable[[], Sheet]) -> ResponseReturnValue:
    """The table as a file to keep."""
    sheet = make()
    answer = make_response(as_file(sheet, kind))
    answer.content_type = TYPES[kind]
    answer.headers.set("Content-Disposition", "attachment", filename=f"{sheet.name}.{kind}")
    return answer


def file_links(endpoint: str, **where: Any) -> list[tuple[str, str]]:
    """The label and address of each kind of file, with the same filters and days as the page."""
    return [(LABELS[kind], url_for(endpoint, **{**where, ASKED: kind})) for kind in kinds()]
