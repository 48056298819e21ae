"""Forms in which a proxy is given or passed on."""

from collections.abc import Mapping

from wtforms import DateField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from alliance.accounts.models import Office, Person
from alliance.authority.forms import NO_DAY, UnderForm
from alliance.core.forms import AtMost, tidy
from alliance.votes.models import Question
from alliance.votes.proxies.giving import Terms, why_not_on_roster
from alliance.votes.proxies.offers import Offer
from alliance.votes.proxies.rules import MOST_INSTRUCTIONS, why_not_first, why_not_last
from alliance.votes.proxies.words import scope_in_words

EVERYTHING = "all"


class GiveForm(UnderForm):
    """To whom, for which questions, on which days, and how they are to answer."""

    holder = SelectField(
        "Held by",
        [InputRequired("Choose who is to hold it.")],
        default="",
        validate_choice=False,
    )
    covers = SelectField("Covers", default=EVERYTHING, validate_choice=False)
    from_on = DateField(
        "First day", [InputRequired("Enter the first day.")], invalid_value_message=NO_DAY
    )
    last_on = DateField(
        "Last day", [InputRequired("Enter the last day.")], invalid_value_message=NO_DAY
    )
    instructions = TextAreaField("Instructions", [Optional(), AtMost(MOST_INSTRUCTIONS)])

    offer_of: Offer
    holders: Mapping[str, Office | Person] = {}
    questions: Mapping[str, Question] = {}

    def among(self, offered: Offer) -> None:
        """Who may hold it, what it may cover, and on which days."""
        self.offer_of = offered
        named: list[Office | Person] = [*offered.offices, *offered.people]
        self.holders = {str(one.id): one for one in named}
        self.questions = {str(one.id): one for one in offered.questions}
        self.holder.choices = [
            SelectChoice("", "Choose"),
            *(SelectChoice(str(one.id), one.name) for one in offered.offices),
            *(
                SelectChoice(str(one.id), f"{one.name}, as alternate of your office")
                for one in offered.people
            ),
        ]
        self.covers.choices = [
            *([SelectChoice(EVERYTHING, "All questions")] if offered.everything else []),
            *(SelectChoice(one, f"Questions of the kind: {one}") for one in offered.kinds),
            *(
                SelectChoice(key, f"One question: {one.title}")
                for key, one in self.questions.items()
            ),
        ]

    def validate_holder(self, field: SelectField) -> None:
        """Refuse who is not offered."""
        if field.data and field.data not in self.holders:
            raise ValidationError("Choose one of those listed; nobody else can hold it.")

    def validate_covers(self, field: SelectField) -> None:
        """Refuse what is not offered, and what the charter does not let another office hold."""
        if field.data not in {one.value for one in self.covers.choices}:
            raise ValidationError("Choose one of those listed; a question may be closed by now.")
        held = self.holders.get(self.holder.data)
        if isinstance(held, Office) and (why := self._why_not_covered(held)):
            raise ValidationError(why)

    def _why_not_covered(self, held: Office) -> str:
        """Why this office of another state may not hold it for what it is to cover, or ""."""
        question = self.questions.get(self.covers.data)
        if question and (why := why_not_on_roster(question, {held.state_code or ""})):
            return why
        return self.offer_of.why_not_held(question)

    def validate_from_on(self, field: DateField) -> None:
        """Refuse a first day that has passed."""
        if field.data and (why := why_not_first(field.data, self.offer_of.today)):
            raise ValidationError(why)

    def validate_last_on(self, field: DateField) -> None:
        """Refuse a last day before the first, one that has passed, and one too far away."""
        source = self.offer_of.source
        within = source.known if source else None
        if field.data and (
            why := why_not_last(self.from_on.data, field.data, self.offer_of.today, within)
        ):
            raise ValidationError(why)

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
