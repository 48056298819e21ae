"""What a proxy covers, in words: pure."""

from alliance.votes.proxies.rules import Scope


def scope_in_words(scope: Scope, kind: str | None, title: str = "") -> str:
    """ "all questions", "questions of the kind resolution", "the question on “Title”"."""
    if scope is Scope.ALLIANCE:
        return "all questions"
    if scope is Scope.KIND:
        return f"questions of the kind {kind}"
    return f"the question on “{title}”" if title else "one question"
