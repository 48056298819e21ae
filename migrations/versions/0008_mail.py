"""What people choose about mail, what waits for their digests, calendars, and bounces."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = "'asked', 'signature', 'circulated', 'decided', 'in force', 'answered', 'account'"
PEOPLE, OFFICES = "people.id", "offices.id"


def upgrade() -> None:
    op.create_table(
        "mail_choices",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("choice", sa.String(10), nullable=False),
        sa.Column("chosen_at", instant(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_mail_choices_kind")),
        sa.CheckConstraint(
            "choice IN ('at once', 'digest', 'none')", name=op.f("ck_mail_choices_choice")
        ),
        belongs("mail_choices", "person_id", PEOPLE),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_mail_choices")),
    )
    op.create_table(
        "digest_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(80), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("put_at", instant(), nullable=False),
        sa.Column("sent_at", instant(), nullable=True),
        belongs("digest_items", "person_id", PEOPLE),
        belongs("digest_items", "office_id", OFFICES),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_items")),
        sa.UniqueConstraint(
            "person_id", "event_id", name=op.f("uq_digest_items_person_id_event_id")
        ),
    )
    op.create_index("ix_digest_items_day", "digest_items", ["person_id", "day"])
    op.create_table(
        "calendars",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("made_at", instant(), nullable=False),
        sa.Column("ended_at", instant(), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= made_at", name=op.f("ck_calendars_ended_after_made")
        ),
        belongs("calendars", "person_id", PEOPLE),
        belongs("calendars", "office_id", OFFICES),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_calendars_secret_sha256")),
    )
    only_one("uq_calendars_open", "calendars", ["person_id", "office_id"], "ended_at IS NULL")
    op.create_table(
        "mail_bounces",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("said", sa.String(300), nullable=False),
        sa.Column("noted_at", instant(), nullable=False),
        sa.Column("confirmed_at", instant(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        belongs("mail_bounces", "person_id", PEOPLE),
        belongs("mail_bounces", "office_id", OFFICES),
        belongs("mail_bounces", "confirmed_by", PEOPLE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_bounces")),
    )
    op.create_index(op.f("ix_mail_bounces_office_id"), "mail_bounces", ["office_id"])
    only_one("uq_mail_bounces_paused", "mail_bounces", ["email"], "confirmed_at IS NULL")


def downgrade() -> None:
    for name in ("mail_bounces", "calendars", "digest_items", "mail_choices"):
        op.drop_table(name)


def instant() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [to], name=name)


def only_one(name: str, table: str, columns: list[str], where: str) -> None:
    """An index that is unique among the rows for which this holds."""
    held = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=held, postgresql_where=held)
