"""The first tables: everything of the walking skeleton."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "alliance_versions",
    "answers",
    "entitlements",
    "lawsuit_events",
    "lawsuit_versions",
    "ledger_entries",
    "positions",
    "resolution_texts",
    "signatures",
)
FROZEN = {
    "questions": (
        "kind",
        "subject_id",
        "alliance_id",
        "represented_by",
        "text_sha256",
        "rule",
        "rule_sha256",
        "roster",
        "roster_sha256",
        "opened_at",
        "closes_at",
    ),
}


def triggers() -> None:
    """The triggers as they were on the day of this migration (core/triggers.py)."""
    make = _on_sqlite if op.get_bind().dialect.name == "sqlite" else _on_postgresql
    for name in APPEND_ONLY:
        make(name, ())
    for name, columns in FROZEN.items():
        make(name, columns)


def _on_sqlite(name: str, columns: tuple[str, ...]) -> None:
    if columns:
        op.execute(
            f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {', '.join(columns)} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name}: what was frozen stays'); END"
        )
        op.execute(
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name}: nothing is deleted'); END"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        )


def _on_postgresql(name: str, columns: tuple[str, ...]) -> None:
    function = f"{name}_frozen" if columns else f"{name}_append_only"
    said = "what was frozen stays" if columns else "append-only"
    said = f"{name}: {said}" if columns else f"{name} is {said}"
    op.execute(
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
    )
    row = f"ON {name} FOR EACH ROW EXECUTE FUNCTION {function}()"
    if columns:
        op.execute(f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {', '.join(columns)} {row}")
        op.execute(f"CREATE TRIGGER {name}_no_delete BEFORE DELETE {row}")
    else:
        op.execute(f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE {row}")
    op.execute(
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


def no_functions() -> None:
    """On PostgreSQL a trigger goes with its table, its function does not."""
    if op.get_bind().dialect.name == "postgresql":
        for name in APPEND_ONLY:
            op.execute(f"DROP FUNCTION {name}_append_only()")
        for name in FROZEN:
            op.execute(f"DROP FUNCTION {name}_frozen()")


def upgrade() -> None:
    op.create_table(
        "courts",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("citation", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("location", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courts")),
    )
    op.create_table(
        "installation",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_installation_one_row")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_installation")),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_ledger_entries_n_from_one")),
        sa.PrimaryKeyConstraint("stream", "n", name=op.f("pk_ledger_entries")),
    )
    op.create_index(
        "ix_ledger_entries_latest", "ledger_entries", ["stream", "at", "leaf"], unique=False
    )
    op.create_index("ix_ledger_entries_subject", "ledger_entries", ["subject", "n"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["run_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND given_up_at IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("totp_last_counter", sa.Integer(), nullable=True),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("mf_recovery_codes", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_people_fs_uniquifier")),
        sa.UniqueConstraint(
            "fs_webauthn_user_handle", name=op.f("uq_people_fs_webauthn_user_handle")
        ),
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("permissions", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "signing_keys",
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "states",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("fips", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("region", sa.String(length=10), nullable=False),
        sa.Column("electors", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_states")),
        sa.UniqueConstraint("fips", name=op.f("uq_states_fips")),
    )
    op.create_table(
        "lawsuits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("caption", sa.String(length=500), nullable=False),
        sa.Column("court_id", sa.String(length=20), nullable=False),
        sa.Column("docket_number", sa.String(length=100), nullable=False),
        sa.Column("date_filed", sa.String(length=10), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lead_plaintiff", sa.String(length=2), nullable=False),
        sa.Column("plaintiff_states", sa.JSON(), nullable=False),
        sa.Column("plaintiff_state_count", sa.Integer(), nullable=True),
        sa.Column("plaintiffs_complete", sa.String(length=10), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("challenged_action", sa.String(length=500), nullable=False),
        sa.Column("opposing_party", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=500), nullable=False),
        sa.Column("date_terminated", sa.String(length=10), nullable=True),
        sa.Column("related_dockets", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "plaintiffs_complete IN ('yes', 'no', 'unverified')",
            name=op.f("ck_lawsuits_plaintiffs_complete"),
        ),
        sa.CheckConstraint(
            "(date_filed IS NULL) = (filed_on IS NULL)", name=op.f("ck_lawsuits_filed_whole")
        ),
        sa.CheckConstraint(
            "plaintiff_state_count >= 0", name=op.f("ck_lawsuits_plaintiff_state_count")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_lawsuits_version")),
        sa.ForeignKeyConstraint(["court_id"], ["courts.id"], name=op.f("fk_lawsuits_court_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lawsuits")),
        sa.UniqueConstraint("case_id", name=op.f("uq_lawsuits_case_id")),
    )
    op.create_index(op.f("ix_lawsuits_court_id"), "lawsuits", ["court_id"], unique=False)
    op.create_index(op.f("ix_lawsuits_docket_number"), "lawsuits", ["docket_number"], unique=False)
    op.create_index("ix_lawsuits_list", "lawsuits", ["listed_at", "id"], unique=False)
    op.create_table(
        "offices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'secretariat') = (state_code IS NULL)",
            name=op.f("ck_offices_state_or_secretariat"),
        ),
        sa.CheckConstraint(
            "kind IN ('governor', 'attorney general', 'treasurer', 'secretariat')",
            name=op.f("ck_offices_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_offices_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("name", name=op.f("uq_offices_name")),
    )
    op.create_index(
        "uq_offices_state_kind",
        "offices",
        ["state_code", "kind"],
        unique=True,
        sqlite_where=sa.text("state_code IS NOT NULL"),
        postgresql_where=sa.text("state_code IS NOT NULL"),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.Text(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column("create_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["people.id"], name=op.f("fk_passkeys_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_table(
        "people_roles",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_people_roles_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name=op.f("fk_people_roles_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "role_id", name=op.f("pk_people_roles")),
    )
    op.create_table(
        "alliances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("formed", sa.String(length=10), nullable=True),
        sa.Column("represented_by", sa.String(length=20), nullable=False),
        sa.Column("secretariat_id", sa.Uuid(), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "represented_by IN ('governor', 'attorney general', 'treasurer')",
            name=op.f("ck_alliances_represented_by"),
        ),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["offices.id"], name=op.f("fk_alliances_secretariat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliances")),
        sa.UniqueConstraint("slug", name=op.f("uq_alliances_slug")),
    )
    op.create_table(
        "lawsuit_events",
        sa.Column("lawsuit_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("event", sa.String(length=500), nullable=False),
        sa.Column("states", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_lawsuit_events_n_from_one")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_lawsuit_events_version")),
        sa.ForeignKeyConstraint(
            ["lawsuit_id"], ["lawsuits.id"], name=op.f("fk_lawsuit_events_lawsuit_id")
        ),
        sa.PrimaryKeyConstraint("lawsuit_id", "n", "version", name=op.f("pk_lawsuit_events")),
        sa.UniqueConstraint(
            "lawsuit_id",
            "date",
            "event",
            "states",
            "version",
            name=op.f("uq_lawsuit_events_lawsuit_id_date_event_states_version"),
        ),
    )
    op.create_table(
        "lawsuit_states",
        sa.Column("lawsuit_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["lawsuit_id"], ["lawsuits.id"], name=op.f("fk_lawsuit_states_lawsuit_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_lawsuit_states_state_code")
        ),
        sa.PrimaryKeyConstraint("lawsuit_id", "state_code", name=op.f("pk_lawsuit_states")),
    )
    op.create_index(
        "ix_lawsuit_states_state", "lawsuit_states", ["state_code", "lawsuit_id"], unique=False
    )
    op.create_table(
        "lawsuit_versions",
        sa.Column("lawsuit_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_lawsuit_versions_version")),
        sa.ForeignKeyConstraint(
            ["lawsuit_id"], ["lawsuits.id"], name=op.f("fk_lawsuit_versions_lawsuit_id")
        ),
        sa.PrimaryKeyConstraint("lawsuit_id", "version", name=op.f("pk_lawsuit_versions")),
    )
    op.create_table(
        "positions",
        sa.Column("lawsuit_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("stance", sa.String(length=12), nullable=False),
        sa.Column("authority", sa.String(length=300), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stance IN ('joins', 'declines', 'considering')", name=op.f("ck_positions_stance")
        ),
        sa.CheckConstraint("length(authority) > 0", name=op.f("ck_positions_authority")),
        sa.CheckConstraint("n >= 1", name=op.f("ck_positions_n_from_one")),
        sa.ForeignKeyConstraint(
            ["lawsuit_id"], ["lawsuits.id"], name=op.f("fk_positions_lawsuit_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_positions_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_positions_person_id")),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_positions_state_code")
        ),
        sa.PrimaryKeyConstraint("lawsuit_id", "office_id", "n", name=op.f("pk_positions")),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.String(length=24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "rank IN ('principal', 'counsel', 'liaison', 'observer', 'office administrator')",
            name=op.f("ck_posts_rank"),
        ),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f("ck_posts_until_after_since")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_posts_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_posts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint(
            "person_id", "office_id", "since", name=op.f("uq_posts_person_id_office_id_since")
        ),
    )
    op.create_index(op.f("ix_posts_office_id"), "posts", ["office_id"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_signatures_office_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_signatures_person_id")),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_signatures_state_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint(
            "subject_id", "state_code", name=op.f("uq_signatures_subject_id_state_code")
        ),
    )
    op.create_table(
        "alliance_versions",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_alliance_versions_alliance_id")
        ),
        sa.PrimaryKeyConstraint("alliance_id", "version", name=op.f("pk_alliance_versions")),
    )
    op.create_table(
        "membership_periods",
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("joined", sa.String(length=10), nullable=True),
        sa.Column("notice_given", sa.String(length=10), nullable=True),
        sa.Column("left", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bound_from", sa.Date(), nullable=True),
        sa.Column("bound_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "known_until IS NULL OR known_until >= known_from",
            name=op.f("ck_membership_periods_known"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_membership_periods_version")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_membership_periods_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_membership_periods_state_code")
        ),
        sa.PrimaryKeyConstraint("period_id", "version", name=op.f("pk_membership_periods")),
    )
    op.create_index(
        "ix_membership_periods_alliance",
        "membership_periods",
        ["alliance_id", "state_code"],
        unique=False,
    )
    op.create_index(
        "ix_membership_periods_state",
        "membership_periods",
        ["state_code", "bound_from"],
        unique=False,
    )
    op.create_index(
        "uq_membership_periods_current",
        "membership_periods",
        ["period_id"],
        unique=True,
        sqlite_where=sa.text("known_until IS NULL"),
        postgresql_where=sa.text("known_until IS NULL"),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("represented_by", sa.String(length=20), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_sha256", sa.String(length=64), nullable=False),
        sa.Column("roster", sa.Text(), nullable=False),
        sa.Column("roster_sha256", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.Column("answers_sha256", sa.String(length=64), nullable=True),
        sa.Column("tally", sa.Text(), nullable=True),
        sa.Column("tally_sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('carried', 'lost', 'no quorum')", name=op.f("ck_questions_outcome")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL) AND (closed_at IS NULL) = (tally IS NULL)",
            name=op.f("ck_questions_closed_whole"),
        ),
        sa.CheckConstraint("closes_at > opened_at", name=op.f("ck_questions_closes_after_opening")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_questions_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(
        "ix_questions_list", "questions", ["alliance_id", "opened_at", "id"], unique=False
    )
    op.create_index(
        "ix_questions_open",
        "questions",
        ["closes_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_questions_subject", "questions", ["subject_id"], unique=False)
    op.create_table(
        "answers",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('yea', 'nay', 'present', 'recused')", name=op.f("ck_answers_answer")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_answers_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_answers_person_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_answers_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_answers_state_code")
        ),
        sa.PrimaryKeyConstraint("question_id", "state_code", name=op.f("pk_answers")),
    )
    op.create_table(
        "entitlements",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_entitlements_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["state_code"], ["states.code"], name=op.f("fk_entitlements_state_code")
        ),
        sa.PrimaryKeyConstraint("question_id", "state_code", name=op.f("pk_entitlements")),
    )
    op.create_index(
        op.f("ix_entitlements_state_code"), "entitlements", ["state_code"], unique=False
    )
    op.create_table(
        "resolutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shown_version", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(stage = 'in force') = (in_force_on IS NOT NULL)", name=op.f("ck_resolutions_in_force")
        ),
        sa.CheckConstraint(
            "(stage IN ('draft', 'withdrawn')) OR shown_version IS NOT NULL",
            name=op.f("ck_resolutions_shown"),
        ),
        sa.CheckConstraint(
            "stage IN ('draft', 'circulated', 'in committee', 'engrossed', 'voting', 'adopted', "
            "'lost', 'enrolled', 'in force', 'superseded', 'rescinded', 'withdrawn')",
            name=op.f("ck_resolutions_stage"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_resolutions_version")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_resolutions_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_resolutions_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_resolutions_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolutions")),
    )
    op.create_index(
        "ix_resolutions_list", "resolutions", ["alliance_id", "changed_at", "id"], unique=False
    )
    op.create_index(
        "ix_resolutions_office", "resolutions", ["office_id", "stage", "changed_at"], unique=False
    )
    op.create_index("ix_resolutions_stage", "resolutions", ["stage", "changed_at"], unique=False)
    op.create_table(
        "resolution_reads",
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_resolution_reads_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_resolution_reads_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_resolution_reads_resolution_id")
        ),
        sa.PrimaryKeyConstraint(
            "resolution_id", "office_id", "version", name=op.f("pk_resolution_reads")
        ),
    )
    op.create_table(
        "resolution_texts",
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_resolution_texts_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("fk_resolution_texts_resolution_id")
        ),
        sa.PrimaryKeyConstraint("resolution_id", "version", name=op.f("pk_resolution_texts")),
    )
    triggers()


def downgrade() -> None:
    op.drop_table("resolution_texts")
    op.drop_table("resolution_reads")
    op.drop_index("ix_resolutions_stage", table_name="resolutions")
    op.drop_index("ix_resolutions_office", table_name="resolutions")
    op.drop_index("ix_resolutions_list", table_name="resolutions")
    op.drop_table("resolutions")
    op.drop_index(op.f("ix_entitlements_state_code"), table_name="entitlements")
    op.drop_table("entitlements")
    op.drop_table("answers")
    op.drop_index("ix_questions_subject", table_name="questions")
    op.drop_index("ix_questions_open", table_name="questions")
    op.drop_index("ix_questions_list", table_name="questions")
    op.drop_table("questions")
    op.drop_index(
        "uq_membership_periods_current",
        table_name="membership_periods",
        sqlite_where=sa.text("known_until IS NULL"),
        postgresql_where=sa.text("known_until IS NULL"),
    )
    op.drop_index("ix_membership_periods_state", table_name="membership_periods")
    op.drop_index("ix_membership_periods_alliance", table_name="membership_periods")
    op.drop_table("membership_periods")
    op.drop_table("alliance_versions")
    op.drop_table("signatures")
    op.drop_index(op.f("ix_posts_office_id"), table_name="posts")
    op.drop_table("posts")
    op.drop_table("positions")
    op.drop_table("lawsuit_versions")
    op.drop_index("ix_lawsuit_states_state", table_name="lawsuit_states")
    op.drop_table("lawsuit_states")
    op.drop_table("lawsuit_events")
    op.drop_table("alliances")
    op.drop_table("people_roles")
    op.drop_table("passkeys")
    op.drop_index(
        "uq_offices_state_kind",
        table_name="offices",
        sqlite_where=sa.text("state_code IS NOT NULL"),
        postgresql_where=sa.text("state_code IS NOT NULL"),
    )
    op.drop_table("offices")
    op.drop_index("ix_lawsuits_list", table_name="lawsuits")
    op.drop_index(op.f("ix_lawsuits_docket_number"), table_name="lawsuits")
    op.drop_index(op.f("ix_lawsuits_court_id"), table_name="lawsuits")
    op.drop_table("lawsuits")
    op.drop_table("states")
    op.drop_table("signing_keys")
    op.drop_table("roles")
    op.drop_table("people")
    op.drop_index(
        "ix_outbox_waiting",
        table_name="outbox",
        sqlite_where=sa.text("done_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND given_up_at IS NULL"),
    )
    op.drop_table("outbox")
    op.drop_index("ix_ledger_entries_subject", table_name="ledger_entries")
    op.drop_index("ix_ledger_entries_latest", table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.drop_table("installation")
    op.drop_table("courts")
    no_functions()
