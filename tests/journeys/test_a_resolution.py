"""One resolution from draft to verified signature, over the pages alone."""

import io
import re
import zipfile

from alliance.verifying import verifier
from tests.people import SECRETARIAT, governor, liaison

TEXT = {
    "title": "Joint resolution on common forms",
    "whereas": "Whereas, the states assist one another\n\nWHEREAS, their forms differ",
    "resolved": "1. The states use one form.\n\n2. The secretariat keeps it.",
}


def key_in(location):
    """The id in an address."""
    return re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", location).group()


def test_from_draft_to_a_bundle_that_verifies(visitor, tmp_path):
    visitor.sign_in(liaison("CO"))
    made = visitor.send("resolutions.draft", TEXT, slug="ours")
    resolution = key_in(made.location)
    page = visitor.get("resolutions.show", resolution_id=resolution)
    assert page.h1 == TEXT["title"]
    assert "Whereas, the states assist one another" in page.words
    visitor.send("resolutions.circulate", resolution_id=resolution)

    visitor.sign_in(governor("UT"))
    page = visitor.get("workspaces.desk")
    there = page.texts("a").count(TEXT["title"])  # once more than in the recent changes
    page = visitor.get("resolutions.show", resolution_id=resolution)
    visitor.press("resolutions.mark_read", page, resolution_id=resolution)
    assert visitor.get("workspaces.desk").texts("a").count(TEXT["title"]) == there - 1

    visitor.sign_in(SECRETARIAT)
    form = {"closes": _in_two_weeks(visitor, resolution), "rule": "majority", "other": ""}
    review = visitor.send("resolutions.put", form, 200, resolution_id=resolution)
    assert "Nothing is recorded yet" in review.words
    form["confirm"] = "yes"
    put = visitor.press("resolutions.put", review, form, resolution_id=resolution)
    question = key_in(put.location)

    for state, word in (("CO", "yea"), ("UT", "yea"), ("WY", "nay")):
        visitor.sign_in(governor(state))
        review = visitor.send("votes.answer", {"answer": word}, 200, question_id=question)
        assert "Nothing is recorded yet" in review.words
        visitor.send("votes.answer", {"answer": word, "confirm": "yes"}, question_id=question)
        receipt = visitor.get("votes.receipt", question_id=question)
        assert "alliance:ours, entry" in receipt.words

    visitor.sign_in(SECRETARIAT)
    page = visitor.get("votes.show", question_id=question)
    assert "3 of 3 states have answered" in page.words
    visitor.send("votes.close", question_id=question)

    for state in ("CO", "UT"):
        visitor.sign_in(governor(state))
        form = {}
        visitor.send("resolutions.sign", form, 200, resolution_id=resolution)
        visitor.send("resolutions.sign", form | {"confirm": "yes"}, resolution_id=resolution)
    page = visitor.get("resolutions.signatures", resolution_id=resolution)
    assert "In force since" in page.words

    got = visitor.get("resolutions.bundle", resolution_id=resolution)
    file = tmp_path / "decision.zip"
    file.write_bytes(got.data)
    verdict = verifier().verify(file)
    assert verdict.valid, verdict.first_problem
    with zipfile.ZipFile(io.BytesIO(got.data)) as bundle:
        assert "Joint resolution on common forms" in bundle.read("text.txt").decode()


def _in_two_weeks(visitor, resolution):
    page = visitor.get("resolutions.put", resolution_id=resolution)
    return page.field("closes")
