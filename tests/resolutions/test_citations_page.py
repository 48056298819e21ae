"""What a text cites and refers to, on a page, and as cautions before it goes to others."""

import time

from alliance.resolutions import citing
from alliance.texts.citations import Law
from alliance.texts.units import Kind, Text, Unit
from tests import make
from tests.people import liaison

UNITS = (
    Unit("aaaaaaaa", Kind.SECTION, "As 42 U.S.C. § 1983 and 40 C.F.R. § 60.1 say, see section 2."),
    Unit("bbbbbbbb", Kind.SECTION, "See [[aaaaaaaa]], section 9(b) and 42 U.S.C. § 1983."),
    Unit("cccccccc", Kind.SECTION, "As section 5 of the Clean Air Act has it."),
)
CITING = make.WORDS.with_units(UNITS)


def test_citations_are_listed_by_what_is_cited_and_where():
    found = citing.found_in(CITING)
    assert [(law, [one.normal for one in cited]) for law, cited in found.laws] == [
        (Law.CODE, ["42 U.S.C. § 1983"]),
        (Law.REGULATION, ["40 C.F.R. § 60.1"]),
    ]
    assert found.laws[0][1][0].units == ("aaaaaaaa", "bbbbbbbb")
    assert [(one.unit, one.words) for one in found.cautions] == [("bbbbbbbb", "section 9(b)")]
    assert [one.target for one in found.meant] == ["bbbbbbbb"]
    assert [one.unit for one in found.outside] == ["cccccccc"]


def test_the_page_leads_from_each_citation_to_where_it_stands(visitor, app):
    made = make.circulated(words=CITING)
    visitor.sign_in(liaison("UT"))
    page = visitor.get("resolutions.citations", resolution_id=made.id)
    for words in ("42 U.S.C. § 1983", "40 C.F.R. § 60.1", "To be looked at", "another law"):
        assert words in page.words
    there = visitor.url("resolutions.show", resolution_id=made.id)
    assert f"{there}#u-bbbbbbbb" in page.links()
    visitor.sign_in(liaison("NM"))
    visitor.get("resolutions.citations", 404, resolution_id=made.id)


def test_a_text_that_cites_nothing_says_so(visitor, app):
    made = make.circulated()
    visitor.sign_in(liaison())
    page = visitor.get("resolutions.citations", resolution_id=made.id)
    assert "This text cites no law and refers to no part of itself." in page.words


def test_what_means_no_unit_is_a_caution_before_circulation_and_no_refusal(visitor, app):
    made = make.draft(words=CITING)
    visitor.sign_in(liaison())
    page = visitor.get("resolutions.circulate", resolution_id=made.id)
    assert "References to look at" in page.words
    assert "Section 2: section 9(b)" in page.words
    given = {"audience": "members", "embargo": ""}
    visitor.press("resolutions.circulate", page, given, resolution_id=made.id)


def test_a_long_text_full_of_references_is_read_in_little_time():
    units = [
        Unit(f"{n:08}".replace("0", "x").replace("1", "y"), Kind.SECTION, "See section 7(z). " * 9)
        for n in range(2_000)
    ]
    begun = time.process_time()
    assert len(citing.found_in(Text("Long", tuple(units))).cautions) == 18_000
    assert time.process_time() - begun < 5
