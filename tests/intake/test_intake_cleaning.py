"""Rules of cleaning: what is rejected, what is set aside, what is filled in."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from intake_rows import HEADER, row

from painmap.errors import PainmapError
from painmap.intake import READERS, STEPS
from painmap.intake.plain import plain_texts
from painmap.params.models import Corrections


@pytest.fixture
def register(take, xlsx, plain_format):
    """Intake of a register with these rows."""

    def run(*rows, name="register.xlsx", **options):
        return take(xlsx(name, [HEADER, *rows]), plain_format(**options.pop("layout", {})), **options)

    return run


def reasons(result) -> dict[int, str]:
    return dict(zip(result.rejects["row"], result.rejects["reasons"], strict=True))


def test_dates_that_cost_the_row(register):
    result = register(
        row("1", "31.02.2025"),
        row("2", ""),
        row("3", "02.02.2025"),
        row("4", "01.01.1025"),
        row("5", "1 февраля"),
        row("6", "01.02.2025"),
    )
    assert list(result.appeals["appeal_id"]) == ["6"]
    assert set(result.rejects["column"]) == {"Дата"}
    found = reasons(result)
    assert "не распознана" in found[2]
    assert "нет даты" in found[3]
    assert "позже получения" in found[4]
    assert "раньше" in found[5]
    assert "не распознана" in found[6]
    classes = dict(zip(result.rejects["row"], result.rejects["value_class"], strict=True))
    assert (classes[2], classes[3], classes[6]) == ("дата", "пусто", "текст")


def test_answer_before_registration_is_set_aside(register):
    result = register(row("1", answer="09.01.2025", outcome="отказано"), row("2", answer="10.01.2025"))
    assert list(result.appeals["answered_date"].isna()) == [True, False]
    assert result.journal["set_aside"] == {"answered_date: раньше регистрации": 1}
    told = "«Ответ»: дат раньше регистрации: 1 (лист «Лист», строки 2); строки оставлены без этой даты"
    assert told in result.journal["warnings"][-1], result.journal["warnings"]


def test_of_many_rows_the_first_ten_are_told_whatever_the_parts(register, monkeypatch):
    monkeypatch.setattr("painmap.intake.pieces.PART_ROWS", 4)
    result = register(*(row(str(number), answer="09.01.2025") for number in range(12)))
    (told,) = (text for text in result.journal["warnings"] if "раньше регистрации" in text)
    assert ": 12 (лист «Лист», строки 2, 3, 4, 5, 6, 7, 8, 9, 10, 11" in told
    assert " и другие)" in told


def test_answer_in_the_future_and_unreadable_answer_are_set_aside(register):
    result = register(row("1", answer="01.03.2025"), row("2", answer="отв. устно"))
    assert result.appeals["answered_date"].isna().all()
    counts = {"answered_date: дата не распознана": 1, "answered_date: позже получения файла": 1}
    assert result.journal["set_aside"] == counts


@pytest.mark.parametrize("number", ["", "б/н", "Б/Н.", "без номера"])
def test_row_without_number_is_rejected(number, register):
    assert "нет регистрационного номера" in reasons(register(row(number)))[2]


def test_word_without_mapping_rejects_and_mapping_without_word_is_reported(register):
    result = register(row("1", kind="кляуза", channel="голубь"), row("2"))
    assert list(result.appeals["appeal_id"]) == ["2"]
    assert list(result.rejects["column"]) == ["Канал; Вид"]
    assert result.journal["unused_mappings"]["Вид"] == ["запрос"]
    assert "голубь" not in str(result.journal) + result.rejects.to_string()


def test_words_are_compared_without_case_blanks_and_yo(register):
    assert list(register(row("1", channel=" ПРИЕМ ")).appeals["channel_code"]) == ["leader"]


def test_missing_channel_is_rejected_unless_the_format_has_a_default(register):
    assert "канал" in reasons(register(row("1", channel="")))[2]
    result = register(row("1", channel=""), layout={"defaults": {"channel_code": "post"}})
    assert list(result.appeals["channel_code"]) == ["post"]


def test_empty_words_but_not_where_they_mean_something(register):
    columns = {"Вид": {"field": "appeal_kind", "values": {"нет": "thanks"}}}
    result = register(
        row("1", kind="нет", outcome="нет"), layout={"columns": columns, "empty_words": ["Нет"]}
    )
    assert list(result.appeals["appeal_kind"]) == ["thanks"]
    assert result.appeals["outcome_code"].isna().all()
    assert result.journal["empty"]["outcome_code"] == 1


def test_topics_by_code_by_title_and_without_the_zero_that_excel_eats(register):
    columns = {"Вид": {"field": "topic_code", "by_profile": "topics"}}
    cells = ["01", 1, "Дороги", "02. Свет", "02 Свет"]
    result = register(*(row(str(i), kind=kind) for i, kind in enumerate(cells)), layout={"columns": columns})
    assert list(result.appeals["topic_code"]) == ["01", "01", "01", "02", "02"]


def test_client_kind_comes_from_the_row_then_the_source_then_the_only_kind_of_the_channel(register, agency):
    rows = [row("1", channel="почта"), row("2", channel="приём"), row("3", channel="эл. почта")]
    assert list(register(*rows).appeals["client_kind"]) == ["external", "internal", "unknown"]
    assert list(register(*rows).appeals["applicant_code"].fillna("")) == ["", "staff", ""]
    source = agency.sources[0].model_copy(update={"client_kind": "internal"})
    assert list(register(*rows, source=source).appeals["client_kind"]) == ["internal"] * 3
    columns = {"Вид": {"field": "client_kind", "values": {"внешний": "external"}}}
    result = register(row("2", channel="приём", kind="внешний"), layout={"columns": columns})
    assert list(result.appeals["client_kind"]) == ["external"]


def test_regime_comes_from_the_channel(register):
    result = register(row("1", channel="почта"), row("2", channel="приём"))
    assert list(result.appeals["regime_code"]) == ["59-fz", "none"]


def test_a_regime_of_the_applicant_takes_the_place_of_the_one_it_names(register, agency):
    parts = [{"field": "applicant_code", "pattern": "^Редакция", "value": "media"}]
    layout = {"columns": {"ФИО": {"field": "person_name", "parts": parts}}}
    rule = {"applicant": "media", "appeal_kind": "request", "instead_of": "59-fz", "regime": "media"}
    profile = type(agency).model_validate(agency.model_dump() | {"applicant_regimes": [rule]})
    rows = [
        row("1", name="Редакция газеты «Очаг»", kind="запрос"),
        row("2", name="Редакция газеты «Очаг»", kind="жалоба"),
        row("3", name="Редакция газеты «Очаг»", kind="запрос", channel="приём"),
        row("4", name="Смирнова А.А.", kind="запрос"),
    ]
    result = register(*rows, layout=layout, profile=profile)
    assert list(result.appeals["regime_code"]) == ["media", "59-fz", "none", "59-fz"]


def test_text_of_a_count_only_channel_never_leaves_intake(register):
    result = register(row("1", channel="доверие", text="Начальник отдела требует денег"))
    assert result.appeals["text"].isna().all()
    assert len(result.appeals) == 1


def test_known_dates(register):
    result = register(
        row("1", answer="20.01.2025", outcome="отказано"), row("2", outcome="отказано"), row("3")
    )
    known = result.appeals["outcome_known_date"]
    assert [str(day)[:10] for day in known] == ["2025-01-20", "2025-02-01", "NaT"]
    assert [str(day)[:10] for day in result.appeals["answer_known_date"]] == ["2025-01-20", "NaT", "NaT"]


def test_forwarding_and_extension_become_known_on_their_day(register):
    columns = {
        "Ответ": {"field": "forwarded_date", "dates": ["%d.%m.%Y"]},
        "Вид": {"field": "extended_until_date", "dates": ["продл. до %d.%m.%Y"]},
    }
    changed = row("1", answer="13.01.2025", outcome="перенаправлено", kind="продл. до 10.03.2025")
    appeals = register(changed, layout={"columns": columns}).appeals
    days = appeals[["forward_known_date", "outcome_known_date", "extension_known_date"]].iloc[0]
    assert [str(day)[:10] for day in days] == ["2025-01-13", "2025-01-13", "2025-02-01"]


@pytest.mark.parametrize(("until", "known"), [("10.02.2025", "2025-01-11"), ("05.02.2025", "2025-01-10")])
def test_an_extension_is_known_when_the_first_term_ends(register, until, known):
    """Not when the file of the year arrives: at a cut-off before it the appeal would count as overdue."""
    columns = {"Вид": {"field": "extended_until_date", "dates": ["продл. до %d.%m.%Y"]}}
    changed = row("1", day="10.01.2025", answer="31.01.2025", kind=f"продл. до {until}")
    appeals = register(changed, layout={"columns": columns}).appeals
    assert str(appeals["extension_known_date"].iloc[0])[:10] == known


def test_duplicate_ids_the_later_fact_wins_whatever_the_order(register):
    open_, closed = row("1", kind="запрос"), row("1", answer="20.01.2025", outcome="отказано")
    for rows in ((open_, closed), (closed, open_)):
        result = register(*rows)
        assert list(result.appeals["outcome_code"]) == ["refused"]
        assert "номер повторяется" in result.rejects["reasons"][0]
    same = register(row("1", kind="запрос"), row("1", kind="жалоба"))
    assert list(same.appeals["appeal_kind"]) == ["complaint"]
    assert list(same.rejects["row"]) == [2]


def test_order_of_rows_does_not_matter(register, tmp_path):
    rows = [
        row(str(i), text=f"Нет ответа на письмо {i}", phone=f"+7 900 000-00-{i:02d}") for i in range(10, 30)
    ]
    one, other = register(*rows).appeals, register(*reversed(rows)).appeals
    columns = [name for name in one if name != "source_file_id"]
    assert one[columns].equals(other[columns])


def test_several_titles_for_one_field(take, xlsx, plain_format):
    columns = {"Рег. номер": {"field": "appeal_id", "is_required": False}}
    columns["Номер"] = {"field": "appeal_id", "is_required": False}
    header = ["Рег. номер", *HEADER[1:]]
    result = take(xlsx("renamed.xlsx", [header, row("17/1")]), plain_format(columns=columns))
    assert list(result.appeals["appeal_id"]) == ["17/1"]


def test_real_excel_numbers_are_no_decimals(register):
    assert list(register(row(17.0), row(79000000000)).appeals["appeal_id"]) == ["17", "79000000000"]


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<p>Нет&nbsp;света</p><p>третий день</p>", "Нет света\nтретий день"),
        ("цена < 5 и > 3", "цена < 5 и > 3"),
        ("до <script>alert('x')</script>после", "до после"),
        ("<svg onload=alert(1)><text>x</text></svg>конец", "конец"),
        ("<script>не закрыт", "не закрыт"),
        ("при\u202eвет\u200b, \x07мир", "привет, мир"),
        (" \t\n ", None),
        ("a &lt;b&gt; c", "a <b> c"),
    ],
)
def test_plain_texts(raw, plain):
    texts, _ = plain_texts(pd.Series([raw, None], dtype=object))
    assert list(texts.dropna()) == ([] if plain is None else [plain])


def correction(**changes) -> Corrections:
    base = {"source": "register", "appeal_id": "1", "column": "registered_date", "value": "2025-01-10"}
    base |= {"reason": "описка, письмо отдела", "expected_rows": 1} | changes
    return Corrections.model_validate(
        {"schema_version": 1, "agency": "agency-of-tests", "corrections": [base]}
    )


def test_correction_saves_a_row_that_would_be_rejected(register):
    result = register(row("1", "10.01.2205 г."), row("2"), corrections=correction())
    assert list(result.appeals["appeal_id"]) == ["1", "2"]
    assert str(result.appeals["registered_date"][0].date()) == str(date(2025, 1, 10))
    assert result.journal["corrections"][0]["rows"] == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"column": "person_name", "value": "x"}, "person_name"),
        ({"value": "10.01.2025"}, "2025-03-31"),
        ({"column": "outcome_code", "value": "refuzed"}, "refused"),
    ],
)
def test_bad_corrections_are_refused(changes, message, register):
    with pytest.raises(PainmapError, match=message):
        register(row("1"), corrections=correction(**changes))


def test_correction_of_a_code(register):
    result = register(row("1", outcome="чушь"), corrections=correction(column="outcome_code", value="upheld"))
    assert list(result.appeals["outcome_code"]) == ["upheld"]


def test_unknown_field_names_the_known_ones(register):
    with pytest.raises(PainmapError, match="appeal_kind"):
        register(row("1"), layout={"columns": {"Вид": {"field": "appeal_knd"}}})


def test_unknown_reader_names_the_known_ones(register):
    with pytest.raises(PainmapError, match=", ".join(sorted(READERS))):
        register(row("1"), layout={"reader": "xslx"})


def test_each_step_says_what_it_does():
    assert all(step.__doc__ for step in STEPS)
