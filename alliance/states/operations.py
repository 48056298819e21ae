"""What can be done with the reference data: load it."""

from sqlalchemy import select

from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, operation
from alliance.states.models import State
from alliance.states.policy import Do
from alliance.states.reference import jurisdictions


@operation(Do.LOAD)
def load(_actor: Actor, _house: None) -> Act[int]:
    """Put the 56 jurisdictions into the database; how many are there now."""
    known = {state.code: state for state in db.session.scalars(select(State))}
    for place in jurisdictions().values():
        facts = {
            "fips": place.fips,
            "name": place.name,
            "kind": place.kind,
            "region": place.region,
            "electors": place.electors,
            "population": place.population,
            "zone": place.zone,
        }
        state = known.get(place.code)
        if state is None:
            db.session.add(State(code=place.code, **facts))
            continue
        for name, value in facts.items():
            setattr(state, name, value)
    count = len(jurisdictions())
    return Act(count, facts={"states": count})
