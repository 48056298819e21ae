"""Questions put in a meeting, and answers that are called out and confirmed by a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "called_answers",
    "called_marks",
    "meeting_questions",
)
FUNCTIONS = (
    "called_answers_append_only",
    "called_marks_append_only",
    "meeting_questions_append_only",
)


def upgrade() -> None:
    make_called_answers()
    make_called_marks()
    make_meeting_questions()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_called_answers() -> None:
    """The table called_answers."""
    op.create_table(
        "called_answers",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("replaces", sa.Integer(), nullable=False),
        sa.Column("delegate", sa.String(length=200), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("entered_office_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ground IS NOT NULL) = (answer = 'recused')", name=op.f("ck_called_answers_ground")
        ),
        sa.CheckConstraint(
            "answer IN ('yea', 'nay', 'present', 'recused')", name=op.f("ck_called_answers_answer")
        ),
        sa.CheckConstraint("n >= 1 AND replaces >= 0", name=op.f("ck_called_answers_n")),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["people.id"], name=op.f("fk_called_answers_delegate_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["people.id"], name=op.f("fk_called_answers_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_office_id"], ["offices.id"], name=op.f("fk_called_answers_entered_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_called_answers_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_called_answers_state_code")
        ),
        sa.PrimaryKeyConstraint("question_id", "state_code", "n", name=op.f("pk_called_answers")),
    )


def make_called_marks() -> None:
    """The table called_marks."""
    op.create_table(
        "called_marks",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("answer_n", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(step = 'confirmed') = (answer_n IS NOT NULL)", name=op.f("ck_called_marks_confirmed")
        ),
        sa.CheckConstraint(
            "(step = 'returned') = (reason <> '')", name=op.f("ck_called_marks_returned")
        ),
        sa.CheckConstraint("step IN ('confirmed', 'returned')", name=op.f("ck_called_marks_step")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_called_marks_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_called_marks_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id", "state_code", "n"],
            ["called_answers.question_id", "called_answers.state_code", "called_answers.n"],
            name=op.f("fk_called_marks_question_id_state_code_n"),
        ),
        sa.PrimaryKeyConstraint("question_id", "state_code", "n", name=op.f("pk_called_marks")),
    )


def make_meeting_questions() -> None:
    """The table meeting_questions."""
    op.create_table(
        "meeting_questions",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.CheckConstraint("item >= 1 AND after >= 1", name=op.f("ck_meeting_questions_numbers")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_questions_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_meeting_questions_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_meeting_questions")),
    )
    op.create_index(
        op.f("ix_meeting_questions_meeting_id"), "meeting_questions", ["meeting_id"], unique=False
    )


ON_SQLITE = (
    (
        "CREATE TRIGGER called_answers_no_update BEFORE UPDATE ON called_answers BEGIN SELECT"
        " RAISE(ABORT, 'called_answers is append-only'); END"
    ),
    (
        "CREATE TRIGGER called_answers_no_delete BEFORE DELETE ON called_answers BEGIN SELECT"
        " RAISE(ABORT, 'called_answers is append-only'); END"
    ),
    (
        "CREATE TRIGGER called_marks_no_update BEFORE UPDATE ON called_marks BEGIN SELECT "
        "RAISE(ABORT, 'called_marks is append-only'); END"
    ),
    (
        "CREATE TRIGGER called_marks_no_delete BEFORE DELETE ON called_marks BEGIN SELECT "
        "RAISE(ABORT, 'called_marks is append-only'); END"
    ),
    (
        "CREATE TRIGGER meeting_questions_no_update BEFORE UPDATE ON meeting_questions BEGIN "
        "SELECT RAISE(ABORT, 'meeting_questions is append-only'); END"
    ),
    (
        "CREATE TRIGGER meeting_questions_no_delete BEFORE DELETE ON meeting_questions BEGIN "
        "SELECT RAISE(ABORT, 'meeting_questions is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION called_answers_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'called_answers is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER called_answers_no_change BEFORE UPDATE OR DELETE ON called_answers "
        "FOR EACH ROW EXECUTE FUNCTION called_answers_append_only()"
    ),
    (
        "CREATE TRIGGER called_answers_no_truncate BEFORE TRUNCATE ON called_answers FOR EACH"
        " STATEMENT EXECUTE FUNCTION called_answers_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION called_marks_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'called_marks is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER called_marks_no_change BEFORE UPDATE OR DELETE ON called_marks FOR "
        "EACH ROW EXECUTE FUNCTION called_marks_append_only()"
    ),
    (
        "CREATE TRIGGER called_marks_no_truncate BEFORE TRUNCATE ON called_marks FOR EACH "
        "STATEMENT EXECUTE FUNCTION called_marks_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION meeting_questions_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'meeting_questions is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER meeting_questions_no_change BEFORE UPDATE OR DELETE ON "
        "meeting_questions FOR EACH ROW EXECUTE FUNCTION meeting_questions_append_only()"
    ),
    (
        "CREATE TRIGGER meeting_questions_no_truncate BEFORE TRUNCATE ON meeting_questions "
        "FOR EACH STATEMENT EXECUTE FUNCTION meeting_questions_append_only()"
    ),
)
