"""Forms with which something is said about a text."""

import uuid
from collections.abc import Mapping, Sequence

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from alliance.core.actor import Actor
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.discussions.operations import About, Said
from alliance.discussions.rules import IN_WORDS, LONGEST_COMMENT, LONGEST_WORDS_MEANT, Circle
from alliance.texts.characters import lines
from alliance.texts.checking import LONGEST_UNIT

NOBODY = SelectChoice("", "Nobody")


def people_as_choices(people: Mapping[uuid.UUID, Actor]) -> list[SelectChoice]:
    """People by office and name."""
    found = sorted(people.items(), key=lambda one: (one[1].office_name, one[1].name, str(one[0])))
    return [SelectChoice(str(key), f"{who.name}, {who.office_name}") for key, who in found]


class ReplyForm(HouseForm):
    """Words, and whom they are to reach."""

    words = TextAreaField("Comment", [Required("Say something."), AtMost(LONGEST_COMMENT)])
    mention = SelectField("Mention somebody", [Optional()], default="")

    def offer(self, people: Mapping[uuid.UUID, Actor]) -> None:
        """Offer those who may be mentioned."""
        self.mention.choices = [NOBODY, *people_as_choices(people)]

    @property
    def said(self) -> Said:
        """What is said."""
        named = (uuid.UUID(self.mention.data),) if self.mention.data else ()
        return Said(tidy(self.words.data), named)


class StartForm(ReplyForm):
    """A comment on a text: at which place, and for whom."""

    unit = HiddenField()
    meant = StringField("Words meant", [Optional(), AtMost(LONGEST_WORDS_MEANT)])
    suggest = BooleanField("Suggest other words for these")
    instead = TextAreaField("Words to stand there instead", [Optional(), AtMost(LONGEST_UNIT)])
    circle = RadioField("Who sees this", choices=())

    def offer_circles(self, circles: Sequence[Circle]) -> None:
        """Offer these circles; the narrowest is chosen where nothing is."""
        self.circle.choices = [SelectChoice(str(one), IN_WORDS[one]) for one in circles]
        if not self.circle.data and circles:
            self.circle.data = str(circles[0])

    @property
    def about(self) -> About:
        """What is spoken of."""
        instead = lines(self.instead.data or "").strip()
        suggests = instead if self.suggest.data or instead else None
        return About(self.unit.data or "", lines(self.meant.data or ""), suggests)


class AssignForm(HouseForm):
    """Who is to see to a thread."""

    to = SelectField("Who sees to it")

    def offer(self, people: Mapping[uuid.UUID, Actor]) -> None:
        """Offer those who may be asked."""
        self.to.choices = people_as_choices(people)
