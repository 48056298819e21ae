"""Campaigns, questions of similarity, and determinations."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "campaigns",
    "campaign_versions",
    "similarity_questions",
    "determinations",
)
FUNCTIONS = (
    "campaign_versions_append_only",
    "campaigns_frozen",
    "determinations_append_only",
    "similarity_questions_append_only",
)


def upgrade() -> None:
    make_campaigns()
    make_campaign_versions()
    make_similarity_questions()
    make_determinations()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_campaigns() -> None:
    """The table campaigns."""
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_why", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_why IS NULL)", name=op.f("ck_campaigns_closed")
        ),
        sa.CheckConstraint("purpose IN ('amend', 'join')", name=op.f("ck_campaigns_purpose")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_campaigns_version")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_campaigns_alliance_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_campaigns_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_index("ix_campaigns_alliance", "campaigns", ["alliance_id", "opened_at"])


def make_campaign_versions() -> None:
    """The table campaign_versions."""
    op.create_table(
        "campaign_versions",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("threshold", sa.JSON(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("before_days", sa.Integer(), nullable=False),
        sa.Column("silent_days", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "before_days BETWEEN 1 AND 366", name=op.f("ck_campaign_versions_before")
        ),
        sa.CheckConstraint(
            "silent_days BETWEEN 1 AND 366", name=op.f("ck_campaign_versions_silent")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_versions_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_campaign_versions_person_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "version", name=op.f("pk_campaign_versions")),
    )


def make_similarity_questions() -> None:
    """The table similarity_questions."""
    op.create_table(
        "similarity_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_version", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("model_sha256", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_similarity_questions_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instruments.id"],
            name=op.f("fk_similarity_questions_instrument_id"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_similarity_questions_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similarity_questions")),
        sa.UniqueConstraint("question_id", name=op.f("uq_similarity_questions_question_id")),
    )
    op.create_index(
        "ix_similarity_questions_instrument", "similarity_questions", ["instrument_id", "at"]
    )


def make_determinations() -> None:
    """The table determinations."""
    op.create_table(
        "determinations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_version", sa.Integer(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("model_sha256", sa.String(length=64), nullable=False),
        sa.Column("finding", sa.String(length=30), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("period_id", sa.Uuid(), nullable=True),
        sa.Column("period_version", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "finding IN ('materially different', 'substantially similar')",
            name=op.f("ck_determinations_finding"),
        ),
        sa.CheckConstraint(
            "(period_id IS NULL) = (period_version IS NULL)", name=op.f("ck_determinations_period")
        ),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR question_id IS NOT NULL", name=op.f("ck_determinations_who")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_determinations_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name=op.f("fk_determinations_instrument_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_determinations_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_determinations_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_determinations_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determinations")),
    )
    op.create_index(
        "ix_determinations_campaign", "determinations", ["campaign_id", "state_code", "at"]
    )
    op.create_index("ix_determinations_instrument", "determinations", ["instrument_id", "at"])


ON_SQLITE = (
    (
        'CREATE TRIGGER campaigns_frozen BEFORE UPDATE OF "id", "alliance_id", "purpose", '
        '"office_id", "opened_at" ON campaigns BEGIN SELECT RAISE(ABORT, \'campaigns: what was'
        " frozen stays'); END"
    ),
    (
        "CREATE TRIGGER campaigns_no_delete BEFORE DELETE ON campaigns BEGIN SELECT "
        "RAISE(ABORT, 'campaigns: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER campaigns_once BEFORE UPDATE OF "closed_at", "closed_why" ON '
        "campaigns WHEN OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT OLD.closed_at OR "
        "OLD.closed_why IS NOT NULL AND NEW.closed_why IS NOT OLD.closed_why BEGIN SELECT "
        "RAISE(ABORT, 'campaigns: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER campaign_versions_no_update BEFORE UPDATE ON campaign_versions BEGIN "
        "SELECT RAISE(ABORT, 'campaign_versions is append-only'); END"
    ),
    (
        "CREATE TRIGGER campaign_versions_no_delete BEFORE DELETE ON campaign_versions BEGIN "
        "SELECT RAISE(ABORT, 'campaign_versions is append-only'); END"
    ),
    (
        "CREATE TRIGGER similarity_questions_no_update BEFORE UPDATE ON similarity_questions "
        "BEGIN SELECT RAISE(ABORT, 'similarity_questions is append-only'); END"
    ),
    (
        "CREATE TRIGGER similarity_questions_no_delete BEFORE DELETE ON similarity_questions "
        "BEGIN SELECT RAISE(ABORT, 'similarity_questions is append-only'); END"
    ),
    (
        "CREATE TRIGGER determinations_no_update BEFORE UPDATE ON determinations BEGIN SELECT"
        " RAISE(ABORT, 'determinations is append-only'); END"
    ),
    (
        "CREATE TRIGGER determinations_no_delete BEFORE DELETE ON determinations BEGIN SELECT"
        " RAISE(ABORT, 'determinations is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION campaigns_frozen() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'campaigns: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER campaigns_frozen BEFORE UPDATE OF "id", "alliance_id", "purpose", '
        '"office_id", "opened_at" ON campaigns FOR EACH ROW EXECUTE FUNCTION '
        "campaigns_frozen()"
    ),
    (
        "CREATE TRIGGER campaigns_no_delete BEFORE DELETE ON campaigns FOR EACH ROW EXECUTE "
        "FUNCTION campaigns_frozen()"
    ),
    (
        "CREATE TRIGGER campaigns_no_truncate BEFORE TRUNCATE ON campaigns FOR EACH STATEMENT"
        " EXECUTE FUNCTION campaigns_frozen()"
    ),
    (
        'CREATE TRIGGER campaigns_once BEFORE UPDATE OF "closed_at", "closed_why" ON '
        "campaigns FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT"
        " FROM OLD.closed_at OR OLD.closed_why IS NOT NULL AND NEW.closed_why IS DISTINCT "
        "FROM OLD.closed_why) EXECUTE FUNCTION campaigns_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION campaign_versions_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'campaign_versions is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER campaign_versions_no_change BEFORE UPDATE OR DELETE ON "
        "campaign_versions FOR EACH ROW EXECUTE FUNCTION campaign_versions_append_only()"
    ),
    (
        "CREATE TRIGGER campaign_versions_no_truncate BEFORE TRUNCATE ON campaign_versions "
        "FOR EACH STATEMENT EXECUTE FUNCTION campaign_versions_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION similarity_questions_append_only() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'similarity_questions is append-only'; "
        "END $$"
    ),
    (
        "CREATE TRIGGER similarity_questions_no_change BEFORE UPDATE OR DELETE ON "
        "similarity_questions FOR EACH ROW EXECUTE FUNCTION "
        "similarity_questions_append_only()"
    ),
    (
        "CREATE TRIGGER similarity_questions_no_truncate BEFORE TRUNCATE ON "
        "similarity_questions FOR EACH STATEMENT EXECUTE FUNCTION "
        "similarity_questions_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION determinations_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'determinations is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER determinations_no_change BEFORE UPDATE OR DELETE ON determinations "
        "FOR EACH ROW EXECUTE FUNCTION determinations_append_only()"
    ),
    (
        "CREATE TRIGGER determinations_no_truncate BEFORE TRUNCATE ON determinations FOR EACH"
        " STATEMENT EXECUTE FUNCTION determinations_append_only()"
    ),
)
