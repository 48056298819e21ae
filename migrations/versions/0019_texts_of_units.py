"""Texts of units, and who writes, reads and sponsors them"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STAGES = (
    "'draft', 'circulated', 'in committee', 'engrossed', 'voting', 'adopted', 'lost', 'enrolled', "
    "'in force', 'superseded', 'rescinded', 'withdrawn'"
)
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "co_writers",
    "chosen_states",
    "text_sponsors",
    "resolution_steps",
)
FUNCTIONS = (
    "chosen_states_frozen",
    "co_writers_frozen",
    "resolution_steps_append_only",
    "text_sponsors_frozen",
)


def upgrade() -> None:
    make_co_writers()
    make_chosen_states()
    make_text_sponsors()
    make_resolution_steps()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_co_writers() -> None:
    """The table co_writers."""
    op.create_table(
        "co_writers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_co_writers_office_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_co_writers_person_id")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_co_writers_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_writers")),
    )
    op.create_index("ix_co_writers_resolution", "co_writers", ["resolution_id"])
    op.create_index(
        "uq_co_writers_now",
        "co_writers",
        ["office_id", "resolution_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def make_chosen_states() -> None:
    """The table chosen_states."""
    op.create_table(
        "chosen_states",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_chosen_states_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_chosen_states_resolution_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_chosen_states_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chosen_states")),
    )
    op.create_index("ix_chosen_states_resolution", "chosen_states", ["resolution_id"])
    op.create_index(
        "uq_chosen_states_now",
        "chosen_states",
        ["state_code", "resolution_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def make_text_sponsors() -> None:
    """The table text_sponsors."""
    op.create_table(
        "text_sponsors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_text_sponsors_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_text_sponsors_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_text_sponsors_resolution_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_text_sponsors_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_sponsors")),
    )
    op.create_index(
        "uq_text_sponsors_now",
        "text_sponsors",
        ["resolution_id", "office_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def make_resolution_steps() -> None:
    """The table resolution_steps."""
    op.create_table(
        "resolution_steps",
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            f"stage IN ({STAGES})",
            name=op.f("ck_resolution_steps_stage"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_resolution_steps_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_resolution_steps_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_resolution_steps_resolution_id")
        ),
        sa.PrimaryKeyConstraint("resolution_id", "n", name=op.f("pk_resolution_steps")),
    )


ON_SQLITE = (
    (
        'CREATE TRIGGER co_writers_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "at", "person_id" ON co_writers BEGIN SELECT RAISE(ABORT, \'co_writers: '
        "what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER co_writers_no_delete BEFORE DELETE ON co_writers BEGIN SELECT "
        "RAISE(ABORT, 'co_writers: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER co_writers_once BEFORE UPDATE OF "ended_at" ON co_writers WHEN '
        "OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at BEGIN SELECT "
        "RAISE(ABORT, 'co_writers: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER chosen_states_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"state_code", "at", "person_id" ON chosen_states BEGIN SELECT RAISE(ABORT, '
        "'chosen_states: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER chosen_states_no_delete BEFORE DELETE ON chosen_states BEGIN SELECT "
        "RAISE(ABORT, 'chosen_states: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER chosen_states_once BEFORE UPDATE OF "ended_at" ON chosen_states WHEN '
        "OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at BEGIN SELECT "
        "RAISE(ABORT, 'chosen_states: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER text_sponsors_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "state_code", "party", "at", "person_id" ON text_sponsors BEGIN SELECT '
        "RAISE(ABORT, 'text_sponsors: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER text_sponsors_no_delete BEFORE DELETE ON text_sponsors BEGIN SELECT "
        "RAISE(ABORT, 'text_sponsors: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER text_sponsors_once BEFORE UPDATE OF "ended_at" ON text_sponsors WHEN '
        "OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at BEGIN SELECT "
        "RAISE(ABORT, 'text_sponsors: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER resolution_steps_no_update BEFORE UPDATE ON resolution_steps BEGIN "
        "SELECT RAISE(ABORT, 'resolution_steps is append-only'); END"
    ),
    (
        "CREATE TRIGGER resolution_steps_no_delete BEFORE DELETE ON resolution_steps BEGIN "
        "SELECT RAISE(ABORT, 'resolution_steps is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION co_writers_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'co_writers: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER co_writers_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "at", "person_id" ON co_writers FOR EACH ROW EXECUTE FUNCTION '
        "co_writers_frozen()"
    ),
    (
        "CREATE TRIGGER co_writers_no_delete BEFORE DELETE ON co_writers FOR EACH ROW EXECUTE"
        " FUNCTION co_writers_frozen()"
    ),
    (
        "CREATE TRIGGER co_writers_no_truncate BEFORE TRUNCATE ON co_writers FOR EACH "
        "STATEMENT EXECUTE FUNCTION co_writers_frozen()"
    ),
    (
        'CREATE TRIGGER co_writers_once BEFORE UPDATE OF "ended_at" ON co_writers FOR EACH '
        "ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at) "
        "EXECUTE FUNCTION co_writers_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION chosen_states_frozen() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'chosen_states: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER chosen_states_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"state_code", "at", "person_id" ON chosen_states FOR EACH ROW EXECUTE FUNCTION '
        "chosen_states_frozen()"
    ),
    (
        "CREATE TRIGGER chosen_states_no_delete BEFORE DELETE ON chosen_states FOR EACH ROW "
        "EXECUTE FUNCTION chosen_states_frozen()"
    ),
    (
        "CREATE TRIGGER chosen_states_no_truncate BEFORE TRUNCATE ON chosen_states FOR EACH "
        "STATEMENT EXECUTE FUNCTION chosen_states_frozen()"
    ),
    (
        'CREATE TRIGGER chosen_states_once BEFORE UPDATE OF "ended_at" ON chosen_states FOR '
        "EACH ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM "
        "OLD.ended_at) EXECUTE FUNCTION chosen_states_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION text_sponsors_frozen() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'text_sponsors: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER text_sponsors_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "state_code", "party", "at", "person_id" ON text_sponsors FOR EACH ROW '
        "EXECUTE FUNCTION text_sponsors_frozen()"
    ),
    (
        "CREATE TRIGGER text_sponsors_no_delete BEFORE DELETE ON text_sponsors FOR EACH ROW "
        "EXECUTE FUNCTION text_sponsors_frozen()"
    ),
    (
        "CREATE TRIGGER text_sponsors_no_truncate BEFORE TRUNCATE ON text_sponsors FOR EACH "
        "STATEMENT EXECUTE FUNCTION text_sponsors_frozen()"
    ),
    (
        'CREATE TRIGGER text_sponsors_once BEFORE UPDATE OF "ended_at" ON text_sponsors FOR '
        "EACH ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM "
        "OLD.ended_at) EXECUTE FUNCTION text_sponsors_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION resolution_steps_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'resolution_steps is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER resolution_steps_no_change BEFORE UPDATE OR DELETE ON "
        "resolution_steps FOR EACH ROW EXECUTE FUNCTION resolution_steps_append_only()"
    ),
    (
        "CREATE TRIGGER resolution_steps_no_truncate BEFORE TRUNCATE ON resolution_steps FOR "
        "EACH STATEMENT EXECUTE FUNCTION resolution_steps_append_only()"
    ),
)
