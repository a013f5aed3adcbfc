"""Tables of a period that lacks a source: no zero, no −100 %, and a note that says which source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
from tests.metrics.test_metrics_calendars import days

from painmap import metrics
from painmap.disclosure.cells import suppress_table
from painmap.metrics import Setting
from painmap.params.models import Disclosure, Scope, Source
from painmap.report_data import Number, Table

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
MAIL = {"channel_code": "email", "topic_code": "02"}
POST = days("register", "2023-01-09", "2025-12-30", 3, topic_code="01")
NOTE = "Без источника «Почтовый ящик»: нет данных за {}; изменения, на которые это влияет, не рассчитаны."
TITLES = {"mail": "Почтовый ящик"}


def mail(first: str, last: str) -> list[dict[str, Any]]:
    return days("mail", first, last, 6, **MAIL)


def table(frame: pd.DataFrame, setting: Setting, name: str = "channels-appeals-external") -> Table:
    return metrics.compute(frame, setting)[name]


def told(found: Table, row: str) -> list[float | str | None]:
    """Period, previous and both changes of a row, each as its figure or its mark."""
    cells = next(r.cells for r in found.rows if row in (r.code, r.label))
    keys = ("period", "previous", "change", "change_share")
    numbers = [cell for key in keys if isinstance(cell := cells.get(key), Number)]
    return [number.mark or number.value for number in numbers]


def test_a_channel_whose_source_is_not_covered_is_no_zero(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*POST, *mail("2023-01-09", "2024-12-27"))
    found = table(frame, setting(source_titles=TITLES))
    assert told(found, "email") == ["…", 60, "…", "…"]
    assert told(found, "Всего") == [122, 182, "…", "…"]
    assert told(found, "Итого по каналам, названным в Порядке") == [122, 182, "…", "…"]
    assert NOTE.format("01.2025–12.2025") in found.notes
    # What the source has no say in is compared as ever.
    assert told(found, "post") == [122, 122, 0, 0]


def test_a_channel_that_lacks_its_source_the_year_before_is_no_zero(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*POST, *mail("2023-01-09", "2023-12-27"), *mail("2025-01-09", "2025-12-27"))
    found = table(frame, setting(source_titles=TITLES))
    assert told(found, "email") == [59, "…", "…", "…"]
    assert told(found, "Всего") == [181, 122, "…", "…"]
    assert NOTE.format("01.2024–12.2024") in found.notes
    gap = frame[~((frame["source_id"] == "mail") & (frame["registered_date"] > "2024"))]
    assert told(table(gap, setting()), "email") == ["…"] * 4


def test_what_was_counted_in_part_stands_without_a_change(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*POST, *mail("2023-01-09", "2025-06-27"))
    found = table(frame, setting(source_titles=TITLES))
    assert told(found, "email") == [30, 61, "…", "…"]
    assert NOTE.format("07.2025–12.2025") in found.notes


def test_a_mass_mailing_makes_no_source_a_usual_one(appeals: Appeals, setting: Make) -> None:
    letters = [row | {"mailing_id": "m1"} for row in mail("2023-01-09", "2023-12-27")]
    found = table(appeals(*POST, *letters), setting())
    assert told(found, "Всего") == [122, 122, 0, 0]


def test_other_tables_lack_the_source_where_it_has_a_say(appeals: Appeals, setting: Make) -> None:
    tables = metrics.compute(appeals(*POST, *mail("2023-01-09", "2024-12-27")), setting(source_titles=TITLES))
    topics = tables["topics-external"]
    assert told(topics, "02") == ["…", 60, "…", "…"]
    assert told(topics, "01")[:3] == [122, 122, 0]
    assert told(topics, "Всего обращений") == [122, 182, "…", "…"]
    assert tables["waiting-external"].rows[0].cells["change"] == Number(mark="…")
    noted = {name for name, one in tables.items() if NOTE.format("01.2025–12.2025") in one.notes}
    assert {"kinds-external", "reasons-external", "terms-external", "outcomes-external"} <= noted
    # Staff never wrote to that box.
    assert not any(name.endswith("-internal") for name in noted)


def test_a_scope_to_which_the_source_never_wrote_does_not_lack_it(
    appeals: Appeals, setting: Make, agency: Any
) -> None:
    scopes = (Scope(id="post", title="Сроки", topics=("01",)), Scope(id="rest", title="Иное"))
    own = setting(agency=agency.model_copy(update={"scopes": scopes}))
    tables = metrics.compute(appeals(*POST, *mail("2023-01-09", "2024-12-27")), own)
    assert told(tables["channels-appeals-external-post"], "Всего") == [122, 122, 0, 0]
    assert told(tables["channels-appeals-external-rest"], "Всего") == ["…", 60, "…", "…"]


def test_the_table_of_sources_says_which_one_is_not_covered(
    appeals: Appeals, setting: Make, agency: Any
) -> None:
    sources = (*agency.sources, Source(id="mail", files="*.mbox", format="mbox"))
    own = setting(agency=agency.model_copy(update={"sources": sources}), source_titles=TITLES)
    found = table(appeals(*POST, *mail("2023-01-09", "2024-12-27")), own, "sources")
    assert told(found, "mail") == ["…", 60, "…", "…"]
    assert told(found, "register") == [122, 122, 0, 0]
    assert NOTE.format("01.2025–12.2025") in found.notes


def test_a_source_that_covers_both_years_leaves_every_table_as_it_was(
    appeals: Appeals, setting: Make
) -> None:
    frame = appeals(*POST, *mail("2023-01-09", "2025-12-27"))
    known = metrics.with_missing(frame, setting())
    assert known.missing == {}
    assert not any(
        "Без источника" in note for t in metrics.compute(frame, known).values() for note in t.notes
    )
    # A zero of a channel that nobody used is a figure.
    assert told(table(frame, known, "channels-appeals-internal"), "box")[:3] == [0, 0, 0]


def test_the_calendars_of_a_setting_are_found_once(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*POST, *mail("2023-01-09", "2025-12-27"))
    given = setting(missing={"mail": frozenset([date(2025, 3, 1)])}, source_titles=TITLES)
    assert metrics.with_missing(frame, given) is given
    assert NOTE.format("03.2025") in table(frame, given).notes
    assert metrics.portfolio(frame, given)[0].note == "не охвачены данными: 03.2025"


def test_marks_and_note_pass_into_the_public_edition(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*POST, *mail("2023-01-09", "2024-12-27"))
    found = table(frame, setting(source_titles=TITLES))
    public = suppress_table(found, Disclosure(threshold=5, survey_min=10))
    assert [told(public, row) for row in ("email", "Всего")] == [
        ["…", 60, "…", "…"],
        [122, 182, "…", "…"],
    ]
    assert NOTE.format("01.2025–12.2025") in public.notes
