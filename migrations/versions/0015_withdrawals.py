"""Withdrawals: notices, the letters to every other member, and what has happened on the way."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CHOICES, DECISIONS = "mail_choices", "transition_decisions"
LEFT_BEFORE = ("answer", "signature", "position", "commitment", "delegation")
KINDS_BEFORE = (
    *("asked", "signature", "circulated", "decided", "in force", "answered", "account"),
)
NOTICES, LETTERS, EVENTS = "withdrawal_notices", "notice_letters", "notice_events"
INSTANT = sa.DateTime(timezone=True)
RUNNING = sa.text("rescinded_at IS NULL AND took_effect_at IS NULL")
FROZEN = {
    NOTICES: (
        *("id", "alliance_id", "state_code", "office_id", "person_id", "given_on", "given_at"),
        *("named_on", "words", "rule", "foreseen"),
    ),
    LETTERS: ("id", "notice_id", "state_code", "office_id", "text", "text_sha256"),
}
ONCE = {
    NOTICES: ("rescinded_at", "rescinded_on", "rescinded_by_id", "took_effect_at"),
    LETTERS: (
        *("sent_at", "delivered_on", "delivered_how", "delivered_note"),
        *("noted_at", "noted_by_id"),
    ),
}


def upgrade() -> None:
    make_notices()
    make_letters()
    make_events()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in on_sqlite() if sqlite else on_postgresql():
        op.execute(statement)
    choose_among((*KINDS_BEFORE[:-1], "membership", KINDS_BEFORE[-1]))
    decide_among((*LEFT_BEFORE, "notice"))


def downgrade() -> None:
    decide_among(LEFT_BEFORE)
    op.execute(f"DELETE FROM {CHOICES} WHERE kind = 'membership'")  # noqa: S608
    choose_among(KINDS_BEFORE)
    for table in (EVENTS, LETTERS, NOTICES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in (f"{EVENTS}_append_only", f"{LETTERS}_frozen", f"{NOTICES}_frozen"):
            op.execute(f"DROP FUNCTION {name}()")


def choose_among(kinds: tuple[str, ...]) -> None:
    """Let people choose about mail of these kinds; nothing points at the table of choices."""
    says = f"kind IN ({', '.join(repr(one) for one in kinds)})"
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(f"ck_{CHOICES}_kind"), CHOICES, type_="check")
        op.create_check_constraint(op.f(f"ck_{CHOICES}_kind"), CHOICES, says)
        return
    columns = "person_id, kind, choice, chosen_at"
    op.execute(f"ALTER TABLE {CHOICES} RENAME TO {CHOICES}_before")
    op.create_table(
        CHOICES,
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("chosen_at", INSTANT, nullable=False),
        check(CHOICES, "kind", says),
        check(CHOICES, "choice", "choice IN ('at once', 'digest', 'none')"),
        key(CHOICES, "person_id", "people.id"),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f(f"pk_{CHOICES}")),
    )
    op.execute(f"INSERT INTO {CHOICES} ({columns}) SELECT {columns} FROM {CHOICES}_before")  # noqa: S608
    op.drop_table(f"{CHOICES}_before")


def decide_among(kinds: tuple[str, ...]) -> None:
    """Let successors decide on things of these kinds; nothing points at the table of decisions.

    A decision on a kind that is no longer named goes with it, when the version goes down.
    """
    says = f"kind IN ({', '.join(repr(one) for one in kinds)})"
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {DECISIONS} DISABLE TRIGGER USER")
        op.execute(f"DELETE FROM {DECISIONS} WHERE NOT ({says})")  # noqa: S608
        op.execute(f"ALTER TABLE {DECISIONS} ENABLE TRIGGER USER")
        op.drop_constraint(op.f(f"ck_{DECISIONS}_kind"), DECISIONS, type_="check")
        op.create_check_constraint(op.f(f"ck_{DECISIONS}_kind"), DECISIONS, says)
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER {DECISIONS}_no_{verb}")
    op.execute(f"ALTER TABLE {DECISIONS} RENAME TO {DECISIONS}_before")
    op.create_table(
        DECISIONS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        check(DECISIONS, "kind", says),
        check(DECISIONS, "decision", "decision IN ('confirm', 'withdraw')"),
        check(DECISIONS, "reason", "length(reason) > 0"),
        key(DECISIONS, "office_id", "offices.id"),
        key(DECISIONS, "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{DECISIONS}")),
        sa.UniqueConstraint(
            *("office_id", "kind", "subject_id", "person_id", "at"),
            name="uq_transition_decisions_once",
        ),
    )
    copied = f"INSERT INTO {DECISIONS} SELECT * FROM {DECISIONS}_before WHERE {says}"  # noqa: S608
    op.execute(copied)
    op.drop_table(f"{DECISIONS}_before")
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {DECISIONS}_no_{verb.lower()} BEFORE {verb} ON {DECISIONS} "
            f"BEGIN SELECT RAISE(ABORT, '{DECISIONS} is append-only'); END"
        )


def make_notices() -> None:
    """One running notice of a state in an alliance at a time."""
    op.create_table(
        NOTICES,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("named_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=True),
        sa.Column("foreseen", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("rescinded_at", INSTANT, nullable=True),
        sa.Column("rescinded_on", sa.Date(), nullable=True),
        sa.Column("rescinded_by_id", sa.Uuid(), nullable=True),
        sa.Column("took_effect_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        check(NOTICES, "one_end", "rescinded_at IS NULL OR took_effect_at IS NULL"),
        check(NOTICES, "rescinded", "(rescinded_at IS NULL) = (rescinded_on IS NULL)"),
        check(NOTICES, "version", "version >= 1"),
        key(NOTICES, "alliance_id", "alliances.id"),
        key(NOTICES, "state_code", "states.code"),
        key(NOTICES, "office_id", "offices.id"),
        key(NOTICES, "person_id", "people.id"),
        key(NOTICES, "rescinded_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NOTICES}")),
    )
    op.create_index(
        f"uq_{NOTICES}_running",
        NOTICES,
        ["alliance_id", "state_code"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_index(f"ix_{NOTICES}_office", NOTICES, ["office_id", "given_at"])


def make_letters() -> None:
    """A letter to each other member, and its delivery."""
    op.create_table(
        LETTERS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("delivered_how", sa.String(length=20), nullable=True),
        sa.Column("delivered_note", sa.String(length=300), nullable=True),
        sa.Column("noted_at", INSTANT, nullable=True),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        check(LETTERS, "delivered", "(delivered_on IS NULL) = (delivered_how IS NULL)"),
        check(LETTERS, "noted", "(delivered_on IS NULL) = (noted_at IS NULL)"),
        key(LETTERS, "notice_id", f"{NOTICES}.id"),
        key(LETTERS, "state_code", "states.code"),
        key(LETTERS, "office_id", "offices.id"),
        key(LETTERS, "noted_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LETTERS}")),
    )
    op.create_index(f"uq_{LETTERS}_to", LETTERS, ["notice_id", "state_code"], unique=True)
    op.create_index(f"ix_{LETTERS}_office", LETTERS, ["office_id", "delivered_on"])


def make_events() -> None:
    """What the rule asks for and has happened; append-only, the latest of a name counts."""
    op.create_table(
        EVENTS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        key(EVENTS, "notice_id", f"{NOTICES}.id"),
        key(EVENTS, "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{EVENTS}")),
    )
    op.create_index(f"ix_{EVENTS}_notice", EVENTS, ["notice_id", "at"])


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """A column that names a row of another table."""
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def check(table: str, name: str, says: str) -> sa.CheckConstraint:
    """What holds of every row."""
    return sa.CheckConstraint(says, name=op.f(f"ck_{table}_{name}"))


def quoted(columns: tuple[str, ...]) -> str:
    """The columns between commas."""
    return ", ".join(f'"{name}"' for name in columns)


def once(table: str, differs: str) -> str:
    """That a column changes which holds something."""
    return " OR ".join(
        f"OLD.{one} IS NOT NULL AND NEW.{one} {differs} OLD.{one}" for one in ONCE[table]
    )


def on_sqlite() -> list[str]:
    """The triggers of SQLite."""
    made = []
    for table, columns in FROZEN.items():
        stays = f"{table}: what was frozen stays"
        made += [
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {quoted(columns)} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{stays}'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: nothing is deleted'); END",
            f"CREATE TRIGGER {table}_once BEFORE UPDATE OF {quoted(ONCE[table])} ON {table} "
            f"WHEN {once(table, 'IS NOT')} BEGIN SELECT RAISE(ABORT, '{stays}'); END",
        ]
    return made + [
        f"CREATE TRIGGER {EVENTS}_no_{verb.lower()} BEFORE {verb} ON {EVENTS} "
        f"BEGIN SELECT RAISE(ABORT, '{EVENTS} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def on_postgresql() -> list[str]:
    """The functions and triggers of PostgreSQL."""
    made = []
    for table, columns in FROZEN.items():
        does = f"EXECUTE FUNCTION {table}_frozen()"
        made += [
            f"CREATE OR REPLACE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table}: what was frozen stays'; END $$",
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {quoted(columns)} ON {table} "
            f"FOR EACH ROW {does}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {does}",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {does}",
            f"CREATE TRIGGER {table}_once BEFORE UPDATE OF {quoted(ONCE[table])} ON {table} "
            f"FOR EACH ROW WHEN ({once(table, 'IS DISTINCT FROM')}) {does}",
        ]
    does = f"EXECUTE FUNCTION {EVENTS}_append_only()"
    return [
        *made,
        f"CREATE OR REPLACE FUNCTION {EVENTS}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{EVENTS} is append-only'; END $$",
        f"CREATE TRIGGER {EVENTS}_no_change BEFORE UPDATE OR DELETE ON {EVENTS} "
        f"FOR EACH ROW {does}",
        f"CREATE TRIGGER {EVENTS}_no_truncate BEFORE TRUNCATE ON {EVENTS} "
        f"FOR EACH STATEMENT {does}",
    ]
