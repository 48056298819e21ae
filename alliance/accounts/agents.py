"""What a browser says of itself, in words short enough to recognise it by."""

# The first that stands in it counts: nearly all of them claim to be Mozilla, Chrome and Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """ "Firefox on Windows", as far as that can be told."""
    name = next((said for mark, said in _BROWSERS if mark in agent), "A browser")
    system = next((said for mark, said in _SYSTEMS if mark in agent), "")
    return f"{name} on {system}" if system else name
