"""Texts that were kept as lists of clauses, before units: read, put, exported, verified."""

import secrets

from alliance.core import clock
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.transaction import snapshot, transaction
from alliance.drafting import queries as drafts
from alliance.resolutions import exports, operations
from alliance.resolutions.models import ResolutionText
from alliance.resolutions.queries import held, text_of
from alliance.texts.units import Kind
from alliance.votes.models import Question
from tests import make
from tests.drafting.made import written
from tests.people import SECRETARIAT, liaison
from tests.resolutions.test_exports import verdict
from tests.resolutions.test_operations import act
from tests.resolutions.test_sharing import _question


def oldest():
    """A draft whose newest version is of the format in which the first ones were kept."""
    made = make.draft()
    with transaction():
        found = held(made.id)
        body = canonical(
            {
                "format": "alliance-text/1",
                "resolution": str(made.id),
                "version": 2,
                "salt": secrets.token_hex(16),
                "title": made.title,
                "whereas": ["the *stars* are out"],
                "resolved": ["1 of 2 is enough.", "2. stays."],
            }
        )
        kept = ResolutionText(
            resolution_id=made.id,
            version=2,
            body=body.decode(),
            sha256=digest(body),
            made_at=clock.now(),
            person_id=make.actor(liaison()).person_id,
        )
        db.session.add(kept)
        db.session.flush()
        found.version = 2
    return held(made.id)


def test_its_bundle_is_made_and_verifies_as_it_did(app, tmp_path):
    made = oldest()
    act(operations.circulate, liaison(), made, **make.seen(made))
    act(operations.put, SECRETARIAT, held(made.id), **_question(held(made.id)))
    asked = db.session.get_one(Question, held(made.id).question_id)
    make.closed(make.answered(asked, CO="yea", UT="yea", WY="yea"))
    with snapshot():
        data = exports.bundle(held(made.id))
    assert verdict(tmp_path, data).valid


def test_it_is_shown_with_its_very_words_and_written_on_as_units(app, visitor):
    made = oldest()
    visitor.sign_in(liaison())
    page = visitor.get("resolutions.show", resolution_id=made.id)
    assert "Whereas, the *stars* are out" in page.words
    assert "2. stays." in page.words
    written(made, "Now ")
    words = drafts.words_of(held(made.id))
    assert [unit.kind for unit in words.units] == [Kind.RECITAL, Kind.CLAUSE, Kind.CLAUSE]
    assert words.units[0].text == "Now the \\*stars\\* are out"
    assert [unit.id for unit in words.units] == [
        unit.id for unit in text_of(held(made.id), 2).words.units
    ]
