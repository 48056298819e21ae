"""Who may answer for a state besides itself, and which answers were given so."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STAYS = "proxies: what was frozen stays"
FROZEN = (
    *("id", "alliance_id", "state_code", "office_id", "person_id", "authority_id"),
    *("chain_sha256", "given_at", "holder_office_id", "holder_state", "alternate_id"),
    *("scope", "kind", "question_id", "from_on", "last_on", "instructions", "salt", "source_id"),
)
ONCE = ("recalled_at", "recalled_by_id")


def upgrade() -> None:
    make_proxies()
    listed = ", ".join(f'"{name}"' for name in FROZEN)
    once = ", ".join(f'"{name}"' for name in ONCE)
    differs = "IS NOT" if sqlite() else "IS DISTINCT FROM"
    changed = " OR ".join(
        f"OLD.{one} IS NOT NULL AND NEW.{one} {differs} OLD.{one}" for one in ONCE
    )
    if sqlite():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
        op.execute(f"CREATE TRIGGER proxies_frozen BEFORE UPDATE OF {listed} ON proxies {refuse}")
        op.execute(
            "CREATE TRIGGER proxies_no_delete BEFORE DELETE ON proxies "
            "BEGIN SELECT RAISE(ABORT, 'proxies: nothing is deleted'); END"
        )
        head = f"CREATE TRIGGER proxies_once BEFORE UPDATE OF {once} ON proxies"
        op.execute(f"{head} WHEN {changed} {refuse}")
    else:
        refuse_on_postgresql(listed, once, changed)
    op.add_column("answers", sa.Column("proxy_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("answers", "proxy_id")
    op.drop_table("proxies")
    if not sqlite():
        op.execute("DROP FUNCTION proxies_frozen()")


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def refuse_on_postgresql(listed: str, once: str, changed: str) -> None:
    """The triggers of PostgreSQL, which call a function."""
    does = "EXECUTE FUNCTION proxies_frozen()"
    op.execute(
        "CREATE OR REPLACE FUNCTION proxies_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{STAYS}'; END $$"
    )
    for says in (
        f"proxies_frozen BEFORE UPDATE OF {listed} ON proxies FOR EACH ROW",
        "proxies_no_delete BEFORE DELETE ON proxies FOR EACH ROW",
        "proxies_no_truncate BEFORE TRUNCATE ON proxies FOR EACH STATEMENT",
        f"proxies_once BEFORE UPDATE OF {once} ON proxies FOR EACH ROW WHEN ({changed})",
    ):
        op.execute(f"CREATE TRIGGER {says} {does}")


def make_proxies() -> None:
    """The table proxies."""
    refers = {
        "alliance_id": "alliances.id",
        "state_code": "states.code",
        "office_id": "offices.id",
        "person_id": "people.id",
        "holder_office_id": "offices.id",
        "holder_state": "states.code",
        "alternate_id": "people.id",
        "question_id": "questions.id",
        "source_id": "proxies.id",
        "recalled_by_id": "people.id",
    }
    op.create_table(
        "proxies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("chain_sha256", sa.String(length=64), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("holder_office_id", sa.Uuid(), nullable=False),
        sa.Column("holder_state", sa.String(length=2), nullable=False),
        sa.Column("alternate_id", sa.Uuid(), nullable=True),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("recalled_at", INSTANT, nullable=True),
        sa.Column("recalled_by_id", sa.Uuid(), nullable=True),
        *(
            sa.CheckConstraint(says, name=op.f(f"ck_proxies_{name}"))
            for name, says in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [there], name=op.f(f"fk_proxies_{column}"))
            for column, there in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxies")),
    )
    op.create_index("ix_proxies_alliance", "proxies", ["alliance_id", "state_code"])
    op.create_index("ix_proxies_office", "proxies", ["office_id", "given_at"])
    op.create_index("ix_proxies_holder", "proxies", ["holder_office_id", "given_at"])


CHECKS = {
    "scope": "scope IN ('alliance', 'kind', 'question')",
    "kind": "(scope = 'alliance') = (kind IS NULL)",
    "question": "(scope = 'question') = (question_id IS NOT NULL)",
    "days": "last_on >= from_on",
    "instructions": "(instructions IS NULL) = (salt IS NULL)",
    "alternate": "(alternate_id IS NOT NULL) = (office_id = holder_office_id)"
    " AND (alternate_id IS NULL OR source_id IS NULL)"
    " AND (alternate_id IS NOT NULL) = (state_code = holder_state)",
    "recalled": "(recalled_at IS NULL) = (recalled_by_id IS NULL)",
}
