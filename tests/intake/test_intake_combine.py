"""All files of an agency together."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pandas as pd
import pytest
from intake_rows import HEADER, row

from painmap.errors import PainmapError
from painmap.intake import HeldTexts, by_year, combine, mark_mailings
from painmap.params.models import Corrections, TextRules
from painmap.schema import APPEALS


def _marked(appeals, rules):
    texts = HeldTexts()
    return mark_mailings(texts.put_away(appeals), texts, rules)


@pytest.fixture
def received(take, xlsx, plain_format):
    def run(name, day, *rows, **options):
        return take(xlsx(name, [HEADER, *rows]), plain_format(), received=day, **options)

    return run


@pytest.fixture
def three_files(received):
    first = received("a.xlsx", date(2025, 2, 1), row("1", kind="", outcome="отказано"), row("2"))
    second = received("b.xlsx", date(2025, 4, 1), row("1", outcome="отказано", text="Жду ответа"), row("3"))
    third = received(
        "c.xlsx", date(2025, 5, 1), row("1", kind="", answer="20.03.2025", outcome="удовлетворено")
    )
    return [first, second, third]


def test_later_file_supersedes_field_by_field(three_files, agency):
    appeals = combine(three_files, agency).appeals.set_index("appeal_id")
    assert list(appeals.index) == ["1", "2", "3"]
    assert appeals.loc["1", "outcome_code"] == "upheld"
    assert appeals.loc["1", "appeal_kind"] == "complaint"
    assert appeals.loc["1", "text"] == "Жду ответа"
    assert str(appeals.loc["1", "outcome_known_date"])[:10] == "2025-03-20"


def test_a_fact_that_is_only_repeated_keeps_its_first_known_date(three_files, agency):
    appeals = combine(three_files[:2], agency).appeals.set_index("appeal_id")
    assert str(appeals.loc["1", "outcome_known_date"])[:10] == "2025-02-01"


def test_a_fact_that_a_later_file_leaves_out_stays_known(received, agency):
    first = received("a.xlsx", date(2025, 2, 1), row("1", answer="20.01.2025", outcome="отказано"))
    second = received("b.xlsx", date(2025, 4, 1), row("1"))
    appeal = combine([first, second], agency).appeals.iloc[0]
    assert [str(appeal[name])[:10] for name in ("answered_date", "answer_known_date")] == ["2025-01-20"] * 2
    assert (appeal["outcome_code"], str(appeal["outcome_known_date"])[:10]) == ("refused", "2025-01-20")


def test_unknown_client_kind_does_not_supersede_a_known_one(received, agency):
    first = received("a.xlsx", date(2025, 2, 1), row("1", channel="почта"))
    second = received("b.xlsx", date(2025, 4, 1), row("1", channel="эл. почта"))
    assert list(combine([first, second], agency).appeals["client_kind"]) == ["external"]


def test_answer_before_a_registration_that_a_later_file_moved(received, agency):
    first = received("a.xlsx", date(2025, 2, 1), row("1", "10.01.2025", answer="15.01.2025"))
    second = received("b.xlsx", date(2025, 4, 1), row("1", "20.01.2025"))
    appeal = combine([first, second], agency).appeals.iloc[0]
    assert pd.isna(appeal["answered_date"])
    assert pd.isna(appeal["answer_known_date"])


def test_order_of_files_does_not_matter(three_files, agency):
    results = [combine(order, agency).appeals for order in itertools.permutations(three_files)]
    assert all(frame.equals(results[0]) for frame in results)


def test_files_received_on_one_day_count_in_the_order_of_their_names(received, agency):
    one = received("b.xlsx", date(2025, 2, 1), row("1", kind="запрос"))
    other = received("a.xlsx", date(2025, 2, 1), row("1", kind="жалоба"))
    for order in ([one, other], [other, one]):
        assert list(combine(order, agency).appeals["appeal_kind"]) == ["request"]


def test_nothing_received(agency):
    combined = combine([], agency)
    assert len(combined.appeals) == len(combined.responses) == 0
    assert by_year(combined.appeals) == {}


def test_by_year_of_registration_not_of_filing(received, agency):
    result = received("2024.xlsx", date(2025, 2, 1), row("1", "31.12.2024"), row("2", "09.01.2025"))
    years = by_year(combine([result], agency).appeals)
    assert {year: list(frame["appeal_id"]) for year, frame in years.items()} == {2024: ["1"], 2025: ["2"]}


def test_unknown_source_names_the_known_ones(received, agency):
    result = received("a.xlsx", date(2025, 2, 1), row("1"))
    result.journal["source_id"] = "registre"
    with pytest.raises(PainmapError, match="register"):
        combine([result], agency)


@pytest.mark.parametrize(("expected", "fails"), [(1, True), (2, False), (3, True)])
def test_a_correction_that_matches_another_number_of_rows_fails(expected, fails, received, agency):
    item = {"source": "register", "appeal_id": "1", "column": "reason_code", "value": "п01"}
    item |= {"reason": "письмо", "expected_rows": expected}
    file = {"schema_version": 1, "agency": "agency-of-tests", "corrections": [item]}
    corrections = Corrections.model_validate(file)
    first = received("a.xlsx", date(2025, 2, 1), row("1"), corrections=corrections)
    second = received("b.xlsx", date(2025, 4, 1), row("1"), row("2"), corrections=corrections)
    if fails:
        with pytest.raises(PainmapError, match=f"ожидалось {expected}"):
            combine([first, second], agency)
    else:
        assert list(combine([first, second], agency).appeals["reason_code"].fillna("")) == ["п01", ""]


TEMPLATE = (
    "Мы, жители района, выступаем против переноса районного архива из райцентра в другое здание. "
    "До нового места не ходит ни один автобус, пожилым людям туда не добраться, документы будут утрачены. "
    "Просим оставить районный архив на прежнем месте и провести сход граждан"
)


@pytest.fixture
def rules() -> TextRules:
    return TextRules(
        shards=1,
        cache_megabytes=1,
        min_score=0.5,
        candidate_min_appeals=2,
        quotes_per_problem=1,
        mailing_min_letters=5,
    )


def letters(texts: list[str | None], *, step: int = 1) -> pd.DataFrame:
    days = [pd.Timestamp("2024-10-01") + timedelta(days=step * i) for i in range(len(texts))]
    frame = pd.DataFrame(
        {"appeal_id": [f"{i:03d}" for i in range(len(texts))], "registered_date": days, "text": texts}
    )
    frame = frame.assign(
        record_id="register:" + frame["appeal_id"],
        source_id="register",
        source_file_id="0",
        client_kind="external",
        channel_code="post",
        regime_code="59-fz",
    )
    return APPEALS.conform(frame)


def test_mailing_of_one_template_with_small_changes(rules):
    endings = ["", ".", " [ФИО 1]", ". Ответ прошу дать письменно", "!", " В нашем районе и так все увозят"]
    others = ["Прошу выслать повторное свидетельство о рождении", None]
    marked = _marked(letters([TEMPLATE + end for end in endings] + others), rules)
    assert marked["mailing_id"][:6].nunique() == 1
    assert marked["mailing_id"].isna().tolist() == [False] * 6 + [True] * 2


def test_too_few_letters_are_no_mailing(rules):
    assert _marked(letters([TEMPLATE] * 4), rules)["mailing_id"].isna().all()


def test_letters_of_different_months_are_no_mailing(rules):
    assert _marked(letters([TEMPLATE] * 6, step=20), rules)["mailing_id"].isna().all()


def test_equal_short_annotations_are_no_mailing(rules):
    assert (
        _marked(letters(["О выдаче повторного свидетельства о рождении"] * 9), rules)["mailing_id"]
        .isna()
        .all()
    )


def test_mailing_does_not_depend_on_the_order_of_rows(rules):
    frame = letters([f"{TEMPLATE} {end}" for end in "абвгдежз"])
    shuffled = frame.sample(frac=1, random_state=1)
    one = _marked(frame, rules).set_index("record_id")["mailing_id"]
    other = _marked(shuffled, rules).set_index("record_id")["mailing_id"].sort_index()
    assert one.equals(other)
    assert one.notna().all()
