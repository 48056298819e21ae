"""How each state stood on every day, worked out of the periods; periods made by acts have steps."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PERIODS = "membership_periods"
STRETCHES, MARKS = "standing_stretches", "marks"
INSTANT = sa.DateTime(timezone=True)
CURRENT = sa.text("known_until IS NULL")
KEPT = (
    *("period_id", "version", "alliance_id", "state_code", "role", "status"),
    *("joined", "notice_given", "left"),
)
SOURCES = ("note", "source", "as_of", "known_from")
COLUMNS = (
    *("id", "alliance_id", "state_code", "period_id", "standing", "member_class", "bound"),
    *("again", "since", "left", "starts", "ends", "known_from"),
)


def upgrade() -> None:
    unfreeze(PERIODS)
    op.drop_index("ix_membership_periods_state", table_name=PERIODS)
    op.execute(f"ALTER TABLE {PERIODS} DROP COLUMN bound_from")
    op.execute(f"ALTER TABLE {PERIODS} DROP COLUMN bound_until")
    op.add_column(PERIODS, sa.Column("steps", sa.JSON(), nullable=True))
    op.create_index("ix_membership_periods_state", PERIODS, ["state_code"])
    freeze(PERIODS, (*KEPT, "steps", *SOURCES))
    make_stretches()
    freeze(STRETCHES, COLUMNS)
    set_once(STRETCHES)
    op.create_table(
        MARKS,
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("mark", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{MARKS}")),
    )
    op.create_index("ix_ledger_entries_at", "ledger_entries", ["at", "leaf"])


def downgrade() -> None:
    op.drop_index("ix_ledger_entries_at", table_name="ledger_entries")
    op.drop_table(MARKS)
    unfreeze(PERIODS)
    op.drop_index("ix_membership_periods_state", table_name=PERIODS)
    op.execute(f"ALTER TABLE {PERIODS} DROP COLUMN steps")
    op.add_column(PERIODS, sa.Column("bound_from", sa.Date(), nullable=True))
    op.add_column(PERIODS, sa.Column("bound_until", sa.Date(), nullable=True))
    for column, days in (
        ("bound_from", "MIN(s.starts)"),
        ("bound_until", "NULLIF(MAX(s.ends), '9999-12-31')"),
    ):
        op.execute(
            f"UPDATE {PERIODS} SET {column} = (SELECT {days} FROM {STRETCHES} s "  # noqa: S608
            f"WHERE s.period_id = {PERIODS}.period_id AND s.bound AND s.known_until IS NULL)"
        )
    op.create_index("ix_membership_periods_state", PERIODS, ["state_code", "bound_from"])
    freeze(PERIODS, (*KEPT, *SOURCES, "bound_from", "bound_until"))
    op.drop_table(STRETCHES)
    if not on_sqlite():
        op.execute(f"DROP FUNCTION {STRETCHES}_frozen()")


def make_stretches() -> None:
    """The table of stretches; `alliance init` fills it for what is there already."""
    op.create_table(
        STRETCHES,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("member_class", sa.String(length=10), nullable=False),
        sa.Column("bound", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("left", sa.String(length=10), nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("known_from", INSTANT, nullable=False),
        sa.Column("known_until", INSTANT, nullable=True),
        sa.CheckConstraint(
            "known_until IS NULL OR known_until >= known_from", name=op.f(f"ck_{STRETCHES}_known")
        ),
        sa.CheckConstraint("ends > starts", name=op.f(f"ck_{STRETCHES}_days")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f(f"fk_{STRETCHES}_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f(f"fk_{STRETCHES}_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{STRETCHES}")),
    )
    op.create_index(
        f"uq_{STRETCHES}_current",
        STRETCHES,
        ["alliance_id", "state_code", "starts"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    op.create_index(
        f"ix_{STRETCHES}_current_ends",
        STRETCHES,
        ["alliance_id", "ends"],
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    op.create_index(f"ix_{STRETCHES}_known", STRETCHES, ["alliance_id", "ends", "known_from"])
    op.create_index(f"ix_{STRETCHES}_state", STRETCHES, ["state_code", "bound", "ends"])


def on_sqlite() -> bool:
    """Whether the database is the embedded one."""
    return op.get_bind().dialect.name == "sqlite"


def quoted(columns: tuple[str, ...]) -> str:
    """The columns between commas; some are words of SQL."""
    return ", ".join(f'"{name}"' for name in columns)


def unfreeze(table: str) -> None:
    """Take the trigger away that names the columns."""
    op.execute(f"DROP TRIGGER {table}_frozen" + ("" if on_sqlite() else f" ON {table}"))


def freeze(table: str, columns: tuple[str, ...]) -> None:
    """These columns keep what they were given; with a new table, its rows are never removed."""
    stays = f"{table}: what was frozen stays"
    if on_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {quoted(columns)} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{stays}'); END"
        )
        if table == STRETCHES:
            op.execute(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: nothing is deleted'); END"
            )
        return
    does = f"EXECUTE FUNCTION {table}_frozen()"
    if table == STRETCHES:
        op.execute(
            f"CREATE OR REPLACE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{stays}'; END $$"
        )
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {does}")
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {does}"
        )
    op.execute(
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {quoted(columns)} ON {table} "
        f"FOR EACH ROW {does}"
    )


def set_once(table: str) -> None:
    """The end of knowledge is null until it is given a value, and keeps it."""
    head = f'CREATE TRIGGER {table}_once BEFORE UPDATE OF "known_until" ON {table} '
    if on_sqlite():
        op.execute(
            f"{head}WHEN OLD.known_until IS NOT NULL AND NEW.known_until IS NOT OLD.known_until "
            f"BEGIN SELECT RAISE(ABORT, '{table}: what was frozen stays'); END"
        )
    else:
        op.execute(
            f"{head}FOR EACH ROW WHEN (OLD.known_until IS NOT NULL AND NEW.known_until "
            f"IS DISTINCT FROM OLD.known_until) EXECUTE FUNCTION {table}_frozen()"
        )
