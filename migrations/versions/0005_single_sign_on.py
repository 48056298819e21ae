"""Single sign-on: providers, identities, requests to be known, who requires it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STAYS = "what was frozen stays"
TABLES = (
    "identity_requests",
    "identities",
    "sign_in_requirements",
    "identity_providers",
    "spent_sign_ins",
)
# These columns keep what they were given, and rows are not deleted.
FROZEN = {
    "identity_providers": (
        "id",
        "state_code",
        "office_id",
        "issuer",
        "client_id",
        "scopes",
        "acr_values",
        "second_factor",
        "key_public",
        "key_certificate",
        "added_at",
    ),
    "identities": (
        "id",
        "provider_id",
        "issuer",
        "subject",
        "person_id",
        "linked_at",
        "linked_by",
    ),
    "identity_requests": ("id", "issuer", "subject", "asked_at"),
    "sign_in_requirements": ("id", "office_id", "since"),
}
# These go from null to a value, once.
ONCE = {
    "identity_providers": "removed_at",
    "identities": "ended_at",
    "sign_in_requirements": "until",
}
STEPS = (("refused", "'linked'"), ("waiting", "'linked', 'refused'"))


def upgrade() -> None:
    tables()
    for name, columns in FROZEN.items():
        freeze(name, columns)
    for name, column in ONCE.items():
        refuse(name, "once", column, f"OLD.{column} IS NOT NULL AND {differs(column)}")
    allowed = " OR ".join(f"OLD.stage = '{now}' AND NEW.stage IN ({then})" for now, then in STEPS)
    refuse("identity_requests", "steps", "stage", f"{differs('stage')} AND NOT ({allowed})")


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)  # its indexes and triggers go with it
    if not sqlite():
        for name in FROZEN:
            op.execute(f"DROP FUNCTION {name}_frozen()")


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def differs(name: str) -> str:
    """That a column changes. SQLite before 3.39 has no IS DISTINCT FROM; IS NOT means the same."""
    return f"NEW.{name} {'IS NOT' if sqlite() else 'IS DISTINCT FROM'} OLD.{name}"


def freeze(name: str, columns: tuple[str, ...]) -> None:
    """Rows of this table stay, and so do these columns."""
    quoted = ", ".join(f'"{one}"' for one in columns)
    head = f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {quoted} ON {name} "
    if sqlite():
        op.execute(f"{head}BEGIN SELECT RAISE(ABORT, '{name}: {STAYS}'); END")
        op.execute(
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name}: nothing is deleted'); END"
        )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name}: {STAYS}'; END $$"
    )
    op.execute(f"{head}FOR EACH ROW EXECUTE FUNCTION {name}_frozen()")
    op.execute(
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_frozen()"
    )
    op.execute(
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_frozen()"
    )


def refuse(name: str, rule: str, column: str, when: str) -> None:
    """A change of this column is refused when this holds."""
    head = f'CREATE TRIGGER {name}_{rule} BEFORE UPDATE OF "{column}" ON {name} '
    if sqlite():
        op.execute(f"{head}WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}: {STAYS}'); END")
    else:
        op.execute(f"{head}FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}_frozen()")


def tables() -> None:
    """The tables, with their keys, checks and indexes."""
    op.create_table(
        "spent_sign_ins",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_sign_ins")),
    )
    op.create_index(op.f("ix_spent_sign_ins_at"), "spent_sign_ins", ["at"], unique=False)
    op.create_table(
        "identity_providers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("acr_values", sa.String(length=500), nullable=False),
        sa.Column("second_factor", sa.String(length=500), nullable=False),
        sa.Column("key_public", sa.Text(), nullable=False),
        sa.Column("key_certificate", sa.Text(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state_code IS NULL) <> (office_id IS NULL)",
            name=op.f("ck_identity_providers_state_or_office"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_identity_providers_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_identity_providers_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_providers")),
    )
    op.create_index(
        "uq_identity_providers_office",
        "identity_providers",
        ["office_id", "issuer"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL AND office_id IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NULL AND office_id IS NOT NULL"),
    )
    op.create_index(
        "uq_identity_providers_state",
        "identity_providers",
        ["state_code", "issuer"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL AND state_code IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NULL AND state_code IS NOT NULL"),
    )
    op.create_table(
        "sign_in_requirements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "until IS NULL OR until >= since",
            name=op.f("ck_sign_in_requirements_until_after_since"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_sign_in_requirements_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_requirements")),
    )
    op.create_index(
        "uq_sign_in_requirements_office",
        "sign_in_requirements",
        ["office_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "identities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["linked_by"], ["people.id"], name=op.f("fk_identities_linked_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_identities_person_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["identity_providers.id"], name=op.f("fk_identities_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_person_id"), "identities", ["person_id"], unique=False)
    op.create_index(
        "uq_identities_subject",
        "identities",
        ["issuer", "subject"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "identity_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_verified", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("state_code", sa.String(length=2), nullable=True),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "stage IN ('waiting', 'linked', 'refused')", name=op.f("ck_identity_requests_stage")
        ),
        sa.CheckConstraint(
            "office_id IS NOT NULL OR state_code IS NOT NULL",
            name=op.f("ck_identity_requests_whose"),
        ),
        sa.CheckConstraint(
            "person_id IS NULL OR office_id IS NOT NULL",
            name=op.f("ck_identity_requests_person_in_office"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_identity_requests_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_identity_requests_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_identity_requests_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["identity_providers.id"],
            name=op.f("fk_identity_requests_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_identity_requests_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_requests")),
    )
    op.create_index(
        op.f("ix_identity_requests_office_id"), "identity_requests", ["office_id"], unique=False
    )
    op.create_index(
        "uq_identity_requests_subject",
        "identity_requests",
        ["issuer", "subject"],
        unique=True,
        sqlite_where=sa.text("stage <> 'linked'"),
        postgresql_where=sa.text("stage <> 'linked'"),
    )
