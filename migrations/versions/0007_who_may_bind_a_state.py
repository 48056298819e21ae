"""Who may bind which state: the authority register, and what acts rest on."""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("authority_documents", "authority_records", "acts_under")
ACTS = (
    *("answer a question", "commit money", "give notice", "join a lawsuit", "join an alliance"),
    "sign a resolution",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "authority_documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_authority_documents_size")),
        *keys("authority_documents", office_id="offices.id", person_id="people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_documents")),
    )
    create_records()
    create_acts()
    for table in TABLES:
        append_only(table)
    for column, kind in (("authority_id", sa.Uuid()), ("chain_sha256", sa.String(64))):
        op.add_column("answers", sa.Column(column, kind, nullable=True))
    record_standing()


def downgrade() -> None:
    for column in ("chain_sha256", "authority_id"):
        op.drop_column("answers", column)
    for table in reversed(TABLES):
        op.drop_table(table)
        if not sqlite():
            op.execute(f"DROP FUNCTION {table}_append_only()")


def create_records() -> None:
    op.create_table(
        "authority_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(2), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(20), nullable=False),
        sa.Column("citation", sa.String(300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("ceiling_cents", sa.BigInteger(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("rank", sa.String(24), nullable=True),
        sa.Column("successors", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("known_from", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        *checks(
            "authority_records",
            kind="kind IN ('office', 'delegation', 'absence', 'succession', 'term')",
            basis="basis IN ('constitution', 'statute', 'executive order', 'written delegation')",
            rank="rank IN ('counsel', 'liaison')",
            version="version >= 1",
            citation="length(citation) > 0",
            days="last_on >= from_on",
            ceiling="ceiling_cents >= 0",
            source="(kind = 'delegation') = (source_id IS NOT NULL)",
            holder="kind <> 'delegation' OR (person_id IS NULL) <> (rank IS NULL)",
            term="kind <> 'term' OR (person_id IS NOT NULL AND last_on IS NOT NULL)",
        ),
        *keys(
            "authority_records",
            office_id="offices.id",
            state_code="states.code",
            given_by="people.id",
            person_id="people.id",
            document_id="authority_documents.id",
            recorded_by="people.id",
        ),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_authority_records")),
    )
    table = "authority_records"
    op.create_index("ix_authority_records_office", table, ["office_id", "id", "version"])
    op.create_index("ix_authority_records_state", table, ["state_code"])


def create_acts() -> None:
    op.create_table(
        "acts_under",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("state_code", sa.String(2), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("authority_version", sa.Integer(), nullable=False),
        sa.Column("chain", sa.JSON(), nullable=False),
        sa.Column("chain_sha256", sa.String(64), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        *checks(
            "acts_under",
            act="act IN ('sign a resolution', 'join an alliance', 'give notice', "
            "'join a lawsuit', 'commit money', 'answer a question')",
            amount="amount_cents > 0",
            money="(act = 'commit money') = (amount_cents IS NOT NULL)",
        ),
        *keys(
            "acts_under",
            state_code="states.code",
            office_id="offices.id",
            person_id="people.id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts_under")),
    )
    for column in ("office_id", "authority_id"):
        op.create_index(f"ix_acts_under_{column}", "acts_under", [column])


def record_standing() -> None:
    """The authority that each office of a state that is open already has by itself."""
    connection = op.get_bind()
    offices = sa.table("offices", sa.column("id", sa.Uuid()), sa.column("state_code", sa.String()))
    open_ = connection.execute(
        sa.select(offices.c.id, offices.c.state_code).where(offices.c.state_code.is_not(None))
    ).all()
    records = sa.table(
        "authority_records",
        *(
            sa.column(name, kind)
            for name, kind in (
                ("id", sa.Uuid()),
                ("version", sa.Integer()),
                ("kind", sa.String()),
                ("office_id", sa.Uuid()),
                ("state_code", sa.String()),
                ("acts", sa.JSON()),
                ("basis", sa.String()),
                ("citation", sa.String()),
                ("successors", sa.JSON()),
                ("shared", sa.Boolean()),
                ("confirmed", sa.Boolean()),
                ("known_from", INSTANT),
            )
        ),
    )
    now = datetime.now(UTC)
    for office_id, state in open_:
        connection.execute(
            records.insert().values(
                id=uuid.uuid4(),
                version=1,
                kind="office",
                office_id=office_id,
                state_code=state,
                acts=list(ACTS),
                basis="constitution",
                citation="not stated",
                successors=[],
                shared=False,
                confirmed=True,
                known_from=now.replace(tzinfo=None) if sqlite() else now,
            )
        )


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
