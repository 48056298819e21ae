"""Changes of an office's staff, made through the operations that make them."""

from alliance.core.actor import Rank
from alliance.core.transaction import transaction
from alliance.staffing import operations, posts, queries
from tests import make
from tests.people import PASSWORD, administrator, liaison, observer


def act(verb, by, subject, **given):
    """An operation of somebody's, kept; its result."""
    with transaction():
        return verb(make.actor(by), subject, **given).result


def accept(made, email):
    """The invitation is accepted by whoever has this address, with an account or a new one."""
    with transaction():
        person = queries.person_by_email(email)
        who = operations.bearer(made, person, email, "Somebody New")
        said = None if person else operations.Newcomer(who.name, PASSWORD)
        return operations.accept(who, made, newcomer=said).result


def staff_changed():
    """Every kind of change, so that every column has a value that it can have."""
    boss = administrator()
    draft = make.draft()
    act(posts.suspend, boss, make.post_of(observer()))
    suspended = observer().email
    office = make.office_of(boss).id
    act(posts.lift, boss, queries.post_of(office, suspended))
    colleague = make.joined()
    post = make.post_of(liaison())
    act(posts.hand_over, boss, post, to=colleague.person_id, subjects=[draft.ref])
    act(operations.revoke, boss, make.invited("revoked@co.example").invitation)
    act(operations.refuse_access, boss, make.access_request())
    act(operations.grant_access, boss, make.access_request("more@co.example"), rank=Rank.OBSERVER)
