"""The command line on a folder of its own, without the cost of a new process."""

import structlog

from alliance import cli

OURS = [
    "ALLIANCE_DEMO",
    "ALLIANCE_ENV",
    "DATABASE_URL",
    "PORT",
    "PUBLIC_URL",
    "SECRET_KEY",
    "SMTP_CA",
    "SMTP_URL",
    "TRUSTED_PROXIES",
]


class Prompt:
    """Runs commands; answers with the exit code and what was said on both streams."""

    def __init__(self, monkeypatch, folder, capsys):
        self.monkeypatch, self.capsys = monkeypatch, capsys
        for name in OURS:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("ALLIANCE_INSTANCE", str(folder))

    def __call__(self, *words, **environment):
        with self.monkeypatch.context() as meanwhile:
            for name, value in environment.items():
                meanwhile.setenv(name, value)
            try:
                code = cli.main([str(word) for word in words])
            finally:
                structlog.reset_defaults()  # it logs to a stream that ends with the test
        said = self.capsys.readouterr()
        return code, said.out, said.err


def refused(answer):
    """The one line with which a command says that the system is not ready."""
    code, out, err = answer
    assert code == 4, err
    assert out == ""
    (line,) = [one for one in err.splitlines() if one.startswith("alliance: ")]
    assert err.rstrip().endswith(line), err
    return line
