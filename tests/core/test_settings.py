"""Settings are checked before anything starts; what is wrong is told in one line that names it."""

import os
import stat
import subprocess
import sys

import pytest

from alliance.core.settings import NotReady, WrongSetting, from_environment
from tests.core.prompt import Prompt, refused

LONG = "a secret that is long enough for all purposes"
POSTGRESQL = "postgresql+psycopg://user:pw@127.0.0.1:1/nothing"

IN_PRODUCTION = {
    "ALLIANCE_ENV": "production",
    "SECRET_KEY": LONG,
    "PUBLIC_URL": "https://alliance.example",
    "SMTP_URL": "smtp://mail.example",
}

WRONG = [
    ({"PORT": "0"}, "PORT"),
    ({"PORT": "65536"}, "PORT"),
    ({"PORT": "eight"}, "PORT"),
    ({"PORT": "80.5"}, "PORT"),
    ({"PORT": "٨٠"}, "PORT"),
    ({"PORT": "-1"}, "PORT"),
    ({"TRUSTED_PROXIES": "11"}, "TRUSTED_PROXIES"),
    ({"TRUSTED_PROXIES": "yes"}, "TRUSTED_PROXIES"),
    ({"ALLIANCE_ENV": "prod"}, "ALLIANCE_ENV"),
    ({"PUBLIC_URL": "alliance.example"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "ftp://alliance.example"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://alliance.example:port"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://alliance.example/below"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://alliance example"}, "PUBLIC_URL"),
    ({"SMTP_URL": "mail.example"}, "SMTP_URL"),
    ({"SMTP_URL": "http://mail.example"}, "SMTP_URL"),
    ({"SMTP_URL": "smtp://user:hunter2@mail.example:99999"}, "SMTP_URL"),
    ({"SMTP_URL": "smtp//user:hunter2@mail.example"}, "SMTP_URL"),
    ({"SMTP_CA": "/nowhere/roots.pem"}, "SMTP_CA"),
    ({"SMTP_CA": __file__}, "SMTP_CA"),
    ({"SMTP_CA": "/"}, "SMTP_CA"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    ({"SECRET_KEY": " " * 40}, "SECRET_KEY"),
    ({"DATABASE_URL": POSTGRESQL}, "SECRET_KEY"),
    ({"ALLIANCE_ENV": "production"}, "SECRET_KEY"),
    ({**IN_PRODUCTION, "PUBLIC_URL": ""}, "PUBLIC_URL"),
    ({**IN_PRODUCTION, "SMTP_URL": ""}, "SMTP_URL"),
    ({"DATABASE_URL": "no database"}, "DATABASE_URL"),
    ({"DATABASE_URL": "mysql://user:hunter2@host/name"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgresql://user:hunter2@host:port/name"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgresql://user:hunter2@host"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
]


@pytest.mark.parametrize(("environment", "name"), WRONG, ids=lambda value: str(value)[:60])
def test_a_wrong_setting_is_named_in_one_line(tmp_path, environment, name):
    with pytest.raises(WrongSetting) as problem:
        from_environment({"ALLIANCE_INSTANCE": str(tmp_path), **environment})
    said = str(problem.value)
    assert said.startswith(name)
    assert "\n" not in said
    assert len(said) < 250
    assert "hunter2" not in said, "passwords stay out of logs"


def test_a_wrong_setting_stops_the_command_with_one_line_and_exit_code_4(
    tmp_path, monkeypatch, capsys
):
    alliance = Prompt(monkeypatch, tmp_path, capsys)
    for wrong, name in WRONG[::5]:
        assert refused(alliance("members", "ours", **wrong)).startswith(f"alliance: {name}")


def test_a_wrong_setting_stops_the_server_the_same_way(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        env={"PATH": os.environ["PATH"], "ALLIANCE_INSTANCE": str(tmp_path), "PORT": "none"},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 4
    assert done.stderr.splitlines() == [
        "alliance: PORT: 'none' is not a whole number from 1 to 65535."
    ]


def test_without_settings_it_is_the_embedded_database_in_the_instance_folder(tmp_path):
    found = from_environment({"ALLIANCE_INSTANCE": str(tmp_path / "here")})
    assert found.database_url == f"sqlite:///{tmp_path}/here/alliance.db"
    assert found.embedded
    assert not found.production
    assert (found.port, found.trusted_proxies, found.public_url, found.smtp_url) == (
        8000,
        0,
        "",
        "",
    )


def test_in_production_all_that_it_needs_is_enough(tmp_path):
    found = from_environment({"ALLIANCE_INSTANCE": str(tmp_path), **IN_PRODUCTION})
    assert found.production
    assert (found.public_url, found.smtp_url) == ("https://alliance.example", "smtp://mail.example")


def test_empty_settings_are_settings_that_are_not_there(tmp_path):
    names = [
        "DATABASE_URL",
        "SECRET_KEY",
        "PORT",
        "PUBLIC_URL",
        "SMTP_CA",
        "SMTP_URL",
        "TRUSTED_PROXIES",
        "ALLIANCE_ENV",
    ]
    empty = dict.fromkeys(names, "")
    folder = {"ALLIANCE_INSTANCE": str(tmp_path)}
    assert from_environment(folder | empty) == from_environment(folder)


def test_a_command_names_another_database_than_the_environment(tmp_path):
    environment = {"ALLIANCE_INSTANCE": str(tmp_path), "DATABASE_URL": POSTGRESQL}
    found = from_environment(environment, database=f"sqlite:///{tmp_path}/other.db")
    assert found.database_url.endswith("/other.db")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_has_several_names_and_one_driver(tmp_path, scheme):
    url = f"{scheme}://user:p%40ss@host:5432/name"
    environment = {"ALLIANCE_INSTANCE": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": LONG}
    found = from_environment(environment)
    assert found.database_url == "postgresql+psycopg://user:p%40ss@host:5432/name"


# The key of the embedded mode.


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_embedded_key_is_its_owners_alone(tmp_path):
    folder = tmp_path / "deep" / "instance"
    old = os.umask(0)
    try:
        key = from_environment({"ALLIANCE_INSTANCE": str(folder)}).secret_key
    finally:
        os.umask(old)
    assert mode(folder) == 0o700
    assert [path.name for path in folder.iterdir()] == ["secret.key"]
    assert mode(folder / "secret.key") == 0o600
    assert len(key) >= 48


def test_the_embedded_key_is_made_once(tmp_path):
    environment = {"ALLIANCE_INSTANCE": str(tmp_path)}
    first = from_environment(environment).secret_key
    assert from_environment(environment).secret_key == first
    assert from_environment({"ALLIANCE_INSTANCE": str(tmp_path / "b")}).secret_key != first


def test_processes_that_come_first_at_once_have_the_same_key(tmp_path):
    folder = tmp_path / "instance"
    ask = (
        "import sys; from alliance.core.settings import from_environment;"
        "sys.stdin.readline(); print(from_environment().secret_key)"
    )
    environment = {"PATH": os.environ["PATH"], "ALLIANCE_INSTANCE": str(folder)}
    running = [
        subprocess.Popen(  # noqa: S603 (our own interpreter)
            [sys.executable, "-c", ask],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for one in running:
        one.stdin.write("go\n")
        one.stdin.flush()
    keys = {one.communicate(timeout=60)[0] for one in running}
    assert len(keys) == 1
    assert [path.name for path in folder.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("kept", ["", "\n", "cut"])
def test_a_key_file_that_was_damaged_is_told(tmp_path, kept):
    (tmp_path / "secret.key").write_text(kept)
    with pytest.raises(WrongSetting, match="does not hold a key"):
        from_environment({"ALLIANCE_INSTANCE": str(tmp_path)})
    assert (tmp_path / "secret.key").read_text() == kept


def test_an_instance_that_is_no_folder_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongSetting, match="ALLIANCE_INSTANCE") as problem:
        from_environment({"ALLIANCE_INSTANCE": str(tmp_path / "file")})
    assert "\n" not in str(problem.value)


def test_every_complaint_is_a_reason_not_to_start():
    assert issubclass(WrongSetting, NotReady)
