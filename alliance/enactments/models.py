"""Campaigns, determinations on texts, and questions put on them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once
from alliance.enactments.rules import LONGEST_WAIT, Finding, Texts
from alliance.instruments.models import Instrument
from alliance.instruments.rules import Purpose
from alliance.membership.models import Alliance
from alliance.states.models import State


class Campaign(Base):
    """A text that states are asked to enact; its versions say what is asked."""

    __tablename__ = "campaigns"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    purpose: Mapped[str] = mapped_column(String(10))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    closed_why: Mapped[str | None] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(default=1)

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)
    versions: Mapped[list["CampaignVersion"]] = relationship(
        lazy="selectin", order_by="CampaignVersion.version", back_populates="campaign"
    )

    __table_args__ = (
        CheckConstraint(one_of("purpose", ("amend", "join")), name="purpose"),
        CheckConstraint("(closed_at IS NULL) = (closed_why IS NULL)", name="closed"),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_campaigns_alliance", "alliance_id", "opened_at"),
    )

    @property
    def says(self) -> "CampaignVersion":
        """What it asks now."""
        return self.versions[-1]

    @property
    def title(self) -> str:
        """Its title now."""
        return self.says.title

    @property
    def of_purpose(self) -> Purpose:
        """What the states enact it for."""
        return Purpose(self.purpose)

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"campaign:{self.id}"

    def __repr__(self) -> str:
        return f"campaign {self.id} of {self.alliance_id}"


_CAMPAIGNS: Any = Campaign.__table__
frozen(_CAMPAIGNS, ["id", "alliance_id", "purpose", "office_id", "opened_at"])
set_once(_CAMPAIGNS, ("closed_at", "closed_why"))


class CampaignVersion(Base):
    """What a campaign asks from an instant on.

    `threshold` is a condition of the rule language (docs/rules.md); None: the alliance's own entry
    into force. `before_days` and `silent_days` say when somebody is reminded.
    """

    __tablename__ = "campaign_versions"

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(200))
    threshold: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(String(64))
    before_days: Mapped[int]
    silent_days: Mapped[int]
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    campaign: Mapped[Campaign] = relationship(back_populates="versions")

    __table_args__ = (
        CheckConstraint(f"before_days BETWEEN 1 AND {LONGEST_WAIT}", name="before"),
        CheckConstraint(f"silent_days BETWEEN 1 AND {LONGEST_WAIT}", name="silent"),
    )

    def __repr__(self) -> str:
        return f"version {self.version}: {self.title}"


append_only(CampaignVersion.__table__)  # type: ignore[arg-type]


class SimilarityQuestion(Base):
    """A question put to the members: whether a text is substantially similar to a model."""

    __tablename__ = "similarity_questions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"))
    instrument_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instruments.id"))
    instrument_version: Mapped[int]
    text_sha256: Mapped[str] = mapped_column(String(64))
    model_sha256: Mapped[str] = mapped_column(String(64))
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), unique=True)
    at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_similarity_questions_instrument", "instrument_id", "at"),)

    @property
    def texts(self) -> Texts:
        """The two texts that the question is about."""
        return Texts(self.model_sha256, self.text_sha256)

    def __repr__(self) -> str:
        return f"question {self.question_id} on instrument {self.instrument_id}"


append_only(SimilarityQuestion.__table__)  # type: ignore[arg-type]


class Determination(Base):
    """What was found of one text of one state against one model; a later one takes its place.

    `period_id` and `period_version` name what was known of the state's membership before it was
    discounted; None where nothing was.
    """

    __tablename__ = "determinations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"))
    instrument_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instruments.id"))
    instrument_version: Mapped[int]
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    text_sha256: Mapped[str] = mapped_column(String(64))
    model_sha256: Mapped[str] = mapped_column(String(64))
    finding: Mapped[str] = mapped_column(String(30))
    reasons: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
    by: Mapped[str] = mapped_column(String(200))  # the name under which it was recorded
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    question_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("questions.id"))
    period_id: Mapped[uuid.UUID | None]
    period_version: Mapped[int | None]

    __table_args__ = (
        CheckConstraint(one_of("finding", tuple(sorted(Finding))), name="finding"),
        CheckConstraint("person_id IS NOT NULL OR question_id IS NOT NULL", name="who"),
        CheckConstraint("(period_id IS NULL) = (period_version IS NULL)", name="period"),
        Index("ix_determinations_campaign", "campaign_id", "state_code", "at"),
        Index("ix_determinations_instrument", "instrument_id", "at"),
    )

    @property
    def different(self) -> bool:
        """Whether what was enacted does not count."""
        return self.finding == Finding.DIFFERENT

    @property
    def texts(self) -> Texts:
        """The two texts that it is about."""
        return Texts(self.model_sha256, self.text_sha256)

    @property
    def discounted(self) -> tuple[uuid.UUID, int] | None:
        """What was known of the membership before it was discounted."""
        if self.period_id is None or self.period_version is None:
            return None
        return self.period_id, self.period_version

    def __repr__(self) -> str:
        return f"{self.state_code}: {self.finding}"


append_only(Determination.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Enacted:
    """An instrument in its campaign: what is asked about when its text is looked at."""

    campaign: Campaign
    instrument: Instrument

    @property
    def alliance(self) -> Alliance:
        """Whose campaign it is."""
        return self.campaign.alliance

    @property
    def texts(self) -> Texts:
        """The two texts as they are now."""
        return Texts(self.campaign.says.text_sha256, self.instrument.known.text_sha256)

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.campaign.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return self.instrument.ref
