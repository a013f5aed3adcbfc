"""What recognisers see of a text, and where each character of that stands in the original."""

from __future__ import annotations

import random

import pytest

from painmap.text.deidentify import RECOGNISERS
from painmap.text.view import View, plain_text, plain_view, readings


def read(text: str) -> list[str]:
    return [view.text for view in readings(View.of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Нет света – «3-й дом»… № 5",
        "Ёлка, ул. Ленина",
        "hello, world",
        "қайырлы күн",
        "привіт",
        "你好",
    ],
)
def test_ordinary_text_is_read_as_it_is(text: str) -> None:
    assert read(text) == [text]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("8\u200b9\u00ad0\u202e0\ufe0f\x00", "8900"),
        ("8\xa0900\u2009000\t00", "8 900 000 00"),
        ("٨٩０⁰⓪𝟎⑩", "89000010"),
        ("8️⃣9️⃣", "89"),
        ("Ⅷ-БД", "VIII-БД"),
        ("Ивано́в Ивáн Семëнов Ѝгорь", "Иванов Иван Семенов Игорь"),
        ("Бочкаре\u0308ва Андреи\u0306", "Бочкарёва Андрей"),
        ("Пeтpoвa Bepa", "Петрова Вера"),
        ("ivаn@exаmple.ru vк.соm/id", "ivan@example.ru vk.com/id"),
        ("Ｉｖａｎ＠ｅｘ．ｒｕ", "Ivan@ex.ru"),
        ("Ιванов", "Iванов"),
        ("8-9l3-456-78-9O +7 9Зо 000 00 о0", "8-913-456-78-90 +7 930 000 00 00"),
        ("112–233—445‑95", "112-233-445-95"),
        ("нет – и – всё", "нет – и – всё"),
        ("&#49;&#x32;&amp;#51;&amp;amp;#52;&#53 &nbsp6", "12345  6"),
        (f"&{'amp;' * 9}#56;900", "8900"),
        ("&laquo;Ёлка&raquo; &unknown; R&D AT&T", "«Ёлка» &unknown; R&D AT&T"),
        ("%D0%90%20%2B7 100%", "А +7 100%"),
        ("<b>8900</b>0<i>0", "890000"),
        ("Иванов<br/>Иван<td>5", "Иванов\nИван\n5"),
        ("&lt;b&gt;89&lt;/b&gt;00", "8900"),
        ("5 < 6 > 4 <ivan@example.ru> <89> </89>", "5 < 6 > 4 <ivan@example.ru> <89> </89>"),
        ("<a href='8900", "<a href='8900"),
        ("\ud83d", "\ufffd"),
        ("а\r\nб\rв\u2028г", "а\nб\nв\nг"),
    ],
)
def test_text_is_shown_as_a_reader_sees_it(text: str, shown: str) -> None:
    assert read(text)[0] == shown


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("телефonы", "телефonы"),
        ("почтаivan@example.ru", "почтаivan@example.ru"),
        ("the peace of cope", "the peace of cope"),
        ("A123BC05 и COVID-19", "A123BC05 и COVID-19"),
        ("8-9l3-456-78-9", "8-9l3-456-78-9"),
        ("8-9l3-456-78-9OO", "8-9l3-456-78-9OO"),
        ("8-9lЗ-4O6-78-9O", "8-9lЗ-4O6-78-9O"),
        ("дом 8 9 о 10 11 12 13", "дом 8 9 о 10 11 12 13"),
    ],
)
def test_glued_and_foreign_words_keep_their_letters(text: str, kept: str) -> None:
    assert read(text)[0] == kept


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("8 900\n000", "8 900 000"),
        ("112-\n233-\n445", "112-233-445"),
        ("+\n7 900", "+7 900"),
        ("Пет-\nров", "Петров"),
        ("8<br>900", "8 900"),
    ],
)
def test_what_a_line_break_cuts_is_read_whole_too(text: str, joined: str) -> None:
    first, second = read(text)
    assert "\n" in first
    assert second == joined


@pytest.mark.parametrize("text", ["Всё.\n2 дня", "нет\n\n5", "5\n\n6", "да -\nнет", "\n5"])
def test_other_line_breaks_stay(text: str) -> None:
    assert read(text) == [text]


def test_attributes_and_comments_are_read_apart() -> None:
    text = "<p>8900<a href='tel:8&#57;' title=\"Иванов\">0</a><!-- Петров --></p>"
    assert read(text) == ["\n89000\n", "a href='tel:89' title=\"Иванов\"\n!-- Петров --\n"]


@pytest.mark.parametrize(
    ("text", "part", "origin"),
    [
        ("Тел. 8&nbsp;900", "8 900", "8&nbsp;900"),
        ("<b>89<i>0</i></b>0", "8900", "89<i>0</i></b>0"),
        ("я Бочкаре\u0308ва", "Бочкарёва", "Бочкаре\u0308ва"),
        ("\u200bИва\u200bнов\u200b ", "Иванов", "Ива\u200bнов"),
        ("№ ⑩5", "105", "⑩5"),
        ("&lt;b&gt;89&lt;/b&gt;00", "8900", "89&lt;/b&gt;00"),
        ("я, Пeтpoв, тут", "Петров", "Пeтpoв"),
        ("%D0%90%D0%91", "Б", "%D0%91"),
    ],
)
def test_parts_lead_back_to_the_original(text: str, part: str, origin: str) -> None:
    view = readings(View.of(text))[0]
    start = view.text.index(part)
    first, last = view.origin(start, start + len(part))
    assert text[first:last] == origin


def test_attributes_lead_back_to_the_original() -> None:
    text = "до <a title='Иванов'>я</a> и <a href='tel:8900'>"
    view = readings(View.of(text))[1]
    for part in ("Иванов", "8900"):
        start = view.text.index(part)
        first, last = view.origin(start, start + len(part))
        assert text[first:last] == part


def test_replacements_on_replacements_lead_back_to_the_original() -> None:
    text = "а<b>бв</b>где"
    view = View.of(text).replaced([(1, 4, ""), (5, 6, "ВВ")]).replaced([(1, 3, "-")])
    assert view.text == "а-В</b>где"
    assert [view.origin(i, i + 1) for i in (0, 1, 2, 3)] == [(0, 1), (4, 6), (5, 6), (6, 7)]


def test_placeholders_are_read_as_they_are() -> None:
    for stand_in in {r.stand_in.format(7) for r in RECOGNISERS}:
        assert read(stand_in) == [stand_in]
        assert read(f"x@{stand_in}/y")[0] == f"x@{stand_in}/y"


def test_nothing_of_this_changes_the_plain_text_of_intake() -> None:
    text = "Пeтpoв ８９００ ٨٩ Ивано́в %D0%90 112–233\n5 — vк.com"
    assert plain_text(text) == text
    assert plain_text("<p title='Иванов'>8<b>900</b></p>&#49;&amp;#49;") == "8900\n1&#49;"
    assert plain_text("е\u0308ж<hr><i@example.ru> &nbsp;&lt;b&gt; &copy &#xA0;<LI>5") == "ёж <b> &copy\n5"


def test_a_plain_view_is_the_plain_text_with_its_origins() -> None:
    parts = [
        "а",
        "и\u0306",
        "е\u0308",
        " ",
        "\n",
        "\r\n",
        "<p>",
        "</p>",
        "<br/>",
        "&nbsp;",
        "&lt;b&gt;",
        "\u200b",
    ]
    parts += ["\x00", "\u0301\u0323", "\u1112\u1161\u11ab", "слово", "<a href='x'>", "[", "\t"]
    chooser = random.Random(1)
    for _ in range(2_000):
        text = "".join(chooser.choice(parts) for _ in range(chooser.randint(0, 12)))
        view = plain_view(View.of(text))
        assert view.text == plain_text(text)
        assert view.text == "\n".join(line.strip(" ") for line in view.text.split("\n") if line.strip(" "))
        for at, sign in enumerate(view.text):
            start, end = view.origin(at, at + 1)
            assert sign in text[start:end] or sign not in "асл["
