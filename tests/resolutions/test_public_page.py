"""What everybody may read, and nothing else: no session, no account, no telling what there is."""

import io
import uuid

import pytest

from alliance.conversion.writing import Target
from alliance.core.canonical import digest
from alliance.core.transaction import transaction
from alliance.resolutions import operations, queries
from alliance.resolutions.audience import Label
from tests import make
from tests.people import liaison
from tests.resolutions.texts import SECRET, labelled, public, to_chosen, written_on


def asked(visitor, made, what=""):
    return visitor._request("get", f"/public/resolutions/{made.id}{what}")


def test_everybody_reads_a_public_text_without_signing_in(visitor, app):
    made = written_on(public())
    page = visitor.get("public.show", resolution_id=made.id)
    page.obey_house_rules()
    assert page.h1 == "Joint resolution on common forms"
    assert "The states have this text before them. It is not decided yet." in page.words
    assert "The member states use one form." in page.words
    assert "Western Accord" in page.words
    assert SECRET not in page.text
    assert "Set-Cookie" not in page.response.headers
    assert not [e for e in page.tree.iter("form") if e.get("method") == "post"]


@pytest.mark.parametrize("target", list(Target))
def test_everybody_downloads_it(visitor, app, target):
    made = public(label=Label.PUBLIC_RECORD)
    answer = asked(visitor, made, f"/text.{target}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=joint-")
    if target is Target.MD:
        assert "Public record (Colorado" in answer.get_data(as_text=True)


def test_files_that_it_names_are_handed_out_and_no_others(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    for data in (b"shown", b"not shown"):
        given = {"document": (io.BytesIO(data), "a.txt"), "unit": ""}
        if data == b"not shown":
            visitor.send("drafting.save_version", {"reason": ""}, resolution_id=made.id)
            with transaction():
                from alliance.resolutions.audience import Audience

                found = queries.held(made.id)
                who = make.actor(liaison())
                operations.circulate(who, found, audience=Audience.PUBLIC, **make.seen(found))
        visitor.send("drafting.attach", given, resolution_id=made.id)
    visitor.client = app.test_client()
    assert asked(visitor, made, f"/files/{digest(b'shown')}").data == b"shown"
    assert asked(visitor, made, f"/files/{digest(b'not shown')}").status_code == 404


def private():
    """Texts that are not meant for everybody, each for another reason."""
    return {
        "a draft": make.draft,
        "for members": make.circulated,
        "for chosen states": to_chosen,
        "for members, and privileged": lambda: labelled(make.circulated(), Label.ATTORNEY_CLIENT),
        "none": lambda: type("Nothing", (), {"id": uuid.uuid4()}),
    }


@pytest.mark.parametrize("case", list(private()))
@pytest.mark.parametrize("what", ["", "/text.md", "/text.exe", f"/files/{'0' * 64}"])
def test_everything_else_is_the_same_404(visitor, app, case, what):
    made = private()[case]()
    answer = asked(visitor, made, what)
    nothing = visitor._request("get", f"/public/resolutions/{uuid.uuid4()}{what}")
    assert answer.status_code == nothing.status_code == 404

    def said(one):
        return one.get_data(as_text=True).split("Printed")[0]

    assert said(answer) == said(nothing)


def test_it_says_in_plain_words_where_the_text_stands(visitor, app):
    made = public()
    with transaction():
        found = queries.held(made.id)
        operations.withdraw(make.actor(liaison()), found, **make.seen(found))
    page = visitor.get("public.show", resolution_id=made.id)
    assert "has withdrawn it" in page.words


def test_the_page_of_the_text_leads_its_readers_to_the_public_one(visitor, app):
    made, other = public(), make.circulated()
    visitor.sign_in(liaison("UT"))
    there = visitor.url("public.show", resolution_id=made.id)
    assert there in visitor.get("resolutions.show", resolution_id=made.id).links()
    page = visitor.get("resolutions.show", resolution_id=other.id)
    assert not [one for one in page.links() if "/public/" in one]
