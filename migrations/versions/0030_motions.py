"""Motions, questions on amendments, casting votes."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "motions",
    "amendment_questions",
    "casting_votes",
)
FUNCTIONS = (
    "amendment_questions_append_only",
    "casting_votes_append_only",
    "motions_frozen",
    "motions_replaceable",
)


def upgrade() -> None:
    make_motions()
    make_amendment_questions()
    make_casting_votes()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_motions() -> None:
    """The table motions."""
    op.create_table(
        "motions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stands", sa.String(length=10), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("followed", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (followed IS NULL) AND (decided_at IS NOT NULL) = "
            "(stands IN ('adopted', 'chosen', 'lost', 'polled'))",
            name=op.f("ck_motions_decided"),
        ),
        sa.CheckConstraint(
            "kind IN ('policy', 'money', 'lawsuit', 'election', 'choice', 'poll')",
            name=op.f("ck_motions_kind"),
        ),
        sa.CheckConstraint(
            "stands != 'put' OR question_id IS NOT NULL", name=op.f("ck_motions_put")
        ),
        sa.CheckConstraint(
            "stands IN ('moved', 'put', 'adopted', 'chosen', 'lost', 'undecided', 'polled', "
            "'withdrawn')",
            name=op.f("ck_motions_stands"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_motions_version")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_motions_alliance_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_motions_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_motions_person_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_motions_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motions")),
    )
    op.create_index("ix_motions_list", "motions", ["alliance_id", "moved_at", "id"], unique=False)
    op.create_index("ix_motions_question", "motions", ["question_id"], unique=False)


def make_amendment_questions() -> None:
    """The table amendment_questions."""
    op.create_table(
        "amendment_questions",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name=op.f("fk_amendment_questions_amendment_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_amendment_questions_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_amendment_questions_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_amendment_questions_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_amendment_questions")),
    )
    op.create_index(
        op.f("ix_amendment_questions_amendment_id"),
        "amendment_questions",
        ["amendment_id"],
        unique=False,
    )


def make_casting_votes() -> None:
    """The table casting_votes."""
    op.create_table(
        "casting_votes",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vote", sa.String(length=3), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("chain_sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint("vote IN ('yea', 'nay')", name=op.f("ck_casting_votes_vote")),
        sa.CheckConstraint("n >= 1", name=op.f("ck_casting_votes_n")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_casting_votes_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_casting_votes_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_casting_votes_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_casting_votes_state_code")
        ),
        sa.PrimaryKeyConstraint("question_id", "n", name=op.f("pk_casting_votes")),
    )


ON_SQLITE = (
    (
        'CREATE TRIGGER motions_frozen BEFORE UPDATE OF "id", "alliance_id", "kind", '
        '"office_id", "person_id", "moved_at" ON motions BEGIN SELECT RAISE(ABORT, \'motions: '
        "what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER motions_no_delete BEFORE DELETE ON motions BEGIN SELECT RAISE(ABORT, "
        "'motions: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER motions_once BEFORE UPDATE OF "decided_at", "followed" ON motions '
        "WHEN OLD.decided_at IS NOT NULL AND NEW.decided_at IS NOT OLD.decided_at OR "
        "OLD.followed IS NOT NULL AND NEW.followed IS NOT OLD.followed BEGIN SELECT "
        "RAISE(ABORT, 'motions: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER motions_settled BEFORE UPDATE OF "title", "words", "facts", "version"'
        " ON motions WHEN OLD.stands NOT IN ('moved') AND (NEW.title IS NOT OLD.title OR "
        "NEW.words IS NOT OLD.words OR NEW.facts IS NOT OLD.facts OR NEW.version IS NOT "
        "OLD.version) BEGIN SELECT RAISE(ABORT, 'motions: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER motions_steps BEFORE UPDATE OF "stands" ON motions WHEN NEW.stands IS'
        " NOT OLD.stands AND NOT (OLD.stands = 'moved' AND NEW.stands IN ('put', 'withdrawn')"
        " OR OLD.stands = 'put' AND NEW.stands IN ('adopted', 'chosen', 'lost', 'moved', "
        "'polled', 'undecided') OR OLD.stands = 'undecided' AND NEW.stands IN ('put', "
        "'withdrawn')) BEGIN SELECT RAISE(ABORT, 'motions: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER motions_replaceable BEFORE UPDATE OF "question_id" ON motions WHEN '
        "OLD.question_id IS NOT NULL AND NEW.question_id IS NOT OLD.question_id AND NOT "
        "EXISTS (SELECT 1 FROM questions WHERE questions.id = OLD.question_id AND "
        "questions.outcome IN ('no quorum', 'undecided', 'void')) BEGIN SELECT RAISE(ABORT, "
        "'motions: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER amendment_questions_no_update BEFORE UPDATE ON amendment_questions "
        "BEGIN SELECT RAISE(ABORT, 'amendment_questions is append-only'); END"
    ),
    (
        "CREATE TRIGGER amendment_questions_no_delete BEFORE DELETE ON amendment_questions "
        "BEGIN SELECT RAISE(ABORT, 'amendment_questions is append-only'); END"
    ),
    (
        "CREATE TRIGGER casting_votes_no_update BEFORE UPDATE ON casting_votes BEGIN SELECT "
        "RAISE(ABORT, 'casting_votes is append-only'); END"
    ),
    (
        "CREATE TRIGGER casting_votes_no_delete BEFORE DELETE ON casting_votes BEGIN SELECT "
        "RAISE(ABORT, 'casting_votes is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION motions_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'motions: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER motions_frozen BEFORE UPDATE OF "id", "alliance_id", "kind", '
        '"office_id", "person_id", "moved_at" ON motions FOR EACH ROW EXECUTE FUNCTION '
        "motions_frozen()"
    ),
    (
        "CREATE TRIGGER motions_no_delete BEFORE DELETE ON motions FOR EACH ROW EXECUTE "
        "FUNCTION motions_frozen()"
    ),
    (
        "CREATE TRIGGER motions_no_truncate BEFORE TRUNCATE ON motions FOR EACH STATEMENT "
        "EXECUTE FUNCTION motions_frozen()"
    ),
    (
        'CREATE TRIGGER motions_once BEFORE UPDATE OF "decided_at", "followed" ON motions FOR'
        " EACH ROW WHEN (OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM "
        "OLD.decided_at OR OLD.followed IS NOT NULL AND NEW.followed IS DISTINCT FROM "
        "OLD.followed) EXECUTE FUNCTION motions_frozen()"
    ),
    (
        'CREATE TRIGGER motions_settled BEFORE UPDATE OF "title", "words", "facts", "version"'
        " ON motions FOR EACH ROW WHEN (OLD.stands NOT IN ('moved') AND (NEW.title IS "
        "DISTINCT FROM OLD.title OR NEW.words IS DISTINCT FROM OLD.words OR NEW.facts IS "
        "DISTINCT FROM OLD.facts OR NEW.version IS DISTINCT FROM OLD.version)) EXECUTE "
        "FUNCTION motions_frozen()"
    ),
    (
        'CREATE TRIGGER motions_steps BEFORE UPDATE OF "stands" ON motions FOR EACH ROW WHEN '
        "(NEW.stands IS DISTINCT FROM OLD.stands AND NOT (OLD.stands = 'moved' AND NEW.stands"
        " IN ('put', 'withdrawn') OR OLD.stands = 'put' AND NEW.stands IN ('adopted', "
        "'chosen', 'lost', 'moved', 'polled', 'undecided') OR OLD.stands = 'undecided' AND "
        "NEW.stands IN ('put', 'withdrawn'))) EXECUTE FUNCTION motions_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION motions_replaceable() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF NOT EXISTS (SELECT 1 FROM questions WHERE questions.id = "
        "OLD.question_id AND questions.outcome IN ('no quorum', 'undecided', 'void')) THEN "
        "RAISE EXCEPTION 'motions: what was frozen stays'; END IF; RETURN NEW; END $$"
    ),
    (
        'CREATE TRIGGER motions_replaceable BEFORE UPDATE OF "question_id" ON motions FOR '
        "EACH ROW WHEN (OLD.question_id IS NOT NULL AND NEW.question_id IS DISTINCT FROM "
        "OLD.question_id) EXECUTE FUNCTION motions_replaceable()"
    ),
    (
        "CREATE OR REPLACE FUNCTION amendment_questions_append_only() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'amendment_questions is append-only'; "
        "END $$"
    ),
    (
        "CREATE TRIGGER amendment_questions_no_change BEFORE UPDATE OR DELETE ON "
        "amendment_questions FOR EACH ROW EXECUTE FUNCTION amendment_questions_append_only()"
    ),
    (
        "CREATE TRIGGER amendment_questions_no_truncate BEFORE TRUNCATE ON "
        "amendment_questions FOR EACH STATEMENT EXECUTE FUNCTION "
        "amendment_questions_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION casting_votes_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'casting_votes is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER casting_votes_no_change BEFORE UPDATE OR DELETE ON casting_votes FOR "
        "EACH ROW EXECUTE FUNCTION casting_votes_append_only()"
    ),
    (
        "CREATE TRIGGER casting_votes_no_truncate BEFORE TRUNCATE ON casting_votes FOR EACH "
        "STATEMENT EXECUTE FUNCTION casting_votes_append_only()"
    ),
)
