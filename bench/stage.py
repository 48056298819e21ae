"""One database's run: its servers, what is asked of them, and what that asks of the database."""

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from flask import Flask

from alliance.app import create_app
from alliance.core.db import db
from alliance.core.settings import ROOT, Settings, from_environment
from alliance.serving import WORKERS, environment_for, web_command
from bench import client, rounds
from bench import yardstick as measure
from bench.counting import counting
from bench.databases import Databases
from bench.goals import PAGES, READS, Asked, Measured
from bench.processes import Server, free_port
from bench.rounds import Effort, Group, Requests, Rounds, Target
from bench.seeding import Ballot, House, seed
from bench.visitors import Visitors, answer_form, answer_path, taken

PRODUCT, YARDSTICK, FORGETFUL = "wsgi:app", "bench.yardstick:app", "bench.forgetful:app"
LEFT_OUT = ("ALLIANCE_ENV", "PUBLIC_URL", "SMTP_CA", "SMTP_URL", "TRUSTED_PROXIES", "ALLIANCE_DEMO")


@dataclass(frozen=True)
class Plan:
    """How much is measured; `command` serves with another server: {port} and {app} in it."""

    folder: Path
    rounds: int
    effort: Effort
    starts: int
    few: int
    many: int
    command: Sequence[str] = ()

    @property
    def answers(self) -> int:
        """How many answers the run gives on each database, one for the count included."""
        return rounds.needed(self.rounds, self.effort) + 1


@dataclass(frozen=True)
class Ready:
    """A seeded database with the application on it."""

    app: Flask
    settings: Settings
    house: House
    ballots: Iterator[Ballot]


@dataclass(frozen=True)
class Found:
    """What a run found, and the costs behind it."""

    measured: Measured
    rounds: Rounds
    memory: Mapping[str, float]  # MB a worker
    starts: Mapping[str, Sequence[float]]  # seconds of CPU


def perform(on: Databases, plan: Plan) -> Found:
    """Seed, start, measure and count on one kind of database."""
    secret = secrets.token_urlsafe(48)
    few = seeded(on.few, secret, plan, plan.few)
    many = seeded(on.many, secret, plan, plan.many)
    yardstick = measure.create_yardstick(on.yardstick, secret)
    with yardstick.app_context():
        measure.fill()
        measure.db.engine.dispose()
    starts = _cold_starts(few, on.yardstick, plan)
    with ExitStack() as open_:
        servers = {
            "yardstick": open_.enter_context(served(few, plan, on.yardstick)),
            "few": open_.enter_context(served(few, plan)),
            "many": open_.enter_context(served(many, plan)),
            "forgetful": open_.enter_context(served(few, plan, program=FORGETFUL)),
        }
        groups = _groups(servers, few, many, Visitors(yardstick))
        made = rounds.run(groups, on.server_pid, plan.rounds, plan.effort)
        memory = {name: servers[name].pss() / WORKERS for name in ("yardstick", "few", "many")}
    pairs = zip(starts["product"], starts["yardstick"], strict=True)
    measured = Measured(
        ratios={one: made.ratio(one) for one in (*PAGES, "sign-in", "answer")},
        anew={one: made.ratio(_anew(one)) for one in PAGES},
        growth={one: made.growth(one, _among_many(one)) for one in (*PAGES, "answer")},
        few=_asked(few),
        many=_asked(many),
        memory=memory["few"] / memory["yardstick"],
        start=rounds.summary([ours / theirs for ours, theirs in pairs]),
    )
    return Found(measured, made, memory, starts)


def _among_many(page: str) -> str:
    return f"{page} of many"


def _anew(page: str) -> str:
    return f"{page} anew"


def seeded(url: str, secret: str, plan: Plan, resolutions: int) -> Ready:
    instance = plan.folder / f"instance-{resolutions}"
    environment = {
        "SECRET_KEY": secret,
        "ALLIANCE_INSTANCE": str(instance),
        "PORT": str(free_port()),
    }
    settings = from_environment(environment, database=url)
    app = create_app(settings)
    with app.app_context():
        house = seed(resolutions, plan.answers)
        db.session.remove()
        db.engine.dispose()
    return Ready(app, settings, house, iter(house.ballots))


@contextmanager
def served(
    ready: Ready, plan: Plan, yardstick: str = "", program: str = PRODUCT
) -> Iterator[Server]:
    """The product on its database; or the yardstick on the one named, served just the same."""
    port = free_port()
    asked = {"SECRET_KEY": ready.settings.secret_key, "PORT": str(port)}
    asked["ALLIANCE_INSTANCE"] = str(ready.settings.instance)
    settings = from_environment(asked, database=yardstick or ready.settings.database_url)
    app = YARDSTICK if yardstick else program
    environment = {
        **{
            name: value for name, value in environment_for(settings).items() if name not in LEFT_OUT
        },
        "BENCH_FOLDER": str(plan.folder),
        "BENCH_YARDSTICK": "1" if yardstick else "",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    with Server(_command(settings, app, plan), environment, port) as server:
        yield server


def _command(settings: Settings, app: str, plan: Plan) -> list[str]:
    if plan.command:
        return [one.format(port=settings.port, app=app) for one in plan.command]
    command = web_command(settings)
    if PRODUCT not in command:
        raise ValueError(f"the server's command names no {PRODUCT}: {command}")
    return [app if one == PRODUCT else one for one in command]


def _cold_starts(ready: Ready, yardstick: str, plan: Plan) -> dict[str, list[float]]:
    """Seconds of CPU from the command to the last worker's readiness, by turns."""
    starts: dict[str, list[float]] = {"yardstick": [], "product": []}
    for _ in range(plan.starts):
        for name, database in (("yardstick", yardstick), ("product", "")):
            with served(ready, plan, database) as server:
                starts[name].append(server.started())
    return starts


def _groups(servers: Mapping[str, Server], few: Ready, many: Ready, users: Visitors) -> list[Group]:
    theirs = servers["yardstick"]
    cookie, token = users.user()
    dash = Target("/dash", theirs, _same(client.get(theirs.port, "/dash", cookie)))
    form = {"answer": "yea", "csrf_token": token}
    vote = Target("/vote", theirs, _same(client.post(theirs.port, "/vote", cookie, form)), 303)
    sign_in = _same(client.get(servers["few"].port, "/sign-in"))
    fixed = Target("/fixed", theirs, _same(client.get(theirs.port, "/fixed")))
    hello = Target("/hello", theirs, _same(client.get(theirs.port, "/hello")))
    pages = [
        Group(
            dash,
            [
                Target(page, servers["few"], _page(page, few, servers["few"].port)),
                Target(_among_many(page), servers["many"], _page(page, many, servers["many"].port)),
                Target(
                    _anew(page), servers["forgetful"], _page(page, few, servers["forgetful"].port)
                ),
            ],
        )
        for page in PAGES
    ]
    answers = Group(
        vote,
        [
            Target("answer", servers["few"], ballots_of(few, servers["few"].port), 303),
            Target(
                _among_many("answer"), servers["many"], ballots_of(many, servers["many"].port), 303
            ),
        ],
    )
    small = Group(dash, [Target("sign-in", servers["few"], sign_in), fixed, hello])
    return [*pages, answers, small]


def _same(request: bytes) -> Requests:
    return lambda count: list(repeat(request, count))


def _path(page: str, house: House) -> str:
    return {
        "desk": "/",
        "resolutions": "/resolutions/",
        "alliance": f"/alliances/{house.slug}",
        "resolution": f"/resolutions/{house.resolution_id}",
        "question": f"/votes/{house.question_id}",
        "states": "/states/",
        "sign-in": "/sign-in",
    }[page]


def _page(page: str, ready: Ready, port: int) -> Requests:
    cookie, _ = Visitors(ready.app).person(ready.house.reader)
    return _same(client.get(port, _path(page, ready.house), cookie))


def ballots_of(ready: Ready, port: int) -> Requests:
    """Each answer is another state's to another question: one state answers once."""
    visitors = Visitors(ready.app)
    people = {one.key: visitors.person(one.key) for one in ready.house.ballots}

    def some(count: int) -> list[bytes]:
        made = []
        for ballot in taken(ready.ballots, count):
            cookie, token = people[ballot.key]
            path = answer_path(ballot.question_id)
            made.append(client.post(port, path, cookie, answer_form(token)))
        return made

    return some


def _asked(ready: Ready) -> dict[str, Asked]:
    """What each page, and an answer, asks of the database: counted in this process."""
    visitors = Visitors(ready.app)
    browser = ready.app.test_client(use_cookies=False)
    cookie, _ = visitors.person(ready.house.reader)
    with ready.app.app_context():
        engine = db.engine
    found = {}
    for page in READS:
        headers = {} if page == "sign-in" else {"Cookie": cookie}
        browser.get(_path(page, ready.house), headers=headers)  # what is asked only once
        with counting(engine) as counted:
            came = browser.get(_path(page, ready.house), headers=headers)
        _right(page, came.status_code, 200)
        found[page] = Asked(len(counted.statements), counted.commits, counted.writes)
    (ballot,) = taken(ready.ballots, 1)
    cookie, token = visitors.person(ballot.key)
    path, form = answer_path(ballot.question_id), answer_form(token)
    with counting(engine) as counted:
        came = browser.post(path, data=form, headers={"Cookie": cookie})
    _right("answer", came.status_code, 303)
    found["answer"] = Asked(len(counted.statements), counted.commits, counted.writes)
    return found


def _right(name: str, status: int, due: int) -> None:
    if status != due:
        raise client.NotAnswered(f"{name}: {status} came back, {due} was due")
