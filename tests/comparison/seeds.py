"""Critical changes put into the shared texts: file, what stands there, what it becomes, kind."""

NPVIC = "npvic.md"
EMAC = "emac.md"
LICENSE = "driver-license-compact.md"
TAX = "multistate-tax-compact.md"
EDUCATION = "compact-for-education.md"
TRANSIT = "wmata-compact-v1-2019-01-04.md"
TRANSIT_LATER = "wmata-compact-v2-2020-12-22.md"
TEXTS = (NPVIC, EMAC, LICENSE, TAX, EDUCATION, TRANSIT, TRANSIT_LATER)

NUMBERS = (
    (NPVIC, "slate of 2 persons", "slate of 3 persons"),
    (NPVIC, "a majority of the electoral votes have", "three fifths of the electoral votes have"),
    (EMAC, "any two or more party states may", "any three or more party states may"),
    (LICENSE, "pursuant to Article III, the", "pursuant to Article IV, the"),
    (TAX, "enacted by any seven states", "enacted by any nine states"),
    (TAX, "one-tenth in equal shares", "one-fifth in equal shares"),
    (TAX, "Committee of seven members", "Committee of eleven members"),
    (TAX, "hold at least one public hearing", "hold at least two public hearings"),
    (EDUCATION, "at least ten eligible", "at least twelve eligible"),
    (EDUCATION, "committee of thirty-two members", "committee of thirty-six members"),
    (EDUCATION, "and four shall be appointed", "and five shall be appointed"),
    (EDUCATION, "a majority of the Commissioners are", "a quorum of the Commissioners are"),
    (EDUCATION, "consist of seven members", "consist of 6 members"),
    (TRANSIT, "Board of 8 Directors", "Board of 9 Directors"),
    (TRANSIT, "sealed in four duplicate", "sealed in three duplicate"),
    (TRANSIT, "within 150 feet of", "within 50 feet of"),
    (TRANSIT, "a board composed of three persons", "a board composed of five persons"),
    (TRANSIT_LATER, "shall comprise eight members", "shall comprise seven members"),
    (TRANSIT_LATER, "Four members of the Police", "Five members of the Police"),
)
DATES = (
    (NPVIC, "on July 20, in effect", "on August 20, in effect"),
    (EDUCATION, "only until December 31, 1967", "only until December 31, 1969"),
    (EDUCATION, "withdrawal effective December 31, 1967", "withdrawal effective June 30, 1967"),
    (TRANSIT, "Transportation District Act of 1964", "Transportation District Act of 1966"),
)
DEADLINES = (
    (NPVIC, "At least 6 days before the day", "At least 9 days before the day"),
    (NPVIC, "within 24 hours to", "within 48 hours to"),
    (NPVIC, "occurring 6 months or less", "occurring 8 months or less"),
    (NPVIC, "shall immediately release", "shall release"),
    (NPVIC, "shall promptly notify", "shall notify"),
    (EMAC, "until 30 days after the Governor", "until 60 days after the Governor"),
    (EMAC, "only subsequent to a declaration", "only prior to a declaration"),
    (EMAC, "obligations assumed hereunder prior to", "obligations assumed hereunder after"),
    (LICENSE, "until six months after", "until six weeks after"),
    (LICENSE, "expiration of one year from", "expiration of two years from"),
    (TAX, "chargeable to a party state prior to", "chargeable to a party state after"),
    (TAX, "Prior to the adoption of any", "After the adoption of any"),
    (TAX, "The Commission annually shall make", "The Commission quarterly shall make"),
    (EDUCATION, "until one year after the Governor", "until 90 days after the Governor"),
    (EDUCATION, "shall meet at least once a year", "shall meet at least once a month"),
    (EDUCATION, "for terms of one year.", "for terms of four years."),
    (TRANSIT, "in more than fifty years from", "in more than forty years from"),
    (TRANSIT, "upon two years\u2019 written notice", "upon one year\u2019s written notice"),
    (TRANSIT, "After 30 days notice", "After 30 business days notice"),
    (TRANSIT, "a term in excess of five years", "a term in excess of ten years"),
    (TRANSIT, "expiration of thirty days following", "expiration of ninety days following"),
    (TRANSIT_LATER, "within 3 business days after", "within 3 days after"),
    (TRANSIT_LATER, "Within 60 days before the end", "Within 60 days after the end"),
    (TRANSIT_LATER, "shall meet at least monthly", "shall meet at least annually"),
)
OBLIGATIONS = (
    (NPVIC, "Any member state may withdraw from", "Any member state must withdraw from"),
    (NPVIC, "Each member state shall conduct", "Each member state may conduct"),
    (EMAC, "aiding party state may assume", "aiding party state shall assume"),
    (EMAC, "is hereby authorized to execute", "is hereby required to execute"),
    (EMAC, "will be responsible for formulation", "may be responsible for formulation"),
    (LICENSE, "of a party state shall report each", "of a party state should report each"),
    (LICENSE, "The licensing authority may refuse", "The licensing authority shall refuse"),
    (TAX, "The Commission may require the", "The Commission shall require the"),
    (TAX, "Each party state shall provide by law", "Each party state may provide by law"),
    (EDUCATION, "The Commission shall have a seal", "The Commission may have a seal"),
    (EDUCATION, "representatives of the United States shall", "representatives of the United States may"),
    (TRANSIT, "The Board may self-insure", "The Board shall self-insure"),
    (TRANSIT, "The Board shall annually adopt a capital", "The Board may annually adopt a capital"),
    (TRANSIT_LATER, "The mediation process may continue", "The mediation process shall continue"),
)  # fmt: skip
NEGATIONS = (
    (NPVIC, "shall not become effective until", "shall become effective until"),
    (NPVIC, "agreement, except that a withdrawal", "agreement, and a withdrawal"),
    (EMAC, "Nothing in this compact shall authorize", "This compact shall authorize"),
    (EMAC, "expenses shall not be reimbursable", "expenses shall be reimbursable"),
    (EMAC, "arrest unless specifically authorized", "arrest where specifically authorized"),
    (LICENSE, "shall not issue a license to drive", "shall issue a license to drive"),
    (LICENSE, "but no such withdrawal shall take", "but any such withdrawal shall take"),
    (TAX, "the Commission makes use of funds available to it under paragraph 1(i), the Commission "
          "shall not incur", "the Commission makes use of funds available to it under paragraph "
          "1(i), the Commission shall incur"),
    (TAX, "other than a sales tax; provided that", "other than a sales tax; and"),
    (TAX, "In no event shall the Commission", "In any event shall the Commission"),
    (EDUCATION, "but no such representative shall have", "and each such representative shall have"),
    (EDUCATION, "No person shall serve more than two", "A person shall serve more than two"),
    (EDUCATION, "steering committee, but without vote", "steering committee, but with vote"),
    (EDUCATION, "exceed ten nonvoting commissioners", "exceed ten voting commissioners"),
    (TRANSIT, "unless the context clearly requires", "if the context clearly requires"),
    (TRANSIT, "none of whom shall be members", "all of whom shall be members"),
    (TRANSIT, "The Board shall not raise any fare", "The Board shall raise any fare"),
    (TRANSIT, "may act only in the absence", "may act in the absence"),
    (TRANSIT_LATER, "shall not be Authority employees", "shall be Authority employees"),
    (TRANSIT_LATER, "shall not retaliate, directly", "shall retaliate, directly"),
)  # fmt: skip
PARTIES = (
    (NPVIC, "shall mean the Governor of a State", "shall mean the Attorney General of a State"),
    (NPVIC, "counting of electoral votes by Congress", "counting of electoral votes by the Senate"),
    (EMAC, "the Commonwealth of Puerto Rico,", "the Commonwealth of Kentucky,"),
    (EMAC, "Each party state shall afford", "Each member state shall afford"),
    (EMAC, "Federal Emergency Management Agency", "Department of Homeland Security"),
    (LICENSE, "means the Director of the", "means the Commissioner of the"),
    (LICENSE, "for his or her state. The", "for his or her county. The"),
    (TAX, "through the Mayor of", "through the Council of"),
    (TAX, "make to the Governor and legislature", "make to the Governor and courts"),
    (EDUCATION, "adherence thereto by the Governor;", "adherence thereto by the legislature;"),
    (EDUCATION, "notice in writing of the withdrawal to the Governors",
                "notice in writing of the withdrawal to the Attorneys General"),
    (EDUCATION, "agency or officer of the Federal Government concerning",
                "agency or officer of any local government concerning"),
    (TRANSIT, "the State of Maryland, the Commonwealth of Virginia and",
              "the State of Delaware, the Commonwealth of Virginia and"),
    (TRANSIT, "by the Northern Virginia Transportation Commission; for",
              "by the Governor of Virginia; for"),
    (TRANSIT, "by the Administrator of General Services. For",
              "by the Secretary of Transportation. For"),
    (TRANSIT_LATER, "refer the matter to the appropriate authorities",
                    "refer the matter to the Attorney General"),
)  # fmt: skip
TERMS = (
    (NPVIC, "each presidential slate made by the day", "each presidential ticket made by the day"),
    (NPVIC, "appointment of the elector slate nominated", "appointment of the delegate nominated"),
    (NPVIC, "counted on a statewide basis", "counted by precinct"),
    (LICENSE, "Executive head\u201d, when", "Principal head\u201d, when"),
    (LICENSE, "provided by the laws of the home state", "provided by the laws of the licensing state"),
    (LICENSE, "a conviction for any offense related", "a conviction for any matter related"),
    (TAX, "\u201cSubdivision\u201d means any governmental unit", "\u201cSubdivision\u201d means any charitable unit"),
    (TAX, "\u201cGross receipts tax\u201d means", "\u201cTurnover tax\u201d means"),
    (TAX, "the tax an income tax", "the tax a profits tax"),
    (TRANSIT, "\u201cTransit facilities\u201d means all real", "\u201cTransit assets\u201d means all real"),
    (TRANSIT, "taxicab service or individual-ticket-sales", "ferry service or individual-ticket-sales"),
    (TRANSIT, "between points within the Zone including", "between points within the Region including"),
)  # fmt: skip
CONJUNCTIONS = (
    (EMAC, "in whole or in part such loss", "in whole and in part such loss"),
    (LICENSE, "power to suspend or revoke", "power to suspend and revoke"),
    (LICENSE, "is used; and", "is used; or"),
    (TAX, "notification of the designation and identity", "notification of the designation or identity"),
    (NPVIC, "the state official or body that is authorized to certify the total",
            "the state official and body that is authorized to certify the total"),
    (EDUCATION, "approve budgets or requests", "approve budgets and requests"),
    (TRANSIT, "interest of the public in efficient and economical", "interest of the public in efficient or economical"),
)  # fmt: skip

BY_KIND = {
    "number": NUMBERS,
    "date": DATES,
    "deadline": DEADLINES,
    "obligation": OBLIGATIONS,
    "negation": NEGATIONS,
    "party": PARTIES,
    "defined term": TERMS,
    "conjunction": CONJUNCTIONS,
}
SEEDS = [(*seed, kind) for kind, seeds in BY_KIND.items() for seed in seeds]
