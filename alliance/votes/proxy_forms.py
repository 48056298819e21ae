"""Forms in which a proxy is given or passed on."""

from collections.abc import Mapping, Sequence

from wtforms import DateField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from alliance.accounts.models import Office, Person
from alliance.authority.forms import NO_DAY, UnderForm
from alliance.core.forms import AtMost, tidy
from alliance.votes.models import Question
from alliance.votes.proxy_giving import Terms
from alliance.votes.proxy_rules import KINDS, MOST_INSTRUCTIONS
from alliance.votes.proxy_words import scope_in_words

EVERYTHING = "all"


class GiveForm(UnderForm):
    """To whom, for which questions, on which days, and how they are to answer."""

    holder = SelectField("Held by", [InputRequired("Choose who is to hold it.")], default="")
    covers = SelectField("Covers", default=EVERYTHING)
    from_on = DateField(
        "First day", [InputRequired("Enter the first day.")], invalid_value_message=NO_DAY
    )
    last_on = DateField(
        "Last day", [InputRequired("Enter the last day.")], invalid_value_message=NO_DAY
    )
    instructions = TextAreaField("Instructions", [Optional(), AtMost(MOST_INSTRUCTIONS)])

    holders: Mapping[str, Office | Person] = {}
    questions: Mapping[str, Question] = {}

    def among(
        self, offices: Sequence[Office], people: Sequence[Person], questions: Sequence[Question]
    ) -> None:
        """Who may hold it, and the open questions that it may be given for."""
        self.holders = {
            **{str(one.id): one for one in offices},
            **{str(one.id): one for one in people},
        }
        self.questions = {str(one.id): one for one in questions}
        alternates = [
            SelectChoice(str(one.id), f"{one.name}, as alternate of your office") for one in people
        ]
        self.holder.choices = [
            SelectChoice("", "Choose"),
            *(SelectChoice(str(one.id), one.name) for one in offices),
            *alternates,
        ]
        self.covers.choices = [
            SelectChoice(EVERYTHING, "All questions"),
            *(SelectChoice(one, f"Questions of the kind: {one}") for one in KINDS),
            *(
                SelectChoice(key, f"One question: {one.title}")
                for key, one in self.questions.items()
            ),
        ]

    def validate_last_on(self, field: DateField) -> None:
        """Refuse days in the wrong order."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError("The last day lies before the first.")

    @property
    def named(self) -> Office | Person:
        """Who is to hold it, once the form is accepted."""
        return self.holders[self.holder.data]

    @property
    def terms(self) -> Terms:
        """What the proxy says, once the form is accepted."""
        covers, question = self.covers.data, self.questions.get(self.covers.data)
        held = self.named
        return Terms(
            self.from_on.data,
            self.last_on.data,
            office=held if isinstance(held, Office) else None,
            alternate=held if isinstance(held, Person) else None,
            kind=covers if question is None and covers != EVERYTHING else None,
            question=question,
            instructions=tidy(self.instructions.data),
        )

    @property
    def covered(self) -> str:
        """What it covers, in words."""
        terms = self.terms
        title = terms.question.title if terms.question else ""
        return scope_in_words(terms.scope, terms.kind, title)
