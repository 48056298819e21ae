"""Guests: a kind of office and a rank of their own, and what is shared with them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SHARES = "shares"
STAYS = f"{SHARES}: what was frozen stays"
FROZEN = (
    *("id", "resolution_id", "version", "office_id", "guest_id", "name", "organisation"),
    *("email", "until", "ends_at", "shared_at", "shared_by_id"),
)
ONCE = ("ended_at", "ended_by_id")
KINDS = "'governor', 'attorney general', 'treasurer', 'secretariat'"
RANKS = "'principal', 'counsel', 'liaison', 'observer', 'office administrator'"
# Table, name of its check, what it said, what it says.
CHECKS = (
    ("offices", "kind", f"kind IN ({KINDS})", f"kind IN ({KINDS}, 'guest')"),
    (
        "offices",
        "state_or_secretariat",
        "(kind = 'secretariat') = (state_code IS NULL)",
        "(kind IN ('secretariat', 'guest')) = (state_code IS NULL)",
    ),
    ("posts", "rank", f"rank IN ({RANKS})", f"rank IN ({RANKS}, 'guest')"),
    ("invitations", "rank", f"rank IN ({RANKS})", f"rank IN ({RANKS}, 'guest')"),
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table, name, before, after in CHECKS:
        say_other(table, name, before, after)
    op.create_table(
        SHARES,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("guest_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("shared_at", INSTANT, nullable=False),
        sa.Column("shared_by_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("office_id <> guest_id", name=op.f("ck_shares_to_another")),
        sa.CheckConstraint("ends_at > shared_at", name=op.f("ck_shares_ends_later")),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= shared_at", name=op.f("ck_shares_ended_after")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_shares_ended_by")
        ),
        key("resolution_id", "resolutions"),
        key("office_id", "offices"),
        key("guest_id", "offices"),
        key("shared_by_id", "people"),
        key("ended_by_id", "people"),
        sa.ForeignKeyConstraint(
            ["resolution_id", "version"],
            ["resolution_texts.resolution_id", "resolution_texts.version"],
            name=op.f("fk_shares_text"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
    )
    op.create_index("ix_shares_guest", SHARES, ["guest_id", "ends_at"])
    op.create_index("ix_shares_resolution", SHARES, ["resolution_id", "office_id", "shared_at"])
    for statement in on_sqlite() if sqlite() else on_postgresql():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM offices WHERE kind = 'guest'")):
        raise RuntimeError("an older version has no place for guests, and there are some")
    op.drop_table(SHARES)
    if not sqlite():
        op.execute(f"DROP FUNCTION {SHARES}_frozen()")
    for table, name, before, after in CHECKS:
        say_other(table, name, after, before)


def key(column: str, to: str) -> sa.ForeignKeyConstraint:
    """A column that names a row of another table."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{SHARES}_{column}"))


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def say_other(table: str, name: str, before: str, after: str) -> None:
    """Let a check say something else."""
    if sqlite():
        made_anew(table, f"CHECK ({before})", f"CHECK ({after})")
        return
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({after})")


def made_anew(table: str, before: str, after: str) -> None:
    """SQLite changes no check: the table is made anew, with its rows, indexes and triggers."""
    bind = op.get_bind()
    kept = "SELECT type, sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL"
    found = [tuple(row) for row in bind.execute(sa.text(kept), {"name": table})]
    (made,) = [sql for kind, sql in found if kind == "table"]
    if made.count(before) != 1:
        raise RuntimeError(f"{table} has no such check: {before}")
    columns = made.partition("(")[2].replace(before, after)
    op.execute(f"CREATE TABLE {table}_anew ({columns}")
    op.execute(f"INSERT INTO {table}_anew SELECT * FROM {table}")  # noqa: S608 (our own names)
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for kind, sql in found:
        if kind != "table":
            bind.exec_driver_sql(sql)


def quoted(columns: tuple[str, ...]) -> str:
    """The columns between commas."""
    return ", ".join(f'"{name}"' for name in columns)


def once(differs: str) -> str:
    """That a column changes which holds something."""
    return " OR ".join(f"OLD.{one} IS NOT NULL AND NEW.{one} {differs} OLD.{one}" for one in ONCE)


def on_sqlite() -> list[str]:
    """The triggers of SQLite."""
    return [
        f"CREATE TRIGGER shares_frozen BEFORE UPDATE OF {quoted(FROZEN)} ON shares "
        f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
        f"CREATE TRIGGER shares_no_delete BEFORE DELETE ON shares "
        f"BEGIN SELECT RAISE(ABORT, '{SHARES}: nothing is deleted'); END",
        f"CREATE TRIGGER shares_once BEFORE UPDATE OF {quoted(ONCE)} ON shares "
        f"WHEN {once('IS NOT')} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    ]


def on_postgresql() -> list[str]:
    """The function and triggers of PostgreSQL."""
    does = "EXECUTE FUNCTION shares_frozen()"
    return [
        "CREATE OR REPLACE FUNCTION shares_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{STAYS}'; END $$",
        f"CREATE TRIGGER shares_frozen BEFORE UPDATE OF {quoted(FROZEN)} ON shares "
        f"FOR EACH ROW {does}",
        f"CREATE TRIGGER shares_no_delete BEFORE DELETE ON shares FOR EACH ROW {does}",
        f"CREATE TRIGGER shares_no_truncate BEFORE TRUNCATE ON shares FOR EACH STATEMENT {does}",
        f"CREATE TRIGGER shares_once BEFORE UPDATE OF {quoted(ONCE)} ON shares "
        f"FOR EACH ROW WHEN ({once('IS DISTINCT FROM')}) {does}",
    ]
