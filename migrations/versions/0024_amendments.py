"""Amendments, their wordings, and what happened to each."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "amendments",
    "amendment_wordings",
    "amendment_events",
)
FUNCTIONS = (
    "amendment_events_append_only",
    "amendment_wordings_append_only",
    "amendments_frozen",
)


def upgrade() -> None:
    make_amendments()
    make_amendment_wordings()
    make_amendment_events()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_amendments() -> None:
    """The table amendments."""
    op.create_table(
        "amendments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("amends_id", sa.Uuid(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("stands", sa.String(length=12), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_amendments_n")),
        sa.CheckConstraint(
            "stands IN ('proposed', 'withdrawn', 'adopted', 'rejected', 'fallen')",
            name=op.f("ck_amendments_stands"),
        ),
        sa.ForeignKeyConstraint(
            ["amends_id"], ["amendments.id"], name=op.f("fk_amendments_amends_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_amendments_office_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_amendments_person_id")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_amendments_resolution_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_amendments_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
    )
    op.create_index(
        "uq_amendments_first",
        "amendments",
        ["resolution_id", "n"],
        unique=True,
        sqlite_where=sa.text("amends_id IS NULL"),
        postgresql_where=sa.text("amends_id IS NULL"),
    )
    op.create_index(
        "uq_amendments_second",
        "amendments",
        ["amends_id", "n"],
        unique=True,
        sqlite_where=sa.text("amends_id IS NOT NULL"),
        postgresql_where=sa.text("amends_id IS NOT NULL"),
    )


def make_amendment_wordings() -> None:
    """The table amendment_wordings."""
    op.create_table(
        "amendment_wordings",
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("base_sha256", sa.String(length=64), nullable=False),
        sa.Column("over_n", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name=op.f("fk_amendment_wordings_amendment_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_amendment_wordings_person_id")
        ),
        sa.PrimaryKeyConstraint("amendment_id", "n", name=op.f("pk_amendment_wordings")),
    )


def make_amendment_events() -> None:
    """The table amendment_events."""
    op.create_table(
        "amendment_events",
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(length=4000), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("committee", sa.String(length=300), nullable=False),
        sa.Column("advice", sa.String(length=30), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "advice IN ('', 'recommended', 'not recommended', 'without recommendation')",
            name=op.f("ck_amendment_events_advice"),
        ),
        sa.CheckConstraint(
            "(what = 'adopted') = (place IS NOT NULL)", name=op.f("ck_amendment_events_place")
        ),
        sa.CheckConstraint(
            "what IN ('joined', 'left', 'accepted', 'declined', 'recommended', 'brought', "
            "'withdrawn', 'adopted', 'rejected', 'fallen', 'taken back', 'settled', "
            "'engrossed')",
            name=op.f("ck_amendment_events_what"),
        ),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name=op.f("fk_amendment_events_amendment_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_amendment_events_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["amendments.id"], name=op.f("fk_amendment_events_other_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_amendment_events_person_id")
        ),
        sa.PrimaryKeyConstraint("amendment_id", "n", name=op.f("pk_amendment_events")),
    )


ON_SQLITE = (
    (
        'CREATE TRIGGER amendments_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"amends_id", "n", "number", "office_id", "state_code", "person_id", "at", "reason" '
        "ON amendments BEGIN SELECT RAISE(ABORT, 'amendments: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER amendments_no_delete BEFORE DELETE ON amendments BEGIN SELECT "
        "RAISE(ABORT, 'amendments: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER amendments_steps BEFORE UPDATE OF "stands" ON amendments WHEN '
        "NEW.stands IS NOT OLD.stands AND NOT (OLD.stands = 'adopted' AND NEW.stands IN "
        "('proposed') OR OLD.stands = 'fallen' AND NEW.stands IN ('proposed') OR OLD.stands ="
        " 'proposed' AND NEW.stands IN ('adopted', 'fallen', 'rejected', 'withdrawn') OR "
        "OLD.stands = 'rejected' AND NEW.stands IN ('proposed')) BEGIN SELECT RAISE(ABORT, "
        "'amendments: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER amendment_wordings_no_update BEFORE UPDATE ON amendment_wordings "
        "BEGIN SELECT RAISE(ABORT, 'amendment_wordings is append-only'); END"
    ),
    (
        "CREATE TRIGGER amendment_wordings_no_delete BEFORE DELETE ON amendment_wordings "
        "BEGIN SELECT RAISE(ABORT, 'amendment_wordings is append-only'); END"
    ),
    (
        "CREATE TRIGGER amendment_events_no_update BEFORE UPDATE ON amendment_events BEGIN "
        "SELECT RAISE(ABORT, 'amendment_events is append-only'); END"
    ),
    (
        "CREATE TRIGGER amendment_events_no_delete BEFORE DELETE ON amendment_events BEGIN "
        "SELECT RAISE(ABORT, 'amendment_events is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION amendments_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'amendments: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER amendments_frozen BEFORE UPDATE OF "id", "resolution_id", '
        '"amends_id", "n", "number", "office_id", "state_code", "person_id", "at", "reason" '
        "ON amendments FOR EACH ROW EXECUTE FUNCTION amendments_frozen()"
    ),
    (
        "CREATE TRIGGER amendments_no_delete BEFORE DELETE ON amendments FOR EACH ROW EXECUTE"
        " FUNCTION amendments_frozen()"
    ),
    (
        "CREATE TRIGGER amendments_no_truncate BEFORE TRUNCATE ON amendments FOR EACH "
        "STATEMENT EXECUTE FUNCTION amendments_frozen()"
    ),
    (
        'CREATE TRIGGER amendments_steps BEFORE UPDATE OF "stands" ON amendments FOR EACH ROW'
        " WHEN (NEW.stands IS DISTINCT FROM OLD.stands AND NOT (OLD.stands = 'adopted' AND "
        "NEW.stands IN ('proposed') OR OLD.stands = 'fallen' AND NEW.stands IN ('proposed') "
        "OR OLD.stands = 'proposed' AND NEW.stands IN ('adopted', 'fallen', 'rejected', "
        "'withdrawn') OR OLD.stands = 'rejected' AND NEW.stands IN ('proposed'))) EXECUTE "
        "FUNCTION amendments_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION amendment_wordings_append_only() RETURNS trigger LANGUAGE"
        " plpgsql AS $$ BEGIN RAISE EXCEPTION 'amendment_wordings is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER amendment_wordings_no_change BEFORE UPDATE OR DELETE ON "
        "amendment_wordings FOR EACH ROW EXECUTE FUNCTION amendment_wordings_append_only()"
    ),
    (
        "CREATE TRIGGER amendment_wordings_no_truncate BEFORE TRUNCATE ON amendment_wordings "
        "FOR EACH STATEMENT EXECUTE FUNCTION amendment_wordings_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION amendment_events_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'amendment_events is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER amendment_events_no_change BEFORE UPDATE OR DELETE ON "
        "amendment_events FOR EACH ROW EXECUTE FUNCTION amendment_events_append_only()"
    ),
    (
        "CREATE TRIGGER amendment_events_no_truncate BEFORE TRUNCATE ON amendment_events FOR "
        "EACH STATEMENT EXECUTE FUNCTION amendment_events_append_only()"
    ),
)
