"""A text that is voted on may be taken up again; the next question replaces the void one."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STAYS = "resolutions: what was frozen stays"
ONCE = ("in_force_on", "opened_at")
STEPS = (
    ("adopted", ("enrolled",)),
    ("circulated", ("engrossed", "in committee", "voting", "withdrawn")),
    ("draft", ("circulated", "withdrawn")),
    ("engrossed", ("circulated", "voting", "withdrawn")),
    ("enrolled", ("in force", "rescinded", "superseded")),
    ("in committee", ("circulated", "engrossed", "withdrawn")),
    ("in force", ("rescinded", "superseded")),
)
VOTING_BEFORE, VOTING = ("adopted", "lost"), ("adopted", "circulated", "lost")
VOID = (
    "EXISTS (SELECT 1 FROM questions WHERE questions.id = OLD.question_id "
    "AND questions.outcome IN ('void'))"
)


def upgrade() -> None:
    say_rules(ONCE, VOTING)
    kept = f"OLD.question_id IS NOT NULL AND {differs('question_id')}"
    head = 'CREATE TRIGGER resolutions_replaceable BEFORE UPDATE OF "question_id" ON resolutions '
    if sqlite():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
        op.execute(f"{head}WHEN {kept} AND NOT {VOID} {refuse}")
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION resolutions_replaceable() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN IF NOT {VOID} THEN RAISE EXCEPTION '{STAYS}'; END IF; RETURN NEW; END $$"
    )
    op.execute(f"{head}FOR EACH ROW WHEN ({kept}) EXECUTE FUNCTION resolutions_replaceable()")


def downgrade() -> None:
    op.execute(f"DROP TRIGGER resolutions_replaceable{'' if sqlite() else ' ON resolutions'}")
    if not sqlite():
        op.execute("DROP FUNCTION resolutions_replaceable()")
    say_rules(("question_id", *ONCE), VOTING_BEFORE)


def sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def differs(column: str) -> str:
    """That a column is given another value."""
    return f"NEW.{column} {'IS NOT' if sqlite() else 'IS DISTINCT FROM'} OLD.{column}"


def say_rules(once: tuple[str, ...], voting: tuple[str, ...]) -> None:
    """The triggers as they say it now."""
    for rule in ("once", "steps"):
        op.execute(f"DROP TRIGGER resolutions_{rule}{'' if sqlite() else ' ON resolutions'}")
    refuse("once", once, " OR ".join(f"OLD.{one} IS NOT NULL AND {differs(one)}" for one in once))
    allowed = " OR ".join(
        f"OLD.stage = '{now}' AND NEW.stage IN ({', '.join(map(repr, then))})"
        for now, then in (*STEPS, ("voting", voting))
    )
    refuse("steps", ("stage",), f"{differs('stage')} AND NOT ({allowed})")


def refuse(rule: str, columns: tuple[str, ...], when: str) -> None:
    """A trigger that refuses a change."""
    of = ", ".join(f'"{one}"' for one in columns)
    head = f"CREATE TRIGGER resolutions_{rule} BEFORE UPDATE OF {of} ON resolutions "
    if sqlite():
        op.execute(f"{head}WHEN {when} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END")
    else:
        op.execute(f"{head}FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION resolutions_frozen()")
