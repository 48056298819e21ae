"""Instruments with their preconditions, accessions with their sponsors, kept histories."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = "stage IN ('applied', 'approved', 'conditional', 'invited')"
TABLES = (
    "instruments",
    "instrument_documents",
    "instrument_versions",
    "preconditions",
    "accessions",
    "sponsors",
    "compact_histories",
)
FUNCTIONS = (
    "accessions_frozen",
    "instrument_documents_append_only",
    "instrument_versions_append_only",
    "instruments_frozen",
    "preconditions_frozen",
    "sponsors_frozen",
)


def upgrade() -> None:
    make_instruments()
    make_instrument_documents()
    make_instrument_versions()
    make_preconditions()
    make_accessions()
    make_sponsors()
    make_compact_histories()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_instruments() -> None:
    """The table instruments."""
    op.create_table(
        "instruments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_instruments_version")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_instruments_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_instruments_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_instruments_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruments")),
    )
    op.create_index("ix_instruments_alliance", "instruments", ["alliance_id", "state_code"])
    op.create_index("ix_instruments_campaign", "instruments", ["campaign_id", "state_code"])


def make_instrument_documents() -> None:
    """The table instrument_documents."""
    op.create_table(
        "instrument_documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_instrument_documents_size")),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instruments.id"],
            name=op.f("fk_instrument_documents_instrument_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_instrument_documents_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_documents")),
    )
    op.create_index("ix_instrument_documents_instrument", "instrument_documents", ["instrument_id"])


def make_instrument_versions() -> None:
    """The table instrument_versions."""
    op.create_table(
        "instrument_versions",
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("stage_on", sa.Date(), nullable=True),
        sa.Column("bill", sa.String(length=100), nullable=False),
        sa.Column("sponsor", sa.String(length=200), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("citation", sa.String(length=300), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("enacted_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("by_state", sa.Boolean(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["instrument_documents.id"],
            name=op.f("fk_instrument_versions_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name=op.f("fk_instrument_versions_instrument_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_instrument_versions_person_id")
        ),
        sa.PrimaryKeyConstraint("instrument_id", "version", name=op.f("pk_instrument_versions")),
    )


def make_preconditions() -> None:
    """The table preconditions."""
    op.create_table(
        "preconditions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("decider", sa.String(length=20), nullable=True),
        sa.Column("clock_days", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "clock_days IS NULL OR clock_days > 0", name=op.f("ck_preconditions_clock")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_on IS NULL)", name=op.f("ck_preconditions_decided")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name=op.f("fk_preconditions_instrument_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preconditions")),
    )
    op.create_index("ix_preconditions_instrument", "preconditions", ["instrument_id"])


def make_accessions() -> None:
    """The table accessions."""
    op.create_table(
        "accessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("member_class", sa.String(length=10), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("condition", sa.JSON(), nullable=True),
        sa.Column("instrument_id", sa.Uuid(), nullable=True),
        sa.Column("party_from", sa.Date(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('applied', 'approved', 'conditional', 'declined', "
            "'invited', 'joined', 'refused', 'withdrawn')",
            name=op.f("ck_accessions_stage"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_accessions_version")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_accessions_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name=op.f("fk_accessions_instrument_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_accessions_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_accessions_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_accessions_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accessions")),
    )
    op.create_index("ix_accessions_question", "accessions", ["question_id"])
    op.create_index("ix_accessions_state", "accessions", ["state_code", "stage"])
    op.create_index(
        "uq_accessions_open",
        "accessions",
        ["alliance_id", "state_code"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def make_sponsors() -> None:
    """The table sponsors."""
    op.create_table(
        "sponsors",
        sa.Column("accession_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accession_id"], ["accessions.id"], name=op.f("fk_sponsors_accession_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["people.id"], name=op.f("fk_sponsors_ended_by_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_sponsors_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sponsors_person_id")),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_sponsors_state_code")
        ),
        sa.PrimaryKeyConstraint("accession_id", "state_code", name=op.f("pk_sponsors")),
    )


def make_compact_histories() -> None:
    """The table compact_histories."""
    op.create_table(
        "compact_histories",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("inputs", sa.String(length=64), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_compact_histories_alliance_id")
        ),
        sa.PrimaryKeyConstraint("alliance_id", name=op.f("pk_compact_histories")),
    )


ON_SQLITE = (
    (
        'CREATE TRIGGER instruments_frozen BEFORE UPDATE OF "id", "alliance_id", '
        '"state_code", "kind", "purpose", "campaign_id", "office_id", "made_at" ON '
        "instruments BEGIN SELECT RAISE(ABORT, 'instruments: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER instruments_no_delete BEFORE DELETE ON instruments BEGIN SELECT "
        "RAISE(ABORT, 'instruments: nothing is deleted'); END"
    ),
    (
        "CREATE TRIGGER instrument_documents_no_update BEFORE UPDATE ON instrument_documents "
        "BEGIN SELECT RAISE(ABORT, 'instrument_documents is append-only'); END"
    ),
    (
        "CREATE TRIGGER instrument_documents_no_delete BEFORE DELETE ON instrument_documents "
        "BEGIN SELECT RAISE(ABORT, 'instrument_documents is append-only'); END"
    ),
    (
        "CREATE TRIGGER instrument_versions_no_update BEFORE UPDATE ON instrument_versions "
        "BEGIN SELECT RAISE(ABORT, 'instrument_versions is append-only'); END"
    ),
    (
        "CREATE TRIGGER instrument_versions_no_delete BEFORE DELETE ON instrument_versions "
        "BEGIN SELECT RAISE(ABORT, 'instrument_versions is append-only'); END"
    ),
    (
        'CREATE TRIGGER preconditions_frozen BEFORE UPDATE OF "id", "instrument_id", "what", '
        '"decider", "clock_days", "noted_at" ON preconditions BEGIN SELECT RAISE(ABORT, '
        "'preconditions: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER preconditions_no_delete BEFORE DELETE ON preconditions BEGIN SELECT "
        "RAISE(ABORT, 'preconditions: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER preconditions_once BEFORE UPDATE OF "asked_on", "outcome", '
        '"decided_on", "source" ON preconditions WHEN OLD.asked_on IS NOT NULL AND '
        "NEW.asked_on IS NOT OLD.asked_on OR OLD.outcome IS NOT NULL AND NEW.outcome IS NOT "
        "OLD.outcome OR OLD.decided_on IS NOT NULL AND NEW.decided_on IS NOT OLD.decided_on "
        "OR OLD.source IS NOT NULL AND NEW.source IS NOT OLD.source BEGIN SELECT RAISE(ABORT,"
        " 'preconditions: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER accessions_frozen BEFORE UPDATE OF "id", "alliance_id", "state_code",'
        ' "member_class", "asked", "began_at", "office_id" ON accessions BEGIN SELECT '
        "RAISE(ABORT, 'accessions: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER accessions_no_delete BEFORE DELETE ON accessions BEGIN SELECT "
        "RAISE(ABORT, 'accessions: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER accessions_once BEFORE UPDATE OF "approved_at", "decision", '
        '"ended_at" ON accessions WHEN OLD.approved_at IS NOT NULL AND NEW.approved_at IS NOT'
        " OLD.approved_at OR OLD.decision IS NOT NULL AND NEW.decision IS NOT OLD.decision OR"
        " OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at BEGIN SELECT "
        "RAISE(ABORT, 'accessions: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER sponsors_frozen BEFORE UPDATE OF "accession_id", "state_code", '
        '"office_id", "person_id", "at" ON sponsors BEGIN SELECT RAISE(ABORT, \'sponsors: what'
        " was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER sponsors_no_delete BEFORE DELETE ON sponsors BEGIN SELECT "
        "RAISE(ABORT, 'sponsors: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER sponsors_once BEFORE UPDATE OF "ended_at", "ended_by_id" ON sponsors '
        "WHEN OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at OR "
        "OLD.ended_by_id IS NOT NULL AND NEW.ended_by_id IS NOT OLD.ended_by_id BEGIN SELECT "
        "RAISE(ABORT, 'sponsors: what was frozen stays'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION instruments_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'instruments: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER instruments_frozen BEFORE UPDATE OF "id", "alliance_id", '
        '"state_code", "kind", "purpose", "campaign_id", "office_id", "made_at" ON '
        "instruments FOR EACH ROW EXECUTE FUNCTION instruments_frozen()"
    ),
    (
        "CREATE TRIGGER instruments_no_delete BEFORE DELETE ON instruments FOR EACH ROW "
        "EXECUTE FUNCTION instruments_frozen()"
    ),
    (
        "CREATE TRIGGER instruments_no_truncate BEFORE TRUNCATE ON instruments FOR EACH "
        "STATEMENT EXECUTE FUNCTION instruments_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION instrument_documents_append_only() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'instrument_documents is append-only'; "
        "END $$"
    ),
    (
        "CREATE TRIGGER instrument_documents_no_change BEFORE UPDATE OR DELETE ON "
        "instrument_documents FOR EACH ROW EXECUTE FUNCTION "
        "instrument_documents_append_only()"
    ),
    (
        "CREATE TRIGGER instrument_documents_no_truncate BEFORE TRUNCATE ON "
        "instrument_documents FOR EACH STATEMENT EXECUTE FUNCTION "
        "instrument_documents_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION instrument_versions_append_only() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'instrument_versions is append-only'; "
        "END $$"
    ),
    (
        "CREATE TRIGGER instrument_versions_no_change BEFORE UPDATE OR DELETE ON "
        "instrument_versions FOR EACH ROW EXECUTE FUNCTION instrument_versions_append_only()"
    ),
    (
        "CREATE TRIGGER instrument_versions_no_truncate BEFORE TRUNCATE ON "
        "instrument_versions FOR EACH STATEMENT EXECUTE FUNCTION "
        "instrument_versions_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION preconditions_frozen() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'preconditions: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER preconditions_frozen BEFORE UPDATE OF "id", "instrument_id", "what", '
        '"decider", "clock_days", "noted_at" ON preconditions FOR EACH ROW EXECUTE FUNCTION '
        "preconditions_frozen()"
    ),
    (
        "CREATE TRIGGER preconditions_no_delete BEFORE DELETE ON preconditions FOR EACH ROW "
        "EXECUTE FUNCTION preconditions_frozen()"
    ),
    (
        "CREATE TRIGGER preconditions_no_truncate BEFORE TRUNCATE ON preconditions FOR EACH "
        "STATEMENT EXECUTE FUNCTION preconditions_frozen()"
    ),
    (
        'CREATE TRIGGER preconditions_once BEFORE UPDATE OF "asked_on", "outcome", '
        '"decided_on", "source" ON preconditions FOR EACH ROW WHEN (OLD.asked_on IS NOT NULL '
        "AND NEW.asked_on IS DISTINCT FROM OLD.asked_on OR OLD.outcome IS NOT NULL AND "
        "NEW.outcome IS DISTINCT FROM OLD.outcome OR OLD.decided_on IS NOT NULL AND "
        "NEW.decided_on IS DISTINCT FROM OLD.decided_on OR OLD.source IS NOT NULL AND "
        "NEW.source IS DISTINCT FROM OLD.source) EXECUTE FUNCTION preconditions_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION accessions_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'accessions: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER accessions_frozen BEFORE UPDATE OF "id", "alliance_id", "state_code",'
        ' "member_class", "asked", "began_at", "office_id" ON accessions FOR EACH ROW EXECUTE'
        " FUNCTION accessions_frozen()"
    ),
    (
        "CREATE TRIGGER accessions_no_delete BEFORE DELETE ON accessions FOR EACH ROW EXECUTE"
        " FUNCTION accessions_frozen()"
    ),
    (
        "CREATE TRIGGER accessions_no_truncate BEFORE TRUNCATE ON accessions FOR EACH "
        "STATEMENT EXECUTE FUNCTION accessions_frozen()"
    ),
    (
        'CREATE TRIGGER accessions_once BEFORE UPDATE OF "approved_at", "decision", '
        '"ended_at" ON accessions FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL AND '
        "NEW.approved_at IS DISTINCT FROM OLD.approved_at OR OLD.decision IS NOT NULL AND "
        "NEW.decision IS DISTINCT FROM OLD.decision OR OLD.ended_at IS NOT NULL AND "
        "NEW.ended_at IS DISTINCT FROM OLD.ended_at) EXECUTE FUNCTION accessions_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION sponsors_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'sponsors: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER sponsors_frozen BEFORE UPDATE OF "accession_id", "state_code", '
        '"office_id", "person_id", "at" ON sponsors FOR EACH ROW EXECUTE FUNCTION '
        "sponsors_frozen()"
    ),
    (
        "CREATE TRIGGER sponsors_no_delete BEFORE DELETE ON sponsors FOR EACH ROW EXECUTE "
        "FUNCTION sponsors_frozen()"
    ),
    (
        "CREATE TRIGGER sponsors_no_truncate BEFORE TRUNCATE ON sponsors FOR EACH STATEMENT "
        "EXECUTE FUNCTION sponsors_frozen()"
    ),
    (
        'CREATE TRIGGER sponsors_once BEFORE UPDATE OF "ended_at", "ended_by_id" ON sponsors '
        "FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM "
        "OLD.ended_at OR OLD.ended_by_id IS NOT NULL AND NEW.ended_by_id IS DISTINCT FROM "
        "OLD.ended_by_id) EXECUTE FUNCTION sponsors_frozen()"
    ),
)
