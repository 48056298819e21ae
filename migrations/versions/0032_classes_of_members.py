"""Which state is in which of the classes of members that a charter names itself."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "class_members",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("last_on >= from_on", name=op.f("ck_class_members_days")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_class_members_name")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_class_members_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["people.id"], name=op.f("fk_class_members_noted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_class_members_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_members")),
    )
    op.create_index(
        op.f("ix_class_members_alliance"),
        "class_members",
        ["alliance_id", "state_code"],
        unique=False,
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("class_members")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION class_members_append_only()")


ON_SQLITE = (
    (
        "CREATE TRIGGER class_members_no_update BEFORE UPDATE ON class_members BEGIN SELECT"
        " RAISE(ABORT, 'class_members is append-only'); END"
    ),
    (
        "CREATE TRIGGER class_members_no_delete BEFORE DELETE ON class_members BEGIN SELECT"
        " RAISE(ABORT, 'class_members is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION class_members_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'class_members is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER class_members_no_change BEFORE UPDATE OR DELETE ON class_members "
        "FOR EACH ROW EXECUTE FUNCTION class_members_append_only()"
    ),
    (
        "CREATE TRIGGER class_members_no_truncate BEFORE TRUNCATE ON class_members FOR EACH "
        "STATEMENT EXECUTE FUNCTION class_members_append_only()"
    ),
)
