"""Who takes part in the demonstration's stories, by e-mail."""

from alliance.demo.cast import PASSWORD

PRINCIPAL = "governor@pa.example"  # of a state that has not answered the open question
LIAISON = "liaison@co.example"
COUNSEL = "counsel@ag.co.example"
OBSERVER = "observer@ut.example"
SECRETARIAT = "secretariat@five.example"
READERS = (PRINCIPAL, LIAISON, COUNSEL, OBSERVER, SECRETARIAT)


def sign_in(page, email: str, password: str = PASSWORD) -> None:
    """Sign in by the form, as people do, and arrive."""
    page.goto("/sign-in")
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
