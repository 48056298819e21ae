"""Forms of single sign-on."""

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from alliance.core.forms import HouseForm


class AnswerForm(HouseForm):
    """What the provider sent the browser back with, carried over into a form that is sent."""

    code = HiddenField()
    state = HiddenField()
    iss = HiddenField()


class RequireForm(HouseForm):
    """Whether the office's people come in through their provider only."""

    required = RadioField(
        "How the people of your office sign in",
        [InputRequired("Choose one of the two.")],
        choices=[
            SelectChoice("no", "Through the provider or by password"),
            SelectChoice("yes", "Through the provider only"),
        ],
    )


class ConsentForm(HouseForm):
    """Whom the administrator has before them."""

    person = HiddenField()
