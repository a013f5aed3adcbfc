"""The sentence of a text that may be quoted for its problem; better none than a wrong one."""

from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from painmap.params.models import Vocabulary
from painmap.text.mentions import find_mentions
from painmap.text.passages import telling

FILE = Path(__file__).parents[2] / "params" / "vocab" / "mentions.yaml"
VOCABULARY = Vocabulary(**YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))
REGISTRY = pd.DataFrame(
    [
        ("q01", "problem", "Неработающее уличное освещение", "не горят фонари; темно на улице"),
        ("q02", "problem", "Сложность дозвониться до поликлиники", "регистратура не берёт трубку"),
        ("q03", "problem", "Несвоевременные ответы на письма", "молчат на письмо"),
        ("q04", "need", "Выездной приём в посёлках", "приезжайте в посёлок"),
        ("q05", "need", "Памятки на электронную почту", ""),
    ],
    columns=["id", "problem_kind", "title", "signs"],
    dtype="string",
)
PAIN = "На нашей улице третью неделю не горят фонари."
OTHERS = [
    # A word is telling only among many sentences that lack it.
    *(
        (f"Регистратура поликлиники не берёт трубку {w}.", "q02")
        for w in ("утром", "днём", "вечером", "ночью", "летом", "зимой", "весной", "осенью", "годами")
        for w in (f"{w} и в будни", f"{w} и в праздники", f"{w} и в субботу", f"{w} и в выходной день")
    ),
    ("На письмо от прошлой весны в ведомстве молчат, ответа нет.", "q03"),
    ("Просим наладить выездной приём в посёлках района.", "q04"),
    ("Дети боятся ходить в школу мимо пустого рынка.", None),
    ("Яма у дома не засыпана, дорога разбита.", None),
    ("Не чистят снег, к остановке не пройти.", None),
]


def quoted(*texts: tuple[str, str | None]) -> list[str]:
    """The quotes of these texts in a corpus with `OTHERS`; empty where a text has none."""
    rows = [*texts, *OTHERS]
    frame = pd.DataFrame(rows, columns=["text", "problem_id"])
    frame["record_id"] = [f"register:{i:03d}" for i in range(len(rows))]
    found = chosen(frame).set_index("record_id")
    spans = zip(frame["record_id"][: len(texts)], texts, strict=True)
    return [
        text[found.at[r, "quote_start"] : found.at[r, "quote_end"]] if r in found.index else ""
        for r, (text, _) in spans
    ]


def chosen(frame: pd.DataFrame) -> pd.DataFrame:
    mentions = pd.DataFrame(
        [
            (record, m.start, m.end, m.kind)
            for record, found in zip(
                frame["record_id"], find_mentions(frame["text"].tolist(), VOCABULARY), strict=True
            )
            for m in found
        ],
        columns=["record_id", "start", "end", "mention_kind"],
    )
    return telling(frame, mentions, REGISTRY, VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        f"Здравствуйте. Всю жизнь отработала в сельской школе. {PAIN} Ответ прошу направить почтой.",
        f"Дети боятся, автобус не ходит уже неделю. {PAIN} Прошу не называть мою фамилию.",
        f"{PAIN} Прошу помочь, надеюсь на понимание.",
        PAIN,
    ],
)
def test_the_sentence_that_tells_the_problem(text: str) -> None:
    assert quoted((text, "q01")) == [PAIN]


def test_the_best_of_two() -> None:
    assert quoted((f"Уличное освещение не работает с зимы. {PAIN}", "q01")) == [PAIN]


def test_a_text_in_lower_case_has_sentences_too() -> None:
    text = "пишу за соседку, она болеет. на нашей улице третью неделю не горят фонари. дом старый."
    assert quoted((text, "q01")) == ["на нашей улице третью неделю не горят фонари."]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Прошу направить ответ на письмо по адресу электронной почты.", "q03"),
        ("Прошу ответить письмом, мою фамилию прошу не называть.", "q03"),
        ("Спасибо, что на улице снова горят все фонари, а то не было света.", "q01"),
        ("Дети боятся ходить в школу мимо пустого рынка.", "q01"),
        ("Регистратура не берёт трубку третий день подряд.", "q01"),
        ("Предлагаю поставить фонари там, где на улице темно.", "q01"),
        ("Уличное освещение не работает с зимы, а на письмо молчат.", "q01"),
        ("Прошу прислать ответ на электронную почту.", "q05"),
        ("Не горят фонари.", "q01"),
        ("Фонари не горят, [ФИО 1], [адрес], [телефон], [эл. почта].", "q01"),
        (f"{PAIN[:-1]} {', и никто не едет чинить' * 12}.", "q01"),
    ],
)
def test_better_none(text: str, problem: str) -> None:
    assert quoted((text, problem)) == [""]


def test_a_need_is_told_by_a_request() -> None:
    text = "Живём далеко. Приезжайте к нам в посёлок с выездным приёмом хотя бы раз в месяц."
    assert quoted((text, "q04")) == ["Приезжайте к нам в посёлок с выездным приёмом хотя бы раз в месяц."]


@pytest.mark.parametrize("remark", ["", "Повторно: "])
def test_a_clerks_line_counts_for_less(remark: str) -> None:
    whole, part = "неработающем уличном освещении", "неработающем освещении парка и рынка"
    own, line, weak = quoted(
        ("Уличное освещение не работает вовсе, темно.", "q01"),
        (f"{remark}О {whole}, не горят фонари", "q01"),
        (f"{remark}Об {part}, ранее обращались", "q01"),
    )
    assert (bool(own), bool(line), bool(weak)) == (True, True, False)


def test_row_order_changes_nothing_and_texts_without_a_problem_give_no_row() -> None:
    frame = pd.DataFrame([(PAIN, "q01"), *OTHERS], columns=["text", "problem_id"])
    frame["record_id"] = [f"register:{i:03d}" for i in range(len(frame))]
    first = chosen(frame)
    pd.testing.assert_frame_equal(first, chosen(frame.sample(frac=1, random_state=3)))
    assert set(first["record_id"]) <= set(frame.loc[frame["problem_id"].notna(), "record_id"])
    assert chosen(frame.head(0)).empty
