"""An office's staff: invitations, requests for access, suspensions, work that was handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STAYS = "what was frozen stays"
RANKS = "rank IN ('principal', 'counsel', 'liaison', 'observer', 'office administrator')"
INSTANT = sa.DateTime(timezone=True)
HAND_OVERS = "hand_overs"  # append-only

FROZEN = {
    "access_requests": ("id", "office_id", "name", "email", "why", "asked_at", "asked_from"),
    "invitations": (
        "id",
        "office_id",
        "rank",
        "email",
        "secret_sha256",
        "made_at",
        "made_by_id",
        "expires_at",
    ),
    "suspensions": ("id", "post_id", "since", "by_id"),
}
ONCE = {
    "access_requests": ("decision", "decided_at", "decided_by_id"),
    "invitations": ("revoked_at", "revoked_by_id", "used_at", "post_id"),
    "suspensions": ("until", "lifted_by_id"),
}


def upgrade() -> None:
    op.create_table(
        "suspensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f("ck_suspensions_until_after_since")
        ),
        sa.CheckConstraint(
            "(until IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_suspensions_lifted_by")
        ),
        key("suspensions", "post_id", "posts"),
        key("suspensions", "by_id", "people"),
        key("suspensions", "lifted_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
    )
    op.create_index(
        "uq_suspensions_in_effect",
        "suspensions",
        ["post_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.String(24), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("revoked_by_id", sa.Uuid(), nullable=True),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(RANKS, name=op.f("ck_invitations_rank")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_invitations_expires_later")),
        sa.CheckConstraint(
            "revoked_at IS NULL OR used_at IS NULL", name=op.f("ck_invitations_used_or_revoked")
        ),
        sa.CheckConstraint(
            "(used_at IS NULL) = (post_id IS NULL)", name=op.f("ck_invitations_one_post")
        ),
        key("invitations", "office_id", "offices"),
        key("invitations", "made_by_id", "people"),
        key("invitations", "revoked_by_id", "people"),
        key("invitations", "post_id", "posts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("post_id", name=op.f("uq_invitations_post_id")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_invitations_secret_sha256")),
    )
    op.create_index("ix_invitations_office", "invitations", ["office_id", "made_at"])
    op.create_table(
        "access_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_from", sa.String(64), nullable=False),
        sa.Column("decision", sa.String(8), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('granted', 'refused')", name=op.f("ck_access_requests_decision")
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_access_requests_decided_at")
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_access_requests_decided_by"),
        ),
        key("access_requests", "office_id", "offices"),
        key("access_requests", "decided_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_requests")),
    )
    op.create_index("ix_access_requests_office", "access_requests", ["office_id", "asked_at"])
    op.create_index("ix_access_requests_asked_at", "access_requests", ["asked_at"])
    op.create_table(
        HAND_OVERS,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_hand_overs_to_another")),
        key(HAND_OVERS, "office_id", "offices"),
        key(HAND_OVERS, "from_id", "people"),
        key(HAND_OVERS, "to_id", "people"),
        key(HAND_OVERS, "by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
    )
    op.create_index("ix_hand_overs_office", HAND_OVERS, ["office_id", "at", "id"])
    for name, columns in FROZEN.items():
        never_deleted(name)
        freeze(name, columns)
    for name, columns in ONCE.items():
        set_once(name, columns)
    append_only(HAND_OVERS)


def downgrade() -> None:
    op.drop_table(HAND_OVERS)
    op.drop_table("access_requests")
    op.drop_table("invitations")
    op.drop_table("suspensions")
    if not sqlite():
        op.execute(f"DROP FUNCTION {HAND_OVERS}_append_only()")
        for name in FROZEN:
            op.execute(f"DROP FUNCTION {name}_frozen()")


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """A column that names a row of another table."""
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def quoted(columns: tuple[str, ...]) -> str:
    """The columns between commas."""
    return ", ".join(f'"{name}"' for name in columns)


def differs(name: str) -> str:
    """That a column changes. SQLite before 3.39 has no IS DISTINCT FROM; IS NOT means the same."""
    return f"NEW.{name} {'IS NOT' if sqlite() else 'IS DISTINCT FROM'} OLD.{name}"


def function(name: str, said: str) -> None:
    """What a trigger of PostgreSQL does: refuse."""
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
    )


def never_deleted(name: str) -> None:
    """Rows of this table stay."""
    if sqlite():
        op.execute(
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name}: nothing is deleted'); END"
        )
        return
    function(f"{name}_frozen", f"{name}: {STAYS}")
    op.execute(
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_frozen()"
    )
    op.execute(
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_frozen()"
    )


def freeze(name: str, columns: tuple[str, ...]) -> None:
    """These columns stay."""
    head = f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {quoted(columns)} ON {name} "
    if sqlite():
        op.execute(f"{head}BEGIN SELECT RAISE(ABORT, '{name}: {STAYS}'); END")
    else:
        op.execute(f"{head}FOR EACH ROW EXECUTE FUNCTION {name}_frozen()")


def set_once(name: str, columns: tuple[str, ...]) -> None:
    """These columns go from null to a value, once."""
    when = " OR ".join(f"OLD.{one} IS NOT NULL AND {differs(one)}" for one in columns)
    head = f"CREATE TRIGGER {name}_once BEFORE UPDATE OF {quoted(columns)} ON {name} "
    if sqlite():
        op.execute(f"{head}WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}: {STAYS}'); END")
    else:
        op.execute(f"{head}FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}_frozen()")


def append_only(name: str) -> None:
    """Rows of this table are neither changed nor removed."""
    if sqlite():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
            )
        return
    function(f"{name}_append_only", f"{name} is append-only")
    op.execute(
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_append_only()"
    )
    op.execute(
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()"
    )
