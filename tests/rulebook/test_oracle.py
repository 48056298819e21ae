"""The engine and the slow second reading agree, case by case."""

from hypothesis import HealthCheck, given, seed, settings

from alliance.rulebook.counting import tally
from alliance.rulebook.explain import sentence, warnings
from alliance.rulebook.parsing import parse
from tests.rulebook import cases, oracle

A_BATCH = 2_000
BATCHES_IN_A_CAMPAIGN = 50  # 100,000 cases; in batches, so that memory stays small


def test_the_tally_agrees_with_the_second_reading(request):
    long_run = request.config.getoption("--campaign", default=False)
    for number in range(BATCHES_IN_A_CAMPAIGN if long_run else 1):
        agreement(number)()


def agreement(number):
    """One batch of random cases, the same ones whenever it is run."""

    @seed(number)
    @settings(
        max_examples=A_BATCH,
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

    return agree


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(cases.rules())
def test_every_rule_can_be_said_in_one_sentence(rule):
    decision = parse(rule)
    said = sentence(decision)
    assert said.startswith("Carried if ")
    assert said.count(".") == 1
    assert "\n" not in said
    assert all(one.path.startswith(("quorum.", "majorities[")) for one in warnings(decision))
