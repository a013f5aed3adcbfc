"""Trends of shares, waiting times and survey answers: nothing small is told, nor follows beside a table."""

from __future__ import annotations

from typing import Any

import pytest

from painmap.report_data import ReportData, Table, TableRow, TestResult, Trend

from .conftest import comparison, publish, report

PLAIN = (60, 100, 30, 110)


def share(k: int, n: int, k_before: int, n_before: int, **fields: Any) -> Trend:
    result = TestResult(
        test="share_series",
        effect_kind="difference",
        effect=float(f"{k / n - k_before / n_before:.12g}"),
        n=n + n_before,
        total=k,
        total_before=k_before,
    )
    values: dict[str, Any] = {
        "family": "shares",
        "code": "complaints-upheld",
        "label": "Доля",
        "client_kind": "external",
    }
    return Trend(**(values | fields), result=result)


def other(family: str, effect_kind: Any, total: int, total_before: int, **fields: Any) -> Trend:
    result = TestResult(
        test=family,
        effect_kind=effect_kind,
        effect=1.5,
        n=total + total_before,
        total=total,
        total_before=total_before,
    )
    values: dict[str, Any] = {"family": family, "code": "c", "label": "Р", "client_kind": "external"}
    return Trend(**(values | fields), result=result)


def published(trend: Trend, *tables: Table, sections: tuple[str, ...] = ()) -> Trend | None:
    """The trend in the public edition; publishing that again changes nothing."""
    inside = report(trends=(trend,), tables={t.id: t for t in tables})
    public = publish(inside, *sections)
    assert publish(public, *sections) == public
    return public.trends[0] if public.trends else None


def test_share_whose_four_counts_are_large_is_published() -> None:
    trend = share(*PLAIN)
    assert published(trend) == trend


@pytest.mark.parametrize(
    "counts",
    [(3, 100, 30, 110), (60, 100, 4, 110), (97, 100, 30, 110), (60, 100, 106, 110), (7, 9, 30, 110)],
    ids=["few", "few before", "few others", "few others before", "few others of a small base"],
)
def test_share_tells_both_bases_and_so_the_others(counts: tuple[int, int, int, int]) -> None:
    assert published(share(*counts)) is None


@pytest.mark.parametrize(
    "counts", [(60, 100, 30, 110), (5, 10, 5, 10), (4096, 8191, 17, 9000), (0, 50, 9, 50)]
)
def test_bases_follow_from_the_difference(counts: tuple[int, int, int, int]) -> None:
    from painmap.disclosure.differences import _bases

    assert _bases(share(*counts).result) == (counts[1], counts[3])


LARGE, HIDDEN = [(40, 20), (20, 10), (40, 80)], [(57, 24), (3, 6), (40, 80)]


@pytest.mark.parametrize("code", ["complaints-upheld", "terms-in_time"])
def test_sum_over_rows_of_which_one_is_hidden_is_not_told(code: str) -> None:
    """Fully and partly upheld together, beside the table that shows the one and hides the other."""
    name = code.partition("-")[0]
    for pairs, is_kept in ((LARGE, True), (HIDDEN, False)):
        for kind in ("external", "internal"):
            table = comparison(pairs, id=f"{name}-{kind}")
            trend = share(60, 100, 30, 110, code=code)
            # A table of other clients says nothing of these.
            assert (published(trend, table) is not None) is (is_kept or kind == "internal")


def test_table_that_is_not_published_hides_nothing() -> None:
    table = comparison(HIDDEN, id="complaints-external")
    assert published(share(*PLAIN), table, sections=("trends",)) is not None


@pytest.mark.parametrize(("lost", "is_kept"), [(0, True), (3, False), (8, True)])
def test_base_that_lacks_a_few_of_the_table_is_not_told(lost: int, is_kept: bool) -> None:
    """Months left out, or letters of a mailing counted once: the rest follows by subtraction."""
    table = comparison(LARGE, id="complaints-external")
    assert (published(share(60 - lost, 100 - lost, 30, 110), table) is not None) is is_kept
    assert (published(share(60, 100, 30 - lost, 110 - lost), table) is not None) is is_kept


def _channels(pairs: list[tuple[int, int]]) -> Table:
    table = comparison(pairs, id="channels-appeals-external")
    whole = next(row for row in table.rows if row.role == "total")
    subtotal = TableRow(label="По каналам", role="subtotal", cells=whole.cells)
    return table.model_copy(update={"rows": (*table.rows[:-1], subtotal, whole)})


def test_mix_that_may_sum_hidden_channels_is_not_told() -> None:
    mix = share(60, 100, 30, 110, family="mix", code="channels")
    assert published(mix, _channels(LARGE)) is not None
    assert published(mix, _channels(HIDDEN)) is None


@pytest.mark.parametrize(
    ("counts", "is_kept"),
    [((57, 100, 24, 110), True), ((55, 100, 24, 110), False), ((57, 98, 24, 110), False)],
)
def test_channel_of_the_mix_stands_beside_its_row(counts: tuple[int, int, int, int], is_kept: bool) -> None:
    one = share(*counts, family="mix_classes", code="00")
    assert (published(one, _channels(HIDDEN)) is not None) is is_kept


def test_waiting_tells_the_change_without_its_numbers() -> None:
    public = published(other("waiting", "days", 40, 30))
    assert public is not None
    assert (public.result.effect, public.result.n, public.result.total) == (1.5, 0, None)
    assert public.result.total_before is None
    assert published(other("waiting", "days", 40, 4)) is None


@pytest.mark.parametrize(("family", "kind"), [("scores", "score"), ("nps", "nps")])
def test_answers_of_few_and_of_staff_stay_inside(family: str, kind: str) -> None:
    assert published(other(family, kind, 10, 10)) is not None
    assert published(other(family, kind, 9, 40)) is None
    assert published(other(family, kind, 40, 9)) is None
    assert published(other(family, kind, 40, 40, client_kind="internal")) is None
    refused = TestResult(test=family, effect_kind="ratio", reason="вопрос не задавался")
    silent = other(family, kind, 40, 40, client_kind="internal").model_copy(update={"result": refused})
    assert published(silent) is None
    assert published(other(family, kind, 40, 40), sections=("trends", "appeals")) is None


def test_left_out_trends_are_counted() -> None:
    public: ReportData = publish(report(trends=(share(*PLAIN), share(3, 100, 30, 110))))
    assert (len(public.trends), public.hidden["trends"]) == (1, 1)
