"""What has happened stays: results, posts, memberships, keys and reads, against plain SQL too."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STAYS = "what was frozen stays"
READS = "resolution_reads"  # becomes append-only

# These columns keep what they were given, and rows are not deleted.
FROZEN = {
    "alliances": ("id", "slug", "demo"),
    "installation": ("one", "id", "made_at"),
    "lawsuits": ("id", "case_id", "demo"),
    "membership_periods": (
        "period_id",
        "version",
        "alliance_id",
        "state_code",
        "role",
        "status",
        "joined",
        "notice_given",
        "left",
        "note",
        "source",
        "as_of",
        "known_from",
        "bound_from",
        "bound_until",
    ),
    "offices": ("id", "kind", "state_code", "demo"),
    "people": ("id", "demo"),
    "posts": ("id", "person_id", "office_id", "rank", "since"),
    "resolutions": ("id", "alliance_id", "office_id", "made_at"),
    "signing_keys": ("owner", "public", "since"),
}
QUESTIONS_BEFORE = (
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
)
QUESTIONS = (
    "id",
    "kind",
    "subject_id",
    "title",
    "alliance_id",
    "represented_by",
    "text_sha256",
    "rule",
    "rule_sha256",
    "roster",
    "roster_sha256",
    "opened_at",
    "closes_at",
)
# These go from null to a value, once.
ONCE = {
    "membership_periods": ("known_until",),
    "posts": ("until",),
    "questions": (
        "closed_at",
        "outcome",
        "answers",
        "answers_sha256",
        "tally",
        "tally_sha256",
    ),
    "resolutions": ("question_id", "in_force_on"),
}
# These keep what they hold once the text is no longer written.
SETTLED = ("title", "version", "shown_version")
WRITABLE = "'circulated', 'draft'"
STEPS = (
    ("adopted", "'enrolled'"),
    ("circulated", "'voting', 'withdrawn'"),
    ("draft", "'circulated', 'withdrawn'"),
    ("enrolled", "'in force'"),
    ("voting", "'adopted', 'lost'"),
)


def upgrade() -> None:
    drop("questions", "frozen")
    for name, columns in FROZEN.items():
        never_deleted(name)
        freeze(name, quoted(columns))
    freeze("questions", quoted(QUESTIONS))
    for name, columns in ONCE.items():
        changes = (f"OLD.{one} IS NOT NULL AND {differs(one)}" for one in columns)
        refuse(name, "once", columns, " OR ".join(changes))
    changed = " OR ".join(differs(one) for one in SETTLED)
    refuse("resolutions", "settled", SETTLED, f"OLD.stage NOT IN ({WRITABLE}) AND ({changed})")
    allowed = " OR ".join(f"OLD.stage = '{now}' AND NEW.stage IN ({then})" for now, then in STEPS)
    refuse("resolutions", "steps", ("stage",), f"{differs('stage')} AND NOT ({allowed})")
    append_only(READS)


def downgrade() -> None:
    rows = ("no_update", "no_delete") if sqlite() else ("no_change", "no_truncate")
    for rule in rows:
        drop(READS, rule)
    drop("resolutions", "steps")
    drop("resolutions", "settled")
    for name in ONCE:
        drop(name, "once")
    drop("questions", "frozen")
    freeze("questions", ", ".join(QUESTIONS_BEFORE))
    for name in FROZEN:
        for rule in ("frozen", "no_delete") if sqlite() else ("frozen", "no_delete", "no_truncate"):
            drop(name, rule)
    if not sqlite():
        op.execute(f"DROP FUNCTION {READS}_append_only()")
        for name in FROZEN:
            op.execute(f"DROP FUNCTION {name}_frozen()")


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def quoted(columns: tuple[str, ...]) -> str:
    """The columns between commas; `left` is a word of SQL."""
    return ", ".join(f'"{name}"' for name in columns)


def differs(name: str) -> str:
    """That a column changes. SQLite before 3.39 has no IS DISTINCT FROM; IS NOT means the same."""
    return f"NEW.{name} {'IS NOT' if sqlite() else 'IS DISTINCT FROM'} OLD.{name}"


def drop(name: str, rule: str) -> None:
    """Take a trigger away."""
    op.execute(f"DROP TRIGGER {name}_{rule}" + ("" if sqlite() else f" ON {name}"))


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


def freeze(name: str, columns: str) -> None:
    """These columns stay."""
    head = f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {columns} ON {name} "
    if sqlite():
        op.execute(f"{head}BEGIN SELECT RAISE(ABORT, '{name}: {STAYS}'); END")
    else:
        op.execute(f"{head}FOR EACH ROW EXECUTE FUNCTION {name}_frozen()")


def refuse(name: str, rule: str, columns: tuple[str, ...], when: str) -> None:
    """A change of these columns is refused when this holds."""
    head = f"CREATE TRIGGER {name}_{rule} BEFORE UPDATE OF {quoted(columns)} ON {name} "
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
