"""Drafts, their log, and who is at them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "drafts",
    "draft_updates",
    "draft_snapshots",
    "draft_browsers",
    "draft_presence",
)
FUNCTIONS = (
    "draft_browsers_append_only",
    "draft_snapshots_append_only",
    "drafts_frozen",
)


def upgrade() -> None:
    make_drafts()
    make_draft_updates()
    make_draft_snapshots()
    make_draft_browsers()
    make_draft_presence()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_drafts() -> None:
    """The table drafts."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("began_with", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_n", sa.Integer(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.CheckConstraint("version >= began_with", name=op.f("ck_drafts_version")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_drafts_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_resolution", "drafts", ["resolution_id", "begun_at"])


def make_draft_updates() -> None:
    """The table draft_updates."""
    op.create_table(
        "draft_updates",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("via", sa.String(length=8), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("via IN ('seed', 'typed', 'form')", name=op.f("ck_draft_updates_via")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_draft_updates_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_draft_updates_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_draft_updates_person_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "n", name=op.f("pk_draft_updates")),
    )


def make_draft_snapshots() -> None:
    """The table draft_snapshots."""
    op.create_table(
        "draft_snapshots",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_draft_snapshots_draft_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "n", name=op.f("pk_draft_snapshots")),
    )


def make_draft_browsers() -> None:
    """The table draft_browsers."""
    op.create_table(
        "draft_browsers",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_draft_browsers_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_draft_browsers_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_draft_browsers_person_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "client", name=op.f("pk_draft_browsers")),
    )


def make_draft_presence() -> None:
    """The table draft_presence."""
    op.create_table(
        "draft_presence",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_draft_presence_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_draft_presence_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_draft_presence_person_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "person_id", name=op.f("pk_draft_presence")),
    )


ON_SQLITE = (
    (
        'CREATE TRIGGER drafts_frozen BEFORE UPDATE OF "id", "resolution_id", "began_with", '
        "\"begun_at\" ON drafts BEGIN SELECT RAISE(ABORT, 'drafts: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER drafts_no_delete BEFORE DELETE ON drafts BEGIN SELECT RAISE(ABORT, "
        "'drafts: nothing is deleted'); END"
    ),
    (
        "CREATE TRIGGER draft_snapshots_no_update BEFORE UPDATE ON draft_snapshots BEGIN "
        "SELECT RAISE(ABORT, 'draft_snapshots is append-only'); END"
    ),
    (
        "CREATE TRIGGER draft_snapshots_no_delete BEFORE DELETE ON draft_snapshots BEGIN "
        "SELECT RAISE(ABORT, 'draft_snapshots is append-only'); END"
    ),
    (
        "CREATE TRIGGER draft_browsers_no_update BEFORE UPDATE ON draft_browsers BEGIN SELECT"
        " RAISE(ABORT, 'draft_browsers is append-only'); END"
    ),
    (
        "CREATE TRIGGER draft_browsers_no_delete BEFORE DELETE ON draft_browsers BEGIN SELECT"
        " RAISE(ABORT, 'draft_browsers is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION drafts_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'drafts: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER drafts_frozen BEFORE UPDATE OF "id", "resolution_id", "began_with", '
        '"begun_at" ON drafts FOR EACH ROW EXECUTE FUNCTION drafts_frozen()'
    ),
    (
        "CREATE TRIGGER drafts_no_delete BEFORE DELETE ON drafts FOR EACH ROW EXECUTE "
        "FUNCTION drafts_frozen()"
    ),
    (
        "CREATE TRIGGER drafts_no_truncate BEFORE TRUNCATE ON drafts FOR EACH STATEMENT "
        "EXECUTE FUNCTION drafts_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION draft_snapshots_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'draft_snapshots is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER draft_snapshots_no_change BEFORE UPDATE OR DELETE ON draft_snapshots "
        "FOR EACH ROW EXECUTE FUNCTION draft_snapshots_append_only()"
    ),
    (
        "CREATE TRIGGER draft_snapshots_no_truncate BEFORE TRUNCATE ON draft_snapshots FOR "
        "EACH STATEMENT EXECUTE FUNCTION draft_snapshots_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION draft_browsers_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'draft_browsers is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER draft_browsers_no_change BEFORE UPDATE OR DELETE ON draft_browsers "
        "FOR EACH ROW EXECUTE FUNCTION draft_browsers_append_only()"
    ),
    (
        "CREATE TRIGGER draft_browsers_no_truncate BEFORE TRUNCATE ON draft_browsers FOR EACH"
        " STATEMENT EXECUTE FUNCTION draft_browsers_append_only()"
    ),
)
