"""What follows when a question is decided: the one table, by the kind of the question.

Every kind that can be put has a row here. A question changes what its row names and nothing else: a
poll and a choice among drafts or dates change nothing, so that no straw poll is ever taken for a
decision.
"""

from alliance.accessions import deciding as admissions
from alliance.amendments import asking as amendments
from alliance.enactments import determining
from alliance.motions import deciding as motions
from alliance.motions.rules import Kind
from alliance.resolutions import operations as resolutions
from alliance.votes.following import Follows

_MOTION = ("motions.motion", "motion_id")


def _motion(kind: Kind, carried: str, lost: str, link: str = "See the motion") -> Follows:
    return Follows(kind, carried, lost, motions.follow, _MOTION, link)


WHAT_FOLLOWS: tuple[Follows, ...] = (
    Follows(
        resolutions.KIND,
        "The resolution is adopted and opened for signature.",
        "The resolution is lost.",
        resolutions.follow,
        ("resolutions.show", "resolution_id"),
        "Read the text that is voted on",
    ),
    Follows(
        amendments.KIND,
        "The amendment is adopted, next in order; if it has no place in the text any more, it "
        "falls.",
        "The amendment is rejected, and what amends it falls; without a quorum nothing is decided.",
        amendments.follow,
        ("amendments.amendment", "amendment_id"),
        "Read the amendment that is voted on",
    ),
    Follows(
        admissions.KIND,
        "The state is approved and may join.",
        "The state is not admitted; without a quorum nothing is decided.",
        admissions.follow,
        ("accessions.accession", "accession_id"),
        "See the state that is to be admitted",
    ),
    Follows(
        determining.KIND,
        "It is determined that the texts are substantially similar.",
        "It is determined that they differ where as many say nay as the rule asks for to say yea; "
        "else nothing is determined.",
        determining.follow,
        ("enactments.asked", "asked_id"),
        "See the texts that are compared",
    ),
    _motion(
        Kind.POLICY,
        "The policy is adopted, and in force from the day that it names.",
        "The policy is not adopted; without a quorum nothing is decided.",
        "Read the policy that is voted on",
    ),
    _motion(
        Kind.MONEY,
        "The release of the money is recorded; whoever keeps the money pays it.",
        "No money is released.",
    ),
    _motion(
        Kind.LAWSUIT,
        "The members are told, and each office that said yea is asked to state its position. No "
        "state joins by this: that is each office's own act.",
        "Nothing follows; each office may join all the same.",
    ),
    _motion(
        Kind.ELECTION,
        "Whoever is elected is recorded as officer of the alliance for the term.",
        "Nobody is elected; where it is undecided the secretariat puts the question anew.",
        "See who stands for election",
    ),
    _motion(
        Kind.CHOICE,
        "What was chosen is recorded. Nothing is adopted by it.",
        "Nothing is chosen.",
        "See what is chosen among",
    ),
    _motion(
        Kind.POLL,
        "Nothing follows: a straw poll decides nothing.",
        "Nothing follows: a straw poll decides nothing.",
        "See what is asked",
    ),
)
