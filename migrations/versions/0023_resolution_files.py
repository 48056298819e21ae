"""Files that attachments of texts hold, and earlier texts found by their hash."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "resolution_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_resolution_files_size")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_resolution_files_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_resolution_files_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_files")),
    )
    op.create_index(
        "uq_resolution_files_hash", "resolution_files", ["resolution_id", "sha256"], unique=True
    )
    op.create_index("ix_resolution_texts_hash", "resolution_texts", ["sha256"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_resolution_texts_hash", "resolution_texts")
    op.drop_table("resolution_files")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION resolution_files_append_only()")


ON_SQLITE = (
    (
        "CREATE TRIGGER resolution_files_no_update BEFORE UPDATE ON resolution_files BEGIN "
        "SELECT RAISE(ABORT, 'resolution_files is append-only'); END"
    ),
    (
        "CREATE TRIGGER resolution_files_no_delete BEFORE DELETE ON resolution_files BEGIN "
        "SELECT RAISE(ABORT, 'resolution_files is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION resolution_files_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'resolution_files is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER resolution_files_no_change BEFORE UPDATE OR DELETE ON resolution_files "
        "FOR EACH ROW EXECUTE FUNCTION resolution_files_append_only()"
    ),
    (
        "CREATE TRIGGER resolution_files_no_truncate BEFORE TRUNCATE ON resolution_files FOR "
        "EACH STATEMENT EXECUTE FUNCTION resolution_files_append_only()"
    ),
)
