"""What the record says, as sentences."""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from alliance.core.saying import listed, partial
from alliance.core.shown import link
from alliance.states.reference import name_of
from alliance.votes.operations import ANSWERS
from alliance.votes.rules import CAST
from alliance.workspaces import proxy_sentences
from alliance.workspaces.queries import Deed

# {who} did something with {title}; facts by name. What stands in [brackets] leads to the page of
# what the act is about. A new action gets its sentence here.
SAID = {
    "resolutions:draft": "{who} began a draft",
    "resolutions:revise": "{who} saved version {version} of a text",
    "resolutions:circulate": "{who} circulated “{title}”",
    "resolutions:withdraw": "{who} withdrew “{title}”",
    "resolutions:mark-read": "{who} noted a text as read",
    "resolutions:invite-writer": "{who} said which offices write a text together",
    "resolutions:choose-states": "{who} chose the states that read a text before all members do",
    "resolutions:label": "{who} put a text under a label, or took one off",
    "resolutions:name-earlier": "{who} named the earlier resolution that a text is about",
    "resolutions:sponsor": "{who} sponsors “{title}”, or does so no longer",
    "resolutions:open": "The embargo on “{title}” is over",
    "resolutions:commit": "{who} referred “{title}” to a committee",
    "resolutions:report": "“{title}” came back from committee",
    "resolutions:engross": "{who} settled the text of “{title}” for the vote",
    "resolutions:reopen": "{who} took up the text of “{title}” again",
    "resolutions:succeed": "A later resolution took the place of “{title}”",
    "resolutions:put": "{who} put the question on “{title}”",
    "resolutions:adopt": "“{title}” was adopted",
    "resolutions:lose": "“{title}” was not adopted",
    "resolutions:enroll": "“{title}” was opened for signature",
    "resolutions:in-force": "“{title}” entered into force on {on}",
    "votes:open": "the roll call on “{title}” was opened",
    "votes:answer": "{state} answered {answer} on “{title}”",
    **proxy_sentences.SAID,
    "votes:withdraw-answer": "{state}'s successor withdrew an answer; the roll call keeps it as it "
    "was given",
    "votes:extend": "{who} put off the close of the roll call on “{title}”: {reason}",
    "votes:remind": "{several} were reminded to answer on “{title}”",
    "votes:void": "the question on “{title}” was taken off: {reason}",
    "votes:cast": "the chair gave a casting vote on “{title}”, under seal",
    "votes:close": "the roll call on “{title}” was closed: {outcome}",
    "votes:call-out": "{who} entered what {several} called out on “{title}”, to be confirmed",
    "votes:enter": "{state} called out {answer} on “{title}”; {who} confirmed it",
    "votes:send-back": "{who} sent back what was entered for {several} on “{title}”",
    "signatures:sign": "{state} signed “{title}”",
    "signatures:withdraw": "{state}'s successor withdrew a signature; it stands as it was given",
    "guests:share": "{who} shared version {version} of a text with a guest until {until}",
    "guests:end": "{who} ended what it shared with a guest",
    "litigation:load-courts": "the reference data of {courts} courts was loaded",
    "litigation:import": "{what} were imported from a file",
    "litigation:position": "{who} recorded its position on a lawsuit: {stance}",
    "authority:standing": "the authority that the office has by itself was recorded",
    "authority:record": "{who} recorded an entry of its authority register: {kind}, confirmed: "
    "{confirmed}",
    "authority:confirm": "{who} confirmed an entry of its authority register: {kind}",
    "authority:revoke": "{who} revoked an entry of its authority register: {kind}",
    "authority:absence": "{who} recorded an absence",
    "authority:term": "{who} recorded the term of a principal, confirmed: {confirmed}",
    "authority:confirm-term": "{who} confirmed the term of a principal",
    "authority:end-term": "the term of the principal of the office ended on {on}",
    "authority:commit": "{who} noted a commitment of money under an authority",
    "authority:withdraw-commitment": "{who} noted that a commitment of money before is withdrawn",
    "withdrawals:give-notice": "{who} [gave notice] that {state} withdraws from {body}",
    "withdrawals:acknowledge": "{to} acknowledged a letter of notice",
    "withdrawals:note-delivery": "{who} noted that the letter of notice to {to} "
    "was delivered: {how}",
    "withdrawals:note-event": "{who} noted for its [withdrawal]: {event}, {on}",
    "withdrawals:rescind": "{who} took the [notice] of {state} to {body} back",
    "withdrawals:take-effect": "{state} [is out] of {body} since {effective_on}",
    "enactments:open": "{who} opened the campaign “{campaign}” in {body}: to {purpose}",
    "enactments:revise": "{who} saved version {version} of the campaign “{campaign}” in {body}",
    "enactments:close": "{who} closed the campaign “{campaign}” in {body}: {why}",
    "enactments:determine": "{who} determined the [text of {state}] {finding} in “{campaign}”",
    "enactments:put": "{who} asked the members whether the [text of {state}] is substantially "
    "similar in “{campaign}”",
    "enactments:find": "the members determined the [text of {state}] {finding} in “{campaign}”",
    "enactments:count-again": "{state} has [enacted anew] and counts in {body} from {on}",
    "instruments:record-instrument": "{who} recorded an [instrument of {state}]: {kind}, {stage}",
    "instruments:revise": "{who} recorded what is known of an [instrument of {state}]: {stage}",
    "instruments:precondition": "{who} recorded a precondition of an [instrument of {state}]",
    "instruments:decide": "{who} noted of a precondition in {state}: {outcome}, {on}",
    "accessions:found": "{who} founded {body}",
    "accessions:invite": "{who} invited {several} into {body}",
    "accessions:apply": "{who} [applied] to join {body} for {state}",
    "accessions:accept": "{state} [accepted] the invitation into {body}",
    "accessions:decline": "{state} [declined] the invitation into {body}",
    "accessions:end": "{state} took its [application] to {body} back",
    "accessions:sponsor": "{sponsor} sponsors {state}",
    "accessions:take-sponsorship-back": "{sponsor} does not sponsor {state} any more",
    "accessions:approve": "{who} recorded that {state} [is let into] {body}",
    "accessions:refuse": "{who} recorded that {state} [is not let into] {body}",
    "accessions:put": "{who} put the question whether {state} [comes into] {body}",
    "accessions:admit": "the members [let {state} into] {body}",
    "accessions:reject": "the members [did not let {state} into] {body}",
    "accessions:join": "{state} [joined] {body}: {stage}",
    "accessions:meet-condition": "the condition on which {state} joined {body} is met",
    "accessions:move-day": "{state} is to be a party to {body} from {party_from}",
    "accessions:reopen": "{state} is no party to {body} yet after all: {stage}",
    "amendments:propose": "{who} proposed [amendment {number}] to {text}",
    "amendments:amend": "{who} proposed [amendment {number}] to {text}",
    "amendments:co-sponsor": "{who} co-sponsors [amendment {number}] to {text}",
    "amendments:leave": "{who} co-sponsors [amendment {number}] to {text} no longer",
    "amendments:withdraw": "{who} withdrew [amendment {number}] to {text}",
    "amendments:bring": "[amendment {number}] was brought to version {version} of {text}",
    "amendments:accept": "{who} accepted [amendment {number}] to {text} as friendly",
    "amendments:decline": "{who} did not accept [amendment {number}] to {text} as friendly",
    "amendments:recommend": "what a committee says of [amendment {number}] to {text} was "
    "recorded: {advice}",
    "amendments:adopt": "[amendment {number}] to {text} was adopted",
    "amendments:reject": "[amendment {number}] to {text} was rejected",
    "amendments:fall": "[amendment {number}] to {text} has fallen",
    "amendments:take-back": "the decision on [amendment {number}] to {text} was taken back",
    "amendments:settle-order": "[amendment {number}] to {text} comes after amendment {after}",
    "amendments:put": "{who} put the question on [amendment {number}] to {text}",
    "amendments:take-off": "{who} took the question on [amendment {number}] off: {reason}",
    "amendments:engross": "the final text of {title} was settled as version {version}",
    "clearance:set-rule": "{who} decided which of its acts need which steps, version {version}",
    "clearance:prepare": "{person} [prepared an act]: {act}",
    "clearance:clear": "{person} cleared [what was prepared]: {act}",
    "clearance:give-back": "{person} gave [what was prepared] back: {act}",
    "clearance:withdraw": "{person} withdrew [what was prepared]: {act}",
    "clearance:release": "{person} released [what was prepared]: {act}",
    "motions:move": "{who} [moved something] in {body}: {kind}",
    "motions:edit": "{who} changed a [motion] in {body}: {kind}",
    "motions:withdraw": "{who} withdrew a [motion] in {body}: {kind}",
    "motions:put": "{who} put the question on a [motion] in {body}: {kind}",
    "motions:take-off": "{who} took the question on a [motion] off: {reason}",
    "motions:decide": "the question on a [motion] in {body} was decided: {kind}, {stands}",
    "meetings:call": "{who} [called a meeting] of {body}",
    "meetings:change": "{who} changed when or where a [meeting] of {body} is",
    "meetings:cancel": "{who} cancelled a [meeting] of {body}",
    "meetings:agenda": "{who} changed the agenda of a [meeting] of {body}",
    "meetings:open": "a [meeting] of {body} was called to order",
    "meetings:attendance": "who attends a [meeting] of {body} was recorded",
    "meetings:take-up": "an item of the agenda was taken up in a [meeting] of {body}",
    "meetings:put-question": "a question was put in a [meeting] of {body}",
    "meetings:ask-to-speak": "{who} put somebody on the list of speakers of a [meeting]",
    "meetings:leave-the-list": "{who} took somebody off the list of speakers of a [meeting]",
    "meetings:give-the-floor": "the floor was given or taken in a [meeting] of {body}",
    "meetings:record-motion": "a motion of {mover} was recorded in a [meeting] of {body}",
    "meetings:dispose-of-motion": "of a motion in a [meeting] of {body} was recorded: {what}",
    "meetings:take-roll-call": "{who} entered a roll call taken by hand in a [meeting] of {body}",
    "meetings:correct-roll-call": "{who} corrected a roll call of a [meeting] of {body}",
    "meetings:confirm-roll-call": "{who} confirmed a roll call of a [meeting] of {body}: {outcome}",
    "meetings:send-roll-call-back": "{who} sent a roll call of a [meeting] of {body} back",
    "meetings:write-paragraph": "a paragraph was written for the minutes of a [meeting] of {body}",
    "meetings:adjourn": "a [meeting] of {body} was adjourned",
    "meetings:draft-minutes": "{who} drafted version {version} of the minutes of a [meeting]",
    "meetings:sign-minutes": "{who} signed version {version} of the minutes of a [meeting]",
    "meetings:confirm-minutes": "{who} confirmed version {version} of the minutes of a [meeting]",
    "meetings:send-minutes-back": "{who} sent version {version} of the minutes of a [meeting] back",
    "discussions:start": "{who} [commented] on a text, for the circle of its {circle}",
    "discussions:reply": "{who} [answered] a comment on a text, for the circle of its {circle}",
    "discussions:take-back": "{who} took a [comment] on a text back",
    "discussions:resolve": "{who} resolved a [thread] on a text",
    "discussions:reopen": "{who} reopened a [thread] on a text",
    "discussions:assign": "{who} asked somebody to see to a [thread] on a text",
    "discussions:take-in": "{who} took a [suggestion] into the draft of a text",
    "layers:note": "{person} noted something on “{title}”, for your office",
    "layers:redline": "{person} made a redline of “{title}”, for your office",
    "layers:position": "{person} said how your office stands to “{title}”",
    "layers:set-aside": "{person} set a note or a redline on “{title}” aside",
    "layers:share": "{who} shared notes on “{title}” with other states",
    "layers:end-share": "{who} ended what it shared of its notes on “{title}”",
    "layers:promote": "{who} proposed a redline of “{title}” as an amendment",
    "membership:import": "{what} were imported from a file",
    "membership:record-alliance": "what is known of {body} was recorded",
    "membership:record-periods": "memberships in {body}: {added} added, {changed} changed",
    "membership:work-out-standings": "how states stood in {alliances} alliances was worked out",
    "membership:name-secretariat": "the secretariat of {body} was named",
    "membership:suspend": "{state} [is suspended] in {body} from {on}: {decision}",
    "membership:reinstate": "{state} [is reinstated] in {body} from {on}: {decision}",
    "membership:correct-days": "the [days of {state}] in {body} were corrected: {why}",
    "compacts:import-weights": "{what} were imported from a file",
    "compacts:record-event": "{who} recorded for {body}: {event}, {on}",
    "charters:draft": "{who} drafted version {version} of the charter of {body}",
    "charters:adopt": "[version {version}] of the charter of {body} was adopted, in force from "
    "{on}",
    "charters:open-group": "a {kind} of {body} was begun: {name}",
    "charters:end-group": "{name} ends after {on}, and its seats end with it",
    "charters:seat": "{state} was given a seat in {name}: {role}",
    "charters:end-seat": "a seat of {state} in {name} ends after {on}",
    "charters:record-officer": "an officer of {body} was recorded: {title}",
    "charters:end-officer": "the term of an officer of {body} ends after {on}: {title}",
    "charters:end-of-state": "{state} is out from {on}: {count} of its offices and seats ended",
    "charters:put-in-class": "{several} are in the class “{name}” of {body} from {on}",
    "charters:end-class": "{state} is in the class “{name}” of {body} until {on}",
    "charters:record-secretariat": "the days of the secretariat of {body} were recorded",
    "charters:link": "a link was recorded: {body} {kind} {name}",
    "charters:end-link": "the link of {body} to {name} ends after {on}",
    "charters:record-participant": "{name} was recorded as taking part in {body} without being a "
    "member",
    "charters:end-participant": "{name} takes part in {body} until {on}",
    "charters:assess-dues": "dues of members were recorded, {states} in all",
    "charters:enter-dues": "a {kind} was entered for the dues of {state}",
    "accounts:open-office": "the office was opened",
    "accounts:appoint": "somebody was appointed in the office: {rank}",
    "factors:enrol-app": "somebody in the office set up an authenticator app",
    "factors:remove-app": "somebody in the office removed their authenticator app",
    "factors:enrol-passkey": "somebody in the office added a passkey",
    "factors:remove-passkey": "somebody in the office removed a passkey",
    "factors:recovery-codes": "somebody in the office made new recovery codes",
    "factors:use-recovery-code": "somebody in the office signed in with a recovery code",
    "factors:change-password": "somebody in the office changed their password",
    "factors:reset-password": "somebody in the office reset their password by mail",
    "factors:change-email": "somebody in the office changed their e-mail address",
    "staffing:invite": "somebody was invited into the office as {rank}",
    "staffing:revoke": "the invitation of somebody as {rank} was taken back",
    "staffing:accept": "somebody accepted an invitation and serves as {rank}",
    "staffing:ask-access": "somebody asked for access to the office",
    "staffing:grant-access": "a request for access was granted: somebody was invited as {rank}",
    "staffing:refuse-access": "a request for access was refused",
    "staffing:change-role": "the role of {title} changed from {from} to {rank}",
    "staffing:suspend": "the post of {title} as {rank} was suspended",
    "staffing:lift": "the suspension of {title} as {rank} was lifted",
    "staffing:end-post": "the post of {title} as {rank} ended",
    "staffing:end-session": "a session of {title} was ended by the office",
    "staffing:hand-over": "open work of {title} was handed over to a colleague",
    "staffing:ask-factor-reset": "the removal of the second factors of {title} was asked for",
    "staffing:approve-factor-reset": "the removal of the second factors of {title} was approved",
    "staffing:refuse-factor-reset": "the removal of the second factors of {title} was refused",
    "mailing:choose": "somebody in the office chose mail about {kind}: {choice}",
    "mailing:renew-calendar": "somebody in the office made a calendar of their desk",
    "mailing:end-calendar": "somebody in the office ended the calendar of their desk",
    "mailing:note-bounce": "mail to somebody in the office came back",
    "mailing:confirm-address": "an address in the office was confirmed, and mail goes there again",
    "single-sign-on:add": "a provider of single sign-on was registered: {issuer}",
    "single-sign-on:remove": "a provider of single sign-on was removed: {issuer}",
    "single-sign-on:require": "{who} changed whether its people must use single sign-on",
    "single-sign-on:link": "somebody linked their single sign-on to their account",
    "single-sign-on:consent": "{who} consented to a single sign-on of one of its people",
    "single-sign-on:refuse": "{who} refused a request for single sign-on",
    "single-sign-on:end": "{who} ended a link to single sign-on",
    "transitions:decide": "{who} decided on what a former principal left open: {decision} the "
    "{kind}",
    "outbox:retry": "{jobs} jobs that had been given up were put back, to be tried anew",
    "states:load": "the reference data of {states} jurisdictions was loaded",
}


UNNAMED = {"person": "somebody"}
# Where a thing stands that an act is about, by the kind of its name in the ledger.
PAGES = {
    "resolution": ("resolutions.show", "resolution_id"),
    "question": ("votes.show", "question_id"),
    "campaign": ("enactments.campaign", "campaign_id"),
    "notice": ("withdrawals.notice", "notice_id"),
    "accession": ("accessions.accession", "accession_id"),
    "instrument": ("instruments.instrument", "instrument_id"),
    "period": ("standings.period", "period_id"),
    "charter": ("charters.version", "charter_id"),
    "meeting": ("meetings.meeting", "meeting_id"),
    "motion": ("motions.motion", "motion_id"),
    "amendment": ("amendments.amendment", "amendment_id"),
    "prepared": ("clearance.show", "prepared_id"),
    "thread": ("discussions.show", "thread_id"),
}
# What these acts are about is the text of an instrument beside the model.
TEXTS = ("enactments:determine", "enactments:put", "enactments:find")
_LINKED = re.compile(r"\[([^]]*)\]")


class _Facts(dict[str, object]):
    """A fact that is not there is left out, not an error."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence(deed: Deed, titles: Mapping[str, str]) -> Markup:
    """One act as one sentence: "Oregon answered yea on …", with links to what it is about.

    `titles` are the names of these things (queries.titles).
    """
    facts = _facts(deed, titles)
    said = SAID.get(deed.action, "{who}: " + re.sub(r"[:{[]", " ", deed.action))
    address = _address(deed.subject, texts=deed.action in TEXTS)
    text = Markup("")
    for number, part in enumerate(_LINKED.split(said)):
        words = Markup(part).format_map(facts)  # noqa: S704 (our own words; facts are escaped)
        text += _link(words, address if number % 2 else "")
    at = text.find(">") + 1 if text.startswith("<") else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :] + Markup(".")


def _facts(deed: Deed, titles: Mapping[str, str]) -> _Facts:
    facts = _Facts(deed.facts)
    facts["who"] = deed.office or "The installation"
    facts["person"] = deed.person or "somebody in the office"
    facts["body"] = _body(deed.stream, titles)
    unnamed = UNNAMED.get(deed.subject.partition(":")[0], "a resolution")
    facts["title"] = _named(deed.subject, titles, unnamed)
    facts["text"] = _named(f"resolution:{facts['resolution']}", titles, "a resolution")
    campaign = f"campaign:{facts['campaign']}" if facts["campaign"] else deed.subject
    facts["campaign"] = _named(campaign, titles, "a campaign")
    if deed.action in ANSWERS:
        facts["answer"] = _answered(facts)
    if deed.action in proxy_sentences.SAID:
        facts |= proxy_sentences.in_words(facts)
    for day in ("on", "effective_on", "party_from"):
        if facts.get(day):
            facts[day] = partial(str(facts[day]))
    if facts.get("states"):
        facts["several"] = listed(_names(facts["states"]))
    for code in ("state", "to", "sponsor", "mover"):
        if facts.get(code):
            facts[code] = name_of(str(facts[code]))
    return facts


def _answered(facts: Mapping[str, Any]) -> str:
    """What was answered, as far as the record says it before the close."""
    said = "under seal" if facts.get("answer_sha256") else str(facts["answer"])
    said = "by secret ballot" if said == CAST else said
    return f"{said}, in place of an earlier answer," if facts.get("n") else said


def _body(stream: str, titles: Mapping[str, str]) -> Markup:
    """The alliance whose stream it is, by name."""
    slug = stream.partition(":")[2]
    if stream not in titles:
        return escape(slug)
    return _link(escape(titles[stream]), link("membership.alliance", slug=slug))


def _named(ref: str, titles: Mapping[str, str], unnamed: str) -> Markup:
    """A thing by its title, which leads to it."""
    return _link(escape(titles[ref]), _address(ref)) if ref in titles else escape(unnamed)


def _address(ref: str, *, texts: bool = False) -> str:
    """Where a thing stands; "" where it has no page."""
    kind, _, key = ref.partition(":")
    endpoint, name = PAGES.get(kind, ("", ""))
    if texts and kind == "instrument":
        endpoint = "enactments.text"
    return link(endpoint, **{name: key}) if endpoint and key else ""


def _link(words: Markup, address: str) -> Markup:
    if not address:
        return words
    return Markup('<a class="usa-link" href="{}">{}</a>').format(address, words)


def _names(codes: object) -> list[str]:
    return [name_of(str(code)) for code in codes] if isinstance(codes, list) else [str(codes)]
