"""What the public edition keeps of the topics for guidance and of the rules."""

from __future__ import annotations

from painmap.report_data import MaterialTopic, Number, RuleOutcome

from .conftest import publish, report


def test_last_years_requests_are_hidden_like_this_years_and_problems_go():
    topic = MaterialTopic(
        topic_code="01",
        topic_title="Тема",
        requests=Number(value=21),
        quarter="2025-Q1",
        previous=Number(value=3),
        problems=("Название",),
    )
    (public,) = publish(report(materials=(topic,))).materials
    assert (public.requests.value, public.previous.mark, public.problems) == (21, "X", ())


def test_the_sensitivity_of_a_rule_would_bracket_its_hidden_figure():
    rule = RuleOutcome(
        id="significant_number",
        paragraph="19",
        conditions=(("Клиенты", "21", "не менее 20", True),),
        outcome=True,
        sensitivity=((0.75, True), (1.0, True), (1.25, False)),
    )
    (public,) = publish(report(rules=(rule,))).rules
    assert (public.outcome, public.conditions, public.sensitivity) == (True, (), ())
