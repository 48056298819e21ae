"""What an office keeps for itself on a text, and the copies of it that it shared."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "layer_notes",
    "layer_redlines",
    "layer_positions",
    "layer_copies",
    "layer_copy_states",
)
FUNCTIONS = (
    "layer_copies_frozen",
    "layer_copy_states_append_only",
    "layer_notes_frozen",
    "layer_positions_append_only",
    "layer_redlines_frozen",
)


def upgrade() -> None:
    make_layer_notes()
    make_layer_redlines()
    make_layer_positions()
    make_layer_copies()
    make_layer_copy_states()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_layer_notes() -> None:
    """The table layer_notes."""
    op.create_table(
        "layer_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("set_aside_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "ends IS NULL OR (unit <> '' AND starts < ends)", name=op.f("ck_layer_notes_place")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_layer_notes_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_layer_notes_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_layer_notes_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layer_notes")),
    )
    op.create_index("ix_layer_notes_layer", "layer_notes", ["resolution_id", "office_id", "at"])


def make_layer_redlines() -> None:
    """The table layer_redlines."""
    op.create_table(
        "layer_redlines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("set_aside_at", INSTANT, nullable=True),
        sa.Column("promoted_at", INSTANT, nullable=True),
        sa.Column("promoted_as", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(promoted_at IS NULL) = (promoted_as IS NULL)", name=op.f("ck_layer_redlines_promoted")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_layer_redlines_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_layer_redlines_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_layer_redlines_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layer_redlines")),
    )
    op.create_index(
        "ix_layer_redlines_layer", "layer_redlines", ["resolution_id", "office_id", "at"]
    )


def make_layer_positions() -> None:
    """The table layer_positions."""
    op.create_table(
        "layer_positions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stance IN ('support', 'support if amended', 'oppose', 'undecided')",
            name=op.f("ck_layer_positions_stance"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_layer_positions_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_layer_positions_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_layer_positions_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layer_positions")),
    )
    op.create_index(
        "uq_layer_positions_n", "layer_positions", ["resolution_id", "office_id", "n"], unique=True
    )


def make_layer_copies() -> None:
    """The table layer_copies."""
    op.create_table(
        "layer_copies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["people.id"], name=op.f("fk_layer_copies_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_layer_copies_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_layer_copies_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_layer_copies_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layer_copies")),
    )
    op.create_index("ix_layer_copies_resolution", "layer_copies", ["resolution_id", "at"])


def make_layer_copy_states() -> None:
    """The table layer_copy_states."""
    op.create_table(
        "layer_copy_states",
        sa.Column("copy_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["layer_copies.id"], name=op.f("fk_layer_copy_states_copy_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_layer_copy_states_state_code")
        ),
        sa.PrimaryKeyConstraint("copy_id", "state_code", name=op.f("pk_layer_copy_states")),
    )


ON_SQLITE = (
    (
        'CREATE TRIGGER layer_notes_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "version", "unit", "starts", "ends", "was", "address", "words", "salt",'
        ' "at", "person_id" ON layer_notes BEGIN SELECT RAISE(ABORT, \'layer_notes: what was '
        "frozen stays'); END"
    ),
    (
        "CREATE TRIGGER layer_notes_no_delete BEFORE DELETE ON layer_notes BEGIN SELECT "
        "RAISE(ABORT, 'layer_notes: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER layer_notes_once BEFORE UPDATE OF "set_aside_at" ON layer_notes WHEN '
        "OLD.set_aside_at IS NOT NULL AND NEW.set_aside_at IS NOT OLD.set_aside_at BEGIN "
        "SELECT RAISE(ABORT, 'layer_notes: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER layer_redlines_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "version", "text_sha256", "body", "reason", "salt", "at", "person_id" '
        "ON layer_redlines BEGIN SELECT RAISE(ABORT, 'layer_redlines: what was frozen "
        "stays'); END"
    ),
    (
        "CREATE TRIGGER layer_redlines_no_delete BEFORE DELETE ON layer_redlines BEGIN SELECT"
        " RAISE(ABORT, 'layer_redlines: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER layer_redlines_once BEFORE UPDATE OF "set_aside_at", "promoted_at", '
        '"promoted_as" ON layer_redlines WHEN OLD.set_aside_at IS NOT NULL AND '
        "NEW.set_aside_at IS NOT OLD.set_aside_at OR OLD.promoted_at IS NOT NULL AND "
        "NEW.promoted_at IS NOT OLD.promoted_at OR OLD.promoted_as IS NOT NULL AND "
        "NEW.promoted_as IS NOT OLD.promoted_as BEGIN SELECT RAISE(ABORT, 'layer_redlines: "
        "what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER layer_positions_no_update BEFORE UPDATE ON layer_positions BEGIN "
        "SELECT RAISE(ABORT, 'layer_positions is append-only'); END"
    ),
    (
        "CREATE TRIGGER layer_positions_no_delete BEFORE DELETE ON layer_positions BEGIN "
        "SELECT RAISE(ABORT, 'layer_positions is append-only'); END"
    ),
    (
        'CREATE TRIGGER layer_copies_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "body", "salt", "at", "person_id" ON layer_copies BEGIN SELECT '
        "RAISE(ABORT, 'layer_copies: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER layer_copies_no_delete BEFORE DELETE ON layer_copies BEGIN SELECT "
        "RAISE(ABORT, 'layer_copies: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER layer_copies_once BEFORE UPDATE OF "ended_at", "ended_by_id" ON '
        "layer_copies WHEN OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at OR "
        "OLD.ended_by_id IS NOT NULL AND NEW.ended_by_id IS NOT OLD.ended_by_id BEGIN SELECT "
        "RAISE(ABORT, 'layer_copies: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER layer_copy_states_no_update BEFORE UPDATE ON layer_copy_states BEGIN "
        "SELECT RAISE(ABORT, 'layer_copy_states is append-only'); END"
    ),
    (
        "CREATE TRIGGER layer_copy_states_no_delete BEFORE DELETE ON layer_copy_states BEGIN "
        "SELECT RAISE(ABORT, 'layer_copy_states is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION layer_notes_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'layer_notes: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER layer_notes_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "version", "unit", "starts", "ends", "was", "address", "words", "salt",'
        ' "at", "person_id" ON layer_notes FOR EACH ROW EXECUTE FUNCTION layer_notes_frozen()'
    ),
    (
        "CREATE TRIGGER layer_notes_no_delete BEFORE DELETE ON layer_notes FOR EACH ROW "
        "EXECUTE FUNCTION layer_notes_frozen()"
    ),
    (
        "CREATE TRIGGER layer_notes_no_truncate BEFORE TRUNCATE ON layer_notes FOR EACH "
        "STATEMENT EXECUTE FUNCTION layer_notes_frozen()"
    ),
    (
        'CREATE TRIGGER layer_notes_once BEFORE UPDATE OF "set_aside_at" ON layer_notes FOR '
        "EACH ROW WHEN (OLD.set_aside_at IS NOT NULL AND NEW.set_aside_at IS DISTINCT FROM "
        "OLD.set_aside_at) EXECUTE FUNCTION layer_notes_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION layer_redlines_frozen() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'layer_redlines: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER layer_redlines_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "version", "text_sha256", "body", "reason", "salt", "at", "person_id" '
        "ON layer_redlines FOR EACH ROW EXECUTE FUNCTION layer_redlines_frozen()"
    ),
    (
        "CREATE TRIGGER layer_redlines_no_delete BEFORE DELETE ON layer_redlines FOR EACH ROW"
        " EXECUTE FUNCTION layer_redlines_frozen()"
    ),
    (
        "CREATE TRIGGER layer_redlines_no_truncate BEFORE TRUNCATE ON layer_redlines FOR EACH"
        " STATEMENT EXECUTE FUNCTION layer_redlines_frozen()"
    ),
    (
        'CREATE TRIGGER layer_redlines_once BEFORE UPDATE OF "set_aside_at", "promoted_at", '
        '"promoted_as" ON layer_redlines FOR EACH ROW WHEN (OLD.set_aside_at IS NOT NULL AND '
        "NEW.set_aside_at IS DISTINCT FROM OLD.set_aside_at OR OLD.promoted_at IS NOT NULL "
        "AND NEW.promoted_at IS DISTINCT FROM OLD.promoted_at OR OLD.promoted_as IS NOT NULL "
        "AND NEW.promoted_as IS DISTINCT FROM OLD.promoted_as) EXECUTE FUNCTION "
        "layer_redlines_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION layer_positions_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'layer_positions is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER layer_positions_no_change BEFORE UPDATE OR DELETE ON layer_positions "
        "FOR EACH ROW EXECUTE FUNCTION layer_positions_append_only()"
    ),
    (
        "CREATE TRIGGER layer_positions_no_truncate BEFORE TRUNCATE ON layer_positions FOR "
        "EACH STATEMENT EXECUTE FUNCTION layer_positions_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION layer_copies_frozen() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'layer_copies: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER layer_copies_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"office_id", "body", "salt", "at", "person_id" ON layer_copies FOR EACH ROW EXECUTE '
        "FUNCTION layer_copies_frozen()"
    ),
    (
        "CREATE TRIGGER layer_copies_no_delete BEFORE DELETE ON layer_copies FOR EACH ROW "
        "EXECUTE FUNCTION layer_copies_frozen()"
    ),
    (
        "CREATE TRIGGER layer_copies_no_truncate BEFORE TRUNCATE ON layer_copies FOR EACH "
        "STATEMENT EXECUTE FUNCTION layer_copies_frozen()"
    ),
    (
        'CREATE TRIGGER layer_copies_once BEFORE UPDATE OF "ended_at", "ended_by_id" ON '
        "layer_copies FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS "
        "DISTINCT FROM OLD.ended_at OR OLD.ended_by_id IS NOT NULL AND NEW.ended_by_id IS "
        "DISTINCT FROM OLD.ended_by_id) EXECUTE FUNCTION layer_copies_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION layer_copy_states_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'layer_copy_states is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER layer_copy_states_no_change BEFORE UPDATE OR DELETE ON "
        "layer_copy_states FOR EACH ROW EXECUTE FUNCTION layer_copy_states_append_only()"
    ),
    (
        "CREATE TRIGGER layer_copy_states_no_truncate BEFORE TRUNCATE ON layer_copy_states "
        "FOR EACH STATEMENT EXECUTE FUNCTION layer_copy_states_append_only()"
    ),
)
