"""Who is in the chair of a meeting, and its casting vote: two more kinds of what happens there."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

EVENTS = "meeting_events"
INSTANT = sa.DateTime(timezone=True)
BEFORE = (
    *("changed", "item", "order", "opened", "came", "left", "taken up", "asked to speak"),
    *("speaks", "spoke", "withdrew from the list", "moved", "unanimous consent", "objected"),
    *("motion withdrawn", "roll call taken", "roll call corrected", "roll call confirmed"),
    *("roll call sent back", "paragraph", "adjourned"),
)
SINCE = (
    *("changed", "item", "order", "opened", "came", "left", "took the chair", "taken up"),
    *("asked to speak", "speaks", "spoke", "withdrew from the list", "moved"),
    *("unanimous consent", "objected", "motion withdrawn", "roll call taken"),
    *("roll call corrected", "casting vote", "roll call confirmed", "roll call sent back"),
    *("paragraph", "adjourned"),
)
TRIGGERS = (
    (
        "CREATE TRIGGER meeting_events_no_update BEFORE UPDATE ON meeting_events BEGIN SELECT"
        " RAISE(ABORT, 'meeting_events is append-only'); END"
    ),
    (
        "CREATE TRIGGER meeting_events_no_delete BEFORE DELETE ON meeting_events BEGIN SELECT"
        " RAISE(ABORT, 'meeting_events is append-only'); END"
    ),
    (
        "CREATE TRIGGER meeting_events_shut BEFORE INSERT ON meeting_events WHEN EXISTS "
        "(SELECT 1 FROM meetings WHERE meetings.id = NEW.meeting_id AND meetings.stage IN "
        "('cancelled', 'minutes signed')) BEGIN SELECT RAISE(ABORT, 'meeting_events: it is "
        "closed'); END"
    ),
)


def upgrade() -> None:
    happen_among(SINCE)


def downgrade() -> None:
    happen_among(BEFORE)


def happen_among(kinds: tuple[str, ...]) -> None:
    """Let these kinds of events be written; nothing points at their table.

    Events of a kind that is no longer named go with it, when the version goes down.
    """
    says = f"kind IN ({', '.join(repr(one) for one in kinds)})"
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {EVENTS} DISABLE TRIGGER USER")
        op.execute(f"DELETE FROM {EVENTS} WHERE NOT ({says})")  # noqa: S608
        op.execute(f"ALTER TABLE {EVENTS} ENABLE TRIGGER USER")
        op.drop_constraint(op.f(f"ck_{EVENTS}_kind"), EVENTS, type_="check")
        op.create_check_constraint(op.f(f"ck_{EVENTS}_kind"), EVENTS, says)
        return
    for name in ("no_update", "no_delete", "shut"):
        op.execute(f"DROP TRIGGER {EVENTS}_{name}")
    op.execute(f"ALTER TABLE {EVENTS} RENAME TO {EVENTS}_before")
    make_events(says)
    op.execute(f"INSERT INTO {EVENTS} SELECT * FROM {EVENTS}_before WHERE {says}")  # noqa: S608
    op.drop_table(f"{EVENTS}_before")
    for statement in TRIGGERS:
        op.execute(statement)


def make_events(says: str) -> None:
    """The table meeting_events, for these kinds."""
    op.create_table(
        EVENTS,
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(says, name=op.f("ck_meeting_events_kind")),
        sa.CheckConstraint("n >= 1", name=op.f("ck_meeting_events_n_from_one")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_events_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_meeting_events_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_meeting_events_person_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "n", name=op.f("pk_meeting_events")),
    )
