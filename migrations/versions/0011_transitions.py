"""What successors decide on what former principals left open, and what they withdraw."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("withdrawn_acts", "transition_decisions")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "withdrawn_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(2), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *checks(
            "withdrawn_acts",
            act="act IN ('sign a resolution', 'answer a question', 'commit money')",
        ),
        *keys(
            "withdrawn_acts",
            state_code="states.code",
            office_id="offices.id",
            person_id="people.id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawn_acts")),
        sa.UniqueConstraint(
            *("act", "subject_id", "state_code"),
            name=op.f("uq_withdrawn_acts_act_subject_id_state_code"),
        ),
    )
    op.create_table(
        "transition_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *checks(
            "transition_decisions",
            kind="kind IN ('answer', 'signature', 'position', 'commitment', 'delegation')",
            decision="decision IN ('confirm', 'withdraw')",
            reason="length(reason) > 0",
        ),
        *keys("transition_decisions", office_id="offices.id", person_id="people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition_decisions")),
        sa.UniqueConstraint(
            *("office_id", "kind", "subject_id", "person_id", "at"),
            name="uq_transition_decisions_once",
        ),
    )
    for table in TABLES:
        append_only(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
        if not sqlite():
            op.execute(f"DROP FUNCTION {table}_append_only()")


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
