"""What an office kept to itself becomes an amendment, and words of the text that is voted on."""

from alliance.core.db import db
from alliance.resolutions.queries import held, text_of
from tests import make
from tests.people import SECRETARIAT, liaison

UTAH = liaison("UT")
WORDS = "the member states assist each other in an emergency"
REASON = "It says when."
KEPT = "A note that stays in the office."


def test_from_a_redline_of_one_office_to_the_text_that_is_put_to_the_vote(visitor):
    made = make.circulated()
    of = {"resolution_id": made.id}
    visitor.sign_in(UTAH)
    key = text_of(made, 1).words.units[0].id
    page = visitor.get("layers.redline", **of, unit=key)
    data = {"unit": key, "version": "1", "text": WORDS, "reason": REASON}
    visitor.press("layers.redline", page, data, **of)
    page = visitor.get("layers.note", **of, unit=key)
    visitor.press("layers.note", page, {"unit": key, "words": KEPT}, **of)

    visitor.sign_in(liaison())
    assert "in an emergency" not in visitor.get("amendments.amendments", **of).words

    visitor.sign_in(UTAH)
    page = visitor.get("layers.layer", **of)
    [button] = [e.get("action") for e in page.tree.iter("form") if "promote" in e.get("action")]
    visitor.press("layers.promote", page, redline_id=button.split("/")[2])
    page = visitor.get("layers.layer", **of)
    assert "Proposed as an amendment" in page.words

    visitor.sign_in(liaison())
    page = visitor.get("amendments.amendments", **of)
    assert "in an emergency" in page.words
    [one] = {link for link in page.links() if link.startswith("/amendments/")}
    page = visitor.at(one)
    assert REASON in page.words
    assert "Utah" in page.words
    assert KEPT not in page.words

    visitor.sign_in(SECRETARIAT)
    decided = {"what": "adopted", "how": "By unanimous consent"}
    visitor.send("amendments.decide", decided, amendment_id=one.split("/")[2])
    assert "in an emergency" in visitor.get("amendments.final", **of).words
    visitor.press("amendments.engross", visitor.get("amendments.engross", **of), **of)
    db.session.rollback()
    found = held(made.id)
    assert found.shown_version == 2
    assert text_of(found, 2).words.units[0].text == WORDS
    closes = visitor.get("resolutions.put", **of).field("closes")
    form = {"closes": closes, "rule": "majority", "other": ""}
    review = visitor.send("resolutions.put", form, 200, **of)
    assert "in an emergency" in review.words
    assert text_of(found, 2).sha256 in review.text
