"""Meetings, what happened in them, and their minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "meetings",
    "meeting_events",
    "minutes",
    "minutes_steps",
)
FUNCTIONS = (
    "meeting_events_append_only",
    "meeting_events_shut",
    "meetings_frozen",
    "minutes_append_only",
    "minutes_steps_append_only",
)


def upgrade() -> None:
    make_meetings()
    make_meeting_events()
    make_minutes()
    make_minutes_steps()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")


def make_meetings() -> None:
    """The table meetings."""
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("called_at", INSTANT, nullable=False),
        sa.Column("called_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("adjourned_at", INSTANT, nullable=True),
        sa.Column("adjourned_by_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("cancelled_by_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_why", sa.String(length=300), nullable=True),
        sa.Column("roll", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("drafted", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("waits", sa.String(length=20), nullable=False),
        sa.Column("waits_not_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(adjourned_at IS NULL) = (stage IN ('called', 'cancelled', 'open'))",
            name=op.f("ck_meetings_adjourned"),
        ),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_why IS NULL) AND (cancelled_at IS NOT NULL) = "
            "(stage = 'cancelled')",
            name=op.f("ck_meetings_cancelled"),
        ),
        sa.CheckConstraint(
            "last >= 0 AND drafted >= confirmed AND confirmed >= 0",
            name=op.f("ck_meetings_numbers"),
        ),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (stage IN ('called', 'cancelled'))",
            name=op.f("ck_meetings_opened"),
        ),
        sa.CheckConstraint(
            "stage IN ('called', 'open', 'adjourned', 'minutes drafted', 'minutes signed', "
            "'cancelled')",
            name=op.f("ck_meetings_stage"),
        ),
        sa.CheckConstraint(
            "waits IN ('', 'roll call', 'signature', 'confirmation')",
            name=op.f("ck_meetings_waits"),
        ),
        sa.ForeignKeyConstraint(
            ["adjourned_by_id"], ["people.id"], name=op.f("fk_meetings_adjourned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_meetings_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["people.id"], name=op.f("fk_meetings_called_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["people.id"], name=op.f("fk_meetings_cancelled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_groups.id"], name=op.f("fk_meetings_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["people.id"], name=op.f("fk_meetings_opened_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_alliance", "meetings", ["alliance_id", "starts_at"])
    op.create_index("ix_meetings_stage", "meetings", ["stage", "starts_at"])


def make_meeting_events() -> None:
    """The table meeting_events."""
    op.create_table(
        "meeting_events",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('changed', 'item', 'order', 'opened', 'came', 'left', 'taken up', 'asked to"
            " speak', 'speaks', 'spoke', 'withdrew from the list', 'moved', 'unanimous consent', "
            "'objected', 'motion withdrawn', 'roll call taken', 'roll call corrected', 'roll call"
            " confirmed', 'roll call sent back', 'paragraph', 'adjourned')",
            name=op.f("ck_meeting_events_kind"),
        ),
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


def make_minutes() -> None:
    """The table minutes."""
    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("drafted_at", INSTANT, nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("version = 1 OR reason <> ''", name=op.f("ck_minutes_reason")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_minutes_version")),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["people.id"], name=op.f("fk_minutes_drafted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_meeting_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "version", name=op.f("pk_minutes")),
    )


def make_minutes_steps() -> None:
    """The table minutes_steps."""
    op.create_table(
        "minutes_steps",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("capacity", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "capacity IN ('', 'chair', 'secretary')", name=op.f("ck_minutes_steps_capacity")
        ),
        sa.CheckConstraint(
            "(step = 'returned') = (reason <> '')", name=op.f("ck_minutes_steps_returned")
        ),
        sa.CheckConstraint(
            "(step = 'signed') = (capacity <> '')", name=op.f("ck_minutes_steps_signed")
        ),
        sa.CheckConstraint(
            "step IN ('signed', 'confirmed', 'returned')", name=op.f("ck_minutes_steps_step")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "version"],
            ["minutes.meeting_id", "minutes.version"],
            name=op.f("fk_minutes_steps_meeting_id_version"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_minutes_steps_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_minutes_steps_person_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "version", "n", name=op.f("pk_minutes_steps")),
    )


ON_SQLITE = (
    (
        'CREATE TRIGGER meetings_frozen BEFORE UPDATE OF "id", "alliance_id", "group_id", '
        '"called_at", "called_by_id" ON meetings BEGIN SELECT RAISE(ABORT, \'meetings: what '
        "was frozen stays'); END"
    ),
    (
        "CREATE TRIGGER meetings_no_delete BEFORE DELETE ON meetings BEGIN SELECT "
        "RAISE(ABORT, 'meetings: nothing is deleted'); END"
    ),
    (
        'CREATE TRIGGER meetings_once BEFORE UPDATE OF "opened_at", "opened_by_id", '
        '"adjourned_at", "adjourned_by_id", "cancelled_at", "cancelled_by_id", '
        '"cancelled_why" ON meetings WHEN OLD.opened_at IS NOT NULL AND NEW.opened_at IS NOT '
        "OLD.opened_at OR OLD.opened_by_id IS NOT NULL AND NEW.opened_by_id IS NOT "
        "OLD.opened_by_id OR OLD.adjourned_at IS NOT NULL AND NEW.adjourned_at IS NOT "
        "OLD.adjourned_at OR OLD.adjourned_by_id IS NOT NULL AND NEW.adjourned_by_id IS NOT "
        "OLD.adjourned_by_id OR OLD.cancelled_at IS NOT NULL AND NEW.cancelled_at IS NOT "
        "OLD.cancelled_at OR OLD.cancelled_by_id IS NOT NULL AND NEW.cancelled_by_id IS NOT "
        "OLD.cancelled_by_id OR OLD.cancelled_why IS NOT NULL AND NEW.cancelled_why IS NOT "
        "OLD.cancelled_why BEGIN SELECT RAISE(ABORT, 'meetings: what was frozen stays'); END"
    ),
    (
        'CREATE TRIGGER meetings_settled BEFORE UPDATE OF "title", "starts_at", "zone", '
        '"place", "link", "roll", "rule" ON meetings WHEN OLD.stage NOT IN (\'called\') AND '
        "(NEW.title IS NOT OLD.title OR NEW.starts_at IS NOT OLD.starts_at OR NEW.zone IS NOT"
        " OLD.zone OR NEW.place IS NOT OLD.place OR NEW.link IS NOT OLD.link OR CAST(NEW.roll"
        " AS TEXT) IS NOT CAST(OLD.roll AS TEXT) OR CAST(NEW.rule AS TEXT) IS NOT "
        "CAST(OLD.rule AS TEXT)) BEGIN SELECT RAISE(ABORT, 'meetings: what was frozen "
        "stays'); END"
    ),
    (
        'CREATE TRIGGER meetings_steps BEFORE UPDATE OF "stage" ON meetings WHEN NEW.stage IS'
        " NOT OLD.stage AND NOT (OLD.stage = 'adjourned' AND NEW.stage IN ('minutes drafted')"
        " OR OLD.stage = 'called' AND NEW.stage IN ('cancelled', 'open') OR OLD.stage = "
        "'minutes drafted' AND NEW.stage IN ('minutes signed') OR OLD.stage = 'open' AND "
        "NEW.stage IN ('adjourned')) BEGIN SELECT RAISE(ABORT, 'meetings: what was frozen "
        "stays'); END"
    ),
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
    (
        "CREATE TRIGGER minutes_no_update BEFORE UPDATE ON minutes BEGIN SELECT RAISE(ABORT, "
        "'minutes is append-only'); END"
    ),
    (
        "CREATE TRIGGER minutes_no_delete BEFORE DELETE ON minutes BEGIN SELECT RAISE(ABORT, "
        "'minutes is append-only'); END"
    ),
    (
        "CREATE TRIGGER minutes_steps_no_update BEFORE UPDATE ON minutes_steps BEGIN SELECT "
        "RAISE(ABORT, 'minutes_steps is append-only'); END"
    ),
    (
        "CREATE TRIGGER minutes_steps_no_delete BEFORE DELETE ON minutes_steps BEGIN SELECT "
        "RAISE(ABORT, 'minutes_steps is append-only'); END"
    ),
)
ON_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION meetings_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'meetings: what was frozen stays'; END $$"
    ),
    (
        'CREATE TRIGGER meetings_frozen BEFORE UPDATE OF "id", "alliance_id", "group_id", '
        '"called_at", "called_by_id" ON meetings FOR EACH ROW EXECUTE FUNCTION '
        "meetings_frozen()"
    ),
    (
        "CREATE TRIGGER meetings_no_delete BEFORE DELETE ON meetings FOR EACH ROW EXECUTE "
        "FUNCTION meetings_frozen()"
    ),
    (
        "CREATE TRIGGER meetings_no_truncate BEFORE TRUNCATE ON meetings FOR EACH STATEMENT "
        "EXECUTE FUNCTION meetings_frozen()"
    ),
    (
        'CREATE TRIGGER meetings_once BEFORE UPDATE OF "opened_at", "opened_by_id", '
        '"adjourned_at", "adjourned_by_id", "cancelled_at", "cancelled_by_id", '
        '"cancelled_why" ON meetings FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL AND '
        "NEW.opened_at IS DISTINCT FROM OLD.opened_at OR OLD.opened_by_id IS NOT NULL AND "
        "NEW.opened_by_id IS DISTINCT FROM OLD.opened_by_id OR OLD.adjourned_at IS NOT NULL "
        "AND NEW.adjourned_at IS DISTINCT FROM OLD.adjourned_at OR OLD.adjourned_by_id IS NOT"
        " NULL AND NEW.adjourned_by_id IS DISTINCT FROM OLD.adjourned_by_id OR "
        "OLD.cancelled_at IS NOT NULL AND NEW.cancelled_at IS DISTINCT FROM OLD.cancelled_at "
        "OR OLD.cancelled_by_id IS NOT NULL AND NEW.cancelled_by_id IS DISTINCT FROM "
        "OLD.cancelled_by_id OR OLD.cancelled_why IS NOT NULL AND NEW.cancelled_why IS "
        "DISTINCT FROM OLD.cancelled_why) EXECUTE FUNCTION meetings_frozen()"
    ),
    (
        'CREATE TRIGGER meetings_settled BEFORE UPDATE OF "title", "starts_at", "zone", '
        '"place", "link", "roll", "rule" ON meetings FOR EACH ROW WHEN (OLD.stage NOT IN '
        "('called') AND (NEW.title IS DISTINCT FROM OLD.title OR NEW.starts_at IS DISTINCT "
        "FROM OLD.starts_at OR NEW.zone IS DISTINCT FROM OLD.zone OR NEW.place IS DISTINCT "
        "FROM OLD.place OR NEW.link IS DISTINCT FROM OLD.link OR CAST(NEW.roll AS TEXT) IS "
        "DISTINCT FROM CAST(OLD.roll AS TEXT) OR CAST(NEW.rule AS TEXT) IS DISTINCT FROM "
        "CAST(OLD.rule AS TEXT))) EXECUTE FUNCTION meetings_frozen()"
    ),
    (
        'CREATE TRIGGER meetings_steps BEFORE UPDATE OF "stage" ON meetings FOR EACH ROW WHEN'
        " (NEW.stage IS DISTINCT FROM OLD.stage AND NOT (OLD.stage = 'adjourned' AND "
        "NEW.stage IN ('minutes drafted') OR OLD.stage = 'called' AND NEW.stage IN "
        "('cancelled', 'open') OR OLD.stage = 'minutes drafted' AND NEW.stage IN ('minutes "
        "signed') OR OLD.stage = 'open' AND NEW.stage IN ('adjourned'))) EXECUTE FUNCTION "
        "meetings_frozen()"
    ),
    (
        "CREATE OR REPLACE FUNCTION meeting_events_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'meeting_events is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER meeting_events_no_change BEFORE UPDATE OR DELETE ON meeting_events "
        "FOR EACH ROW EXECUTE FUNCTION meeting_events_append_only()"
    ),
    (
        "CREATE TRIGGER meeting_events_no_truncate BEFORE TRUNCATE ON meeting_events FOR EACH"
        " STATEMENT EXECUTE FUNCTION meeting_events_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION meeting_events_shut() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF EXISTS (SELECT 1 FROM meetings WHERE meetings.id = NEW.meeting_id AND "
        "meetings.stage IN ('cancelled', 'minutes signed')) THEN RAISE EXCEPTION "
        "'meeting_events: it is closed'; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE TRIGGER meeting_events_shut BEFORE INSERT ON meeting_events FOR EACH ROW "
        "EXECUTE FUNCTION meeting_events_shut()"
    ),
    (
        "CREATE OR REPLACE FUNCTION minutes_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'minutes is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER minutes_no_change BEFORE UPDATE OR DELETE ON minutes FOR EACH ROW "
        "EXECUTE FUNCTION minutes_append_only()"
    ),
    (
        "CREATE TRIGGER minutes_no_truncate BEFORE TRUNCATE ON minutes FOR EACH STATEMENT "
        "EXECUTE FUNCTION minutes_append_only()"
    ),
    (
        "CREATE OR REPLACE FUNCTION minutes_steps_append_only() RETURNS trigger LANGUAGE "
        "plpgsql AS $$ BEGIN RAISE EXCEPTION 'minutes_steps is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER minutes_steps_no_change BEFORE UPDATE OR DELETE ON minutes_steps FOR "
        "EACH ROW EXECUTE FUNCTION minutes_steps_append_only()"
    ),
    (
        "CREATE TRIGGER minutes_steps_no_truncate BEFORE TRUNCATE ON minutes_steps FOR EACH "
        "STATEMENT EXECUTE FUNCTION minutes_steps_append_only()"
    ),
)
