"""Resolutions get an audience, an embargo, a label, and the stages between draft and vote."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STAYS = "resolutions: what was frozen stays"
AUDIENCES = "'office', 'chosen', 'members', 'public'"
LABELS = "'', 'attorney-client', 'work product', 'deliberative', 'confidential', 'public record'"
IN_FORCE_BEFORE = "(stage = 'in force') = (in_force_on IS NOT NULL)"
IN_FORCE = "stage <> 'in force' OR in_force_on IS NOT NULL"
CHECKS = (
    ("audience", f"audience IN ({AUDIENCES})"),
    ("label", f"label IN ({LABELS})"),
    ("opened", "opened_at IS NULL OR shown_version IS NOT NULL"),
    ("labelled", "(label = '') = (label_state IS NULL)"),
    (
        "succession",
        "(succession IS NULL) = (succeeds_id IS NULL)"
        " AND (succession IS NULL OR succession IN ('supersedes', 'rescinds'))",
    ),
)
# Column, type on SQLite, type on PostgreSQL, and the table whose row it names, if any.
COLUMNS = (
    ("audience", "VARCHAR(10) NOT NULL", "VARCHAR(10) NOT NULL", ""),
    ("embargo_until", "DATETIME", "TIMESTAMP WITH TIME ZONE", ""),
    ("opened_at", "DATETIME", "TIMESTAMP WITH TIME ZONE", ""),
    ("label", "VARCHAR(30) NOT NULL", "VARCHAR(30) NOT NULL", ""),
    ("label_state", "VARCHAR(2)", "VARCHAR(2)", "states (code)"),
    ("label_rule", "VARCHAR(300) NOT NULL", "VARCHAR(300) NOT NULL", ""),
    ("succession", "VARCHAR(12)", "VARCHAR(12)", ""),
    ("succeeds_id", "CHAR(32)", "UUID", "resolutions (id)"),
)
TEXT_COLUMNS = (
    ("office_id", "CHAR(32)", "UUID", "offices (id)"),
    ("reason", "VARCHAR(300) NOT NULL", "VARCHAR(300) NOT NULL", ""),
)
FILLED = {"audience": "'members'", "label": "''", "label_rule": "''", "reason": "''"}
SETTLED = ("title", "version", "shown_version")
ONCE_BEFORE = ("question_id", "in_force_on")
ONCE = (*ONCE_BEFORE, "opened_at")
WRITABLE_BEFORE = "'circulated', 'draft'"
WRITABLE = "'circulated', 'draft', 'in committee'"
STEPS_BEFORE = (
    ("adopted", "'enrolled'"),
    ("circulated", "'voting', 'withdrawn'"),
    ("draft", "'circulated', 'withdrawn'"),
    ("enrolled", "'in force'"),
    ("voting", "'adopted', 'lost'"),
)
STEPS = (
    ("adopted", "'enrolled'"),
    ("circulated", "'engrossed', 'in committee', 'voting', 'withdrawn'"),
    ("draft", "'circulated', 'withdrawn'"),
    ("engrossed", "'circulated', 'voting', 'withdrawn'"),
    ("enrolled", "'in force', 'rescinded', 'superseded'"),
    ("in committee", "'circulated', 'engrossed', 'withdrawn'"),
    ("in force", "'rescinded', 'superseded'"),
    ("voting", "'adopted', 'lost'"),
)
STEP = (
    "INSERT INTO resolution_steps"
    " (resolution_id, n, stage, at, person_id, office_id, reason, version, opened)"
)
NEW_STAGES = "'in committee', 'engrossed', 'superseded', 'rescinded'"


def upgrade() -> None:
    drop_rules()
    widen("resolutions", COLUMNS, CHECKS, IN_FORCE_BEFORE, IN_FORCE)
    widen("resolution_texts", TEXT_COLUMNS, (), "", "")
    op.execute(
        "UPDATE resolutions SET opened_at = (SELECT made_at FROM resolution_texts AS one"
        " WHERE one.resolution_id = resolutions.id AND one.version = resolutions.shown_version)"
        " WHERE shown_version IS NOT NULL"
    )
    op.execute(
        f"{STEP} SELECT resolutions.id, 1, 'draft', resolutions.made_at, one.person_id,"  # noqa: S608
        " resolutions.office_id, '', NULL, false FROM resolutions JOIN resolution_texts AS one"
        " ON one.resolution_id = resolutions.id AND one.version = 1"
    )
    op.execute(
        f"{STEP} SELECT id, 2, stage, changed_at, NULL, NULL, '', shown_version,"  # noqa: S608
        " shown_version IS NOT NULL FROM resolutions WHERE stage <> 'draft'"
    )
    say_rules(ONCE, WRITABLE, STEPS)


def downgrade() -> None:
    late = sa.text(f"SELECT count(*) FROM resolutions WHERE stage IN ({NEW_STAGES})")  # noqa: S608
    hidden = sa.text(
        "SELECT count(*) FROM resolutions WHERE shown_version IS NOT NULL AND opened_at IS NULL"
    )
    if op.get_bind().scalar(late) or op.get_bind().scalar(hidden):
        raise RuntimeError(
            "an older version has no place for texts in committee, engrossed, superseded, rescinded"
            " or shown to chosen states, and there are some"
        )
    drop_rules()
    narrow("resolution_texts", TEXT_COLUMNS, (), "", "")
    narrow("resolutions", COLUMNS, CHECKS, IN_FORCE, IN_FORCE_BEFORE)
    # What 0019 made goes whole with it: the steps are a copy of what the ledger holds.
    say_rules(ONCE_BEFORE, WRITABLE_BEFORE, STEPS_BEFORE)


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def widen(
    table: str,
    columns: tuple[tuple[str, str, str, str], ...],
    checks: tuple[tuple[str, str], ...],
    before: str,
    after: str,
) -> None:
    """Add columns, keys and checks, and let the check on `in_force_on` say something else."""
    if sqlite():
        more = "".join(f"\t{name} {kind}, \n" for name, kind, _, _ in columns)
        rules = "".join(f", \n\t{one}" for one in rules_of(table, columns, checks))
        made_anew(table, more, rules, (before, after), columns)
        return
    for name, _, kind, _ in columns:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.replace(' NOT NULL', '')}")
        if name in FILLED:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {FILLED[name]}")
            with_rows_open(table, f"UPDATE {table} SET {name} = {FILLED[name]}")  # noqa: S608
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL")
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT")
    for one in rules_of(table, columns, checks):
        op.execute(f"ALTER TABLE {table} ADD {one}")
    other_check(table, before, after)


def narrow(
    table: str,
    columns: tuple[tuple[str, str, str, str], ...],
    checks: tuple[tuple[str, str], ...],
    before: str,
    after: str,
) -> None:
    """Take the same away again."""
    if sqlite():
        more = "".join(f"\t{name} {kind}, \n" for name, kind, _, _ in columns)
        rules = "".join(f", \n\t{one}" for one in rules_of(table, columns, checks))
        made_anew(table, more, rules, (before, after), columns, away=True)
        return
    for name, _ in checks:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
    for name, _, _, _ in columns:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    other_check(table, before, after)


def with_rows_open(table: str, statement: str) -> None:
    """Fill a column of a table whose rows are frozen."""
    op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    op.execute(statement)
    op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def other_check(table: str, before: str, after: str) -> None:
    """On PostgreSQL: the check says something else."""
    if before:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_in_force")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_in_force CHECK ({after})")


def rules_of(
    table: str,
    columns: tuple[tuple[str, str, str, str], ...],
    checks: tuple[tuple[str, str], ...],
) -> list[str]:
    """The keys and checks that come with the columns."""
    keys = [
        f"CONSTRAINT fk_{table}_{name} FOREIGN KEY({name}) REFERENCES {to}"
        for name, _, _, to in columns
        if to
    ]
    return keys + [f"CONSTRAINT ck_{table}_{name} CHECK ({says})" for name, says in checks]


def made_anew(  # noqa: PLR0913 (what a table is made of)
    table: str,
    more: str,
    rules: str,
    check: tuple[str, str],
    columns: tuple[tuple[str, str, str, str], ...],
    *,
    away: bool = False,
) -> None:
    """SQLite changes no check: the table is made anew, with its rows, indexes and triggers."""
    bind = op.get_bind()
    kept = "SELECT type, sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL"
    found = [tuple(row) for row in bind.execute(sa.text(kept), {"name": table})]
    (made,) = [sql for kind, sql in found if kind == "table"]
    inside = made.partition("(")[2].rpartition(")")[0].rstrip()
    head, first, tail = inside.partition("\tCONSTRAINT ")
    if away:
        head, tail = head.replace(more, ""), tail.replace(rules, "")
    else:
        head, tail = head + more, tail + rules
    inside = f"{head}{first}{tail}"
    if check[0]:
        inside = inside.replace(f"CHECK ({check[0]})", f"CHECK ({check[1]})")
    said = [row[1] for row in bind.exec_driver_sql(f"PRAGMA table_info({table})")]
    new = {name for name, _, _, _ in columns}
    listed = ", ".join(name for name in said if name not in new)
    filled = [name for name in FILLED if name in new and not away]
    into = ", ".join([listed, *filled])
    values = ", ".join([listed, *(FILLED[name] for name in filled)])
    op.execute(f"CREATE TABLE {table}_anew ({inside}\n)")
    op.execute(f"INSERT INTO {table}_anew ({into}) SELECT {values} FROM {table}")  # noqa: S608
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for kind, sql in found:
        if kind != "table":
            bind.exec_driver_sql(sql)


def drop_rules() -> None:
    """The triggers whose words change."""
    for rule in ("once", "settled", "steps"):
        on = "" if sqlite() else " ON resolutions"
        op.execute(f"DROP TRIGGER resolutions_{rule}{on}")


def say_rules(once: tuple[str, ...], writable: str, steps: tuple[tuple[str, str], ...]) -> None:
    """The triggers as they say it now."""
    changed = " OR ".join(f"OLD.{one} IS NOT NULL AND {differs(one)}" for one in once)
    refuse("once", once, changed)
    changed = " OR ".join(differs(one) for one in SETTLED)
    refuse("settled", SETTLED, f"OLD.stage NOT IN ({writable}) AND ({changed})")
    allowed = " OR ".join(f"OLD.stage = '{now}' AND NEW.stage IN ({then})" for now, then in steps)
    refuse("steps", ("stage",), f"{differs('stage')} AND NOT ({allowed})")


def differs(column: str) -> str:
    """That a column is given another value."""
    return f"NEW.{column} {'IS NOT' if sqlite() else 'IS DISTINCT FROM'} OLD.{column}"


def refuse(rule: str, columns: tuple[str, ...], when: str) -> None:
    """A trigger that refuses a change."""
    of = ", ".join(f'"{one}"' for one in columns)
    head = f"CREATE TRIGGER resolutions_{rule} BEFORE UPDATE OF {of} ON resolutions "
    if sqlite():
        op.execute(f"{head}WHEN {when} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END")
    else:
        op.execute(f"{head}FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION resolutions_frozen()")
