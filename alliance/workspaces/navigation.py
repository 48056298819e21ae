"""Which entry of the navigation a page stands under."""

from flask import request

# Rooms whose pages stand under the entry of another.
UNDER = {
    **dict.fromkeys(("amendments", "discussions", "drafting", "layers"), "resolutions"),
    **dict.fromkeys(("called", "live", "proxies"), "votes"),
    **dict.fromkeys(
        (
            *("accessions", "charters", "compacts", "enactments", "instruments", "meetings"),
            *("motions", "standings", "withdrawals"),
        ),
        "membership",
    ),
}


def is_current(endpoint: str, here: str) -> bool:
    """Whether the entry that leads to `endpoint` is that of the page in hand, of room `here`."""
    if here == "workspaces":
        return request.endpoint == endpoint or (
            request.endpoint == "workspaces.state" and endpoint == "workspaces.states"
        )
    return endpoint.startswith(f"{UNDER.get(here, here)}.")
