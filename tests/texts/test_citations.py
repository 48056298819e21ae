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


@pytest.mark.parametrize(
    ("words", "normal"),
    [
        ("Mass. Gen. Laws ch. 6A, § 18", "Mass. Gen. Laws ch. 6A, § 18"),
        ("M.G.L. c. 6A, § 18", "Mass. Gen. Laws ch. 6A, § 18"),
        ("Mass. Gen. Laws Ann. ch. 6A, § 18", "Mass. Gen. Laws ch. 6A, § 18"),
        ("Mass. Gen. Laws Chapter 6A, Section 18", "Mass. Gen. Laws ch. 6A, § 18"),
        ("Me. Rev. Stat. tit. 37-B, § 921", "Me. Rev. Stat. tit. 37-B, § 921"),
        ("37-B M.R.S. § 921", "Me. Rev. Stat. tit. 37-B, § 921"),
        ("Kan. Stat. Ann. § 48-9a01", "Kan. Stat. Ann. § 48-9a01"),
        ("Ala. Code 1975, § 31-9-40", "Ala. Code § 31-9-40"),
        ("63 Okla. Stat. § 684.1", "Okla. Stat. tit. 63, § 684.1"),
        ("63 O.S. § 684.1", "Okla. Stat. tit. 63, § 684.1"),
        ("35 Pa.C.S. § 7601", "35 Pa. Cons. Stat. § 7601"),
        ("35 Pa. C.S. § 7601", "35 Pa. Cons. Stat. § 7601"),
        ("35 Pa. Cons. Stat. Ann. § 7601", "35 Pa. Cons. Stat. § 7601"),
        ("20 V.S.A. § 101", "Vt. Stat. tit. 20, § 101"),
        ("Vt. Stat. Ann. tit. 20, § 101", "Vt. Stat. tit. 20, § 101"),
        ("29 Del. C. § 3101", "Del. Code tit. 29, § 3101"),
        ("29 Del. C. ch. 31", "Del. Code tit. 29, ch. 31"),
        ("Iowa Code chapter 29C", "Iowa Code ch. 29C"),
        ("Fla. Stat. Ann. § 252.36", "Fla. Stat. § 252.36"),
        ("Minn. Stat. Ann. § 12.31", "Minn. Stat. § 12.31"),
        ("Conn. Gen. Stat. Ann. § 28-9", "Conn. Gen. Stat. § 28-9"),
        ("Haw. Rev. Stat. Ann. § 127A-14", "Haw. Rev. Stat. § 127A-14"),
        ("Ind. Code Annotated § 10-14-3-12", "Ind. Code § 10-14-3-12"),
        ("Nev. Rev. Stat. Ann. § 414.070", "Nev. Rev. Stat. § 414.070"),
        ("Mich. Comp. Laws Ann. § 30.403", "Mich. Comp. Laws § 30.403"),
        ("20 Ill. Comp. Stat. Ann. 3305/7", "20 ILCS 3305/7"),
        ("La. Stat. Ann. § 29:724", "La. Rev. Stat. § 29:724"),
        ("section 24-60-101, C.R.S.", "Colo. Rev. Stat. § 24-60-101"),
        ("Section 252.36, Florida Statutes", "Fla. Stat. § 252.36"),
        ("section 1983 of title 42, United States Code", "42 U.S.C. § 1983"),
        ("Title 42, United States Code, Section 1983", "42 U.S.C. § 1983"),
        ("16 U.S.C. § 1531, et seq.", "16 U.S.C. § 1531 et seq."),
        ("42 U.S.C. §§ 1983-1985", "42 U.S.C. §§ 1983-1985"),
        ("42 U.S.C. § 300aa-1", "42 U.S.C. § 300aa-1"),
        ("sections 1983\u20131985 of title 42, United States Code", "42 U.S.C. §§ 1983-1985"),
        ("40 C.F.R. §§ 52.21-52.24", "40 C.F.R. §§ 52.21-52.24"),
    ],
)
def test_a_citation_is_found_whole_however_it_is_written(words, normal):
    (found,) = citations(f"Under {words} it may act.")
    assert found.normal == normal
    assert f"Under {words} it may"[found.start :].startswith(words[: found.end - found.start])
    assert found.start == len("Under ")


@pytest.mark.parametrize(
    ("words", "normal"),
    [
        (
            "sections 1981 and 1983 of title 42, United States Code",
            ["42 U.S.C. § 1981", "42 U.S.C. § 1983"],
        ),
        (
            "Md. Code, State Gov't §§ 14-701, 14-702",
            ["Md. Code, State Gov't § 14-701"],
        ),
        ("In 2020 U.S. 50 states agreed.", []),
        ("It met in 1975, section 3 of Ala. Code", ["Ala. Code § 3"]),
    ],
)
def test_rows_of_sections_and_what_only_looks_like_a_citation(words, normal):
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


@pytest.mark.parametrize(
    "piece",
    [
        "sections 1, ",
        "sections 1-1-1-1-1-1(a)(a)(a) and ",
        "1a1-",
        "Title 42, United States Code, ",
        "Ala. Code 1975, ",
        "63 O.S. ",
        "section 24-60-101, C.R.S. ",
        "Md. Code Ann., and ",
    ],
)
def test_twice_the_words_take_about_twice_the_time(piece):
    def seconds(letters):
        words = (piece * (letters // len(piece) + 1))[:letters]
        start = time.process_time()
        citations(words)
        return time.process_time() - start

    seconds(1_000)  # the first time is another
    assert seconds(80_000) < 16 * seconds(10_000) + 0.5


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
