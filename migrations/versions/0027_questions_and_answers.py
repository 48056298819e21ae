"""How a question is answered, answers that follow one another, later closes, ballots.

A question that was there is answered as before: in writing, once, shown at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
# alliance/votes/terms.py, as it was here: BEFORE.
TERMS = (
    '{"chains":false,"chair":"","deadline":null,"divided":false,"extensions":0,"hidde'
    'n":false,"may_change":false,"mode":"written","proxies":false,"secret":false,"zon'
    'e":"UTC"}'
)
TERMS_SHA256 = "c3918c1e761a56a4cd9cea47a5062f5cd8c4d3784516abf393dccb54984f2cdb"
WHOLE = (
    "(closed_at IS NULL) = (outcome IS NULL)"
    " AND (closed_at IS NULL OR outcome = 'void') = (tally IS NULL)"
    " AND (void_reason IS NULL) = (outcome IS NULL OR outcome != 'void')"
)
OUTCOME = "outcome IN ('carried', 'lost', 'no quorum', 'undecided', 'void')"
WHOLE_BEFORE = "(closed_at IS NULL) = (outcome IS NULL) AND (closed_at IS NULL) = (tally IS NULL)"
OUTCOME_BEFORE = "outcome IN ('carried', 'lost', 'no quorum')"
FROZEN = (
    "id",
    "kind",
    "subject_id",
    "title",
    "alliance_id",
    "represented_by",
    "text_sha256",
    "rule",
    "rule_sha256",
    "roster",
    "roster_sha256",
)
ONCE = ("answers", "answers_sha256", "tally", "tally_sha256")
STAYS = "questions: what was frozen stays"
# Name, type on SQLite, type on PostgreSQL, what the rows that are there hold (None: nothing).
QUESTIONS = (
    ("mode", "VARCHAR(12)", "VARCHAR(12)", "'written'"),
    ("terms", "TEXT", "TEXT", f"'{TERMS}'"),
    ("terms_sha256", "VARCHAR(64)", "VARCHAR(64)", f"'{TERMS_SHA256}'"),
    ("void_reason", "TEXT", "TEXT", None),
)
ANSWERS = (
    ("n", "INTEGER", "INTEGER", "1"),
    ("parts", "TEXT", "TEXT", None),
    ("ground", "TEXT", "TEXT", None),
    ("explanation", "TEXT", "TEXT", None),
    ("shown_to", "VARCHAR(8)", "VARCHAR(8)", None),
    ("salt", "VARCHAR(32)", "VARCHAR(32)", None),
)
MODE = "mode IN ('written', 'meeting', 'no objection', 'poll')"
SHOWN_TO = "shown_to IN ('public', 'members', 'private')"
WORDS_BEFORE = "answer IN ('yea', 'nay', 'present', 'recused')"
WORDS = "answer IN ('yea', 'nay', 'present', 'recused', 'divided', 'chosen', 'cast')"
PARTS = "(parts IS NOT NULL) = (answer IN ('divided', 'chosen'))"
KEY_BEFORE, KEY = "question_id, state_code", "question_id, state_code, n"
CHECKS = {
    "questions": (("mode", MODE),),
    "answers": (
        ("n", "n >= 1"),
        ("parts", PARTS),
        ("shown_to", SHOWN_TO),
        ("explained", "(explanation IS NULL) = (shown_to IS NULL)"),
    ),
}
# What a check or a key says before and after.
OTHER = {
    "questions": (("closed_whole", WHOLE_BEFORE, WHOLE), ("outcome", OUTCOME_BEFORE, OUTCOME)),
    "answers": (("answer", WORDS_BEFORE, WORDS),),
}
COLUMNS = {"questions": QUESTIONS, "answers": ANSWERS}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        if sqlite():
            made_anew(table, columns)
        else:
            widen(table, columns)
    if not sqlite():
        key(KEY)
    rules_of_questions((*FROZEN, "mode", "terms", "terms_sha256", "opened_at"), "void_reason")
    say_that_it_grows()
    make_question_extensions()
    make_ballots()
    for statement in ON_SQLITE if sqlite() else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Of each state the last answer is kept."""
    left = "SELECT count(*) FROM questions WHERE outcome IN ('void', 'undecided')"
    if op.get_bind().execute(sa.text(left)).scalar():
        raise RuntimeError(
            "Questions were taken off, or undecided: the version before knows no such outcome."
        )
    op.drop_table("ballots")
    op.drop_table("question_extensions")
    only_the_last()
    for table, columns in COLUMNS.items():
        if sqlite():
            made_anew(table, columns, away=True)
        else:
            narrow(table, columns)
    if not sqlite():
        key(KEY_BEFORE)
        op.execute("DROP FUNCTION question_extensions_append_only()")
    rules_of_questions((*FROZEN, "opened_at", "closes_at"))


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def only_the_last() -> None:
    """Remove the answers that later ones replaced, and those of secret ballots."""
    gone = (
        "DELETE FROM answers WHERE answer IN ('divided', 'chosen', 'cast') OR EXISTS (SELECT 1 "
        "FROM answers later WHERE later.question_id = answers.question_id "
        "AND later.state_code = answers.state_code AND later.n > answers.n)"
    )
    if sqlite():
        kept = op.get_bind().exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'answers_no_delete'"
        )
        (trigger,) = kept.fetchone()
        op.execute("DROP TRIGGER answers_no_delete")
        op.execute(gone)
        op.get_bind().exec_driver_sql(trigger)
        return
    op.execute("ALTER TABLE answers DISABLE TRIGGER USER")
    op.execute(gone)
    op.execute("ALTER TABLE answers ENABLE TRIGGER USER")


def widen(table: str, columns: tuple[tuple[str, str, str, str | None], ...]) -> None:
    """On PostgreSQL: add columns and checks, and let the other checks say what they say now."""
    for name, _, kind, filled in columns:
        more = f" NOT NULL DEFAULT {filled}" if filled else ""
        op.execute(sa.text(f"ALTER TABLE {table} ADD COLUMN {name} {kind}{escaped(more)}"))
        if filled:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT")
    for name, says in CHECKS[table]:
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({says})")
    for name, _, now in OTHER[table]:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({now})")


def narrow(table: str, columns: tuple[tuple[str, str, str, str | None], ...]) -> None:
    """On PostgreSQL: take the same away again."""
    if table == "answers":
        op.execute("ALTER TABLE answers DROP CONSTRAINT pk_answers")
    for name, before, _ in OTHER[table]:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({before})")
    for name, _ in CHECKS[table]:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
    if table == "questions":
        for rule in ("frozen", "grows", "once"):
            op.execute(f"DROP TRIGGER questions_{rule} ON questions")
    for name, _, _, _ in columns:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")


def key(columns: str) -> None:
    """On PostgreSQL: what tells one answer from another."""
    op.execute("ALTER TABLE answers DROP CONSTRAINT IF EXISTS pk_answers")
    op.execute(f"ALTER TABLE answers ADD CONSTRAINT pk_answers PRIMARY KEY ({columns})")


def escaped(text: str) -> str:
    """A colon before a letter would be a parameter."""
    return text.replace(":", "\\:")


def made_anew(
    table: str, columns: tuple[tuple[str, str, str, str | None], ...], *, away: bool = False
) -> None:
    """SQLite changes no check: the table is made anew, with its rows, indexes and triggers."""
    bind = op.get_bind()
    kept = "SELECT type, sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL"
    found = [tuple(row) for row in bind.execute(sa.text(kept), {"name": table})]
    (made,) = [sql for kind, sql in found if kind == "table"]
    inside = made.partition("(")[2].rpartition(")")[0].rstrip()
    more = "".join(
        f"\t{name} {kind}{' NOT NULL' if filled else ''}, \n" for name, kind, _, filled in columns
    )
    rules = "".join(
        f", \n\tCONSTRAINT ck_{table}_{name} CHECK ({says})" for name, says in CHECKS[table]
    )
    swaps = [(f"CHECK ({before})", f"CHECK ({now})") for _, before, now in OTHER[table]]
    if table == "answers":
        swaps.append((f"PRIMARY KEY ({KEY_BEFORE})", f"PRIMARY KEY ({KEY})"))
    if away:
        inside = inside.replace(more, "").replace(rules, "")
    else:
        head, first, tail = inside.partition("\tCONSTRAINT ")
        inside = f"{head}{more}{first}{tail}{rules}"
    for before, now in swaps:
        inside = inside.replace(now, before) if away else inside.replace(before, now)
    said = [row[1] for row in bind.exec_driver_sql(f"PRAGMA table_info({table})")]
    new = {name: filled for name, _, _, filled in columns}
    same = [name for name in said if name not in new]
    filled = {} if away else {name: value for name, value in new.items() if value}
    into, values = ", ".join([*same, *filled]), ", ".join([*same, *filled.values()])
    bind.exec_driver_sql(f"CREATE TABLE {table}_anew ({inside}\n)")
    bind.exec_driver_sql(f"INSERT INTO {table}_anew ({into}) SELECT {values} FROM {table}")  # noqa: S608
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for kind, sql in found:
        if kind == "index" or (kind == "trigger" and "_no_" in sql):
            bind.exec_driver_sql(sql)


def say_that_it_grows() -> None:
    """A close is put off, and never brought forward; after it nothing of it changes."""
    differs = "IS NOT" if sqlite() else "IS DISTINCT FROM"
    when = (
        "NEW.closes_at < OLD.closes_at OR OLD.closed_at IS NOT NULL "
        f"AND NEW.closes_at {differs} OLD.closes_at"
    )
    head = 'CREATE TRIGGER questions_grows BEFORE UPDATE OF "closes_at" ON questions '
    if sqlite():
        op.execute(f"{head}WHEN {when} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END")
    else:
        op.execute(f"{head}FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION questions_frozen()")


def rules_of_questions(frozen: tuple[str, ...], *more: str) -> None:
    """What of a question stays as it is, and what is given a value once."""
    once = ("closed_at", "outcome", *more, *ONCE)
    listed, listed_once = (", ".join(f'"{one}"' for one in some) for some in (frozen, once))
    changed = " OR ".join(
        f"OLD.{one} IS NOT NULL AND NEW.{one} IS DISTINCT FROM OLD.{one}" for one in once
    )
    if sqlite():
        does = f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
        op.execute(f"CREATE TRIGGER questions_frozen BEFORE UPDATE OF {listed} ON questions {does}")
        plain = changed.replace("IS DISTINCT FROM", "IS NOT")
        op.execute(
            f"CREATE TRIGGER questions_once BEFORE UPDATE OF {listed_once} ON questions "
            f"WHEN {plain} {does}"
        )
        return
    for rule in ("frozen", "once"):
        op.execute(f"DROP TRIGGER IF EXISTS questions_{rule} ON questions")
    op.execute(
        f"CREATE TRIGGER questions_frozen BEFORE UPDATE OF {listed} ON questions "
        "FOR EACH ROW EXECUTE FUNCTION questions_frozen()"
    )
    op.execute(
        f"CREATE TRIGGER questions_once BEFORE UPDATE OF {listed_once} ON questions "
        f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION questions_frozen()"
    )


def make_question_extensions() -> None:
    """The table question_extensions."""
    op.create_table(
        "question_extensions",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closed_before", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("extended_at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("closes_at > closed_before", name=op.f("ck_question_extensions_later")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_question_extensions_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_extensions_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "n", name=op.f("pk_question_extensions")),
    )


def make_ballots() -> None:
    """The table ballots."""
    op.create_table(
        "ballots",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_ballots_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ballots_question_id"), "ballots", ["question_id"], unique=False)


ON_SQLITE = (
    (
        "CREATE TRIGGER question_extensions_no_update BEFORE UPDATE ON question_extensions "
        "BEGIN SELECT RAISE(ABORT, 'question_extensions is append-only'); END"
    ),
    (
        "CREATE TRIGGER question_extensions_no_delete BEFORE DELETE ON question_extensions "
        "BEGIN SELECT RAISE(ABORT, 'question_extensions is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION question_extensions_append_only() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'question_extensions is append-only'; "
        "END $$"
    ),
    (
        "CREATE TRIGGER question_extensions_no_change BEFORE UPDATE OR DELETE ON "
        "question_extensions FOR EACH ROW EXECUTE FUNCTION question_extensions_append_only()"
    ),
    (
        "CREATE TRIGGER question_extensions_no_truncate BEFORE TRUNCATE ON "
        "question_extensions FOR EACH STATEMENT EXECUTE FUNCTION "
        "question_extensions_append_only()"
    ),
)
