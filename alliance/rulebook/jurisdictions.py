"""The 56 jurisdictions by code: their kinds and census regions, unless the facts say otherwise.

As the U.S. Census Bureau has them: the 50 states, the District of Columbia, five territories.
"""

_REGIONS = {
    "Northeast": "CT MA ME NH NJ NY PA RI VT",
    "Midwest": "IA IL IN KS MI MN MO ND NE OH SD WI",
    "South": "AL AR DE FL GA KY LA MD MS NC OK SC TN TX VA WV",
    "West": "AK AZ CA CO HI ID MT NM NV OR UT WA WY",
}
TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
DISTRICT = "DC"

REGION_OF = {code: region for region, codes in _REGIONS.items() for code in codes.split()} | {
    DISTRICT: "South"
}
STATES = frozenset(REGION_OF) - {DISTRICT}
JURISDICTIONS = STATES | {DISTRICT} | TERRITORIES


def kind_of(code: str) -> str | None:
    """ "state", "district" or "territory"; None for a code that is none of the 56."""
    if code in STATES:
        return "state"
    if code == DISTRICT:
        return "district"
    return "territory" if code in TERRITORIES else None
