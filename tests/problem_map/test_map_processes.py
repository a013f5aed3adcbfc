"""«Очередность»: level, then points by effort, ties; measures for the follow-up."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from painmap.errors import PainmapError
from painmap.periods import Period
from painmap.problem_map import build, measures_of
from painmap.problem_map.measures import CONTROL_LATE, LAG_LATE
from painmap.problem_map.processes import rank_processes
from painmap.report_data import Number, Problem
from painmap.schema import DECISIONS, PROBLEMS, PROCESSES

from .conftest import decision, items, problem


def process(process_id, effort=1, client_kind="external"):
    return {
        "id": process_id,
        "name": f"Процесс {process_id}",
        "client_kind": client_kind,
        "unit": "Отдел",
        "kind": "service",
        "effort": effort,
    }


def measured(problem_id, process_id, score, level="middle", clients=10):
    return Problem(
        id=problem_id,
        title="Название",
        client_kind="external",
        kind="problem",
        lineage="continued",
        process_id=process_id,
        appeals=Number(value=clients),
        clients=Number(value=clients),
        previous_clients=Number(value=0),
        share=Number(value=0.1, base=100),
        prevalence="low",
        priority=level,
        score=score,
    )


def ranks(problems, processes):
    frame = PROCESSES.conform(pd.DataFrame(processes))
    return [(p.process_id, p.rank) for p in rank_processes(problems, frame, 5)]


def test_level_comes_before_points():
    problems = [measured("p1", "a", 59.0), measured("p2", "b", 36.0, level="high")]
    assert ranks(problems, [process("a"), process("b")]) == [("b", 1), ("a", 2)]


def test_points_are_divided_by_effort():
    problems = [measured("p1", "a", 90.0), measured("p2", "b", 50.0)]
    assert ranks(problems, [process("a", 3), process("b", 1)]) == [("b", 1), ("a", 2)]


def test_difference_below_five_points_is_a_tie_measured_from_the_first():
    problems = [
        measured("p1", "a", 50.0),
        measured("p2", "b", 45.1),
        measured("p3", "c", 41.0),
        measured("p4", "d", 36),
    ]
    processes = [process(i) for i in "abcd"]
    # c is 4.1 below b but 9 below a: no chain of near equals; d is exactly 5 below c: no tie.
    assert ranks(problems, processes) == [("a", 1), ("b", 1), ("c", 3), ("d", 4)]


def test_no_tie_across_levels():
    problems = [measured("p1", "a", 50.0, level="high"), measured("p2", "b", 49.0)]
    assert ranks(problems, [process("a"), process("b")]) == [("a", 1), ("b", 2)]


def test_process_takes_highest_level_and_sum_of_points():
    problems = [measured("p2", "a", 20.0, level="low"), measured("p1", "a", 61.0, level="high")]
    found = rank_processes(problems, PROCESSES.conform(pd.DataFrame([process("a", None)])), 5)[0]
    assert (found.level, found.score, found.effort, found.problem_ids) == ("high", 81.0, None, ("p1", "p2"))


def test_problem_without_evidence_does_not_move_its_process():
    assert ranks([measured("p1", "a", 50.0, clients=0)], [process("a")]) == []


def test_unknown_process_is_an_error():
    with pytest.raises(PainmapError, match="zags"):
        ranks([measured("p1", "zags", 50.0)], [process("zagss")])


def test_external_and_internal_processes_are_ranked_apart(make):
    evidence = make(
        [items("p01", 40), items("p02", 40, client_kind="internal", channel_code="email")],
        registry=[
            problem("p01", process_id="a"),
            problem("p02", client_kind="internal", process_id="b"),
        ],
        processes=[process("a"), process("b", client_kind="internal")],
    )
    found = build(evidence).processes
    assert [(p.process_id, p.client_kind, p.rank) for p in found] == [
        ("a", "external", 1),
        ("b", "internal", 1),
    ]


# --- measures -------------------------------------------------------------------------------------


def measures(*entries, period="2025"):
    registry = PROBLEMS.conform(pd.DataFrame([problem("p01"), problem("p02")]))
    at = Period.parse(period)
    return measures_of(DECISIONS.conform(pd.DataFrame(entries)), registry, at, at.end)


def test_measure_gathers_its_cells_over_maps():
    found = measures(
        decision("measure", "Запись на 60 дней вперёд", measure_id="m1"),
        decision("effect_date", "2025-03-01", measure_id="m1"),
        decision("state", "исполняется", measure_id="m1"),
        decision("state", "исполнено", measure_id="m1", map_period="2025"),
    )[0]
    assert (found.measure_id, found.problem_title) == ("m1", "Название p01")
    assert (found.effect_date, found.state, found.direction) == (date(2025, 3, 1), "исполнено", "decline")


def test_measure_of_a_later_map_is_not_known_yet():
    assert measures(decision("measure", "Мера", map_period="2025"), period="2024") == []


def test_a_state_entered_after_the_cut_off_is_not_known_yet():
    entries = [
        decision("measure", "Мера"),
        decision("state", "исполняется"),
        decision("state", "исполнено", entered_date="2026-01-12"),
    ]
    assert measures(*entries)[0].state == "исполняется"


def test_measure_without_id_takes_the_problems_and_order_is_fixed():
    entries = [decision("measure", "Б", problem_id="p02"), decision("measure", "А")]
    assert [(m.measure_id, m.measure) for m in measures(*entries)] == [("p01", "А"), ("p02", "Б")]


def test_cells_without_a_measure_are_no_measure():
    assert measures(decision("responsible", "Отдел")) == []


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [("effect_date", "в марте", "не распознана"), ("direction", "вниз", "decline")],
)
def test_unreadable_cells_are_named_without_their_text(column, value, message):
    with pytest.raises(PainmapError, match=message) as caught:
        measures(decision("measure", "Мера"), decision(column, value))
    if column == "effect_date":
        assert value not in str(caught.value)


def test_measure_keeps_its_lag_and_control():
    found = measures(
        decision("measure", "Мера"),
        decision("effect_date", "2025-03-01"),
        decision("lag_months", "2"),
        decision("control_problem_id", "p02"),
    )[0]
    assert (found.lag_months, found.control_problem_id) == (2, "p02")
    plain = measures(decision("measure", "Мера"))[0]
    assert (plain.lag_months, plain.control_problem_id, plain.registered_date) == (0, "", None)


@pytest.mark.parametrize(
    ("entries", "registered", "is_late"),
    [
        ([("effect_date", "2025-03-01", "2025-01-20")], date(2025, 1, 20), False),
        ([("effect_date", "2025-03-01", "2025-03-01")], date(2025, 3, 1), False),
        ([("effect_date", "2025-03-01", "2025-03-02")], date(2025, 3, 2), True),
        # entered again as it was: the first entry counts
        (
            [("effect_date", "2025-03-01", "2025-01-20"), ("effect_date", "2025-03-01", "2025-06-01")],
            date(2025, 1, 20),
            False,
        ),
        # moved there and back: chosen when the data were known
        (
            [
                ("effect_date", "2025-03-01", "2025-01-20"),
                ("effect_date", "2025-04-01", "2025-05-01"),
                ("effect_date", "2025-03-01", "2025-06-01"),
            ],
            date(2025, 6, 1),
            True,
        ),
        (
            [("effect_date", "2025-03-01", "2025-01-20"), ("lag_months", "3", "2025-07-01")],
            date(2025, 7, 1),
            False,
        ),
        (
            [("effect_date", "2025-03-01", "2025-01-20"), ("control_problem_id", "p02", "2025-07-01")],
            date(2025, 7, 1),
            False,
        ),
        # the map was drawn up of a period that began after the measure
        ([("effect_date", "2023-12-01", "2023-11-01")], date(2023, 11, 1), True),
    ],
)
def test_measure_registered_after_it_began(entries, registered, is_late):
    told = [decision(column, value, entered_date=day) for column, value, day in entries]
    found = measures(decision("measure", "Мера"), *told)[0]
    assert (found.registered_date, found.is_registered_late) == (registered, is_late)


@pytest.mark.parametrize(
    ("column", "value", "day", "notes"),
    [
        ("lag_months", "3", "2025-07-01", (LAG_LATE,)),
        ("control_problem_id", "p02", "2025-07-01", (CONTROL_LATE,)),
        ("lag_months", "3", "2025-02-28", ()),
        ("effect_date", "2025-03-01", "2025-07-01", ()),
    ],
)
def test_lag_or_control_entered_late_is_told_of_them_and_not_of_the_date(column, value, day, notes):
    entries = [("effect_date", "2025-03-01", "2025-01-20"), (column, value, day)]
    told = [decision(column, value, entered_date=day) for column, value, day in entries]
    assert measures(decision("measure", "Мера"), *told)[0].late_notes == notes


def test_control_of_other_clients_is_an_error():
    registry = PROBLEMS.conform(pd.DataFrame([problem("p01"), problem("p09", client_kind="internal")]))
    entries = DECISIONS.conform(
        pd.DataFrame([decision("measure", "Мера"), decision("control_problem_id", "p09")])
    )
    with pytest.raises(PainmapError, match="других клиентов"):
        measures_of(entries, registry, Period(2025), date(2025, 12, 31))


def test_measure_knows_how_its_problem_was_found():
    registry = PROBLEMS.conform(
        pd.DataFrame(
            [problem("p01", valid_from="2024", found_on="period"), problem("p02", found_on="history")]
        )
    )
    entries = DECISIONS.conform(
        pd.DataFrame([decision("measure", "А"), decision("measure", "Б", problem_id="p02")])
    )
    found = measures_of(entries, registry, Period(2025), date(2025, 12, 31))
    assert [m.found for m in found] == [Period(2024), None]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("lag_months", "-1", "не распознан"),
        ("control_problem_id", "p77", "p77"),
        ("control_problem_id", "p01", "её же"),
    ],
)
def test_lag_and_control_that_cannot_be_are_errors(column, value, message):
    with pytest.raises(PainmapError, match=message):
        measures(decision("measure", "Мера"), decision(column, value))


def test_measure_of_an_unknown_problem_is_an_error():
    with pytest.raises(PainmapError, match="p77"):
        measures(decision("measure", "Мера", problem_id="p77"))
