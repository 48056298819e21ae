"""Lost second factors: one officer asks to remove them, another approves."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

RESETS = "factor_resets"
STAYS = f"{RESETS}: what was frozen stays"
FROZEN = ("id", "office_id", "person_id", "asked_at", "asked_by_id", "expires_at")
ONCE = ("approved_at", "approved_by_id", "refused_at", "refused_by_id", "done_at")
INSTANT = sa.DateTime(timezone=True)
PEOPLE = "people"
CHECKS = {
    "expires_later": "expires_at > asked_at",
    "asked_by_another": "asked_by_id <> person_id",
    "second_officer": "approved_by_id <> person_id AND approved_by_id <> asked_by_id",
    "approved_by": "approved_by_id IS NULL OR approved_at IS NOT NULL",
    "refused_by": "(refused_at IS NULL) = (refused_by_id IS NULL)",
    "done_or_refused": "refused_at IS NULL OR done_at IS NULL",
    "done_when_approved": "done_at IS NULL OR approved_at IS NOT NULL",
}


def upgrade() -> None:
    op.create_table(
        RESETS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("refused_at", INSTANT, nullable=True),
        sa.Column("refused_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        *(
            sa.CheckConstraint(says, name=op.f(f"ck_{RESETS}_{name}"))
            for name, says in CHECKS.items()
        ),
        key("office_id", "offices"),
        key("person_id", PEOPLE),
        key("asked_by_id", PEOPLE),
        key("approved_by_id", PEOPLE),
        key("refused_by_id", PEOPLE),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RESETS}")),
    )
    op.create_index("ix_factor_resets_office", RESETS, ["office_id", "asked_at"])
    op.create_index("ix_factor_resets_person", RESETS, ["person_id", "asked_at"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in on_sqlite() if sqlite else on_postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(RESETS)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP FUNCTION {RESETS}_frozen()")


def key(column: str, to: str) -> sa.ForeignKeyConstraint:
    """A column that names a row of another table."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{RESETS}_{column}"))


def quoted(columns: tuple[str, ...]) -> str:
    """The columns between commas."""
    return ", ".join(f'"{name}"' for name in columns)


def once(differs: str) -> str:
    """That a column changes which holds something."""
    return " OR ".join(f"OLD.{one} IS NOT NULL AND NEW.{one} {differs} OLD.{one}" for one in ONCE)


def on_sqlite() -> list[str]:
    """The triggers of SQLite."""
    return [
        f"CREATE TRIGGER {RESETS}_frozen BEFORE UPDATE OF {quoted(FROZEN)} ON {RESETS} "
        f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
        f"CREATE TRIGGER {RESETS}_no_delete BEFORE DELETE ON {RESETS} "
        f"BEGIN SELECT RAISE(ABORT, '{RESETS}: nothing is deleted'); END",
        f"CREATE TRIGGER {RESETS}_once BEFORE UPDATE OF {quoted(ONCE)} ON {RESETS} "
        f"WHEN {once('IS NOT')} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    ]


def on_postgresql() -> list[str]:
    """The function and triggers of PostgreSQL."""
    does = f"EXECUTE FUNCTION {RESETS}_frozen()"
    return [
        f"CREATE OR REPLACE FUNCTION {RESETS}_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{STAYS}'; END $$",
        f"CREATE TRIGGER {RESETS}_frozen BEFORE UPDATE OF {quoted(FROZEN)} ON {RESETS} "
        f"FOR EACH ROW {does}",
        f"CREATE TRIGGER {RESETS}_no_delete BEFORE DELETE ON {RESETS} FOR EACH ROW {does}",
        f"CREATE TRIGGER {RESETS}_no_truncate BEFORE TRUNCATE ON {RESETS} "
        f"FOR EACH STATEMENT {does}",
        f"CREATE TRIGGER {RESETS}_once BEFORE UPDATE OF {quoted(ONCE)} ON {RESETS} "
        f"FOR EACH ROW WHEN ({once('IS DISTINCT FROM')}) {does}",
    ]
