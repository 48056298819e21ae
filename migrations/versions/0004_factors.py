"""What was used and may not serve twice: challenges, links; an index of a person's passkeys."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spent",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent")),
    )
    op.create_index(op.f("ix_spent_until"), "spent", ["until"])
    op.create_index(op.f("ix_passkeys_user_id"), "passkeys", ["user_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_passkeys_user_id"), "passkeys")
    op.drop_index(op.f("ix_spent_until"), "spent")
    op.drop_table("spent")
