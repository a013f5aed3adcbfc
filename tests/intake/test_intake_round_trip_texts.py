"""Answers of a survey and letters, written in any layout, come back as they were."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Callable
from email.header import Header
from html import escape
from typing import Any

import pytest
from drawn_layouts import BOOKS, ENCODINGS, bounded, phrases, text_forms, unmasked, write_text
from hypothesis import assume, given
from hypothesis import strategies as st
from intake_rows import KEY
from message_files import shipped

from painmap.intake.clients import keyed_hash
from painmap.intake.eml import read_eml
from painmap.intake.mbox import read_mbox
from painmap.schema import BLANK_QUESTION

_SCALE = {"5 – да": 5, "1 – нет": 1, "Затрудняюсь ответить": None}
# The labels have a dash.
_WITH_DASHES = tuple(name for name in ENCODINGS if name not in ("cp866", "koi8-r"))
_PLACE, _NEED = {"town": "Город", "village": "Село"}, {"fast": "Быстро", "near": "Близко"}
words = phrases.map(lambda text: " ".join(text.split()))

# One person: what is chosen or said of each question of the questionnaire, None for nothing.
people = st.lists(
    st.fixed_dictionaries(
        {
            "time": st.sampled_from([None, *_SCALE]),
            "advise": st.none() | st.integers(0, 10),
            "place": st.sampled_from([None, *_PLACE]),
            "need": st.sets(st.sampled_from(list(_NEED))),
            "wish": st.none() | words,
        }
    ),
    max_size=5,
)


def answers(everyone: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """Who answered what: number of the questionnaire, question, option, value, text."""
    found: set[tuple[Any, ...]] = set()
    for number, one in enumerate(everyone, start=1):
        if one["time"] is not None:
            found.add((number, "time", None, _SCALE[one["time"]], None))
        if one["advise"] is not None:
            found.add((number, "advise", None, one["advise"], None))
        if one["place"] is not None:
            found.add((number, "place", one["place"], None, None))
        found |= {(number, "need", code, None, None) for code in one["need"]}
        if one["wish"] is not None:
            found.add((number, "wish", None, None, one["wish"]))
    return found


def table(everyone: list[dict[str, Any]], sign: str) -> list[list[str]]:
    """A line a person; several answers in one cell divided by the sign, or in a column each without one."""
    need = ["Что важно?"] if sign else [f"Что важно? / {title}" for title in _NEED.values()]
    lines = [["ID", "Время", "Насколько Вы довольны сроком?", "Порекомендуете ли Вы нас?", "Где Вы живёте?"]]
    lines[0] += [*need, "Ваши предложения", "Баллы", "Комментарий проверяющего"]
    for number, one in enumerate(everyone, start=1):
        chosen = [title if code in one["need"] else "" for code, title in _NEED.items()]
        cells = [one["time"], one["advise"], _PLACE.get(one["place"])]
        own = [str(number), "2024-10-05 10:00:00", *("" if cell is None else str(cell) for cell in cells)]
        own += [sign.join(filter(None, chosen))] if sign else chosen
        lines.append([*own, one["wish"] or "", "7", ""])
    return lines


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@bounded(30)
@given(everyone=people, sign=st.sampled_from(["", ", ", "; ", ";", "\n"]), data=st.data())
def test_answers_in_any_layout(kind, everyone, sign, data, take, tmp_path, forms_format):
    lines = table(everyone, sign)
    order = data.draw(st.permutations(range(len(lines[0]) - data.draw(st.integers(0, 2)))))
    path, told = tmp_path / f"answers.{kind}", {"reader": "xlsx"}
    shuffled = [[line[place] for place in order] for line in lines]
    if kind == "csv":
        told = write_text(path, shuffled, data.draw(text_forms(_WITH_DASHES)))
    else:
        BOOKS[kind][0](path, [shuffled], [])
    result = take(path, forms_format(**told), mask=unmasked)
    numbers = {keyed_hash(KEY, "study", str(n)): n for n in range(1, len(everyone) + 1)}
    frame = result.responses[["respondent_id", "question_id", "option_code", "value", "text"]].astype(object)
    rows = frame.where(frame.notna(), None).itertuples(index=False, name=None)
    said = answers(everyone)
    # Who answered nothing has one row that says so.
    silent = {*numbers.values()} - {who for who, *_ in said}
    blank = {(who, BLANK_QUESTION, None, None, None) for who in silent}
    assert {(numbers[who], *rest) for who, *rest in rows} == said | blank
    assert result.journal["rows"]["rejected"] == 0


# «From » at the beginning of a line divides the letters of a mailbox where a header follows.
paragraphs = st.lists(words | st.sampled_from(["From now on: ничего", ""]), min_size=1, max_size=5)
_CHARSETS = ("utf-8", "cp1251", "koi8-r", "iso8859-5")
_TRANSFERS: dict[str, Callable[[bytes], bytes]] = {
    "8bit": lambda data: data,
    "base64": base64.encodebytes,
    "quoted-printable": quopri.encodestring,
}


@st.composite
def letters(draw: Any) -> tuple[list[str], bytes]:
    """The lines of a letter that hold anything, and the letter."""
    lines = draw(paragraphs)
    charset, transfer = draw(st.sampled_from(_CHARSETS)), draw(st.sampled_from(list(_TRANSFERS)))
    plain = _part("plain", "\n".join(lines), charset, transfer)
    page = _part("html", "".join(f"<p>{escape(line)}</p>" for line in lines), charset, transfer)
    attached = _part("plain", "вложение", "utf-8", "base64", "; name=a.txt")
    both = _multipart("alternative", plain, page)
    body = draw(st.sampled_from([plain, page, both, _multipart("mixed", both, attached)]))
    subject = Header("Прошу ответить", draw(st.sampled_from(_CHARSETS))).encode()
    headers = {
        "Message-ID": "<1@mail.example.ru>", "Date": "Tue, 14 Jan 2025 10:00:00 +0300",
        "From": "zayavitel@example.ru", "To": "priem@vedomstvo.example.ru", "Subject": subject,
        "MIME-Version": "1.0",
    }  # fmt: skip
    head = "".join(f"{name}: {value}\n" for name, value in headers.items()).encode()
    data = (head + body).replace(b"\n", draw(st.sampled_from([b"\n", b"\r\n"])))
    return [line for line in lines if line], data


def _part(kind: str, text: str, charset: str, transfer: str, more: str = "") -> bytes:
    head = f"Content-Type: text/{kind}; charset={charset}{more}\nContent-Transfer-Encoding: {transfer}\n\n"
    return head.encode() + _TRANSFERS[transfer](text.encode(charset)) + b"\n"


def _multipart(kind: str, *parts: bytes) -> bytes:
    mark = f"--{kind}--part".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{kind}--part"\n\n'.encode()
    return head + b"".join(mark + b"\n" + part for part in parts) + mark + b"--\n"


@bounded(60)
@given(one=letters(), other=letters(), is_escaped=st.booleans())
def test_letters_in_any_form(one, other, is_escaped, tmp_path):
    """As a file of its own, and among others in a mailbox."""
    (tmp_path / "letter.eml").write_bytes(one[1])
    (sheet,) = read_eml(tmp_path / "letter.eml", shipped("eml"))
    assert (_lines(sheet.rows[1]), sheet.rows[1][5]) == (one[0], "Прошу ответить")
    # «>From» that was not escaped cannot be told from «From» that was.
    assume(is_escaped or not re.search(rb"(?m)^>+From ", one[1] + other[1]))
    box = b""
    for number, (_, data) in enumerate((one, other), start=1):
        text = re.sub(rb"(?m)^(>*From )", rb">\1", data) if is_escaped else data
        # The headers have a line that begins with «From:».
        box += b"From MAILER Tue Jan 14 10:00:00 2025\n" + text.replace(b"<1@", b"<%d@" % number) + b"\n"
    (tmp_path / "box.mbox").write_bytes(box)
    (sheet,) = read_mbox(tmp_path / "box.mbox", shipped("mbox"))
    assert [_lines(row) for row in sheet.rows[1:]] == [one[0], other[0]]
    assert not sheet.broken


def _lines(row: list[Any]) -> list[str]:
    return [line for line in row[6].split("\n") if line.strip()]
