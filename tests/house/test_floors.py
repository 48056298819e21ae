"""Nothing imports upward, nothing grows too large, nobody commits on the side."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
SOURCE = sorted((ROOT / "alliance").rglob("*.py"))
PACKAGES = sorted(path.parent for path in SOURCE if path.name == "__init__.py")
DRAWERS = {"utils", "helpers", "common", "services", "managers", "base", "misc"}


def name(path):
    return str(path.relative_to(ROOT))


def test_floors_and_rooms(capsys):
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("path", SOURCE, ids=name)
def test_a_file_is_small_and_says_what_it_is(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text)), "say in one line what is in here"


def test_one_commit():
    commits = [name(path) for path in SOURCE if ".commit(" in path.read_text()]
    assert commits == ["alliance/core/transaction.py"]


def test_no_drawer_swallows_everything():
    assert not [name(path) for path in SOURCE if path.stem in DRAWERS]


# Heavy, and needed by few: imported where they are used (docs/decisions/0011).
WHERE_USED = {
    *("alembic", "alembic.config", "icalendar", "xlsxwriter", "zxcvbn", "typst"),
    *("docx", "docx.opc.constants", "docx.opc.packuri", "docx.opc.part", "docx.oxml"),
}


def test_imports_stand_at_the_top_save_the_heavy_ones():
    for path in SOURCE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = {of for n in ast.walk(node) for of in imported(n)}
                assert inner <= WHERE_USED, name(path)


def imported(node):
    """The modules that a statement imports."""
    if isinstance(node, ast.ImportFrom):
        return [node.module]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []


def test_nobody_asks_the_wall_clock_but_the_clock():
    asking = ("datetime.now(", "date.today(", "utcnow(", "time.time(")
    found = [
        name(path)
        for path in SOURCE
        if path.name != "clock.py" and any(ask in path.read_text() for ask in asking)
    ]
    assert not found


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=name)
def test_a_template_parses_and_belongs_to_a_domain(path, app):
    app.jinja_env.parse(path.read_text())
    folder = path.relative_to(ROOT / "templates").parts[0]
    assert folder in {"base.html", "shared", "security"} or (ROOT / "alliance" / folder).is_dir()


def test_every_template_is_used():
    pages = {str(p.relative_to(ROOT / "templates")) for p in (ROOT / "templates").rglob("*.html")}
    told = "".join(p.read_text() for p in SOURCE)
    told += "".join(p.read_text() for p in (ROOT / "templates").rglob("*.html"))
    unused = {page for page in pages if f'"{page}"' not in told}
    assert unused == {"security/login_user.html"}  # Flask-Security names that one


def test_the_locks_name_no_registry():
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "assets" / "package-lock.json"]
    assert len(locks) >= 4
    for path in locks:
        text = path.read_text()
        assert "http" not in text.replace("httpx", "").replace("httpcore", ""), name(path)
        assert "--index-url" not in text, name(path)
