"""Sessions that can be ended, and how often somebody tried to sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STAYS = "sessions: what was frozen stays"
GONE = "sessions: nothing is deleted"
FROZEN = '"id", "person_id", "through_state", "through_office", "made_at"'
ONCE = '"ended_at", "ended_why"'
WHY = (
    "'signed out', 'ended elsewhere', 'idle', 'too old', 'signed in anew', 'ended by the office', "
    "'password changed'"
)


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("through_state", sa.String(length=2), nullable=True),
        sa.Column("through_office", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("agent", sa.String(length=120), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=24), nullable=True),
        sa.CheckConstraint(f"ended_why IN ({WHY})", name=op.f("ck_sessions_ended_why")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_why IS NULL)", name=op.f("ck_sessions_ended_and_why")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_sessions_post_id")),
        sa.ForeignKeyConstraint(
            ["through_state"], ["states.code"], name=op.f("fk_sessions_through_state")
        ),
        sa.ForeignKeyConstraint(
            ["through_office"], ["offices.id"], name=op.f("fk_sessions_through_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"], unique=False)
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_until"), "sign_in_tries", ["until"], unique=False)
    for statement in sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("sign_in_tries")
    op.drop_table("sessions")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION sessions_frozen()")


def sqlite() -> list[str]:
    """The triggers of SQLite."""
    changes = " OR ".join(
        f"OLD.{name} IS NOT NULL AND NEW.{name} IS NOT OLD.{name}"
        for name in ("ended_at", "ended_why")
    )
    return [
        f"CREATE TRIGGER sessions_frozen BEFORE UPDATE OF {FROZEN} ON sessions "
        f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
        f"CREATE TRIGGER sessions_no_delete BEFORE DELETE ON sessions "
        f"BEGIN SELECT RAISE(ABORT, '{GONE}'); END",
        f"CREATE TRIGGER sessions_once BEFORE UPDATE OF {ONCE} ON sessions "
        f"WHEN {changes} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    ]


def postgresql() -> list[str]:
    """The function and triggers of PostgreSQL."""
    changes = " OR ".join(
        f"OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name}"
        for name in ("ended_at", "ended_why")
    )
    does = "EXECUTE FUNCTION sessions_frozen()"
    return [
        "CREATE OR REPLACE FUNCTION sessions_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{STAYS}'; END $$",
        f"CREATE TRIGGER sessions_frozen BEFORE UPDATE OF {FROZEN} ON sessions FOR EACH ROW {does}",
        f"CREATE TRIGGER sessions_no_delete BEFORE DELETE ON sessions FOR EACH ROW {does}",
        f"CREATE TRIGGER sessions_no_truncate BEFORE TRUNCATE ON sessions "
        f"FOR EACH STATEMENT {does}",
        f"CREATE TRIGGER sessions_once BEFORE UPDATE OF {ONCE} ON sessions "
        f"FOR EACH ROW WHEN ({changes}) {does}",
    ]
