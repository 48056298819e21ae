"""The words that carry the law: who, whether, when, how much.

A word maps to the kind of change that touches it, and to the stem under which it counts as the
same word ("Governors" and "Governor").
"""

from typing import Final

from alliance.comparison.wordlists import listed

NUMBER: Final[str] = "number"
DATE: Final[str] = "date"
DEADLINE: Final[str] = "deadline"
OBLIGATION: Final[str] = "obligation"
NEGATION: Final[str] = "negation"
PARTY: Final[str] = "party"
TERM: Final[str] = "defined term"
CONJUNCTION: Final[str] = "conjunction"

# The kinds within a unit, the first named first where a change has several.
KINDS: Final = (NEGATION, OBLIGATION, DEADLINE, DATE, NUMBER, TERM, PARTY, CONJUNCTION)


def _all(kind: str, words: str) -> dict[str, tuple[str, str]]:
    """Each word under its kind; "a=b" counts a as b."""
    pairs = (entry.partition("=") for entry in words.split())
    return {word: (kind, stem or word) for word, _, stem in pairs}


_ACTORS: Final = listed(
    "administrator agency agent alternate applicant appointee arbitrator assembly attorney "
    "auditor authority board bureau cabinet candidate carrier chair chairman chairperson chief "
    "citizen claimant commission commissioner committee commonwealth comptroller "
    "congress congressional consumer contractor coordinator corporation council county court "
    "creditor debtor delegate delegation department deputy designee director district "
    "elector employee employer executive federal firm government governor guard head holder house "
    "inspector investigator judge judiciary jurisdiction justice legislator legislature "
    "licensee local manager mayor member minister municipality nation national office officer "
    "official operator owner panel participant party patient person physician possession "
    "practitioner president provider purchaser receiver representative resident "
    "secretary senate senator sheriff signatory spouse staff state statewide subdivision taxpayer "
    "territory treasurer tribe trustee user vendor victim voter"
)


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith("man"):
        return word[:-2] + "en"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


WORDS: Final[dict[str, tuple[str, str]]] = (
    _all(
        OBLIGATION,
        "shall may must will should can could would might ought "
        "authorized authorised=authorized authorize=authorized authorizes=authorized "
        "authorise=authorized required require=required requires=required requirement=required "
        "empowered permitted permit=permitted permits=permitted allowed=permitted allow=permitted "
        "allows=permitted entitled obligated obliged=obligated mandatory optional voluntary "
        "compulsory discretionary prohibited prohibit=prohibited prohibits=prohibited "
        "forbidden=prohibited forbid=prohibited duty responsible encouraged requested",
    )
    | _all(
        NEGATION,
        "not no never nor neither none nothing nobody without unless except=except "
        "excepting=except exception=except only solely=only exclusively=only exclusive=only "
        "provided however notwithstanding cannot non not if "
        "exclude excluded=exclude excluding=exclude excludes=exclude other otherwise regardless "
        "irrespective subject lest merely=only absent barring",
    )
    | _all(
        DEADLINE,
        "before prior=before after subsequent=after within until till=until since later earlier "
        "thereafter heretofore promptly immediately forthwith timely "
        "annually=annual annual yearly=annual monthly quarterly weekly daily hourly "
        "biennially=biennial biennial semiannual semiannually=semiannual "
        "minute minutes=minute hour hours=hour day days=day week weeks=week month months=month "
        "year years=year biennium decade decades=decade fortnight noon midnight "
        "working calendar business fiscal perpetual perpetually=perpetual permanent "
        "permanently=permanent temporary temporarily=temporary retroactive retroactively "
        "effective=effective",
    )
    | _all(
        NUMBER,
        "least most more less=less fewer=less greater lesser=less exceed exceeds=exceed "
        "exceeding=exceed maximum minimum majority minority plurality unanimous "
        "unanimously=unanimous supermajority half halves=half double triple twice once both all "
        "each every=each any some several equal equally=equal entire dozen per percent percentage "
        "dollar dollars=dollar cents=cent quorum few many single above below over",
    )
    | _all(DATE, "monday tuesday wednesday thursday friday saturday sunday")
    | _all(CONJUNCTION, "and or either")
    | {word: (PARTY, word) for word in _ACTORS}
    | {_plural(word): (PARTY, word) for word in _ACTORS}
    | _all(PARTY, "chairman=chair chairmen=chair chairperson=chair chairpersons=chair")
)

# Which state is meant, where one of these stands before the word.
STATE_SORTS: Final = frozenset(
    listed(
        "home remote receiving sending requesting responding assisting aiding affected compacting "
        "participating enacting withdrawing host issuing resident foreign another neighboring"
    )
)
PRONOUNS: Final = frozenset(listed("he she they it him her them his hers their theirs its and or"))

TIME_UNITS: Final = frozenset(
    listed("minute minutes hour hours day days week weeks month months year years decade decades")
)
DAY_SORTS: Final = frozenset(listed("business calendar working consecutive fiscal full session"))

# Capitalised words that name no actor.
NO_NAMES: Final = frozenset(
    listed(
        "compact compacts agreement agreements act acts article articles section sections title "
        "titles chapter chapters code law laws part parts this that these those the a an i statute "
        "statutes provision provisions paragraph constitution"
    )
)
# Words that carry nothing of their own where an "and" or an "or" comes with them.
LIGHT: Final = frozenset(
    listed(
        "a an the of to in on for by with at from as his her their its he she they him them hers "
        "theirs it such said thereof therein hereof herein thereto hereto that which who whom and "
        "or"
    )
)
REFERENCE_WORDS: Final = {
    word: word.rstrip("s")
    for word in listed(
        "article articles section sections subsection subsections paragraph paragraphs "
        "subparagraph subparagraphs subdivision subdivisions clause clauses subclause chapter "
        "chapters title titles part parts item items schedule exhibit appendix"
    )
} | {"sec": "section", "secs": "section", "§": "section", "§§": "section", "art": "article"}

_STATES: Final = (
    "Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, "
    "Georgia, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, "
    "Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, "
    "Nevada, New Hampshire, New Jersey, New Mexico, New York, North Carolina, North Dakota, Ohio, "
    "Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, "
    "Utah, Vermont, Virginia, Washington, West Virginia, Wisconsin, Wyoming, "
    "District of Columbia, American Samoa, Guam, Northern Mariana Islands, Puerto Rico, "
    "U.S. Virgin Islands"
)
# Each jurisdiction as the words that name it: ("new", "jersey") -> "New Jersey".
PLACES: Final[dict[tuple[str, ...], str]] = {
    tuple(name.lower().replace("u.s. ", "").split()): name for name in _STATES.split(", ")
} | {("dc",): "District of Columbia"}
