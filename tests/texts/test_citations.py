"""Citations of the law, and cross-references in plain words."""

import time

import pytest

from alliance.texts.citations import citations, distinct, listed
from alliance.texts.mentions import mentions
from alliance.texts.units import Form, Kind, Text, Unit, ids_from

make = ids_from("citations")


@pytest.mark.parametrize(
    ("words", "normal"),
    [
        ("42 USC 1983", ["42 U.S.C. § 1983"]),
        ("42 U.S.C. §§ 1981, 1985(3)", ["42 U.S.C. § 1981", "42 U.S.C. § 1985(3)"]),
        ("40 C.F.R. § 52.21", ["40 C.F.R. § 52.21"]),
        ("88 Fed. Reg. 12,345", ["88 Fed. Reg. 12,345"]),
        ("Public Law 104-321, 110 Stat. 3877", ["Pub. L. No. 104-321", "110 Stat. 3877"]),
        (
            "148 U.S. 503; 12 F.3d 34; 1 F. Supp. 2d 3",
            ["148 U.S. 503", "12 F.3d 34", "1 F. Supp. 2d 3"],
        ),
        ("Cal. Gov't Code § 8547", ["Cal. Gov't Code § 8547"]),
        ("Colorado Revised Statutes § 24-60-101", ["Colo. Rev. Stat. § 24-60-101"]),
        ("N.Y. Exec. Law § 29-g", ["N.Y. Exec. Law § 29-g"]),
        ("D.C. Code § 1-1051.01", ["D.C. Official Code § 1-1051.01"]),
        ("Tex. Gov't Code § 418.001", ["Tex. Gov't Code § 418.001"]),
        ("section 5 of it, in 1999", []),
    ],
)
def test_a_citation_has_its_usual_form(words, normal):
    assert distinct(citations(words)) == normal


def test_citations_are_listed_once_in_order_with_their_units():
    one, two = (Unit(make(), Kind.CLAUSE, words) for words in ("42 USC 1983", "42 U.S.C. § 1983"))
    (found,) = listed(Text("T", (one, two)))
    assert found.units == (one.id, two.id)


@pytest.mark.parametrize("words", ["1" * 50_000, "N.Y. " + "A " * 25_000, "1 U.S. " * 8_000])
def test_no_words_take_long(words):
    start = time.process_time()
    citations(words)
    assert time.process_time() - start < 10


def test_cross_references_mean_units_point_outside_or_are_a_caution():
    words = "Under section 2(a), Article III, section 9, and section 4 of the Social Security Act."
    units = [
        Unit(make(), Kind.SECTION, words, 0, "Section 1."),
        Unit(make(), Kind.SECTION, "Two.", 0, "Section 2."),
        Unit(make(), Kind.SECTION, "A.", 1, "(a)"),
        Unit(make(), Kind.SECTION, "Three.", 0, "ARTICLE III"),
    ]
    found = list(mentions(Text("T", tuple(units), Form.BILL)))
    assert [one.target for one in found] == [units[2].id, units[3].id, "", ""]
    assert [one.is_caution for one in found] == [False, False, True, False]
    assert found[3].outside
