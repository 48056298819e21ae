"""Who takes part in the demonstration's stories, by e-mail."""

from alliance.demo.cast import PASSWORD

PRINCIPAL = "governor@pa.example"
LIAISON = "liaison@co.example"
OBSERVER = "observer@ut.example"
ADMINISTRATOR = "office@co.example"
GUEST = "guest@institute.example"
SECRETARIAT = "secretariat@five.example"
GENERAL = "general@ag.co.example"
# The principal's state has not answered the open question and has not signed: nobody else in
# these tests answers or signs for it.
READERS = (PRINCIPAL, LIAISON, SECRETARIAT, OBSERVER, ADMINISTRATOR)


def governor(state: str) -> str:
    """The principal of a state."""
    return f"governor@{state.lower()}.example"


def sign_in(page, email: str, password: str = PASSWORD) -> None:
    """Sign in by the form, as people do, and arrive."""
    page.goto("/sign-in")
    fill_in(page, email, password)
    page.wait_for_url(lambda url: "/sign-in" not in url)


def fill_in(page, email: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in form and send it."""
    page.get_by_label("mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
