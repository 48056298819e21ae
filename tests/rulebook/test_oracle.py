"""The engine and the slow second reading agree, case by case."""

from hypothesis import HealthCheck, given, settings

from alliance.rulebook.counting import tally
from alliance.rulebook.explain import sentence, warnings
from alliance.rulebook.parsing import parse
from tests.rulebook import cases, oracle


def test_the_tally_agrees_with_the_second_reading(request):
    long_run = request.config.getoption("--campaign", default=False)

    @settings(
        max_examples=100_000 if long_run else 2_000,
        derandomize=not long_run,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases.cases())
    def agree(case):
        rule, roster, answers = case
        result = tally(parse(rule), roster, answers).as_json()
        assert all(isinstance(step, str) and step for step in result.pop("steps"))
        assert result == oracle.decide(rule, roster, answers)

    agree()


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(cases.rules())
def test_every_rule_can_be_said_in_one_sentence(rule):
    decision = parse(rule)
    said = sentence(decision)
    assert said.startswith("Carried if ")
    assert said.count(".") == 1
    assert "\n" not in said
    assert all(one.path.startswith(("quorum.", "majorities[")) for one in warnings(decision))
