"""Which acts of an office need which inner steps, and what was prepared under that."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

RULES, PREPARED = "step_rules", "prepared_acts"
STAYS = "what was frozen stays"
INSTANT = sa.DateTime(timezone=True)
ACTS = (
    *("sign a resolution", "join an alliance", "give notice", "join a lawsuit", "commit money"),
    "answer a question",
)
ENDS = ("released", "replaced", "withdrawn", "no longer asked for")
FROZEN = (
    *("id", "office_id", "act", "subject", "title", "content", "content_sha256", "note"),
    *("prepared_by_id", "prepared_at"),
)
ONCE = (
    *("cleared_by_id", "cleared_at", "returned_by_id", "returned_at", "returned_why"),
    *("ended_as", "ended_at", "ended_by_id"),
)


def upgrade() -> None:
    op.create_table(
        RULES,
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_step_rules_version")),
        key(RULES, "office_id", "offices"),
        key(RULES, "set_by_id", "people"),
        sa.PrimaryKeyConstraint("office_id", "version", name=op.f("pk_step_rules")),
    )
    append_only(RULES)
    op.create_table(
        PREPARED,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", INSTANT, nullable=False),
        sa.Column("cleared_by_id", sa.Uuid(), nullable=True),
        sa.Column("cleared_at", INSTANT, nullable=True),
        sa.Column("returned_by_id", sa.Uuid(), nullable=True),
        sa.Column("returned_at", INSTANT, nullable=True),
        sa.Column("returned_why", sa.Text(), nullable=True),
        sa.Column("ended_as", sa.String(20), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        *checks(),
        key(PREPARED, "office_id", "offices"),
        key(PREPARED, "prepared_by_id", "people"),
        key(PREPARED, "cleared_by_id", "people"),
        key(PREPARED, "returned_by_id", "people"),
        key(PREPARED, "ended_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_acts")),
    )
    op.create_index("ix_prepared_acts_office", PREPARED, ["office_id", "prepared_at"])
    held = sa.text("ended_as IS NULL")
    op.create_index(
        "uq_prepared_acts_under_way",
        PREPARED,
        ["office_id", "act", "subject"],
        unique=True,
        sqlite_where=held,
        postgresql_where=held,
    )
    freeze(PREPARED)


def downgrade() -> None:
    op.drop_table(PREPARED)
    op.drop_table(RULES)
    if not sqlite():
        op.execute(f"DROP FUNCTION {PREPARED}_frozen()")
        op.execute(f"DROP FUNCTION {RULES}_append_only()")


def checks() -> list[sa.CheckConstraint]:
    texts = {
        "act": f"act IN ({listed(ACTS)})",
        "ended_as": f"ended_as IN ({listed(ENDS)})",
        "cleared": "(cleared_at IS NULL) = (cleared_by_id IS NULL)",
        "cleared_by_another": "cleared_by_id <> prepared_by_id",
        "returned": "(returned_at IS NULL) = (returned_by_id IS NULL)"
        " AND (returned_at IS NULL) = (returned_why IS NULL)",
        "ended": "(ended_as IS NULL) = (ended_at IS NULL)"
        " AND (ended_as IS NULL) = (ended_by_id IS NULL)",
        "released_by_another": "ended_as <> 'released'"
        " OR (returned_at IS NULL AND ended_by_id <> prepared_by_id)",
    }
    return [
        sa.CheckConstraint(text, name=op.f(f"ck_{PREPARED}_{name}")) for name, text in texts.items()
    ]


def listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def function(name: str, said: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
    )


def append_only(name: str) -> None:
    """Rows of this table are neither changed nor removed."""
    if sqlite():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
            )
        return
    function(f"{name}_append_only", f"{name} is append-only")
    op.execute(
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_append_only()"
    )
    op.execute(
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()"
    )


def freeze(name: str) -> None:
    """What was prepared stays; what becomes of it is written once; no row is removed."""
    when = " OR ".join(f"OLD.{one} IS NOT NULL AND {differs(one)}" for one in ONCE)
    stays = f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {quoted(FROZEN)} ON {name} "
    once = f"CREATE TRIGGER {name}_once BEFORE UPDATE OF {quoted(ONCE)} ON {name} "
    if sqlite():
        op.execute(f"{stays}BEGIN SELECT RAISE(ABORT, '{name}: {STAYS}'); END")
        op.execute(
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name}: nothing is deleted'); END"
        )
        op.execute(f"{once}WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}: {STAYS}'); END")
        return
    function(f"{name}_frozen", f"{name}: {STAYS}")
    op.execute(f"{stays}FOR EACH ROW EXECUTE FUNCTION {name}_frozen()")
    op.execute(
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_frozen()"
    )
    op.execute(
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_frozen()"
    )
    op.execute(f"{once}FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}_frozen()")


def quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def differs(name: str) -> str:
    """SQLite before 3.39 has no IS DISTINCT FROM; its IS NOT means the same."""
    return f"NEW.{name} IS {'NOT' if sqlite() else 'DISTINCT FROM'} OLD.{name}"
