"""Levels, lineage, order and human cells of the map, from drawn evidence."""

from __future__ import annotations

import dataclasses
from datetime import date

import pandas as pd
import pytest

from painmap.errors import PainmapError
from painmap.periods import Period
from painmap.problem_map import Evidence, Measure, build, measures_of
from painmap.problem_map.evidence import tally
from painmap.problem_map.rows import row_title
from painmap.report_data import LINEAGE_WORDS, SIGN_TITLES

from .conftest import decision, items, problem


def by_id(result):
    return {p.id: p for p in result.problems}


# --- base and people ------------------------------------------------------------------------------


def test_base_is_clients_with_any_problem_not_all_clients(make):
    result = build(make([items("p01", 10), items("p02", 30), items(None, 100)]))
    assert by_id(result)["p01"].share.base == 40
    assert by_id(result)["p01"].share.value == pytest.approx(0.25)


def test_one_person_with_three_appeals_is_one_client(make):
    frame = items("p01", 6, client_id=["a", "a", "a", "b", "c", "d"])
    found = by_id(build(make([frame])))["p01"]
    assert (found.appeals.value, found.clients.value) == (6, 4)


def test_appeals_without_client_id_are_one_person_each(make):
    found = by_id(build(make([items("p01", 7, client_id=None)])))["p01"]
    assert found.clients.value == 7


def test_a_person_with_two_problems_counts_once_in_the_base(make):
    both = [items("p01", 10, client_id=[f"c{i}" for i in range(10)])]
    both.append(items("p02", 10, client_id=[f"c{i}" for i in range(10)]))
    assert by_id(build(make(both)))["p01"].share == by_id(build(make(both)))["p02"].share
    assert by_id(build(make(both)))["p01"].share.base == 10


def test_hotline_is_counted_only_and_never_enters_the_map(make):
    plain = [items("p01", 10)]
    by_flag = items("p01", 9, tag="flag", client_id=None, is_count_only=True)
    by_profile = items("p01", 9, tag="profile", client_id=None, channel_code="hotline")
    with_hotline = build(make([*plain, by_flag, by_profile]))
    assert with_hotline == build(make(plain))


def test_other_client_kind_is_set_aside_and_counted(make):
    stray = items("p01", 3, tag="staff", client_kind="internal", client_id=None)
    unknown = items("p01", 2, tag="box", client_kind="unknown", client_id=None)
    result = build(make([items("p01", 10), stray, unknown]))
    assert by_id(result)["p01"].clients.value == 10
    assert result.set_aside == 5


def test_unknown_problem_id_is_an_error_that_names_the_nearest(make):
    evidence = make([items("p01", 3)], registry=[problem("p02")])
    with pytest.raises(PainmapError, match="p02"):
        build(evidence)


# --- lineage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "now", "before", "earlier", "expected"),
    [
        ({}, 5, 5, (), "continued"),
        ({}, 5, 0, (), "new"),
        ({}, 5, 0, ("p01",), "continued"),
        ({"valid_from": "2025"}, 5, 5, (), "new"),
        ({"valid_from": "2025-07"}, 5, 5, (), "new"),
        ({"valid_from": "2025", "parent_ids": "p08"}, 5, 5, (), "split"),
        ({"valid_from": "2025", "parent_ids": "p08 p09"}, 5, 5, (), "merged"),
        ({"valid_from": "2024", "parent_ids": "p08 p09"}, 5, 5, (), "continued"),
        ({}, 0, 5, (), "unconfirmed"),
        ({}, 0, 0, ("p01",), "unconfirmed"),
        ({"status": "closed"}, 0, 5, (), "closed"),
        ({"status": "closed"}, 5, 5, (), "reopened"),
    ],
)
def test_lineage(make, entry, now, before, earlier, expected):
    evidence = make(
        [items("p01", now), items("p02", 5)],
        registry=[problem("p01", **entry), problem("p02")],
        previous=items("p01", before),
        earlier_ids=frozenset(earlier),
    )
    assert by_id(build(evidence))["p01"].lineage == expected


@pytest.mark.parametrize(
    ("children", "lineage", "into", "words"),
    [
        (
            [problem("p03", parent_ids="p01"), problem("p04", parent_ids="p01")],
            "divided",
            ["p03", "p04"],
            "разделена на «Название p03», «Название p04»",
        ),
        (
            [problem("p03", parent_ids="p01 p02")],
            "joined",
            ["p03"],
            "объединена с другими в «Название p03»",
        ),
        ([problem("p03", parent_ids="p01", status="proposed")], None, [], ""),
    ],
)
def test_a_replaced_problem_with_a_decision_says_what_stands_in_its_place(
    make, children, lineage, into, words
):
    evidence = make(
        [items("p03", 9)],
        registry=[problem("p01", status="closed"), problem("p02", status="closed"), *children],
        decisions=[decision("measure", "Дежурство по субботам")],
    )
    found = by_id(build(evidence)).get("p01")
    if lineage is None:
        assert found is None, "предложенная проблема ещё ничего не заменила"
        return
    assert (found.lineage, list(found.into), found.became) == (lineage, into, words)
    assert found.model_copy(update={"into": {}}).became == LINEAGE_WORDS[lineage]


def test_a_replaced_problem_without_a_decision_has_no_row(make):
    registry = [problem("p01", status="closed"), problem("p03", parent_ids="p01")]
    assert [r.problem_id for r in build(make([items("p03", 9)], registry=registry)).rows] == ["p03"]


def test_signs_of_severity_are_counted_where_they_are_known(make):
    known = {"is_overdue": [True, True, False, None], "is_refused": [True, None, None, None]}
    marks = {name: pd.array(values, dtype="boolean") for name, values in known.items()}
    copies = pd.array(["other", None, None, None], dtype="string")
    letters = items("p01", 4, **marks, same_as=copies, is_repeat=True, is_strong=[True, False, False, False])
    unknown = pd.array([None] * 2, dtype="boolean")
    answers = items(
        "p01", 2, tag="s", source="response", is_overdue=unknown, is_repeat=unknown, is_refused=True,
        is_strong=True,
    )  # fmt: skip
    signs = by_id(build(make([letters, answers])))["p01"].signs
    assert {sign: (n.value, n.base) for sign, n in signs.items()} == {
        "overdue": (2, 3),
        "repeated": (3, 3),
        "refused": (1, 1),
        "strong": (3, 6),
    }
    assert list(signs) == list(SIGN_TITLES)


def test_row_whose_evidence_vanished_stays_with_its_decisions(make):
    evidence = make(
        [items("p02", 5)],
        registry=[problem("p01"), problem("p02")],
        decisions=[decision("measure", "Дежурство по субботам")],
    )
    row = next(r for r in build(evidence).rows if r.problem_id == "p01")
    assert row.measure == "Дежурство по субботам"
    assert by_id(build(evidence))["p01"].lineage == "unconfirmed"
    assert by_id(build(evidence))["p01"].clients.value == 0


def test_problem_never_seen_has_no_row(make):
    evidence = make([items("p02", 5)], registry=[problem("p01"), problem("p02")])
    assert [r.problem_id for r in build(evidence).rows] == ["p02"]


def test_empty_period_gives_an_empty_map(make):
    result = build(make([]))
    assert (result.problems, result.rows, result.processes) == ((), (), ())


# --- order, titles, channels ----------------------------------------------------------------------


def test_rows_are_numbered_by_part_in_the_order_level_score_id(make):
    evidence = make(
        [
            items("p01", 5),
            items("p02", 40),
            items("p03", 5),
            items("p04", 20, client_kind="internal"),
        ],
        registry=[
            problem("p01", severity=30),  # forced high with a low score
            problem("p02", severity=0),
            problem("p03", severity=0),
            problem("p04", client_kind="internal"),
        ],
    )
    rows = build(evidence).rows
    assert [(r.client_kind, r.number, r.problem_id) for r in rows] == [
        ("external", 1, "p01"),
        ("external", 2, "p02"),
        ("external", 3, "p03"),
        ("internal", 1, "p04"),
    ]
    assert [p.id for p in build(evidence).problems] == ["p01", "p02", "p03", "p04"]


def test_need_is_marked_and_its_title_stays_grammatical():
    assert (
        row_title("Выездной приём в горных районах", "need")
        == "Выездной приём в горных районах (потребность)"
    )
    assert row_title("Потребность в выездном приёме", "need") == "Потребность в выездном приёме"
    assert row_title("Грубость при приёме", "problem") == "Грубость при приёме"


def test_channels_bear_their_titles_and_counts(make):
    frame = items("p01", 3, channel_code=["post", "site", None])
    answers = items("p01", 2, tag="s", source="response", channel_code="")
    found = by_id(build(make([frame, answers])))["p01"]
    assert {title: n.value for title, n in found.channels} == {
        "канал не указан": 1,
        "Канал post": 1,
        "Канал site": 1,
        "анкеты": 2,
    }


def test_result_does_not_depend_on_the_order_of_rows(make):
    frames = [items("p01", 12), items("p02", 40), items("p03", 7)]
    evidence = make(frames, previous=items("p02", 6))
    shuffled = dataclasses.replace(
        evidence,
        items=evidence.items.sample(frac=1, random_state=7),
        previous=evidence.previous.iloc[::-1],
        registry=evidence.registry.iloc[::-1],
    )
    assert build(shuffled) == build(evidence)


# --- human cells ----------------------------------------------------------------------------------


def cells(make, *entries, period="2025"):
    evidence = make([items("p01", 5)], decisions=list(entries), period=Period.parse(period))
    row = build(evidence).rows[0]
    return row.measure, row.responsible, row.due


def test_last_entry_of_a_cell_wins(make):
    early = decision("measure", "Первое", entered_date="2025-01-20")
    late = decision("measure", "Второе", entered_date="2025-02-01")
    assert cells(make, late, early)[0] == "Второе"
    same_day = [decision("responsible", "Отдел А"), decision("responsible", "Отдел Б")]
    assert cells(make, *same_day)[1] == "Отдел Б"


def test_map_of_a_later_period_is_not_yet_known(make):
    entries = [
        decision("measure", "Из карты 2024"),
        decision("measure", "Из карты 2025", map_period="2025"),
    ]
    assert cells(make, *entries, period="2025")[0] == "Из карты 2025"
    assert cells(make, *entries, period="2025-Q3")[0] == "Из карты 2024"
    assert cells(make, *entries, period="2023")[0] == ""


def test_a_newer_map_replaces_the_cells_that_it_changes(make):
    entries = [
        decision("measure", "Мера", map_period="2023"),
        decision("responsible", "Отдел", map_period="2023"),
        decision("measure", "Мера точнее"),
    ]
    assert cells(make, *entries) == ("Мера точнее", "Отдел", "")


def test_a_measure_stays_beside_that_of_a_newer_map(make):
    entries = [
        decision("measure", "Прежняя", map_period="2023", measure_id="m1"),
        decision("measure", "Новая", measure_id="m2"),
    ]
    assert cells(make, *entries)[0] == "Прежняя; Новая"
    over = decision("state", "снято", measure_id="m1", entered_date="2024-12-20")
    assert cells(make, *entries, over)[0] == "Новая"


def test_state_alone_does_not_make_a_newer_map(make):
    entries = [decision("measure", "Мера"), decision("state", "исполняется", map_period="2025")]
    assert cells(make, *entries)[0] == "Мера"


@pytest.mark.parametrize("state", ["исполнено", "исполнено с нарушением срока", "снято"])
def test_a_measure_that_is_over_is_not_necessary(make, state):
    entries = [
        decision("measure", "Мера"),
        decision("responsible", "Отдел"),
        decision("due_date", "2025-03-01"),
        decision("state", "запланировано"),
    ]
    assert cells(make, *entries) == ("Мера", "Отдел", "2025-03-01")
    over = decision("state", state, entered_date="2025-02-28")
    assert cells(make, *entries, over) == ("", "", "")
    again = decision("measure", "Мера снова", map_period="2025", entered_date="2025-12-16")
    assert cells(make, *entries, over, again)[0] == "Мера снова"


def test_a_measure_finished_after_the_cut_off_is_still_necessary(make):
    late = decision("state", "исполнено", entered_date="2026-01-12")
    assert cells(make, decision("measure", "Мера"), late)[0] == "Мера"


def test_of_several_measures_the_finished_one_leaves_the_cell(make):
    entries = [
        decision("measure", "А", measure_id="m1"),
        decision("measure", "Б", measure_id="m2"),
        decision("due_date", "2026-03-05", measure_id="m2"),
        decision("state", "исполнено", measure_id="m1", entered_date="2025-05-01"),
    ]
    assert cells(make, *entries) == ("Б", "", "2026-03-05")


def test_several_measures_share_a_cell_and_dates_become_iso(make):
    entries = [
        decision("measure", "Б", measure_id="m2"),
        decision("measure", "А", measure_id="m1"),
        decision("due_date", "05.03.2026", measure_id="m1"),
    ]
    assert cells(make, *entries) == ("А; Б", "", "2026-03-05")
    assert cells(make, decision("due_date", "ежегодно"))[2] == "ежегодно"
    assert cells(make, decision("due_date", "31.02.2026"))[2] == "31.02.2026"


# --- levels, problems and efforts that people set ----------------------------------------------------


def test_a_level_set_by_a_person_stands_beside_the_computed_one(make):
    entries = [
        decision("priority", "high", map_period="2025", entered_date="2026-01-14"),
        decision("level_reason", "Поручение", map_period="2025", entered_date="2026-01-14"),
    ]
    made = build(make([items("p01", 5)], decisions=entries))
    (change,) = made.rows[0].changes
    assert made.rows[0].priority == "high" != made.problems[0].priority
    assert (change.column, change.computed) == ("priority", made.problems[0].priority)
    assert (change.author_role, str(change.day), change.reason) == (
        "Начальник отдела",
        "2026-01-14",
        "Поручение",
    )


def test_a_level_is_set_for_one_map(make):
    entries = [decision("priority", "high", map_period="2024")]
    (row,) = build(make([items("p01", 5)], decisions=entries)).rows
    assert row.priority != "high"
    assert not row.changes


def test_a_level_set_as_computed_is_told_with_who_set_it(make):
    computed = build(make([items("p01", 5)])).rows[0].priority
    entries = [decision("priority", computed, map_period="2025")]
    (change,) = build(make([items("p01", 5)], decisions=entries)).rows[0].changes
    assert (change.computed, change.author_role) == (computed, "Начальник отдела")


def test_rows_stand_by_the_level_that_stands(make):
    frames = [items("p01", 40), items("p02", 5)]
    entries = [decision("priority", "high", map_period="2025", problem_id="p02")]
    assert [r.problem_id for r in build(make(frames)).rows] == ["p01", "p02"]
    assert [(r.number, r.problem_id) for r in build(make(frames, decisions=entries)).rows] == [
        (1, "p02"),
        (2, "p01"),
    ]


def test_a_problem_that_people_added_is_a_row_of_later_maps_too(make):
    own = {"problem_id": "n1", "map_period": "2024"}
    entries = [
        decision("title", "Нет парковки", **own),
        decision("prevalence", "low", **own),
        decision("priority", "high", **own),
        decision("measure", "Место", **own),
        decision("state", "исполняется", **own),
    ]
    made = build(make([items("p01", 5)], decisions=entries))
    assert [p.id for p in made.problems] == ["p01"]
    added = made.rows[0]
    assert (added.title, added.priority, added.measure) == ("Нет парковки", "high", "Место")
    assert added.is_added
    (measure,) = told(make([items("p01", 5)], decisions=entries))
    assert (measure.problem_title, measure.measure, measure.state) == ("Нет парковки", "Место", "исполняется")
    gone = make(
        [items("p01", 5)], decisions=[*entries, decision("title", "", **own | {"map_period": "2025"})]
    )
    assert [r.problem_id for r in build(gone).rows] == ["p01"]
    assert told(gone) == []


def told(evidence: Evidence) -> list[Measure]:
    return measures_of(evidence.decisions, evidence.registry, Period(2025), date(2025, 12, 31))


def test_an_effort_that_a_manager_estimated_counts(make):
    process = {"id": "a", "name": "А", "unit": "Отдел", "client_kind": "external", "effort": 1}
    evidence = make(
        [items("p01", 5)],
        registry=[problem("p01", process_id="a")],
        processes=[process | {"kind": "service"}],
        decisions=[decision("effort", "3", problem_id="a")],
    )
    assert build(evidence).processes[0].effort == 3
    assert measures_of(evidence.decisions, evidence.registry, Period(2025), date(2025, 12, 31)) == []


def test_a_proposal_that_was_not_taken_changes_nothing(make):
    entries = [decision("measure", "Мера"), decision("measure_rival", "Иная")]
    assert cells(make, *entries)[0] == "Мера"


def test_a_cell_emptied_by_a_person_is_empty(make):
    assert cells(make, decision("measure", "Мера"), decision("measure", ""))[0] == ""


def test_decision_about_an_unknown_problem_is_an_error(make):
    with pytest.raises(PainmapError, match="p77"):
        cells(make, decision("measure", "Мера", problem_id="p77"))


def test_registry_row_of_unknown_client_kind_is_an_error(make):
    with pytest.raises(PainmapError, match="client_kind"):
        build(
            make([items("p01", 3, client_kind="unknown")], registry=[problem("p01", client_kind="unknown")])
        )


def test_missing_columns_are_named(make):
    evidence = make([items("p01", 3)])
    with pytest.raises(PainmapError, match="is_repeat"):
        build(dataclasses.replace(evidence, items=evidence.items.drop(columns="is_repeat")))


def test_survey_answers_have_no_term_and_do_not_thin_the_overdue_share(make):
    late = items("p01", 10, is_overdue=pd.array([True] + [False] * 9, dtype="boolean"))
    answers = items("p01", 90, tag="s", source="response", client_id=None, is_overdue=pd.NA, is_repeat=pd.NA)
    assert by_id(build(make([late, answers])))["p01"].priority == "high"


def test_the_copy_by_another_channel_is_no_repeat_and_does_not_thin_their_share(make):
    """A clerk calls it «повторное»; the first of the two says whether the matter was repeated."""
    letters = items("p01", 4, is_repeat=pd.array([True, False, True, True], dtype="boolean"))
    letters, record = letters.assign(person=letters["client_id"]), letters["record_id"]
    counted = tally(letters)["p01"]
    assert (counted.repeats, counted.repeat_base) == (3, 4)
    copies = letters.assign(same_as=pd.array([None, None, record[0], record[1]], dtype="string"))
    counted = tally(copies)["p01"]
    assert (counted.appeals, counted.repeats, counted.repeat_base) == (4, 1, 2)


@pytest.mark.parametrize(("status", "out_of"), [("accepted", {"p01": "Название p01"}), ("proposed", {})])
def test_what_a_problem_came_from_is_named_once_people_accepted_it(make, status, out_of):
    registry = [
        problem("p01", status="closed" if out_of else "accepted"),
        problem("p02", status=status, valid_from="2025", parent_ids="p01"),
    ]
    made = {p.id: p for p in build(make([items("p02", 5)], registry=registry)).problems}
    assert made["p02"].out_of == out_of
