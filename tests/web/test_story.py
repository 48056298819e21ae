"""One resolution, from draft to a decision that proves itself, as people live through it."""

import email
import email.policy
import json
import random
import subprocess
import sys
import uuid
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import expect

from alliance.accounts import operations as accounts
from alliance.accounts.operations import NewPerson
from alliance.app import create_app
from alliance.cli import main
from alliance.core.actor import OPERATOR, Office, Rank
from alliance.core.settings import from_environment
from alliance.core.transaction import transaction
from alliance.demo.cast import CAST, PASSWORD
from tests.web.people import LIAISON, governor
from tests.web.rewriting import rewrite_an_answer
from tests.web.served import alliance, environment, until
from tests.web.telling import Teller
from tests.web.watching import Watch

TITLE = "Joint resolution on one form for wildfire crews"
ANSWERS = {
    "CO": "Yea: in favor",
    "GA": "Yea: in favor",
    "MN": "Nay: against",
    "PA": "Yea: in favor",
    "UT": "Yea: in favor",
}
OUTSIDER = "treasurer@tx.example"
MEMBERS = [
    "README.txt",
    "answers.json",
    "checkpoint.json",
    "keys.json",
    "ledger.json",
    "manifest.json",
    "manifest.sig.json",
    "question.json",
    "roster.json",
    "rule.json",
    "signatures.json",
    "tally.json",
    "terms.json",
    "text.json",
    "text.txt",
    "verify_bundle.py",
]


@dataclass
class Told:
    """What is left when the story has been told."""

    folder: Path
    teller: Teller
    bundle: Path
    members: dict[str, bytes] = field(default_factory=dict)

    @property
    def resolution_id(self) -> str:
        return self.teller.resolution.rpartition("/")[2]

    @property
    def question_id(self) -> str:
        return self.teller.question.rpartition("/")[2]


@pytest.fixture(scope="module")
def visit_all(browsers, browser_context_args, keys):
    """Windows that stay open for the whole module."""
    watches = []

    def open_page(who):
        context = browsers.current.new_context(**browser_context_args, storage_state=keys(who))
        watches.append((context, Watch(context)))
        return context.new_page()

    yield open_page
    for context, _ in watches:
        context.close()
    assert not [complaint for _, watch in watches for complaint in watch.complaints]


@pytest.fixture(scope="module")
def told(served, visit_all, tmp_path_factory):
    """The story, told by clicking; checkpoints are taken on the way."""
    _appoint_an_outsider(served)
    folder = tmp_path_factory.mktemp("told")
    teller = Teller(visit_all, TITLE)
    teller.draft_and_circulate()
    teller.put_the_question()
    for state, choice in ANSWERS.items():
        teller.answer(state, choice)
    _checkpoint(served, folder / "early.json")
    teller.close()
    for state, choice in ANSWERS.items():
        if choice.startswith("Yea"):
            teller.sign(state)
    story = Told(folder, teller, folder / "decision.zip")
    page = teller.page(LIAISON)
    page.goto(teller.resolution)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the decision bundle").click()
    download.value.save_as(story.bundle)
    with zipfile.ZipFile(story.bundle) as opened:
        story.members = {name: opened.read(name) for name in opened.namelist()}
    Teller(visit_all, "Joint resolution that comes later").draft_and_circulate()
    _checkpoint(served, folder / "late.json")
    return story


def _appoint_an_outsider(served) -> None:
    app = create_app(from_environment(environment(served.folder, PORT=str(served.port))))
    with app.app_context(), transaction():
        made = accounts.open_office(
            OPERATOR, None, kind=Office.TREASURER, state="TX", name="", demo=True
        )
        person = NewPerson(OUTSIDER, "Sidney Cole", PASSWORD, demo=True)
        accounts.appoint(OPERATOR, made.result, person=person, rank=Rank.PRINCIPAL)


def _checkpoint(served, file) -> None:
    done = alliance(served.folder, "ledger", "checkpoint", "-o", file)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def verify(capsys):
    """`alliance verify`: its exit code and its verdict."""

    def run(file, *more):
        capsys.readouterr()
        code = main(["verify", "--json", str(file), *map(str, more)])
        return code, json.loads(capsys.readouterr().out)

    return run


def pack(file, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(file, "w", compression) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return file


# --- What everybody sees ---


def test_it_is_in_force_and_says_so(told):
    page = told.teller.page(governor("MN"))
    page.goto(told.teller.resolution)
    expect(page.locator(".status")).to_contain_text("In force since")
    expect(page.locator(".status")).to_contain_text("in 4 states")
    page.get_by_role("link", name="Signatures").click()
    rows = page.locator("#signatures tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="Minnesota")).to_contain_text("has not signed")
    page.get_by_role("link", name="Vote", exact=True).click()
    expect(page.locator(".status")).to_contain_text("carried; 5 of 5 states have answered")
    page.get_by_text("How it was counted").click()
    expect(page.locator(".fold__in").first).to_contain_text("4")


def test_an_outsider_does_not_learn_that_it_exists(told, visit):
    page = visit(OUTSIDER)
    for address in (told.teller.resolution, told.teller.question):
        assert page.goto(address).status == 404
        expect(page.locator("h1")).to_have_text("No such page")
    for path in ("/", "/resolutions/", "/votes/", "/record"):
        page.goto(path)
        expect(page.locator("main")).not_to_contain_text(TITLE)


def _mails(folder):
    """Every mail written so far: (subject without its title, address)."""
    told = set()
    for file in folder.glob("*.log"):
        for part in file.read_text().split("-" * 79):
            if part.strip():
                mail = email.message_from_string(part.lstrip(), policy=email.policy.default)
                subject, _, title = " ".join(mail["Subject"].split()).partition(": ")
                told |= {(subject, mail["To"])} if title == TITLE else set()
    return told


def test_every_member_office_and_the_secretariat_are_told_by_mail_and_nobody_else(told, served):
    everybody = {part.email for part in CAST}
    principals = {part.email for part in CAST if part.office is Office.GOVERNOR}
    wanted = {
        "Circulated": everybody,
        "Your state is asked": everybody,
        "Your answer is recorded": principals,
        "The roll call is closed": everybody,
        "Open for signature": everybody,
        "In force": everybody,
    }
    expected = {(subject, who) for subject, those in wanted.items() for who in those}

    def there():
        return expected <= _mails(served.folder / "mail")

    until(there, 60, "all mail is written")
    assert _mails(served.folder / "mail") == expected


# --- The proof ---


def test_the_bundle_verifies(told, verify):
    code, verdict = verify(told.bundle)
    assert (code, verdict["first_problem"]) == (0, None)
    assert not verdict["against_checkpoint"]
    assert sorted(told.members) == sorted(MEMBERS)
    answers = {one["state"]: one["answer"] for one in json.loads(told.members["answers.json"])}
    assert answers == {state: word.partition(":")[0].lower() for state, word in ANSWERS.items()}


def test_the_command_says_that_it_holds(told):
    done = alliance(told.folder / "nowhere", "verify", told.bundle)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "itself" in done.stdout, "without a checkpoint only its own consistency was checked"


def alone(folder, bundle):
    """Run the checker that is in the bundle, by itself, in an empty folder."""
    with zipfile.ZipFile(bundle) as opened:
        opened.extract("verify_bundle.py", folder)
    return subprocess.run(  # noqa: S603 (our own Python)
        [sys.executable, "-I", "verify_bundle.py", bundle],
        cwd=folder,
        env={},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_it_verifies_with_nothing_but_the_checker_inside_it(told, tmp_path):
    done = alone(tmp_path, told.bundle)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["verify_bundle.py"]


def changed(data):
    """One letter or digit in the middle is another."""
    at = next(i for i in range(len(data) // 2, len(data)) if chr(data[i]).isalnum())
    other = b"2" if data[at : at + 1] == b"1" else b"1"
    return data[:at] + other + data[at + 1 :]


HARMS = {
    "changed": changed,
    "cut": lambda data: data[: len(data) // 2],
    "emptied": lambda _: b"",
    "removed": lambda _: None,
}


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("member", MEMBERS)
def test_any_member_that_is_harmed_is_refused_by_name(told, verify, tmp_path, member, harm):
    harmed = HARMS[harm](told.members[member])
    members = {name: data for name, data in told.members.items() if name != member}
    if harmed is not None:
        assert harmed != told.members[member]
        members[member] = harmed
    code, verdict = verify(pack(tmp_path / "harmed.zip", members))
    assert code == 1
    assert not verdict["valid"]
    assert verdict["first_problem"].startswith(f"{member}: "), verdict


def test_the_checker_inside_refuses_a_changed_answer_too(told, tmp_path):
    answers = told.members["answers.json"].replace(b'"nay"', b'"yea"')
    done = alone(
        tmp_path, pack(tmp_path.parent / "lie.zip", {**told.members, "answers.json": answers})
    )
    assert done.returncode == 1
    assert "answers.json" in done.stdout + done.stderr


def test_a_member_more_is_refused(told, verify, tmp_path):
    code, verdict = verify(pack(tmp_path / "more.zip", {**told.members, "more.txt": b"more"}))
    assert code == 1
    assert verdict["first_problem"].startswith("more.txt: ")


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_packed_again_in_another_way_it_verifies(told, verify, tmp_path, compression):
    names = list(told.members)
    random.Random(compression).shuffle(names)  # noqa: S311 (any order will do)
    again = pack(tmp_path / "again.zip", {name: told.members[name] for name in names}, compression)
    assert again.read_bytes() != told.bundle.read_bytes()
    code, verdict = verify(again)
    assert (code, verdict["first_problem"]) == (0, None)


@pytest.mark.parametrize("file", ["early.json", "late.json"])
def test_it_fits_a_checkpoint_taken_before_it_and_one_taken_after(told, verify, file):
    code, verdict = verify(told.bundle, "--checkpoint", told.folder / file)
    assert (code, verdict["first_problem"]) == (0, None)
    assert verdict["against_checkpoint"]


def test_the_receipt_of_a_state_is_a_checkpoint_in_its_hands(told, verify):
    page = told.teller.page(governor("GA"))
    page.goto(f"{told.teller.question}/receipt")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the receipt").click()
    receipt = told.folder / "receipt.json"
    download.value.save_as(receipt)
    code, verdict = verify(told.bundle, "--checkpoint", receipt)
    assert (code, verdict["against_checkpoint"]) == (0, True)


def test_the_ledger_on_the_server_holds(told, served):
    done = alliance(served.folder, "ledger", "check", "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["valid"]


def test_a_rewritten_ledger_fits_itself_and_not_a_checkpoint_that_a_member_holds(
    told, served, verify, tmp_path
):
    instance = tmp_path / "insider"
    served.copy_to(instance)
    app = create_app(from_environment(environment(instance)))
    with app.app_context():
        rewrite_an_answer(uuid.UUID(told.question_id), "MN", "yea")
    assert alliance(instance, "ledger", "check").returncode == 0
    lie = tmp_path / "lie.zip"
    done = alliance(instance, "bundle", "export", told.resolution_id, "-o", lie)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(lie) as opened:
        assert b'"nay"' not in opened.read("answers.json")
    code, verdict = verify(lie)
    assert (code, verdict["first_problem"]) == (0, None)
    for file in ("early.json", "late.json"):
        code, verdict = verify(lie, "--checkpoint", told.folder / file)
        assert code == 1, "the rewritten ledger is not the one that was signed before"
        assert "checkpoint" in verdict["first_problem"] or "ledger" in verdict["first_problem"]
