"""The explicit rules: each condition, what combines them, bad input, and the check of sensitivity."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pandas as pd
import pytest
from tests.report import sample

from painmap import metrics
from painmap.metrics import RuleInputs, Setting
from painmap.params.models import Question, Questionnaire, Scale, Study, Systematise
from painmap.report_data import RuleOutcome
from painmap.schema import PROCESSES, RESPONSES

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
NBSP = "\N{NO-BREAK SPACE}"


def quarter_rows(counts: dict[str, int], **fields: Any) -> list[dict[str, Any]]:
    """Complaints of different people in the first month of each quarter."""
    months = {"Q1": "01", "Q2": "04", "Q3": "07", "Q4": "10"}
    return [
        {"registered_date": f"{key[:4]}-{months[key[5:]]}-05", "appeal_kind": "complaint", **fields}
        for key, n in counts.items()
        for _ in range(n)
    ]


YEARS_OF_TEN = {f"{year}-Q{q}": 10 for year in (2023, 2024) for q in range(1, 5)}


def outcome(inputs: RuleInputs, name: str) -> RuleOutcome:
    return next(r for r in metrics.rules(inputs) if r.id == name)


@pytest.mark.parametrize(("clients", "due"), [(30, True), (19, False)])
def test_significant_number_of_complaints(appeals: Appeals, setting: Make, clients: int, due: bool) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN | {"2025-Q1": clients}))
    found = outcome(RuleInputs(setting=setting("2025-Q1"), appeals=frame), "significant_number")
    assert found.conditions[0][3] is due
    assert found.conditions[0][2] == (
        f"не менее 20 (наибольшее из: 20; на 25{NBSP}% выше среднего — 13; выше обычного разброса — 18)"
    )
    assert found.outcome is (True if due else None)


def test_significant_number_needs_four_quarters_of_history(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows({"2024-Q4": 10, "2025-Q1": 50}))
    found = outcome(RuleInputs(setting=setting("2025-Q1"), appeals=frame), "significant_number")
    assert (found.conditions[0][3], found.outcome) == (None, None)


def test_one_doubled_problem_is_enough(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN | {"2025-Q1": 16}))
    problem = ["p01" if str(d).startswith("2025") else None for d in frame["registered_date"]]
    assigned = pd.DataFrame(
        {"record_id": frame["record_id"], "problem_id": problem, "topic_model_code": None}
    )
    known = [p for p in sample.internal().problems if p.id == "p01"]
    inputs = RuleInputs(setting=setting("2025-Q1", assignments=assigned), appeals=frame, problems=known)
    found = outcome(inputs, "significant_number")
    assert found.conditions[1][1] == f"16 («{known[0].title}»; в АППГ — 0)"
    assert found.outcome is True


def survey(scores: list[int]) -> tuple[pd.DataFrame, tuple[Study, Questionnaire]]:
    form = Questionnaire(
        schema_version=1,
        id="q",
        title="Анкета",
        client_kind="external",
        scales={"five": Scale(labels={str(i): i for i in range(1, 6)})},
        questions=(Question(id="all", text="В целом", kind="scale", scale="five", is_satisfaction=True),),
    )
    study = Study(
        schema_version=1,
        id="s",
        title="Опрос",
        purpose="оценка",
        object="клиенты",
        questionnaire="q",
        client_kind="external",
        mode="online",
        kind="quantitative",
        waves=(),
    )
    rows = [
        {
            "record_id": f"s:{i}:all",
            "source_id": "survey",
            "source_file_id": "aa",
            "study_id": "s",
            "wave_id": "2025",
            "respondent_id": str(i),
            "client_kind": "external",
            "responded_date": pd.Timestamp("2025-02-01"),
            "question_id": "all",
            "value": float(score),
        }
        for i, score in enumerate(scores)
    ]
    return RESPONSES.conform(pd.DataFrame(rows)), (study, form)


@pytest.mark.parametrize(
    ("scores", "complaints", "due"),
    [
        ([1] * 10 + [5] * 20, 10, True),
        ([5] * 30, 10, False),
        ([1] * 10 + [5] * 20, 9, False),
        ([1] * 29, 10, None),
        ([], 10, None),
        ([], 9, False),
    ],
)
def test_in_depth_survey_needs_both_conditions(
    appeals: Appeals, setting: Make, scores: list[int], complaints: int, due: bool | None
) -> None:
    frame = appeals(*quarter_rows({"2025-Q1": complaints}))
    assigned = pd.DataFrame({"record_id": frame["record_id"], "problem_id": "p01", "topic_model_code": None})
    responses, source = survey(scores or [5])
    given = setting("2025-Q1", assignments=assigned, responses=responses if scores else None)
    inputs = RuleInputs(setting=given, appeals=frame, surveys=(source,))
    assert outcome(inputs, "in_depth_survey").outcome is due


def test_rules_are_for_quarters(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN))
    assert metrics.rules(RuleInputs(setting=setting("2025-01"), appeals=frame)) == ()
    yearly = outcome(RuleInputs(setting=setting("2025"), appeals=frame), "significant_number")
    assert len(yearly.conditions) == 4 + 4 + 1


def assigned(frame: pd.DataFrame, problem: Any = "p01") -> pd.DataFrame:
    """Every appeal assigned to a problem."""
    return pd.DataFrame({"record_id": frame["record_id"], "problem_id": problem, "topic_model_code": None})


# --- значительное число -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "phi", "limit"),
    [
        (10, None, 20),  # the floor
        (16, 1.0, 25),  # 16 + 2·√16 = 24: more than 24 is 25; a quarter above is 20
        (16, 4.0, 33),  # 16 + 2·√64 = 32
        (80, 1.0, 100),  # a quarter above; 80 + 2·√80 = 97.9
        (16, None, 26),  # the prior of report.yaml, 1.5: 16 + 2·√24 = 25.8
        (16, 0.3, 25),  # counts scatter like Poisson at least
    ],
)
def test_a_quarter_is_held_against_the_four_before(
    appeals: Appeals, setting: Make, mean: int, phi: float | None, limit: int
) -> None:
    past = {f"2024-Q{q}": mean for q in range(1, 5)}
    for clients, due in ((limit - 1, False), (limit, True)):
        frame = appeals(*quarter_rows(past | {"2025-Q1": clients}))
        given = RuleInputs(
            setting=setting("2025-Q1", covered=covered("2024-01", 15)), appeals=frame, dispersion=phi
        )
        found = outcome(given, "significant_number").conditions[0]
        assert found[2].startswith(f"не менее {limit} ")
        assert found[3] is due


def covered(first: str, months: int) -> tuple[Any, ...]:
    return tuple(p.start_time.date() for p in pd.period_range(first, periods=months, freq="M"))


def test_one_client_counts_once_and_surveys_are_no_appeals(appeals: Appeals, setting: Make) -> None:
    again = quarter_rows({"2025-Q1": 30}, client_id="c")
    polled = quarter_rows({"2025-Q1": 30}, channel_code="poll")
    thanks = [row | {"appeal_kind": "thanks"} for row in quarter_rows({"2025-Q1": 30})]
    staff = quarter_rows({"2025-Q1": 30}, client_kind="internal")
    frame = appeals(*quarter_rows(YEARS_OF_TEN), *again, *polled, *thanks, *staff)
    found = outcome(RuleInputs(setting=setting("2025-Q1"), appeals=frame), "significant_number")
    assert found.conditions[0][1].startswith("1 (")


def test_few_negative_clients_need_no_history(appeals: Appeals, setting: Make) -> None:
    """Fewer than the least count cannot be «значительное число», whatever came before."""
    frame = appeals(*quarter_rows({"2025-Q1": 19}))
    found = outcome(RuleInputs(setting=setting("2025-Q1"), appeals=frame), "significant_number")
    assert found.conditions[0][3] is False
    assert "нет данных за четыре предшествующих квартала" in found.conditions[0][1]


def test_each_quarter_of_a_year_has_conditions_of_its_own(appeals: Appeals, setting: Make) -> None:
    frame = appeals(
        *quarter_rows(YEARS_OF_TEN | {"2025-Q2": 30}),
        *quarter_rows({f"2025-Q{q}": 1 for q in (1, 3, 4)}, appeal_kind="thanks", client_id="c"),
    )
    problem = ["p01" if str(d) >= "2025" else None for d in frame["registered_date"]]
    given = setting("2025", assignments=assigned(frame, problem))
    found = outcome(RuleInputs(setting=given, appeals=frame), "significant_number")
    fired = [c[3] for c in found.conditions]
    assert fired == [False, True, False, False, False, True, False, False, None]
    assert [c[0].rsplit(", ", 1)[1] for c in found.conditions[:4]] == [
        f"{q} квартал 2025 года" for q in ("I", "II", "III", "IV")
    ]


@pytest.mark.parametrize(
    ("known", "unknown", "due"),
    [(19, 0, False), (19, 1, None), (20, 30, True), (0, 19, False), (0, 20, None)],
)
def test_complaining_clients_are_known_as_far_as_kinds_are(
    appeals: Appeals, setting: Make, known: int, unknown: int, due: bool | None
) -> None:
    silent = quarter_rows({"2025-Q1": unknown}, appeal_kind=None)
    again = quarter_rows({"2025-Q1": 5}, appeal_kind=None, client_id="c40")
    past = quarter_rows(YEARS_OF_TEN)
    frame = appeals(*past, *quarter_rows({"2025-Q1": known}), *silent, *(again if due is None else []))
    found = outcome(RuleInputs(setting=setting("2025-Q1"), appeals=frame), "significant_number").conditions[0]
    assert found[3] is due
    assert ("проверить нельзя: вид не указан у" in found[1]) is (due is None)
    assert ("вид не указан у" in found[1]) is (unknown > 0)


@pytest.mark.parametrize(("clients", "due"), [(20, None), (33, True), (19, False)])
def test_unknown_kinds_of_the_past_leave_the_mean_open(
    appeals: Appeals, setting: Make, clients: int, due: bool | None
) -> None:
    """8 known and 8 unknown a quarter: a mean of 8 to 16, a limit of 20 to 26."""
    past = {f"2024-Q{q}": 8 for q in range(1, 5)}
    frame = appeals(
        *quarter_rows(past), *quarter_rows(past, appeal_kind=None), *quarter_rows({"2025-Q1": clients})
    )
    found = outcome(RuleInputs(setting=setting("2025-Q1"), appeals=frame), "significant_number").conditions[0]
    assert found[3] is due
    assert found[2].endswith("; с прошлыми обращениями без указанного вида — до 26")


def test_an_empty_quarter_is_not_a_quarter_of_none(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN), *quarter_rows({"2025-Q1": 5}, client_kind="internal"))
    given = RuleInputs(setting=setting("2025-Q1", assignments=assigned(frame)), appeals=frame)
    found = outcome(given, "significant_number")
    assert [c[3] for c in found.conditions] == [None] * 3
    assert {c[1] for c in found.conditions[:2]} == {
        "обращений этих клиентов за период нет, условие проверить нельзя"
    }
    assert [result for _, result in found.sensitivity] == [None] * 3


def test_nothing_has_doubled_against_an_empty_year_before(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows({"2025-Q1": 15}))
    given = setting("2025-Q1", assignments=assigned(frame), covered=covered("2023-01", 27))
    found = outcome(RuleInputs(setting=given, appeals=frame), "significant_number").conditions[1]
    assert found[3] is None
    assert "нет данных за АППГ" in found[1]


@pytest.mark.parametrize(("now", "before", "due"), [(15, 7, True), (15, 8, False), (14, 0, False)])
def test_a_problem_has_to_double_and_to_be_large(
    appeals: Appeals, setting: Make, now: int, before: int, due: bool
) -> None:
    frame = appeals(*quarter_rows({"2024-Q1": before, "2025-Q1": now}))
    given = setting("2025-Q1", assignments=assigned(frame), covered=covered("2023-01", 27))
    found = outcome(RuleInputs(setting=given, appeals=frame), "significant_number")
    assert found.conditions[1][3] is due


def test_nothing_assigned_is_not_known_and_not_no(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN | {"2025-Q1": 16}))
    for nothing in (None, assigned(frame).iloc[:0]):
        inputs = RuleInputs(setting=setting("2025-Q1", assignments=nothing), appeals=frame)
        said = outcome(inputs, "significant_number").conditions[1]
        assert said[1:] == (
            "обращения не отнесены к проблемам, условие проверить нельзя",
            "не менее 15 и не меньше АППГ, умноженного на 2",
            None,
        )
        many = outcome(inputs, "in_depth_survey").conditions[:2]
        assert [c[3] for c in many] == [None, None]


@pytest.mark.parametrize(("low", "due"), [(7, False), (8, True)])
def test_low_scores_alone_are_enough(appeals: Appeals, setting: Make, low: int, due: bool) -> None:
    responses, source = survey([1] * low + [5] * (32 - low))
    frame = appeals(*quarter_rows(YEARS_OF_TEN | {"2025-Q1": 1}))
    given = setting("2025-Q1", assignments=assigned(frame), responses=responses)
    found = outcome(RuleInputs(setting=given, appeals=frame, surveys=(source,)), "significant_number")
    assert found.outcome is due
    assert found.conditions[-1][0].endswith("I квартал 2025 года")


def test_a_share_below_its_limit_is_not_printed_as_the_limit(appeals: Appeals, setting: Make) -> None:
    responses, source = survey([1] * 13 + [5] * 40)
    frame = appeals(*quarter_rows({"2025-Q1": 1}))
    given = setting("2025-Q1", assignments=assigned(frame), responses=responses)
    share = outcome(
        RuleInputs(setting=given, appeals=frame, surveys=(source,)), "in_depth_survey"
    ).conditions[2]
    assert share[1] == f"24,5{NBSP}% (13 из 53 оценок)"
    assert share[3] is False


# --- углублённый опрос ------------------------------------------------------------------------------


def test_without_a_survey_the_second_condition_cannot_be_checked(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows({"2025-Q1": 10}))
    inputs = RuleInputs(setting=setting("2025-Q1", assignments=assigned(frame)), appeals=frame)
    found = outcome(inputs, "in_depth_survey")
    assert [c[1] for c in found.conditions[2:]] == ["опрос не проводился, условие (б) проверить нельзя"] * 2
    assert found.outcome is None


@pytest.mark.parametrize(("high", "due"), [(2, False), (3, True)])
def test_three_problems_of_the_high_level(appeals: Appeals, setting: Make, high: int, due: bool) -> None:
    one = next(p for p in sample.internal().problems if p.client_kind == "external")
    problems = [one.model_copy(update={"id": f"h{i}", "prevalence": "high"}) for i in range(high)]
    staff = [p.model_copy(update={"client_kind": "internal"}) for p in problems]
    frame = appeals(*quarter_rows({"2025-Q1": 1}))
    responses, source = survey([3] * 30)
    given = setting("2025-Q1", assignments=assigned(frame), responses=responses)
    inputs = RuleInputs(setting=given, appeals=frame, problems=[*problems, *staff], surveys=(source,))
    assert outcome(inputs, "in_depth_survey").outcome is due


@pytest.mark.parametrize(("fours", "due"), [(15, False), (14, True)])
def test_a_mean_below_three_and_a_half(appeals: Appeals, setting: Make, fours: int, due: bool) -> None:
    responses, source = survey([4] * fours + [3] * (30 - fours))
    frame = appeals(*quarter_rows({"2025-Q1": 10}))
    given = setting("2025-Q1", assignments=assigned(frame), responses=responses)
    found = outcome(RuleInputs(setting=given, appeals=frame, surveys=(source,)), "in_depth_survey")
    assert found.outcome is due


def test_a_fired_rule_names_its_questionnaire(appeals: Appeals, setting: Make, agency: Any) -> None:
    rule = agency.thresholds.in_depth_survey.model_copy(update={"questionnaire": "x-in-depth"})
    own = agency.model_copy(
        update={"thresholds": agency.thresholds.model_copy(update={"in_depth_survey": rule})}
    )
    frame = appeals(*quarter_rows({"2025-Q1": 1}))
    inputs = RuleInputs(setting=setting("2025-Q1", agency=own), appeals=frame)
    assert outcome(inputs, "in_depth_survey").questionnaire == "x-in-depth"


@pytest.mark.parametrize(
    ("known", "unknown", "due", "moved"),
    [
        (4, 5, False, (None, False, False)),
        (4, 6, None, (None, None, False)),
        (10, 0, True, (True, True, False)),
        (10, 5, True, (True, True, None)),
        (0, 30, None, (None, None, None)),
    ],
)
def test_complaints_on_one_problem_are_known_as_far_as_kinds_are(
    appeals: Appeals,
    setting: Make,
    known: int,
    unknown: int,
    due: bool | None,
    moved: tuple[bool | None, ...],
) -> None:
    silent = quarter_rows({"2025-Q1": unknown}, appeal_kind=None)
    frame = appeals(*quarter_rows({"2025-Q1": known}), *silent)
    responses, source = survey([1] * 40)
    given = setting("2025-Q1", assignments=assigned(frame), responses=responses)
    found = outcome(RuleInputs(setting=given, appeals=frame, surveys=(source,)), "in_depth_survey")
    assert (found.conditions[1][3], found.outcome) == (due, due)
    assert tuple(result for _, result in found.sensitivity) == moved
    words = f"вид не указан у {unknown} из {known + unknown} обращений, с ними — до {known + unknown}"
    assert (words in found.conditions[1][1]) is (unknown > 0)
    assert ("проверить нельзя: вид не указан" in found.conditions[1][1]) is (due is None)


def test_unknown_kinds_of_another_problem_add_nothing(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows({"2025-Q1": 9}), *quarter_rows({"2025-Q1": 9}, appeal_kind=None))
    given = setting("2025-Q1", assignments=assigned(frame, ["p01"] * 9 + ["p02"] * 9))
    said = outcome(RuleInputs(setting=given, appeals=frame), "in_depth_survey").conditions[1]
    assert said[1] == "9 («p01»); вид не указан у 9 из 18 обращений, с ними — до 9"
    assert said[3] is False


@pytest.mark.parametrize("reads_texts", [True, False])
def test_a_period_without_appeals_or_texts_decides_nothing(
    appeals: Appeals, setting: Make, reads_texts: bool
) -> None:
    rows = quarter_rows(YEARS_OF_TEN if reads_texts else YEARS_OF_TEN | {"2025-Q1": 5})
    frame = appeals(*rows, *quarter_rows({"2025-Q1": 5}, client_kind="internal"))
    read = frame[frame["registered_date"] < "2025"]
    given = RuleInputs(setting=setting("2025-Q1", assignments=assigned(read)), appeals=frame)
    found = outcome(given, "in_depth_survey")
    assert [c[3] for c in found.conditions] == [None] * 4
    why = "обращений этих клиентов за период нет" if reads_texts else "обращения не отнесены к проблемам"
    assert all(c[1] == f"{why}, условие проверить нельзя" for c in found.conditions[:2])
    assert found.outcome is None
    assert [outcome for _, outcome in found.sensitivity] == [None] * 3


def test_high_problems_are_of_external_clients_and_say_so(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows({"2025-Q1": 1}))
    given = RuleInputs(setting=setting("2025-Q1", assignments=assigned(frame)), appeals=frame)
    assert outcome(given, "in_depth_survey").conditions[0][0].endswith("(внешние клиенты)")


@pytest.mark.parametrize(
    ("scores", "says"),
    [
        (None, "опрос не проводился, условие{} проверить нельзя"),
        ([float("nan")], "опрос проводился, оценок в анкетах нет, условие{} проверить нельзя"),
        ([1] * 29, "ответивших с оценками 29, меньше 30: условие проверить нельзя"),
    ],
)
def test_no_survey_no_marks_and_few_marks_are_told_apart(
    appeals: Appeals, setting: Make, scores: Any, says: str
) -> None:
    frame = appeals(*quarter_rows({"2025-Q1": 1}))
    responses, source = survey(scores or [5])
    given = setting("2025-Q1", assignments=assigned(frame), responses=responses if scores else None)
    inputs = RuleInputs(setting=given, appeals=frame, surveys=(source,))
    deep = outcome(inputs, "in_depth_survey").conditions[2:]
    assert [c[1] for c in deep] == [says.format(" (б)")] * 2
    assert outcome(inputs, "significant_number").conditions[-1][1] == says.format("")
    later = setting("2025-Q2", assignments=assigned(frame), responses=responses)
    other = RuleInputs(setting=later, appeals=frame, surveys=(source,))
    assert outcome(other, "in_depth_survey").conditions[2][1].startswith("опрос не проводился")


def test_titles_stand_in_inner_quotes(appeals: Appeals, setting: Make) -> None:
    one = next(p for p in sample.internal().problems if p.client_kind == "external")
    problem = one.model_copy(update={"id": "p01", "title": "Отказы и «зависание» заявлений"})
    frame = appeals(*quarter_rows({"2025-Q1": 3}))
    given = setting("2025-Q1", assignments=assigned(frame))
    found = metrics.rules(RuleInputs(setting=given, appeals=frame, problems=[problem]))
    said = [value for rule in found for _, value, *_ in rule.conditions if "зависание" in value]
    assert said
    assert all("«Отказы и „зависание“ заявлений»" in value for value in said)


# --- систематизация ---------------------------------------------------------------------------------


@pytest.fixture
def of_objects(agency: Any, setting: Make, appeals: Appeals, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The rule of 10 remarks on an object over given counts by object, all of external clients."""
    thresholds = agency.thresholds.model_copy(
        update={"systematise": Systematise(paragraph="18", min_remarks=10)}
    )
    own = agency.model_copy(update={"thresholds": thresholds})
    processes = PROCESSES.conform(
        pd.DataFrame(
            [
                {
                    "id": "intake",
                    "name": "Приём договоров",
                    "client_kind": "external",
                    "unit": "Отдел",
                    "kind": "service",
                }
            ]
        )
    )

    def run(counts: dict[str, int], **fields: Any) -> RuleOutcome:
        def counted(frames: Any) -> pd.Series:
            return pd.Series(counts if frames.client_kind == "external" else {}, dtype="int64")

        monkeypatch.setattr(import_module("painmap.metrics.rules.systematise"), "remarks_by_object", counted)
        row = {"registered_date": "2025-03-03", "appeal_kind": "complaint"} | fields
        given = setting("2025", agency=own, processes=processes)
        return outcome(RuleInputs(setting=given, appeals=appeals(row)), "systematise")

    return run


def test_remarks_are_systematised_from_ten_on_one_object(of_objects: Any) -> None:
    found = of_objects({"intake": 10, "other": 3})
    limit = "не менее 10 на один объект"
    assert found.conditions == (
        ("Замечания за год: Приём договоров", "10", limit, True),
        ("Замечания за год: other", "3", limit, False),
    )
    assert (found.outcome, found.paragraph) == (True, "18")
    assert found.sensitivity == ((0.75, True), (1.0, True), (1.25, False))
    assert of_objects({"intake": 9, "other": 9}).outcome is False


@pytest.mark.parametrize(("unknown", "due"), [(5, False), (6, None)])
def test_remarks_of_no_object_leave_it_open_only_where_they_matter(
    of_objects: Any, unknown: int, due: bool | None
) -> None:
    assert of_objects({"intake": 4, "": unknown}).outcome is due
    assert of_objects({"intake": 10, "": unknown}).outcome is True


def test_no_remarks_is_a_full_list_but_untold_ones_are_a_gap(of_objects: Any) -> None:
    assert of_objects({}).outcome is False
    silent = of_objects({}, appeal_kind=None)
    assert silent.outcome is None
    assert silent.conditions[0][1] == "вид обращений не указан, тексты не прочитаны"


# --- sensitivity ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clients", "expected"),
    [(14, (False, False, False)), (15, (True, False, False)), (24, (True, True, False)), (25, (True,) * 3)],
)
def test_the_outcome_with_limits_a_quarter_softer_and_stricter(
    appeals: Appeals, setting: Make, clients: int, expected: tuple[bool, ...]
) -> None:
    responses, source = survey([5] * 40)
    frame = appeals(
        *quarter_rows({"2024-Q1": 8, "2024-Q2": 8, "2024-Q3": 8, "2024-Q4": 8, "2025-Q1": clients})
    )
    given = setting(
        "2025-Q1",
        responses=responses,
        assignments=assigned(frame, [f"p{i}" for i in range(len(frame))]),
        covered=covered("2024-01", 15),
    )
    found = outcome(
        RuleInputs(setting=given, appeals=frame, surveys=(source,), dispersion=1.0), "significant_number"
    )
    assert found.sensitivity == tuple(zip((0.75, 1.0, 1.25), expected, strict=True))


def test_limits_are_printed_with_the_outcomes(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN | {"2025-Q1": 16}))
    inputs = RuleInputs(setting=setting("2025-Q1", assignments=assigned(frame)), appeals=frame)
    found = metrics.rules(inputs)
    table = metrics.sensitivity(inputs, found)
    assert table is not None
    assert (table.section, table.is_internal) == ("methodology", True)
    assert [c.title for c in table.columns] == ["× 0,75 (мягче)", "× 1 (применено)", "× 1,25 (строже)"]
    said = {row.label: tuple(row.cells.values()) for row in table.rows}
    assert said["Значительное число: клиентов с одной проблемой за квартал, не менее"] == ("12", "15", "19")
    share = tuple(f"{n}{NBSP}%" for n in ("18,75", "25", "31,25"))
    assert said["Углублённый опрос: доля оценок 1–2, не менее"] == share
    assert said["Углублённый опрос: средняя оценка, менее"] == ("4,375", "3,5", "2,625")
    assert said["Углублённый опрос: ответивших, не менее (не изменяется)"] == ("30", "30", "30")
    assert said["Углублённый опрос: правило"] == ("проверить нельзя",) * 3
    assert any("округляются вверх" in note for note in table.notes)


def test_a_month_has_no_sensitivity(appeals: Appeals, setting: Make) -> None:
    inputs = RuleInputs(setting=setting("2025-01"), appeals=appeals(*quarter_rows(YEARS_OF_TEN)))
    assert metrics.sensitivity(inputs, ()) is None


def test_the_order_of_rows_changes_nothing(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN | {"2025-Q1": 40}))
    problems = [f"p{i % 3}" for i in range(len(frame))]
    given = setting("2025-Q1", assignments=assigned(frame, problems))
    made = [RuleInputs(setting=given, appeals=f) for f in (frame, frame.iloc[::-1].reset_index(drop=True))]
    first, second = (metrics.rules(one) for one in made)
    assert first == second
