"""Threads on texts, what is said in them, and what becomes of them."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "threads",
    "comments",
    "mentions",
    "thread_events",
)
FUNCTIONS = (
    "comments_frozen",
    "mentions_append_only",
    "thread_events_append_only",
    "threads_frozen",
)


def upgrade() -> None:
    make_threads()
    make_comments()
    make_mentions()
    make_thread_events()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_threads() -> None:
    """The table threads."""
    op.create_table(
        "threads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("circle", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("suggests", sa.Text(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_office_id", sa.Uuid(), nullable=True),
        sa.Column("taken_in_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(assigned_to_id IS NULL) = (assigned_office_id IS NULL)",
            name=op.f("ck_threads_assigned"),
        ),
        sa.CheckConstraint(
            "circle IN ('writers', 'chosen', 'members')", name=op.f("ck_threads_circle")
        ),
        sa.CheckConstraint(
            "ends IS NULL OR (unit <> '' AND starts < ends)", name=op.f("ck_threads_place")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_office_id"], ["offices.id"], name=op.f("fk_threads_assigned_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["people.id"], name=op.f("fk_threads_assigned_to_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_threads_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_threads_person_id")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_threads_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    op.create_index("ix_threads_assigned", "threads", ["assigned_to_id", "resolved_at"])
    op.create_index("ix_threads_resolution", "threads", ["resolution_id", "resolved_at"])


def make_comments() -> None:
    """The table comments."""
    op.create_table(
        "comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("taken_back_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_comments_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_comments_person_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_comments_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index("uq_comments_n", "comments", ["thread_id", "n"], unique=True)


def make_mentions() -> None:
    """The table mentions."""
    op.create_table(
        "mentions",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_mentions_comment_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_mentions_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mentions_person_id")),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_mentions")),
    )
    op.create_index("ix_mentions_person", "mentions", ["person_id"])


def make_thread_events() -> None:
    """The table thread_events."""
    op.create_table(
        "thread_events",
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "what IN ('resolved', 'reopened', 'assigned', 'taken in')",
            name=op.f("ck_thread_events_what"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_thread_events_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_thread_events_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name=op.f("fk_thread_events_thread_id")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name=op.f("fk_thread_events_to_id")),
        sa.PrimaryKeyConstraint("thread_id", "n", name=op.f("pk_thread_events")),
    )


ON_SQLITE = (
    (
        'CREATE TRIGGER threads_frozen BEFORE UPDATE OF "id", "resolution_id", "circle", '
        '"version", "unit", "starts", "ends", "was", "address", "suggests", "at", '
        '"person_id", "office_id" ON threads BEGIN SELECT RAISE(ABORT, \'threads: what was '
        "frozen stays'); END"
    ),
    (
        "CREATE TRIGGER threads_no_delete BEFORE DELETE ON threads BEGIN SELECT RAISE(ABORT, "
        "'threads: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER threads_once BEFORE UPDATE OF "taken_in_at" ON threads WHEN '
        "OLD.taken_in_at IS NOT NULL AND NEW.taken_in_at IS NOT OLD.taken_in_at BEGIN SELECT "
        "RAISE(ABORT, 'threads: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER comments_frozen BEFORE UPDATE OF "id", "thread_id", "n", "words", '
        '"salt", "at", "person_id", "office_id" ON comments BEGIN SELECT RAISE(ABORT, '
        "'comments: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER comments_no_delete BEFORE DELETE ON comments BEGIN SELECT "
        "RAISE(ABORT, 'comments: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER comments_once BEFORE UPDATE OF "taken_back_at" ON comments WHEN '
        "OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS NOT OLD.taken_back_at BEGIN "
        "SELECT RAISE(ABORT, 'comments: what was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER mentions_no_update BEFORE UPDATE ON mentions BEGIN SELECT "
        "RAISE(ABORT, 'mentions is append-only'); END"
    ),
    (
        "CREATE TRIGGER mentions_no_delete BEFORE DELETE ON mentions BEGIN SELECT "
        "RAISE(ABORT, 'mentions is append-only'); END"
    ),
    (
        "CREATE TRIGGER thread_events_no_update BEFORE UPDATE ON thread_events BEGIN SELECT "
        "RAISE(ABORT, 'thread_events is append-only'); END"
    ),
    (
        "CREATE TRIGGER thread_events_no_delete BEFORE DELETE ON thread_events BEGIN SELECT "
        "RAISE(ABORT, 'thread_events is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION threads_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'threads: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER threads_frozen BEFORE UPDATE OF "id", "resolution_id", "circle", '
        '"version", "unit", "starts", "ends", "was", "address", "suggests", "at", '
        '"person_id", "office_id" ON threads FOR EACH ROW EXECUTE FUNCTION threads_frozen()'
    ),
    (
        "CREATE TRIGGER threads_no_delete BEFORE DELETE ON threads FOR EACH ROW EXECUTE "
        "FUNCTION threads_frozen()"
    ),
    (
        "CREATE TRIGGER threads_no_truncate BEFORE TRUNCATE ON threads FOR EACH STATEMENT "
        "EXECUTE FUNCTION threads_frozen()"
    ),
    (
        'CREATE TRIGGER threads_once BEFORE UPDATE OF "taken_in_at" ON threads FOR EACH ROW '
        "WHEN (OLD.taken_in_at IS NOT NULL AND NEW.taken_in_at IS DISTINCT FROM "
        "OLD.taken_in_at) EXECUTE FUNCTION threads_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION comments_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'comments: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER comments_frozen BEFORE UPDATE OF "id", "thread_id", "n", "words", '
        '"salt", "at", "person_id", "office_id" ON comments FOR EACH ROW EXECUTE FUNCTION '
        "comments_frozen()"
    ),
    (
        "CREATE TRIGGER comments_no_delete BEFORE DELETE ON comments FOR EACH ROW EXECUTE "
        "FUNCTION comments_frozen()"
    ),
    (
        "CREATE TRIGGER comments_no_truncate BEFORE TRUNCATE ON comments FOR EACH STATEMENT "
        "EXECUTE FUNCTION comments_frozen()"
    ),
    (
        'CREATE TRIGGER comments_once BEFORE UPDATE OF "taken_back_at" ON comments FOR EACH '
        "ROW WHEN (OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS DISTINCT FROM "
        "OLD.taken_back_at) EXECUTE FUNCTION comments_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION mentions_append_only() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'mentions is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER mentions_no_change BEFORE UPDATE OR DELETE ON mentions FOR EACH ROW "
        "EXECUTE FUNCTION mentions_append_only()"
    ),
    (
        "CREATE TRIGGER mentions_no_truncate BEFORE TRUNCATE ON mentions FOR EACH STATEMENT "
        "EXECUTE FUNCTION mentions_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION thread_events_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'thread_events is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER thread_events_no_change BEFORE UPDATE OR DELETE ON thread_events FOR "
        "EACH ROW EXECUTE FUNCTION thread_events_append_only()"
    ),
    (
        "CREATE TRIGGER thread_events_no_truncate BEFORE TRUNCATE ON thread_events FOR EACH "
        "STATEMENT EXECUTE FUNCTION thread_events_append_only()"
    ),
)
