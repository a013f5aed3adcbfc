"""The status of each paragraph follows what the edition really holds, for every agency's ledger."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.report import sample

from painmap.errors import PainmapError
from painmap.metrics import METRICS, OVERALL, ledger_rows
from painmap.params.bundle import AgencyParams
from painmap.params.load import agency_ids, load_agency
from painmap.paths import Tree
from painmap.report_data import Number, ObligationRow, ReportData, RuleOutcome, Table, TableColumn, TableRow

TREE = Tree(Path(__file__).resolve().parents[2])
AGENCIES = agency_ids(TREE)
KINDS = ("external", "internal")
PERIOD = (TableColumn(key="period", title="Период", kind="count"),)
DECLARED = ("organisational", "term", "contradiction", "discretionary")


def table(id_: str, section: str, kind: str = "all", *, base: int | None = 40, **fields: object) -> Table:
    rows = (TableRow(label="а", code="upheld", cells={"period": Number(value=30)}),)
    value = {
        "id": id_,
        "section": section,
        "title": id_,
        "unit": "обращений",
        "columns": PERIOD,
        "rows": rows,
    }
    return Table.model_validate({**value, "client_kind": kind, "base": base, **fields})


def full(params: AgencyParams, period: str = "2025") -> ReportData:
    """An internal edition that holds everything that the product can compute."""
    rule = next(e for e in params.agency.editions if e.edition == "internal")
    tables = {o.key: table(o.key, o.section, metric=o.key) for o in OVERALL}
    for kind in KINDS:
        made = (table(f"{m.key}-{kind}", m.section, kind, metric=m.key) for m in METRICS)
        tables |= {t.id: t for t in made}
    for study in params.studies.values():
        section = f"surveys_{study.client_kind}"
        for question in params.questionnaires[study.questionnaire].questions:
            id_ = f"survey-{study.id}-{question.id}"
            if question.kind != "open":
                tables[id_] = table(id_, section, study.client_kind, paragraph=question.paragraph)
    limits = params.agency.thresholds
    ids = {"significant_number": limits.significant_number, "in_depth_survey": limits.in_depth_survey}
    fired = (
        RuleOutcome(id=i, paragraph=r.paragraph, conditions=(), outcome=True) for i, r in ids.items() if r
    )  # type: ignore[arg-type]
    changes = {"agency_id": params.agency.id, "period": period, "sections": rule.sections, "tables": tables}
    return sample.internal().model_copy(update={**changes, "rules": tuple(fired)})


def statuses(report: ReportData, params: AgencyParams) -> dict[str, ObligationRow]:
    return {row.paragraph: row for row in ledger_rows(report, params)}


def without(report: ReportData, gone: Callable[[Table], bool]) -> ReportData:
    tables = {key: t for key, t in report.tables.items() if not gone(t)}
    return report.model_copy(update={"tables": tables})


@pytest.fixture(params=AGENCIES)
def params(request: pytest.FixtureRequest) -> AgencyParams:
    return load_agency(TREE, request.param)


def test_a_report_that_holds_all_earns_what_the_ledger_declares(params: AgencyParams) -> None:
    rows = statuses(full(params), params)
    for o in params.obligations.paragraphs:
        assert (o.paragraph, rows[o.paragraph].status) == (o.paragraph, o.status)
        assert rows[o.paragraph].missing == ((o.gap,) if o.gap else ())


@pytest.mark.parametrize("period", ["2025", "2025-Q2", "2025-Q4"])
def test_what_is_absent_is_explained(params: AgencyParams, period: str) -> None:
    """Whatever an edition lacks: its tables, its sections, everything that was found."""
    whole = full(params, period)
    nothing = {"problems": (), "map_rows": (), "processes": (), "measures": (), "trends": ()}
    empty = whole.model_copy(update={"tables": {}, "rules": (), "materials": (), **nothing})
    undecided = tuple(
        r.model_copy(update={"outcome": None, "conditions": (("а", "б", "в", None),)}) for r in whole.rules
    )
    for report in (whole, empty, whole.model_copy(update={"sections": ("title",), "rules": undecided})):
        for row in ledger_rows(report, params):
            if row.status in ("partly", "no_data", "not_due"):
                assert row.missing, row.paragraph


def test_an_empty_report_reports_nothing(params: AgencyParams) -> None:
    nothing = {"tables": {}, "problems": (), "map_rows": (), "processes": (), "measures": (), "trends": ()}
    empty = full(params).model_copy(update={**nothing, "rules": (), "materials": ()})
    always = ("", "title", "methodology", "revisions")
    for o in params.obligations.paragraphs:
        if o.section not in always and o.status in ("reported", "partly"):
            assert statuses(empty, params)[o.paragraph].status == "no_data", o.paragraph


def test_what_the_report_cannot_bear_out_stays_as_declared(params: AgencyParams) -> None:
    empty = full(params).model_copy(update={"tables": {}})
    for o in params.obligations.paragraphs:
        if o.status in DECLARED:
            assert statuses(empty, params)[o.paragraph].status == o.status


def test_a_section_outside_the_edition_reports_nothing(params: AgencyParams) -> None:
    bare = full(params).model_copy(update={"sections": ("title", "ledger")})
    for o in params.obligations.paragraphs:
        if o.section and o.section != "title" and o.status in ("reported", "partly"):
            row = statuses(bare, params)[o.paragraph]
            assert (row.status, row.section) == ("no_data", "")


def test_a_survey_that_was_not_held_changes_its_paragraphs_only(params: AgencyParams) -> None:
    report = full(params)
    held, left = statuses(report, params), statuses(
        without(report, lambda t: t.section == "surveys_external"), params
    )  # fmt: skip
    changed = {p for p in held if (held[p].status, held[p].missing) != (left[p].status, left[p].missing)}
    asked = [o for o in params.obligations.paragraphs if o.section == "surveys_external" and not o.metrics]
    assert all(left[o.paragraph].missing for o in asked if o.status in ("reported", "partly"))
    assert changed == {o.paragraph for o in asked if o.status in ("reported", "partly")}
    both = {o.paragraph for o in asked if o.also == "surveys_internal"}
    assert both
    for paragraph in both & changed:
        row = left[paragraph]
        assert (row.status, row.section, row.also) == ("partly", "surveys_internal", "")
        assert row.missing[-1] == "опросы (внешние клиенты)"
        assert (held[paragraph].section, held[paragraph].also) == ("surveys_external", "surveys_internal")
    changed -= both
    assert {left[p].status for p in changed} == {"no_data"} | (
        {"discretionary"} if choices(params) else set()
    )
    assert {p for p in changed if left[p].status == "discretionary"} == changed & choices(params)


def choices(params: AgencyParams) -> set[str]:
    """Paragraphs of which the act asks for one or several."""
    return {name for o in params.obligations.paragraphs for name in o.any_of}


def test_a_question_left_out_costs_the_paragraphs_that_it_answers(params: AgencyParams) -> None:
    """One of several questions: partly, and it is named; the only one: no data, or not chosen."""
    form = next(f for f in params.questionnaires.values() if f.client_kind == "external")
    report = full(params)
    before, changed = statuses(report, params), set()
    for question in (q for q in form.questions if q.kind == "scale"):
        asked = without(report, lambda t, q=question: t.id.endswith(f"-external-{q.id}"))  # type: ignore[misc]
        for paragraph, row in statuses(asked, params).items():
            if row != before[paragraph]:
                changed.add(row.status)
                assert (row.status == "discretionary") is (paragraph in choices(params))
                if row.status != "discretionary":
                    assert row.missing[0] == question.aspect
    assert changed
    assert changed <= {"partly", "no_data", "discretionary"}


INDICATORS = tuple(f"16, подпункт {sub}" for sub in ("1", "2", "3", "4", "5", "«б»"))


def test_one_of_several_indicators_is_enough() -> None:
    """НАО, п. 16: «один или несколько следующих показателей»; the others were not chosen."""
    params = load_agency(TREE, "dztszn-nao")
    asked = next(o for o in params.obligations.paragraphs if o.paragraph == "16")
    assert asked.any_of == INDICATORS
    named = next(o.metrics for o in params.obligations.paragraphs if o.paragraph == "16, подпункт 5")
    only = without(full(params), lambda t: t.metric not in named or t.client_kind != "internal")
    rows = statuses(only.model_copy(update={"problems": ()}), params)
    assert (rows["16"].status, rows["16"].section) == ("reported", "appeals")
    assert (rows["16"].quote, rows["16"].asks, rows["16"].missing) == (asked.quote, asked.asks, ())
    assert rows["16, подпункт 5"].status == "reported"
    for paragraph in set(INDICATORS) - {"16, подпункт 5"}:
        assert rows[paragraph].status == "discretionary"
        assert "по пункту 16 достаточно одного" in rows[paragraph].missing[0]
    assert list(rows) == [o.paragraph for o in params.obligations.paragraphs]


def test_the_best_of_several_indicators_counts() -> None:
    """Problems alone, without the list of remarks, meet 16(«б») in part, and so п. 16; the gap is named."""
    params = load_agency(TREE, "dztszn-nao")
    part = without(full(params), lambda t: True)
    assert part.problems
    rows = statuses(part, params)
    assert (rows["16"].status, rows["16"].section) == ("partly", "problems")
    assert rows["16"].missing
    whole = statuses(full(params), params)
    assert (whole["16"].status, whole["16"].section) == ("reported", "surveys_external")
    assert [whole[p].status for p in INDICATORS] == ["reported"] * 6


def test_none_of_several_indicators_is_no_data_and_no_choice() -> None:
    params = load_agency(TREE, "dztszn-nao")
    empty = without(full(params), lambda t: True).model_copy(update={"problems": ()})
    rows = statuses(empty, params)
    assert {rows[p].status for p in ("16", *INDICATORS)} == {"no_data"}
    assert all("достаточно одного" not in said for p in INDICATORS for said in rows[p].missing)


def test_the_rows_of_a_list_are_no_cases_without_a_category() -> None:
    """A numbered row of the list of remarks has no code, and a count that may be a third of all."""
    params = load_agency(TREE, "dztszn-nao")
    rows = (TableRow(label="1", cells={"period": Number(value=34)}),)
    listed = {
        f"remarks-{kind}": table(
            f"remarks-{kind}", "problems", kind, metric="remarks", base=100, rows=rows, is_internal=True
        )
        for kind in KINDS
    }
    whole = full(params)
    report = whole.model_copy(update={"tables": {**whole.tables, **listed}})
    row = statuses(report, params)["16, подпункт «б»"]
    assert (row.status, row.missing) == ("reported", ())


def _of(params: AgencyParams, metric: str) -> list[str]:
    return [o.paragraph for o in params.obligations.paragraphs if metric in o.metrics]


@pytest.mark.parametrize("metric", ["reasons", "topics", "complaints", "channels-people"])
def test_a_table_that_is_gone_is_named(metric: str) -> None:
    params = load_agency(TREE, "minyust-rd")
    title = next(m.title for m in METRICS if m.key == metric)
    gone = without(full(params), lambda t: t.id == f"{metric}-internal")
    for paragraph in _of(params, metric):
        row = statuses(gone, params)[paragraph]
        assert row.status == "partly"
        assert row.missing == (f"{title[:1].lower()}{title[1:]} (внутренние клиенты)",)


def test_hidden_cells_hold_nothing() -> None:
    params = load_agency(TREE, "minyust-rd")
    report = full(params)
    hidden = (TableRow(label="а", cells={"period": Number(mark="X")}),
              TableRow(label="Всего", role="total", cells={"period": Number(value=30)}))  # fmt: skip
    keys = [f"reasons-{kind}" for kind in KINDS]
    covered = {k: report.tables[k].model_copy(update={"rows": hidden}) for k in keys}
    report = report.model_copy(update={"tables": {**report.tables, **covered}})
    assert statuses(report, params)["11, абзац третий"].status == "no_data"


def test_what_no_appeal_states_is_a_gap_though_the_gap_is_counted() -> None:
    """«Сведения о причине отсутствуют: 385» reports no reasons; guidance, which needs them, is unknown."""
    params = load_agency(TREE, "dagpechat")
    report = full(params).model_copy(update={"materials": ()})
    rows = (
        TableRow(label="п01", code="п01", cells={"period": Number(mark="…")}),
        TableRow(label="Сведения о причине отсутствуют", cells={"period": Number(value=385)}),
    )
    gaps = {f"reasons-{k}": report.tables[f"reasons-{k}"].model_copy(update={"rows": rows}) for k in KINDS}
    found = statuses(report.model_copy(update={"tables": {**report.tables, **gaps}}), params)
    assert found["4.2, абзац третий"].status == "no_data"
    assert "нет в источниках данных (внешние клиенты)" in found["4.2, абзац третий"].missing[0]
    assert found["4.1, предложение четвёртое"].status == "no_data"
    assert found["4.2, абзац четвёртый"].status == "reported"


def test_a_figure_of_a_part_of_the_appeals_is_partly() -> None:
    """НАО: two channels never state the kind, half of all appeals lack one: complaints are seen in part."""
    params = load_agency(TREE, "dztszn-nao")
    report = full(params)
    channels = (
        TableRow(label="ЕПГУ", code="epgu", cells={"period": Number(value=40)}),
        TableRow(label="ПОС", code="pos", cells={"period": Number(mark="…")}),
        TableRow(label="Соцсети", code="social", cells={"period": Number(mark="…")}),
    )

    def kinds(unstated: int | None) -> tuple[TableRow, ...]:
        gap = Number(mark="X") if unstated is None else Number(value=unstated)
        return (*report.tables["kinds-external"].rows, TableRow(label="Вид не указан", cells={"period": gap}))

    def found(rows: tuple[TableRow, ...], unstated: int | None) -> ObligationRow:
        changed = {
            "channels-complaints-external": {"rows": rows},
            "kinds-external": {"rows": kinds(unstated), "base": 2549},
        }
        tables = {k: report.tables[k].model_copy(update=new) for k, new in changed.items()}
        part = report.model_copy(update={"tables": {**report.tables, **tables}})
        assert statuses(part, params)["16, подпункт 5"].status == "reported"
        return statuses(part, params)["16, подпункт 4"]

    both = found(channels, 1273)
    assert both.status == "partly"
    assert both.missing == (
        "жалобы по каналам поступления — ПОС; Соцсети (внешние клиенты)",
        "вид не указан у 1\N{NO-BREAK SPACE}273 из 2\N{NO-BREAK SPACE}549 (внешние клиенты)",
    )
    assert found(channels[:1], 1273).missing == both.missing[1:]
    assert found(channels, 100).missing == both.missing[:1]
    assert found(channels[:1], 100).status == found(channels[:1], None).status == "reported"


def test_what_guidance_lacks_is_named() -> None:
    params = load_agency(TREE, "dagpechat")
    report = full(params).model_copy(update={"materials": ()})
    gap = (TableRow(label="п01", code="п01", cells={"period": Number(mark="…")}),)
    reasons = report.tables["reasons-external"].model_copy(update={"rows": gap})
    part = report.model_copy(update={"tables": {**report.tables, "reasons-external": reasons}})
    row = statuses(part, params)["4.1, предложение четвёртое"]
    assert row.status == "no_data"
    assert row.missing == ("причины обращений — нет в источниках данных (внешние клиенты)",)


@pytest.mark.parametrize(
    ("code", "says"), [("upheld", "учёт сроков не ведётся"), ("pending", "ответов на дату отчёта нет")]
)
def test_no_dates_of_answers_are_a_gap_and_not_a_figure(code: str, says: str) -> None:
    """orders.md: 4.2 holds for staff's appeals too; where they carry no dates, the report says so."""
    params = load_agency(TREE, "minec-49")
    report = full(params)
    outcomes = (TableRow(label="а", code=code, cells={"period": Number(value=4)}),)
    changed = {
        "waiting-internal": report.tables["waiting-internal"].model_copy(update={"base": 0}),
        "outcomes-internal": report.tables["outcomes-internal"].model_copy(update={"rows": outcomes}),
    }
    row = statuses(report.model_copy(update={"tables": {**report.tables, **changed}}), params)
    assert row["4.2, абзац пятый"].status == "partly"
    assert row["4.2, абзац пятый"].missing == (f"{says} (внутренние клиенты)",)


def test_no_complaints_among_appeals_is_a_figure_but_no_appeals_are_none() -> None:
    params = load_agency(TREE, "minec-49")
    report = full(params)
    none = (TableRow(label="Удовлетворено", cells={"period": Number(value=0)}),)
    key = "complaints-internal"
    zero = {**report.tables, key: report.tables[key].model_copy(update={"rows": none, "base": 0})}
    some = report.model_copy(update={"tables": zero})
    assert statuses(some, params)["4.2, абзац шестой"].status == "reported"
    empty = {k: t.model_copy(update={"rows": none, "base": 0}) for k, t in report.tables.items()}
    rows = statuses(report.model_copy(update={"tables": empty}), params)
    assert rows["4.2, абзац шестой"].status == "no_data"
    assert rows["3.2"].status == "no_data"


@pytest.mark.parametrize(
    ("outcome", "met", "status"),
    [(True, True, "reported"), (False, False, "not_due"), (None, False, "partly"), (None, None, "no_data")],
)
def test_a_conditional_rule(outcome: bool | None, met: bool | None, status: str) -> None:
    params = load_agency(TREE, "minyust-rd")
    conditions = (("что", "1", "не менее 2", met),)
    rule = RuleOutcome(id="significant_number", paragraph="19", conditions=conditions, outcome=outcome)
    report = full(params).model_copy(update={"rules": (rule,)})
    row = statuses(report, params)["19"]
    assert row.status == status
    assert bool(row.missing) is (status != "reported"), "what is not met says why"


def test_no_topic_that_wants_guidance_is_not_due() -> None:
    params = load_agency(TREE, "minec-49")
    report = full(params).model_copy(update={"materials": ()})
    row = statuses(report, params)["4.1, предложение четвёртое"]
    assert row.status == "not_due"
    assert "нет" in row.missing[0]


@pytest.mark.parametrize(("lack", "is_said"), [(10, False), (11, True)])
def test_guidance_says_how_many_appeals_state_a_reason(lack: int, is_said: bool) -> None:
    params = load_agency(TREE, "minec-49")
    report = full(params)
    rows = (
        TableRow(label="п03", code="п03", cells={"period": Number(value=100 - lack)}),
        TableRow(label="Сведения о причине отсутствуют", cells={"period": Number(value=lack)}),
    )
    own = report.tables["reasons-external"].model_copy(update={"rows": rows, "base": 100})
    part = report.model_copy(update={"tables": {**report.tables, own.id: own}})
    words = f"среди обращений с указанной причиной ({100 - lack} из 100)"
    none = statuses(part.model_copy(update={"materials": ()}), params)["4.1, предложение четвёртое"]
    assert none.status == "not_due"
    assert none.missing[0].startswith(words) is is_said
    some = statuses(part, params)["4.1, предложение четвёртое"]
    assert some.status == ("partly" if is_said else "reported")
    assert any(words in said for said in some.missing) is is_said


def test_guidance_of_an_empty_period_says_that_nobody_appealed() -> None:
    params = load_agency(TREE, "minec-49")
    report = full(params).model_copy(update={"materials": ()})
    empty = {key: t.model_copy(update={"base": 0}) for key, t in report.tables.items()}
    row = statuses(report.model_copy(update={"tables": empty}), params)["4.1, предложение четвёртое"]
    assert row.status == "no_data"
    assert row.missing == ("обращения внешних клиентов за отчётный период не поступали",)


def test_a_quarter_without_a_wave_owes_no_survey_a_year_does() -> None:
    params = load_agency(TREE, "minec-49")
    for period, status in (("2025-Q2", "not_due"), ("2025-Q4", "no_data"), ("2025", "no_data")):
        report = without(full(params, period), lambda t: t.section.startswith("surveys"))
        assert statuses(report, params)["приказ 3, абзац третий"].status == status


def test_a_metric_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    shutil.copytree(TREE.params, tmp_path / "params")
    path = tmp_path / "params" / "obligations" / "minyust-rd.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("metrics: [reasons]", "metrics: [reason]"), encoding="utf-8")
    params = load_agency(Tree(tmp_path), "minyust-rd")
    with pytest.raises(PainmapError) as caught:
        ledger_rows(full(params), params)
    message = str(caught.value)
    for part in (
        "Показатель «reason»",
        "params/obligations/minyust-rd.yaml",
        "11, абзац третий",
        "«reasons»",
    ):
        assert part in message


@pytest.mark.parametrize("left", ["accounting", "unsure"])
def test_a_survey_whose_results_nobody_may_read_reports_nothing(params: AgencyParams, left: str) -> None:
    """Too few took part, so that only they are counted; or «затрудняюсь ответить» is all they said."""
    report = full(params)
    surveyed = {key: t for key, t in report.tables.items() if t.section.startswith("surveys_")}
    if left == "accounting":
        heads = {(f"survey-{s.id}-accounting", s.client_kind) for s in params.studies.values()}
        kept = {id_: table(id_, f"surveys_{kind}", kind) for id_, kind in sorted(heads)}
    else:
        none, all_ = ({"period": Number(value=n)} for n in (0.0, 40.0))
        rows = (
            TableRow(label="5", code="5", cells=dict(none)), TableRow(label="Затрудняюсь", cells=dict(all_)),
            TableRow(label="Всего", role="total", cells=dict(all_)),
        )  # fmt: skip
        kept = {key: t.model_copy(update={"rows": rows}) for key, t in surveyed.items()}
    rest = {key: t for key, t in report.tables.items() if key not in surveyed}
    found = statuses(report.model_copy(update={"tables": rest | kept}), params)
    bare = statuses(report.model_copy(update={"tables": rest}), params)
    for o in params.obligations.paragraphs:
        if o.section.startswith("surveys_"):
            assert found[o.paragraph].status == bare[o.paragraph].status, o.paragraph
