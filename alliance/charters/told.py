"""A fault of a charter's terms, told at the field of the form that it is of, in words."""

import re
from typing import Any

from alliance.rulebook.problems import Problem

_STEP = re.compile(r"[^.\[]+|\[[^\]]*\]")
OWN_WORDS = {
    "votes.chains": (
        "chains",
        "Only a proxy can be passed on. Tick “A state may be represented by proxy” as well, or "
        "untick this.",
    ),
    "resolutions.different": (
        "different",
        "Sponsors differ only where there are two or more. Enter at least 2 at “States that must "
        "sponsor a resolution”, or choose “Nothing” here.",
    ),
}
FIELDS = {
    "resolutions.circulation_days": "circulation_days",
    "resolutions.sponsors": "text_sponsors",
    "admission.sponsors": "sponsors",
    "votes.modes": "modes",
    "votes.extensions": "extensions",
    "votes.least": "least",
    "withdrawal": "withdrawal",
}
OF_CLASS = {
    "name": ("name", ""),
    "class": ("base", "Choose a class."),
    "open_to": ("open_to", "Choose for whom this class is open, at least one."),
}


def say_at(form: Any, problem: Problem) -> None:
    """Put the fault beside its field; above the form where it is of none."""
    path = problem.path
    if path in OWN_WORDS:
        name, words = OWN_WORDS[path]
        _say(form[name], words)
    elif path.startswith("votes.rules"):
        _of_kind(form, path.removeprefix("votes.rules"), problem.reason)
    elif path.startswith("admission.rule"):
        at = path.removeprefix("admission.rule").lstrip(".")
        form.decides.form.blame(_in_rule(at, problem.reason))
    elif path == "classes" and len(form.classes):
        _of_row(form, form.classes[0].form.name, "Name at least one class of members.")
    elif path.startswith("classes["):
        _of_class(form, path, problem.reason)
    else:
        name = next((field for at, field in FIELDS.items() if path.startswith(at)), "")
        if name:
            _say(form[name], f"This {problem.reason}.")
        else:
            form.form_errors.append(f"{path}: {problem.reason}.")


def _say(field: Any, words: str) -> None:
    field.errors = [*field.errors, words]


def _of_kind(form: Any, rest: str, reason: str) -> None:
    """In the row of its kind: where in the rule, and why."""
    steps = _STEP.findall(rest.removeprefix("."))
    at = rest.removeprefix(".").removeprefix(steps[0]).lstrip(".")
    form.votes.form.row(_key(steps[0])).blame(_in_rule(at, reason))


def _in_rule(at: str, reason: str) -> str:
    return f"The rule, at “{at}”: {reason}." if at else f"The rule {reason}."


def _key(step: str) -> str:
    """A key as it was written: those that are not plain words stand in brackets and quotes."""
    return step.removeprefix('["').removesuffix('"]')


def _of_class(form: Any, path: str, reason: str) -> None:
    """Beside the field of the row that it is of; rows without a name are left out of the terms."""
    number, _, what = path.removeprefix("classes[").partition("].")
    filled = [row for row in form.classes if row.form.value is not None]
    row = filled[int(number)].form
    name, words = OF_CLASS.get(what.partition("[")[0], ("name", ""))
    _of_row(form, row[name], words or f"It {reason}.")


def _of_row(form: Any, field: Any, words: str) -> None:
    """The list of rows is at fault too: else the summary would pass over its fields."""
    _say(field, words)
    form.classes.errors = [*form.classes.errors, words]
