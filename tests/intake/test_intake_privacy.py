"""No raw value leaves intake: not in rows, rejects, journal, messages, or what hangs on an exception."""

from __future__ import annotations

import re
import traceback
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_rows import HEADER, row

import painmap
from painmap.errors import PainmapError
from painmap.intake import IntakeRequest, clean, told
from painmap.intake.clients import keyed_hash, phone_digits
from painmap.text.deidentify import Masked, mask_many

PACKAGE = str(Path(painmap.__file__).parent)
NAME, PHONE, WORD = "Зайнулабидова Патимат Курбановна", "+7 928 123-45-67", "Канарейкин"
CANARIES = ("зайнулабидов", "патимат", "+7 928", "1234567", "123-45-67", "канарейкин")
TEXT = f"Я, {NAME}, жду ответа третий месяц, звоните {PHONE}"


def everything(result) -> str:
    frames = (result.appeals, result.responses, result.rejects)
    return " ".join(frame.to_csv() for frame in frames) + str(result.journal)


def leaks(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text.lower()]


def test_canaries_do_not_leave(take, xlsx, plain_format):
    rows = [
        HEADER,
        row("1", name=NAME, phone=PHONE, text=TEXT),
        row("2", PHONE, name=NAME, kind=WORD, text=TEXT),
    ]
    rows += [row("1", name=NAME), row("", name=NAME, phone=PHONE), row("3", "31.02.2025", answer=PHONE)]
    result = take(xlsx("canaries.xlsx", rows), plain_format())
    assert len(result.appeals) == 1
    assert len(result.rejects) == 4
    assert leaks(everything(result)) == []


def test_text_is_masked_with_the_known_fields_of_its_row(take, xlsx, plain_format):
    text = "Прошу ответить зайнулабидовой патимат, номер 928 1234567"
    result = take(xlsx("known.xlsx", [HEADER, row("1", name=NAME, phone=PHONE, text=text)]), plain_format())
    assert leaks(result.appeals["text"][0]) == []
    assert "Прошу ответить" in result.appeals["text"][0]
    assert result.journal["masked"] == {"PERSON own-name": 1, "PHONE own-phone": 1}


def test_html_cannot_hide_a_name_from_the_masker(take, xlsx, plain_format):
    text = "Прошу ответить Зайнула<b>бидовой</b> Пат\u200bимат"
    result = take(xlsx("html.xlsx", [HEADER, row("1", name=NAME, text=text)]), plain_format())
    assert leaks(result.appeals["text"][0]) == []


def raising_mask(error: Exception):
    def mask(texts, known):
        half = len(texts) // 2
        mask_many(texts[:half], known[:half])
        raise error

    return mask


@pytest.mark.parametrize(
    "error", [ValueError(f"bad text {TEXT}"), RuntimeError(TEXT), KeyError(TEXT), MemoryError(TEXT)]
)
def test_nothing_leaks_when_the_masker_raises_in_the_middle(error, take, xlsx, plain_format):
    rows = [HEADER, *(row(str(i), name=NAME, phone=PHONE, text=TEXT) for i in range(4))]
    path = xlsx("mask_raises.xlsx", rows)
    with pytest.raises(PainmapError) as caught:
        take(path, plain_format(), mask=raising_mask(error))
    assert type(error).__name__ in str(caught.value)
    assert "mask_raises.xlsx" in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert [frame.name for frame in frames if frame.filename.startswith(PACKAGE)] == ["intake_file"]


def test_nothing_leaks_when_a_step_raises(take, xlsx, plain_format, monkeypatch):
    def broken(frame: pd.DataFrame, context: object) -> pd.DataFrame:
        return frame.assign(number=frame["person_name"].astype(float))

    monkeypatch.setattr("painmap.intake.appeals.STEPS", (*clean.STEPS, broken))
    with pytest.raises(PainmapError) as caught:
        take(xlsx("step_raises.xlsx", [HEADER, row("1", name=NAME, text=TEXT)]), plain_format())
    assert re.search(r"ValueError \(\w+\.py:\d+\)", str(caught.value))
    assert leaks(str(caught.value) + repr(caught.value.__context__) + repr(caught.value.__cause__)) == []


def test_too_few_masked_texts_are_an_error(take, xlsx, plain_format):
    def mask(texts, known):
        return [Masked("", (), ())]

    path = xlsx("lost_text.xlsx", [HEADER, row("1", text="a"), row("2", text="b")])
    with pytest.raises(PainmapError, match="не сошлось"):
        take(path, plain_format(), mask=mask)


def test_key_is_not_printed(agency, plain_format):
    fields = {
        "path": Path("x"),
        "file_id": "0",
        "relative_name": "x",
        "agency": agency,
        "source": agency.sources[0],
    }
    request = IntakeRequest(
        **fields,
        format=plain_format(),
        received_date=date(2025, 1, 1),
        key=b"SECRET",
        mask=mask_many,
    )
    assert "SECRET" not in repr(request)


def test_client_id_is_the_hash_of_the_first_present_field(take, xlsx, plain_format):
    columns = {
        "Вид": {"field": "client_source_id"},
        "Итог": {"field": "email"},
        "Ответ": {"field": "address"},
    }
    rows = [
        row("1", phone="8 (928) 123-45-67", kind="77"),
        row("2", phone="8 (928) 123-45-67", kind="", outcome="a@b.ru"),
        row("3", phone="+79281234567; 8 900 000-00-00", kind=""),
        row("4", kind="", outcome=" A@B.ru "),
        row("5", kind="", name="Иванов  Иван", answer="ул. Ленина, 5"),
        row("6", kind="", name="ИВАНОВ ИВАН", answer="ул.Ленина 5"),
        row("7", kind="", name="Иванов Иван"),
        row("8", kind="", phone="000000", outcome="нет адреса"),
    ]
    ids = list(
        take(xlsx("clients.xlsx", [HEADER, *rows]), plain_format(columns=columns)).appeals["client_id"]
    )
    assert ids[1] == ids[2]
    assert ids[4] == ids[5]
    assert len({*ids[:6]}) == 4
    assert pd.isna(ids[6])
    assert pd.isna(ids[7])


@pytest.mark.parametrize(("purpose", "clients"), [(None, 2), ("подсчёт обратившихся без повторов", 1)])
def test_clients_are_linked_across_channels_only_for_a_stated_purpose(
    take, xlsx, plain_format, agency, purpose, clients
):
    rows = [
        row(str(i), phone="8 (928) 123-45-67", channel=c) for i, c in enumerate(["почта", "приём", "почта"])
    ]
    profile = agency.model_copy(update={"client_linking": purpose})
    ids = take(xlsx("channels.xlsx", [HEADER, *rows]), plain_format(), profile=profile).appeals["client_id"]
    assert ids.nunique() == clients
    assert ids[0] == ids[2]


def test_keyed_hash_is_hmac_sha256_rfc_4231_test_case_2():
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert keyed_hash(b"Jefe", "what do ya want for nothing?") == digest[:32]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("8 928 123 45 67", "79281234567"),
        ("928-123-45-67", "79281234567"),
        ("2-34-56", "23456"),
        ("нет", None),
        ("1111111", None),
    ],
)
def test_phone_digits(text, digits):
    assert phone_digits(text) == digits


@settings(derandomize=True, deadline=None, max_examples=400)
@given(
    st.sampled_from(["", "ОГ", "вх", "Ж", "тел", "моб", "сот", "т", "ИНН", "кв", "р", "tg", "исх"]),
    st.sampled_from(["", "-", "/", ".", " ", "№"]),
    st.from_regex(r"[0-9]{1,7}([/-][0-9]{1,7})?", fullmatch=True),
)
def test_a_glance_at_a_number_sees_what_a_close_look_sees(word: str, between: str, digits: str) -> None:
    """Registers of a million rows: only what is no usual number is looked into, «тел 739-924» among them."""
    number = f"{word}{between}{digits}"
    assert told._is_number(number) == (number.isdecimal() or told._is_plain(number))
    assert not told._is_number("тел 739924")
    assert told._is_number("ОГ-17/24")
