"""Weights that rules measure by, and dated events of compacts."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "weights",
    "compact_events",
)
FUNCTIONS = (
    "compact_events_frozen",
    "weights_frozen",
)


def upgrade() -> None:
    make_weights()
    make_compact_events()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_weights() -> None:
    """The table weights."""
    op.create_table(
        "weights",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("known_from", INSTANT, nullable=False),
        sa.Column("known_until", INSTANT, nullable=True),
        sa.CheckConstraint(
            "known_until IS NULL OR known_until >= known_from", name=op.f("ck_weights_known")
        ),
        sa.CheckConstraint("measure <> '' AND amount <> ''", name=op.f("ck_weights_said")),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_weights_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weights")),
    )
    op.create_index("ix_weights_measure", "weights", ["measure"])
    op.create_index(
        "uq_weights_current",
        "weights",
        ["measure", "state_code", "from_on"],
        unique=True,
        sqlite_where=sa.text("known_until IS NULL"),
        postgresql_where=sa.text("known_until IS NULL"),
    )


def make_compact_events() -> None:
    """The table compact_events."""
    op.create_table(
        "compact_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("known_from", INSTANT, nullable=False),
        sa.Column("known_until", INSTANT, nullable=True),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "known_until IS NULL OR known_until >= known_from", name=op.f("ck_compact_events_known")
        ),
        sa.CheckConstraint("name <> '' AND source <> ''", name=op.f("ck_compact_events_said")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_compact_events_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["people.id"], name=op.f("fk_compact_events_noted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compact_events")),
    )
    op.create_index(
        "uq_compact_events_current",
        "compact_events",
        ["alliance_id", "name"],
        unique=True,
        sqlite_where=sa.text("known_until IS NULL"),
        postgresql_where=sa.text("known_until IS NULL"),
    )


ON_SQLITE = (
    (
        'CREATE TRIGGER weights_frozen BEFORE UPDATE OF "id", "measure", "state_code", '
        '"from_on", "amount", "source", "known_from" ON weights BEGIN SELECT RAISE(ABORT, '
        "'weights: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER weights_no_delete BEFORE DELETE ON weights BEGIN SELECT RAISE(ABORT, "
        "'weights: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER weights_once BEFORE UPDATE OF "known_until" ON weights WHEN '
        "OLD.known_until IS NOT NULL AND NEW.known_until IS NOT OLD.known_until BEGIN SELECT "
        "RAISE(ABORT, 'weights: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER compact_events_frozen BEFORE UPDATE OF "id", "alliance_id", "name", '
        '"happened_on", "source", "known_from", "noted_by_id" ON compact_events BEGIN SELECT '
        "RAISE(ABORT, 'compact_events: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER compact_events_no_delete BEFORE DELETE ON compact_events BEGIN SELECT"
        " RAISE(ABORT, 'compact_events: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER compact_events_once BEFORE UPDATE OF "known_until" ON compact_events '
        "WHEN OLD.known_until IS NOT NULL AND NEW.known_until IS NOT OLD.known_until BEGIN "
        "SELECT RAISE(ABORT, 'compact_events: what was frozen stays'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION weights_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'weights: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER weights_frozen BEFORE UPDATE OF "id", "measure", "state_code", '
        '"from_on", "amount", "source", "known_from" ON weights FOR EACH ROW EXECUTE FUNCTION'
        " weights_frozen()"
    ),
    (
        "CREATE TRIGGER weights_no_delete BEFORE DELETE ON weights FOR EACH ROW EXECUTE "
        "FUNCTION weights_frozen()"
    ),
    (
        "CREATE TRIGGER weights_no_truncate BEFORE TRUNCATE ON weights FOR EACH STATEMENT "
        "EXECUTE FUNCTION weights_frozen()"
    ),
    (
        'CREATE TRIGGER weights_once BEFORE UPDATE OF "known_until" ON weights FOR EACH ROW '
        "WHEN (OLD.known_until IS NOT NULL AND NEW.known_until IS DISTINCT FROM "
        "OLD.known_until) EXECUTE FUNCTION weights_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION compact_events_frozen() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'compact_events: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER compact_events_frozen BEFORE UPDATE OF "id", "alliance_id", "name", '
        '"happened_on", "source", "known_from", "noted_by_id" ON compact_events FOR EACH ROW '
        "EXECUTE FUNCTION compact_events_frozen()"
    ),
    (
        "CREATE TRIGGER compact_events_no_delete BEFORE DELETE ON compact_events FOR EACH ROW"
        " EXECUTE FUNCTION compact_events_frozen()"
    ),
    (
        "CREATE TRIGGER compact_events_no_truncate BEFORE TRUNCATE ON compact_events FOR EACH"
        " STATEMENT EXECUTE FUNCTION compact_events_frozen()"
    ),
    (
        'CREATE TRIGGER compact_events_once BEFORE UPDATE OF "known_until" ON compact_events '
        "FOR EACH ROW WHEN (OLD.known_until IS NOT NULL AND NEW.known_until IS DISTINCT FROM "
        "OLD.known_until) EXECUTE FUNCTION compact_events_frozen()"
    ),
)
