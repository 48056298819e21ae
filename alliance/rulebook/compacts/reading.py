"""Reading a compact out of JSON values, with every fault found and placed."""

from collections.abc import Callable

from alliance.rulebook.compacts.values import (
    Application,
    Blackout,
    Compact,
    Counts,
    Dissolution,
    OnceMet,
    Stage,
    Survivor,
    Withdrawal,
)
from alliance.rulebook.conditions.stages import stages_named
from alliance.rulebook.conditions.values import Condition
from alliance.rulebook.days.values import Day
from alliance.rulebook.delegations.reading import VoteReading
from alliance.rulebook.delegations.values import VoteRule
from alliance.rulebook.problems import MalformedRule, described, inside
from alliance.rulebook.reading import Found

COMPACT_KEYS = (
    *("name", "source", "note", "groups", "counts", "entry_into_force", "withdrawal"),
    *("dissolution", "survival", "decision", "application"),
)
RULES = COMPACT_KEYS[4:]
STAGE_KEYS = ("name", "when", "effective", "once_met")
WITHDRAWAL_KEYS = ("how", "notice_to", "effective", "blackout", "rescind_until", "survives")
BLACKOUT_KEYS = ("from", "through", "until", "of", "then", "text")


def parse_compact(value: object) -> Compact:
    """The compact as values, or MalformedRule with all its problems."""
    reading = CompactReading()
    compact = reading.compact(value) if reading.fits(value) else None
    if compact is None or reading.problems:
        raise MalformedRule(reading.problems)
    return compact


def parse_condition(value: object) -> Condition:
    """One condition ("when at least three others join"), or MalformedRule."""
    reading = CompactReading()
    condition = reading.condition(value, "") if reading.fits(value) else None
    if condition is None or reading.problems:
        raise MalformedRule(reading.problems)
    return condition


def parse_decision(value: object) -> VoteRule:
    """One rule of decision, standing alone; or MalformedRule."""
    reading = CompactReading()
    rule = reading.vote_rule(value, "") if reading.fits(value) else None
    if rule is None or reading.problems:
        raise MalformedRule(reading.problems)
    return rule


def parse_day(value: object) -> Day:
    """One rule for a day, or MalformedRule."""
    reading = CompactReading()
    day = reading.day_rule(value, "") if reading.fits(value) else None
    if day is None or reading.problems:
        raise MalformedRule(reading.problems)
    return day


class CompactReading(VoteReading):
    """Reads a compact and its parts."""

    def compact(self, value: object) -> Compact | None:
        fields = self.fields(value, "", COMPACT_KEYS)
        if fields is None:
            return None
        if not any(rule in fields for rule in RULES):
            listed = ", ".join(f'"{one}"' for one in RULES)
            self.refuse("", f"holds no rule: it must hold at least one of {listed}")
        if "groups" in fields:
            self.groups = self.named_groups(fields["groups"], "groups")
        stages: tuple[Stage, ...] = ()
        if "entry_into_force" in fields:
            stages = self.stages(fields["entry_into_force"], "entry_into_force")
        survival: tuple[Survivor, ...] = ()
        if "survival" in fields:
            survival = self.each(fields["survival"], "survival", self.survivor)
        return Compact(
            stages=stages,
            counts=self.optional(fields, "counts", self.counts) or Counts(),
            withdrawal=self.optional(fields, "withdrawal", self.withdrawal),
            dissolution=self.optional(
                fields, "dissolution", lambda held, path: self.dissolution(held, path, stages)
            ),
            survival=survival,
            decision=self.optional(fields, "decision", self.vote_rule),
            application=self.optional(fields, "application", self.application),
            name=self.optional_text(fields, "", "name"),
            source=self.optional_text(fields, "", "source"),
            note=self.long_text(fields, "", "note"),
        )

    def optional(
        self,
        fields: dict[str, object],
        key: str,
        read: Callable[[object, str], Found | None],
    ) -> Found | None:
        return read(fields[key], key) if key in fields else None

    def stages(self, value: object, path: str) -> tuple[Stage, ...]:
        """Entry into force: one, or a list of named stages of which each may name earlier ones."""
        if not isinstance(value, list):
            one = self.stage(value, path)
            if one is not None:
                self._check_stages((one.when, one.effective), set(), path)
            return () if one is None else (one,)
        stages = self.each(value, path, self.stage)
        earlier: set[str] = set()
        for index, stage in enumerate(stages):
            place = inside(path, index)
            self._check_stages((stage.when, stage.effective), earlier, place)
            if stage.name is None:
                self.refuse(inside(place, "name"), "is missing: stages are told apart by name")
            elif stage.name in earlier:
                self.refuse(inside(place, "name"), "names a stage that stands above already")
            else:
                earlier.add(stage.name)
        return stages

    def _check_stages(
        self, used: tuple[Condition | None, Day | None], known: set[str], path: str
    ) -> None:
        for name in sorted(stages_named(*used) - known):
            reason = f"speaks of the stage {described(name)}, which does not stand above it"
            self.refuse(path, reason)

    def stage(self, value: object, path: str) -> Stage | None:
        fields = self.fields(value, path, STAGE_KEYS)
        if fields is None:
            return None
        when: Condition | None = None
        if "when" in fields:
            when = self.condition(fields["when"], inside(path, "when"))
        else:
            self.refuse(inside(path, "when"), "is missing")
        once: OnceMet | None = OnceMet.STAYS
        if "once_met" in fields:
            once = self.word(fields["once_met"], inside(path, "once_met"), OnceMet)
        effective = self.optional_day(fields, path, "effective")
        name = self.optional_text(fields, path, "name")
        return None if when is None or once is None else Stage(when, effective, once, name)

    def counts(self, value: object, path: str) -> Counts | None:
        fields = self.fields(value, path, ("from", "later_joiners", "among"))
        if fields is None:
            return None
        if not fields:
            self.refuse(path, "is empty: leave it out")
        among = None
        if "among" in fields:
            among = self.scope(fields["among"], inside(path, "among"))
        since = self.optional_day(fields, path, "from")
        return Counts(since, self.optional_day(fields, path, "later_joiners"), among)

    def dissolution(
        self, value: object, path: str, stages: tuple[Stage, ...] = ()
    ) -> Dissolution | None:
        fields = self.fields(value, path, ("when", "effective"))
        if fields is None:
            return None
        effective = self.optional_day(fields, path, "effective")
        if "when" not in fields:
            self.refuse(inside(path, "when"), "is missing")
            return None
        when = self.condition(fields["when"], inside(path, "when"))
        names = {stage.name for stage in stages if stage.name is not None}
        self._check_stages((when, effective), names, path)
        return None if when is None else Dissolution(when, effective)

    def withdrawal(self, value: object, path: str) -> Withdrawal | None:
        fields = self.fields(value, path, WITHDRAWAL_KEYS)
        if fields is None:
            return None
        effective = self.optional_day(fields, path, "effective")
        if "effective" not in fields:
            reason = "is missing: say from which dated fact on a withdrawal takes effect"
            self.refuse(inside(path, "effective"), reason)
        blackout: tuple[Blackout, ...] = ()
        if "blackout" in fields:
            blackout = self.each(fields["blackout"], inside(path, "blackout"), self._blackout)
        survives: tuple[Survivor, ...] = ()
        if "survives" in fields:
            survives = self.each(fields["survives"], inside(path, "survives"), self.survivor)
        rescind = self.optional_day(fields, path, "rescind_until")
        how = self.long_text(fields, path, "how")
        notice_to = self.long_text(fields, path, "notice_to")
        if effective is None:
            return None
        return Withdrawal(effective, how, notice_to, blackout, rescind, survives)

    def _blackout(self, value: object, path: str) -> Blackout | None:
        fields = self.fields(value, path, BLACKOUT_KEYS)
        if fields is None:
            return None
        begins = self.optional_day(fields, path, "from")
        if "from" not in fields:
            self.refuse(inside(path, "from"), "is missing")
        chosen = [key for key in ("through", "until") if key in fields]
        if len(chosen) != 1:
            self.refuse(
                path, 'must hold one of "through" (the last day) and "until" (the day after)'
            )
            return None
        ends = self.optional_day(fields, path, chosen[0])
        of = self.optional_day(fields, path, "of")
        then = self.optional_day(fields, path, "then")
        text = self.long_text(fields, path, "text")
        if begins is None or ends is None:
            return None
        return Blackout(begins, ends, chosen[0] == "through", of, then, text)

    def survivor(self, value: object, path: str) -> Survivor | None:
        fields = self.fields(value, path, ("what", "until", "text"))
        if fields is None:
            return None
        what = self.long_text(fields, path, "what")
        if "what" not in fields:
            self.refuse(inside(path, "what"), "is missing")
        until = self.optional_day(fields, path, "until")
        text = self.long_text(fields, path, "text")
        return None if what is None else Survivor(what, until, text)

    def application(self, value: object, path: str) -> Application | None:
        fields = self.fields(value, path, ("in_force_on", "what"))
        if fields is None:
            return None
        day = self.required(fields, path, "in_force_on", self.month_day)
        what = self.long_text(fields, path, "what")
        return None if day is None else Application(day, what)

    def optional_day(self, fields: dict[str, object], path: str, key: str) -> Day | None:
        return self.day_rule(fields[key], inside(path, key)) if key in fields else None

    def long_text(self, fields: dict[str, object], path: str, key: str) -> str | None:
        return self.text(fields[key], inside(path, key), 2_000) if key in fields else None
