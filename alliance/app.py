"""The top floor: every part is put together here, and nowhere else."""

import uuid
from dataclasses import replace
from hmac import compare_digest
from typing import Any

import structlog
from flask import Flask, current_app, g, request
from flask_mailman import Mail
from werkzeug.middleware.proxy_fix import ProxyFix

from alliance import clockwork
from alliance.accessions import conditions, following
from alliance.accessions.policy import POLICY as ACCESSIONS
from alliance.accessions.queries import joined_by
from alliance.accessions.refusing import REFUSING
from alliance.accessions.views import bp as accessions
from alliance.accounts import operations as accounts_at_work
from alliance.accounts import queries as accounts
from alliance.accounts import sign_in, sitting
from alliance.accounts.policy import POLICY as ACCOUNTS
from alliance.accounts.views import bp as own_account
from alliance.amendments import operations as amending_at_work
from alliance.amendments import queries as amending
from alliance.amendments.policy import POLICY as AMENDMENTS
from alliance.amendments.views import bp as amendments
from alliance.authority import commitments as money
from alliance.authority import operations as authority_at_work
from alliance.authority import terms
from alliance.authority.commitments import bp as commitments
from alliance.authority.policy import POLICY as AUTHORITY
from alliance.authority.queries import binds, refuse_outside_term
from alliance.authority.rules import MAY_HOLD
from alliance.authority.views import bp as authority
from alliance.charters import operations as charters_at_work
from alliance.charters import terms as charter_terms
from alliance.charters.cautions import ROSTERS
from alliance.charters.policy import POLICY as CHARTERS
from alliance.charters.views import bp as charters
from alliance.clearance import operations as clearance_at_work
from alliance.clearance.money import bp as clearance
from alliance.clearance.policy import POLICY as CLEARANCE
from alliance.clearance.queries import as_committed as prepared_money
from alliance.compacts.keeping import keep_history
from alliance.compacts.panel import PANEL as THRESHOLD
from alliance.compacts.panel import has_rules
from alliance.compacts.policy import POLICY as COMPACTS
from alliance.compacts.queries import why_not_rules
from alliance.compacts.views import bp as compacts
from alliance.configured import HOUSE_NAME, config_of
from alliance.core import figures, files, outbox, policy, shown, web
from alliance.core.actor import Actor, Rank
from alliance.core.cookies import SessionCookies
from alliance.core.db import db
from alliance.core.recall import recall
from alliance.core.schema import why_not_ready
from alliance.core.settings import ROOT, Settings
from alliance.core.transaction import BEFORE_COMMIT
from alliance.core.web import OPEN, Doors
from alliance.core.worker import HANDLERS
from alliance.discussions import views as discussing
from alliance.discussions.policy import POLICY as DISCUSSIONS
from alliance.discussions.views import bp as discussions
from alliance.drafting import queries as drafts
from alliance.drafting.library_views import bp as drafting
from alliance.drafting.policy import POLICY as DRAFTING
from alliance.enactments import determining, discounting, reminding
from alliance.enactments.policy import POLICY as ENACTMENTS
from alliance.enactments.views import bp as enactments
from alliance.factors import entering, proving, recovering, totp, tries
from alliance.factors import mail as security_mail
from alliance.factors.cookie import of_session
from alliance.factors.operations import MAIL as SECURITY_MAIL
from alliance.factors.operations import tell
from alliance.factors.policy import POLICY as FACTORS
from alliance.factors.views import bp as factors
from alliance.follows import WHAT_FOLLOWS
from alliance.guests import letters as guest_letters
from alliance.guests.policy import POLICY as GUESTS
from alliance.guests.views import bp as guests
from alliance.instruments import operations as instruments_at_work
from alliance.instruments.policy import POLICY as INSTRUMENTS
from alliance.instruments.views import bp as instruments
from alliance.layers import views as own_notes
from alliance.layers.operations import PROMOTING
from alliance.layers.policy import POLICY as LAYERS
from alliance.layers.views import bp as layers
from alliance.litigation.policy import POLICY as LITIGATION
from alliance.litigation.views import bp as litigation
from alliance.mailing.policy import POLICY as MAILING
from alliance.mailing.views import bp as mailing
from alliance.meetings import questions as sittings_of_meetings
from alliance.meetings.policy import POLICY as MEETINGS
from alliance.meetings.views import bp as meetings
from alliance.membership.bodies import with_bodies
from alliance.membership.frame import PANELS, Panel
from alliance.membership.notices import RAN
from alliance.membership.policy import POLICY as MEMBERSHIP
from alliance.membership.recording import LAID
from alliance.membership.standing_views import bp as standings
from alliance.membership.views import bp as membership
from alliance.motions.policy import POLICY as MOTIONS
from alliance.motions.views import bp as motions
from alliance.resolutions import frame, opening, stages, texts_shown
from alliance.resolutions import operations as resolutions_at_work
from alliance.resolutions.frame import TABS
from alliance.resolutions.policy import POLICY as RESOLUTIONS
from alliance.resolutions.queries import COUNTED
from alliance.resolutions.queries import open_in as open_resolutions
from alliance.resolutions.views import bp as resolutions
from alliance.resolutions.views import public
from alliance.rulebook.days.words import event_title
from alliance.signatures.policy import POLICY as SIGNATURES
from alliance.single_sign_on import operations as single_sign_on_at_work
from alliance.single_sign_on.policy import POLICY as SINGLE_SIGN_ON
from alliance.single_sign_on.queries import kept_to_provider
from alliance.single_sign_on.views import bp as single_sign_on
from alliance.staffing import letters, lost
from alliance.staffing import queries as staff
from alliance.staffing.entrance import bp as entrance
from alliance.staffing.policy import POLICY as STAFFING
from alliance.staffing.views import bp as staffing
from alliance.states.policy import POLICY as STATES
from alliance.states.reference import jurisdictions, name_of, today_in
from alliance.transitions.policy import POLICY as TRANSITIONS
from alliance.transitions.views import bp as transitions
from alliance.votes import operations as votes_at_work
from alliance.votes import reminding as votes_reminding
from alliance.votes.book.views import bp as votes
from alliance.votes.calling.views import bp as called
from alliance.votes.following import FOLLOWS
from alliance.votes.live_views import bp as live
from alliance.votes.policy import POLICY as VOTES
from alliance.votes.proxies.policy import POLICY as PROXIES
from alliance.votes.proxies.views import bp as proxies
from alliance.votes.rosters import roster_today
from alliance.votes.sittings import SITTINGS
from alliance.withdrawals import operations as withdrawals_at_work
from alliance.withdrawals.policy import POLICY as WITHDRAWALS
from alliance.withdrawals.queries import ran as notice_that_ran
from alliance.withdrawals.views import bp as withdrawals
from alliance.workspaces import digest, mail
from alliance.workspaces.desk import desk
from alliance.workspaces.navigation import is_current
from alliance.workspaces.policy import POLICY as WORKSPACES
from alliance.workspaces.views import bp as workspaces

log = structlog.get_logger()

for table in (
    outbox.POLICY,
    STATES,
    ACCOUNTS,
    FACTORS,
    STAFFING,
    MAILING,
    AUTHORITY,
    CLEARANCE,
    SINGLE_SIGN_ON,
    MEMBERSHIP,
    CHARTERS,
    COMPACTS,
    VOTES,
    PROXIES,
    SIGNATURES,
    RESOLUTIONS,
    AMENDMENTS,
    MOTIONS,
    DRAFTING,
    DISCUSSIONS,
    LAYERS,
    LITIGATION,
    INSTRUMENTS,
    ACCESSIONS,
    ENACTMENTS,
    WITHDRAWALS,
    TRANSITIONS,
    MEETINGS,
    GUESTS,
    WORKSPACES,
):
    policy.adopt(table)

# What follows when an office is opened.
accounts_at_work.OPENED.append(authority_at_work.on_opening)
# Money is committed only when the steps that the office asks for were taken.
authority_at_work.COMMITTING.append(clearance_at_work.commitment)
money.PREFILL.append(prepared_money)
# A principal whose term is over approves the removal of nobody's second factors.
lost.APPROVING.append(refuse_outside_term)
# Each try at a factor is counted as a try to sign in is.
tries.LIMITS.append(sign_in.limit_step)
tries.FORGIVEN.append(sign_in.forgive_step)

# Whose sign-in was linked or unlinked is told as of any change of their account.
single_sign_on_at_work.TOLD.append(tell)

# Whom the password alone does not let in.
sign_in.NOT_BY_PASSWORD.append(kept_to_provider)

# What is kept of a compact's history is worked out anew when what it hangs on changes.
LAID.append(keep_history)
charters_at_work.ADOPTED.append(keep_history)
# The rules that a charter carries are read by the engine that works with them.
charter_terms.RULE_CHECKS.append(why_not_rules)
ROSTERS.append(roster_today)

# What the page of an alliance shows besides its roster.
PANELS += [Panel("charters/summary.html"), THRESHOLD]

# What follows when a question of a kind is decided: one table.
FOLLOWS.update({one.kind: one for one in WHAT_FOLLOWS})
# Where a question is put in a meeting, and who is there.
SITTINGS.append(sittings_of_meetings.sitting_of)
# What follows when something is known anew of a text that a state enacts, or was found of it.
instruments_at_work.CHANGED.append(determining.changed)
discounting.JOINED_BY.append(joined_by)
REFUSING.append(determining.why_not_by)

# A notice that a state has given goes on, whatever becomes of its membership meanwhile.
RAN.append(notice_that_ran)

# A state is a party from another day when the effect of its instrument moves before that.
instruments_at_work.CHANGED.append(following.follow)
# The conditions on which states join are looked at whenever it changes how states stand.
LAID.append(conditions.laid)
BEFORE_COMMIT.append(conditions.recheck_laid)

# What is written and stands in no version is not left behind when a version is shown to others.
resolutions_at_work.UNSAVED.append(drafts.unsaved)

# What was adopted and is in no version yet is not left out when the text is settled; how many
# amendments there are stands on the tab.
stages.UNMERGED.append(amending.why_not_as_it_is)
COUNTED["amendments"] = amending.COUNT
# An office's own redline becomes an amendment to the text that is shown now.
PROMOTING.append(amending_at_work.promoted)

# What stands beside a text, on pages of their own.
TABS += [discussing.tab, own_notes.tab]

# What lies open with a person of an office, and can be handed over.
staff.OPEN_WORK.append(open_resolutions)

NAV = (
    ("Desk", "workspaces.desk"),
    ("Alliances", "membership.alliances"),
    ("States", "workspaces.states"),
    ("Resolutions", "resolutions.resolutions"),
    ("Votes", "votes.questions"),
    ("Lawsuits", "litigation.lawsuits"),
    ("Record", "workspaces.record"),
)

# All that a guest may open, besides their own account and what is on this list.
GUEST_NAV = (("Shared with you", "workspaces.desk"),)

health = Doors("health", __name__)


@health.page("/healthz", may=OPEN)
def alive() -> tuple[str, int, dict[str, str]]:
    """The process serves."""
    return "ok\n", 200, {"Content-Type": "text/plain"}


@health.page("/readyz", may=OPEN)
def ready() -> tuple[str, int, dict[str, str]]:
    """The database is there, at the right version. Why not is for the log: this door is open."""
    plain = {"Content-Type": "text/plain"}
    if reason := why_not_ready(db.engine):
        log.warning("not ready", reason=reason)
        return "not ready\n", 503, plain
    return "ready\n", 200, plain


@health.page("/metrics", may=OPEN)
def metrics() -> tuple[bytes | str, int, dict[str, str]]:
    """Figures for Prometheus, with the operator's token."""
    token = str(current_app.config["METRICS_TOKEN"])
    given = request.headers.get("Authorization", "")
    if not token or not compare_digest(given.encode(), f"Bearer {token}".encode()):
        return "ask with the token of ALLIANCE_METRICS_TOKEN\n", 404, {"Content-Type": "text/plain"}
    return figures.page(), 200, {"Content-Type": "text/plain; version=0.0.4"}


def create_app(settings: Settings, **overrides: Any) -> Flask:
    """The application for these settings; `overrides` are Flask's own, for tests."""
    app = Flask("alliance", template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.session_interface = SessionCookies()
    app.config.from_mapping(config_of(settings))
    app.config.from_mapping(overrides)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    db.init_app(app)
    Mail(app)
    web.csrf.init_app(app)
    sign_in.init(app)
    sitting.register(app, actor_by_session)
    totp.init(app, HOUSE_NAME)
    entering.init(app)
    for blueprint in (
        *(health, own_account, entrance, staffing, workspaces, mailing, authority, membership),
        *(clearance, resolutions, public, drafting, votes, litigation, factors),
        *(discussions, layers, proxies, called, live),
        *(charters, compacts, commitments, transitions, guests, withdrawals),
        *(instruments, accessions, enactments, standings, meetings, amendments),
        motions,
        *(single_sign_on, entering.bp, proving.bp, recovering.bp),
    ):
        app.register_blueprint(blueprint)
    shown.init(app)
    proving.init(app)
    files.init(app)
    app.context_processor(_frame)
    app.jinja_env.filters["state"] = name_of
    app.jinja_env.filters["event"] = event_title
    app.jinja_env.globals["house"] = HOUSE_NAME
    app.jinja_env.globals["jurisdictions"] = jurisdictions
    app.jinja_env.globals["has_rules"] = has_rules
    texts_shown.init(app.jinja_env)
    frame.init(app.jinja_env)
    app.jinja_env.globals["demo"] = settings.demo
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        # Who asks and by which scheme. The host is Host's alone: a proxy that is not told to clear
        # X-Forwarded-Host hands on what the visitor made up.
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, x_host=0)  # type: ignore[method-assign]
    web.guard(app, sign_in.LIBRARY)
    sign_in.limit(app)
    HANDLERS.update({"mail": mail.send, SECURITY_MAIL: security_mail.send})
    HANDLERS.update({letters.KIND: letters.send, votes_at_work.CLOSE_JOB: clockwork.close_when_due})
    HANDLERS.update({digest.JOB: digest.send, guest_letters.KIND: guest_letters.send})
    HANDLERS.update(
        {terms.END_JOB: clockwork.end_term_when_due, reminding.JOB: reminding.remind_when_due}
    )
    HANDLERS[votes_reminding.JOB] = votes_reminding.remind_when_due
    HANDLERS[opening.OPEN_JOB] = clockwork.open_when_due
    HANDLERS[withdrawals_at_work.EFFECT_JOB] = clockwork.withdraw_when_due
    HANDLERS[conditions.LOOK_JOB] = clockwork.look_at_conditions
    return app


def actor_by_session(key: str, sid: uuid.UUID) -> Actor | None:
    """Who is asking, with the alliances of their state."""
    found = with_bodies(accounts.actor_by_session(key, sid))
    if found is None or not _may_be_named(found):
        return of_session(found)
    # The heads of these streams are asked for once in a request, and the page needs them anyway.
    day = ("binds", found.person_id, found.office_id, found.rank, today_in(found.state))
    named = recall(day, found.streams, lambda: binds(found))
    return of_session(replace(found, binds=named))


def actor_by_email(email: str) -> Actor | None:
    """The person whom a command acts as."""
    found = with_bodies(accounts.actor_by_email(email))
    return replace(found, binds=binds(found)) if found and _may_be_named(found) else found


def _may_be_named(found: Actor) -> bool:
    """Whether the register may name them; what a principal may do it need not say here."""
    return bool(found.state) and found.rank in MAY_HOLD


def _frame() -> dict[str, Any]:
    """What base.html is given; a page that asked nobody who they are asks nothing here."""
    me = shown.reader()
    if me is None:
        return {"me": None, "nav": [], "desk_count": None, "now": shown.local_now()}
    guest = me.rank is Rank.GUEST
    waiting = 0 if guest else g.get("desk_count")
    if waiting is None:
        waiting = g.desk_count = len(desk(me).act)
    here = (request.endpoint or "").split(".")[0]
    nav = tuple(
        (
            label,
            shown.link(endpoint),
            is_current(endpoint, here),
            waiting if label == "Desk" else None,
        )
        for label, endpoint in (GUEST_NAV if guest else NAV)
    )
    return {
        "me": me,
        "nav": nav,
        "desk_count": waiting,
        "now": shown.local_now(),
        "session_ends": sitting.ends(),
        "session_warning": sitting.WARNING_SECONDS,
    }
