"""Parts of cells, channels of sources, words of channels: what is accepted and what is refused."""

from __future__ import annotations

import pytest

from painmap.errors import PainmapError
from painmap.params.load import load_agency

JOURNAL = "formats/journal.yaml"
CASES = {
    "part_field": (
        JOURNAL,
        "{field: person_name,",
        "{field: person,",
        ("Поле обращения «person»", "parts[1]"),
    ),
    "part_code": (JOURNAL, "value: suggestion}", "value: advice}", ("Код «advice»", "suggestion")),
    "part_outcome": (JOURNAL, "value: forwarded}", "value: sent}", ("sent", "forwarded")),
    "part_pattern": (JOURNAL, "'повт\\.'", "'повт('", ("не регулярное выражение", "parts[6].pattern")),
    "part_lookup": (
        JOURNAL,
        "by_profile: topics",
        "by_profile: units",
        ("Список профиля «units»", "parts[8]"),
    ),
    "neither": (
        JOURNAL,
        "{field: text}",
        "{is_required: true}",
        ("ни field, ни parts", "Краткое содержание"),
    ),
    "same_as": (JOURNAL, "same_as: registered_date", "same_as: text", ("same_as",)),
    "unnumbered": (JOURNAL, "unnumbered: row", "unnumbered: none", ("unnumbered",)),
    "no_number": (JOURNAL, "  № п/п: {field: appeal_id}", "  № п/п: {field: unit}", None),
    "channel": (
        "agencies/dagpechat.yaml",
        "format: journal",
        "format: journal, channel: pigeon",
        ("Канал «pigeon»", "channel", "post"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_named_with_its_place(case, tree, break_):
    name, old, new, words = CASES[case]
    load_agency(tree, "dagpechat")
    break_(name, old, new)
    if words is None:
        load_agency(tree, "dagpechat")
        return
    with pytest.raises(PainmapError) as caught:
        load_agency(tree, "dagpechat")
    for word in words:
        assert word in str(caught.value)


def test_a_format_names_channels_that_one_of_its_agencies_lacks(tree, break_):
    break_(JOURNAL, "госуслуги: epgu", "госуслуги: portal")
    assert load_agency(tree, "dagpechat")
    break_(JOURNAL, "by_profile: channels", "leftover: report")
    with pytest.raises(PainmapError, match="«portal»"):
        load_agency(tree, "dagpechat")
