"""Charters, groups and their seats, officers, secretariats, links, participants and dues."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STAYS = "charters: what was frozen stays"
INSTANT = sa.DateTime(timezone=True)
FROZEN = (
    *("id", "alliance_id", "version", "text", "purpose", "terms", "rules", "source", "sha256"),
    *("drafted_at", "drafted_by_id"),
)
ONCE = ("adopted_on", "effective_on", "decision", "adopted_at", "adopted_by_id")
# In the order in which they are made: what others name comes first.
HELD = (
    "working_groups",
    "seats",
    "officers",
    "secretariats",
    "alliance_links",
    "participants",
)
APPEND_ONLY = ("endings", *HELD, "dues", "dues_entries")
DAYS = "last_on >= from_on"
ONE_DAY_EACH = (
    "(adopted_on IS NULL) = (adopted_at IS NULL)"
    " AND (effective_on IS NULL) = (adopted_at IS NULL)"
    " AND (decision IS NULL) = (adopted_at IS NULL)"
)
GROUPS = "'workstream', 'committee', 'subcommittee', 'task force'"
ROLES = "'chair', 'vice chair', 'member', 'liaison'"
LINKS = "'part of', 'succeeds', 'works with', 'observes', 'shares the secretariat of'"
PARTICIPANTS = (
    "'city', 'county', 'province', 'tribal nation', 'federal agency', 'country', "
    "'organization', 'other'"
)
ENTRIES = "'payment', 'waiver', 'reversal of a payment'"


def upgrade() -> None:
    the_charters()
    op.create_table(
        "endings",
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        *checks("endings", n_from_one="n >= 1", why="why <> ''"),
        *keys("endings", by_id="people.id"),
        sa.PrimaryKeyConstraint("thing_id", "n", name=op.f("pk_endings")),
    )
    what_is_held()
    the_dues()
    for table in APPEND_ONLY:
        append_only(table)


def the_charters() -> None:
    op.create_table(
        "charters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("drafted_at", INSTANT, nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("adopted_at", INSTANT, nullable=True),
        sa.Column("adopted_by_id", sa.Uuid(), nullable=True),
        *checks(
            "charters",
            version="version >= 1",
            effective="effective_on >= adopted_on",
            adopted=ONE_DAY_EACH,
        ),
        *keys(
            "charters",
            alliance_id="alliances.id",
            drafted_by_id="people.id",
            adopted_by_id="people.id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charters")),
        sa.UniqueConstraint("alliance_id", "version", name=op.f("uq_charters_alliance_id_version")),
    )
    for statement in on_sqlite() if sqlite() else on_postgresql():
        op.execute(statement)


def what_is_held() -> None:
    """What holds from a day to a day."""
    held(
        "working_groups",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        *checks("working_groups", kind=f"kind IN ({GROUPS})"),
        *keys("working_groups", alliance_id="alliances.id"),
    )
    held(
        "seats",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(2), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        *checks("seats", role=f"role IN ({ROLES})"),
        *keys(
            "seats", group_id="working_groups.id", state_code="states.code", office_id="offices.id"
        ),
    )
    held(
        "officers",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("several", sa.Boolean(), nullable=False),
        sa.Column("state_code", sa.String(2), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        *checks(
            "officers",
            somebody="person <> '' OR state_code IS NOT NULL",
            of_state="office_id IS NULL OR state_code IS NOT NULL",
        ),
        *keys(
            "officers", alliance_id="alliances.id", state_code="states.code", office_id="offices.id"
        ),
    )
    held(
        "secretariats",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *keys("secretariats", alliance_id="alliances.id", office_id="offices.id"),
    )
    held(
        "alliance_links",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *checks("alliance_links", kind=f"kind IN ({LINKS})", to_another="alliance_id <> other_id"),
        *keys("alliance_links", alliance_id="alliances.id", other_id="alliances.id"),
    )
    held(
        "participants",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *checks("participants", kind=f"kind IN ({PARTICIPANTS})"),
        *keys("participants", alliance_id="alliances.id"),
    )
    op.create_index("ix_seats_group", "seats", ["group_id", "from_on"])
    op.create_index("ix_alliance_links_alliance", "alliance_links", ["alliance_id"])
    op.create_index("ix_alliance_links_other", "alliance_links", ["other_id"])
    for table in ("working_groups", "officers", "secretariats", "participants"):
        op.create_index(f"ix_{table}_alliance", table, ["alliance_id", "from_on"])


def the_dues() -> None:
    op.create_table(
        "dues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(2), nullable=False),
        sa.Column("period", sa.String(100), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        *noted(),
        *checks("dues", amount="cents > 0"),
        *keys(
            "dues", alliance_id="alliances.id", state_code="states.code", noted_by_id="people.id"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues")),
        sa.UniqueConstraint(
            *("alliance_id", "state_code", "period"),
            name=op.f("uq_dues_alliance_id_state_code_period"),
        ),
    )
    op.create_table(
        "dues_entries",
        sa.Column("dues_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *noted(),
        *checks(
            "dues_entries", kind=f"kind IN ({ENTRIES})", amount="cents > 0", n_from_one="n >= 1"
        ),
        *keys("dues_entries", dues_id="dues.id", noted_by_id="people.id"),
        sa.PrimaryKeyConstraint("dues_id", "n", name=op.f("pk_dues_entries")),
    )


def downgrade() -> None:
    for table in reversed(("charters", *APPEND_ONLY)):
        op.drop_table(table)
        if not sqlite():
            kind = "frozen" if table == "charters" else "append_only"
            op.execute(f"DROP FUNCTION {table}_{kind}()")


def held(table: str, *parts: Any) -> None:
    """A table of what holds from a day to a day."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *parts,
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        *checks(table, days=DAYS),
        *keys(table, noted_by_id="people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def noted() -> list[sa.Column[Any]]:
    """The remark, the salt of the digest in the ledger, when and by whom it was noted."""
    return [
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
    ]


def keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
        for column, target in columns.items()
    ]


def checks(table: str, **texts: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in texts.items()
    ]


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def quoted(columns: tuple[str, ...]) -> str:
    """The columns between commas."""
    return ", ".join(f'"{name}"' for name in columns)


def once(differs: str) -> str:
    """That a column changes which holds something."""
    return " OR ".join(f"OLD.{one} IS NOT NULL AND NEW.{one} {differs} OLD.{one}" for one in ONCE)


def on_sqlite() -> list[str]:
    """The triggers of charters, on SQLite."""
    return [
        f"CREATE TRIGGER charters_frozen BEFORE UPDATE OF {quoted(FROZEN)} ON charters "
        f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
        "CREATE TRIGGER charters_no_delete BEFORE DELETE ON charters "
        "BEGIN SELECT RAISE(ABORT, 'charters: nothing is deleted'); END",
        f"CREATE TRIGGER charters_once BEFORE UPDATE OF {quoted(ONCE)} ON charters "
        f"WHEN {once('IS NOT')} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    ]


def on_postgresql() -> list[str]:
    """The function and triggers of charters, on PostgreSQL."""
    does = "EXECUTE FUNCTION charters_frozen()"
    return [
        "CREATE OR REPLACE FUNCTION charters_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{STAYS}'; END $$",
        f"CREATE TRIGGER charters_frozen BEFORE UPDATE OF {quoted(FROZEN)} ON charters "
        f"FOR EACH ROW {does}",
        f"CREATE TRIGGER charters_no_delete BEFORE DELETE ON charters FOR EACH ROW {does}",
        "CREATE TRIGGER charters_no_truncate BEFORE TRUNCATE ON charters "
        f"FOR EACH STATEMENT {does}",
        f"CREATE TRIGGER charters_once BEFORE UPDATE OF {quoted(ONCE)} ON charters "
        f"FOR EACH ROW WHEN ({once('IS DISTINCT FROM')}) {does}",
    ]


def append_only(name: str) -> None:
    """Rows of this table are neither changed nor removed."""
    if sqlite():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {name}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_append_only()"
    )
    op.execute(
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()"
    )
