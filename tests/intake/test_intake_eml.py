"""One letter a file: the same columns as a mailbox, letters passed on as attachments included."""

from __future__ import annotations

import base64

import pytest
from message_files import mail, shipped

from painmap.errors import PainmapError
from painmap.intake.eml import read_eml
from painmap.intake.mbox import read_mbox
from painmap.params.models import Source

TEXT = "Не могу дозвониться до отдела, никто не берёт трубку"
INNER = "Третий месяц нет ответа на моё заявление"
BY_MAIL = Source(id="mailbox", files="*.eml", format="eml", channel="email")


def letter(*args, **headers) -> bytes:
    """A letter without the line that begins it in a mailbox."""
    return mail(*args, **headers).partition(b"\n")[2]


@pytest.fixture
def eml(take, tmp_path):
    def run(data: bytes, name: str = "letter.eml", layout: str = "eml", **changes):
        path = tmp_path / name
        path.write_bytes(data)
        form = shipped(layout)
        return take(path, form.model_validate(form.model_dump() | changes), source=BY_MAIL)

    return run


def multipart(*parts: bytes) -> bytes:
    return b"".join(b"--b1\n" + part + b"\n" for part in parts) + b"--b1--\n"


def plain(text: str) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\n\n" + text.encode()


def attached(inner: bytes, *lines: bytes) -> bytes:
    return b"".join(line + b"\n" for line in (b"Content-Type: message/rfc822", *lines)) + b"\n" + inner


def forwarding(*parts: bytes, **headers) -> bytes:
    return letter("1", multipart(*parts), Content_Type='multipart/mixed; boundary="b1"', **headers)


def test_a_letter_is_an_appeal(eml):
    result = eml(letter("CAF+17", TEXT))
    (appeal,) = result.appeals.to_dict("records")
    assert (appeal["appeal_id"], appeal["text"]) == ("CAF+17", TEXT)
    assert (appeal["channel_code"], appeal["form_code"]) == ("email", "electronic")
    assert str(appeal["registered_date"].date()) == "2025-01-14"
    assert result.journal["warnings"] == []


@pytest.mark.parametrize("charset", ["koi8-r", "cp1251", "utf-8"])
def test_charsets(charset, eml):
    assert eml(letter("1", TEXT, charset)).appeals["text"][0] == TEXT


def test_the_same_rows_as_in_a_mailbox(eml):
    data = letter(
        "1", f"{TEXT}\n\nвт, 14 янв. 2025 г. в 10:15, Приёмная <priem@example.ru>:\n> Ваше письмо принято"
    )
    one, other = eml(data), eml(mail("1") + mail("2"), name="box.mbox", layout="mbox")
    assert one.appeals["text"][0] == TEXT
    assert list(one.appeals.columns) == list(other.appeals.columns)


@pytest.mark.parametrize(
    "before", [b"\xef\xbb\xbf", b"\r\n\r\n", b"From MAILER-DAEMON Tue Jan 14 10:00:00 2025\n"]
)
def test_what_programs_put_before_the_headers(before, eml):
    assert eml(before + letter("1", TEXT)).appeals["text"][0] == TEXT


def test_a_letter_passed_on_as_an_attachment_belongs_to_the_appeal(eml):
    inner = letter("2", INNER, "koi8-r", From="sosed@example.ru", To="drug@example.ru")
    result = eml(forwarding(plain(TEXT), attached(inner, b"Content-Disposition: attachment; filename=x.eml")))
    assert result.appeals["text"][0] == f"{TEXT}\n{INNER}"
    assert list(result.appeals["appeal_id"]) == ["1"]


def test_a_letter_within_a_letter_within_a_letter(eml):
    deepest = letter("3", INNER, From="tretij@example.ru")
    inner = forwarding(plain("Пересылаю"), attached(deepest), From="vtoroj@example.ru")
    outer = inner.replace(b"b1", b"b2")
    data = letter(
        "1", b"--b0\n" + attached(outer) + b"\n--b0--\n", Content_Type='multipart/mixed; boundary="b0"'
    )
    assert eml(data).appeals["text"][0] == f"Пересылаю\n{INNER}"


@pytest.mark.parametrize(("depth", "text"), [(3, INNER), (300, "Прошу ответить"), (3_000, "Прошу ответить")])
def test_letters_nested_without_end(depth, text, eml):
    subject = "=?utf-8?B?" + base64.b64encode("Прошу ответить".encode()).decode() + "?="
    data = letter("0", INNER, From="deepest@example.ru")
    for n in range(depth):
        kind = f'multipart/mixed; boundary="d{n}e"'
        body = b"--d%de\n%b\n--d%de--\n" % (n, attached(data), n)
        data = letter(str(n), body, Content_Type=kind, From=f"a{n}@example.ru", Subject=subject)
    assert eml(data, name="deep.eml").appeals["text"][0] == text


def test_an_attached_letter_in_base64(eml):
    inner = base64.encodebytes(letter("2", INNER, From="sosed@example.ru"))
    result = eml(forwarding(plain(TEXT), attached(inner, b"Content-Transfer-Encoding: base64")))
    assert result.appeals["text"][0] == f"{TEXT}\n{INNER}"


def test_an_attached_letter_of_the_office_is_not_the_appeal(eml):
    inner = letter("2", "Ваше обращение рассмотрено", From="priem@vedomstvo.example.ru")
    assert eml(forwarding(plain(TEXT), attached(inner))).appeals["text"][0] == TEXT


def test_an_attached_letter_of_a_subject_alone(eml):
    inner = letter(
        "2", "", Subject="=?utf-8?B?" + base64.b64encode(INNER.encode()).decode() + "?=", From="a@b.ru"
    )
    assert eml(forwarding(attached(inner))).appeals["text"][0] == INNER


def test_a_thread_over_two_files_is_two_appeals_and_said_so(eml):
    result = eml(letter("2", TEXT, In_Reply_To="<1@mail.example.ru>"))
    assert list(result.appeals["appeal_id"]) == ["2"]
    assert any("продолжает переписку из другого файла" in warning for warning in result.journal["warnings"])


def test_who_writes_to_himself_with_the_office_in_copy_is_no_office(eml, tmp_path):
    """Whose the mailbox is, one letter does not tell."""
    data = letter("1", TEXT, To="zayavitel@example.ru")
    assert len(eml(data).appeals) == 1
    (sheet,) = read_eml(tmp_path / "letter.eml", shipped("eml"))
    assert sheet.rows[1][0] == "письмо"
    (tmp_path / "letter.mbox").write_bytes(b"From MAILER\n" + data)
    (sheet,) = read_mbox(tmp_path / "letter.mbox", shipped("mbox"))
    assert sheet.rows[1][0] == "исходящее"


def test_letters_of_the_office_are_left_out_by_their_address(eml):
    own = {"role": "note", "column": "Адрес отправителя", "pattern": "@vedomstvo"}
    result = eml(letter("1", TEXT, From="priem@vedomstvo.example.ru"), skip=[own])
    assert (result.journal["rows"]["note"], result.journal["rows"]["data"]) == (1, 0)


def test_an_automatic_answer_is_a_note(eml):
    result = eml(letter("1", TEXT, Auto_Submitted="auto-replied"))
    assert (result.journal["rows"]["note"], len(result.appeals)) == (1, 0)


def test_a_letter_without_a_number_is_called_by_its_file(eml):
    (number,) = eml(letter("1", TEXT, Message_ID=""), name="pismo.eml").appeals["appeal_id"]
    assert number.startswith("б/н")


def test_a_cut_letter_is_rejected(eml):
    data = forwarding(plain(TEXT), plain("продолжение")).partition(b"--b1--")[0]
    result = eml(data, name="cut.eml")
    assert list(result.rejects["row"]) == [1]
    assert "оборвано" in result.rejects["reasons"][0]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.eml", b"\r\n \0", "Файл пуст"),
        ("outlook.eml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "письмо Outlook"),
        ("page.eml", b"<html></html>", "не письмо"),
        ("text.eml", "Текст: без заголовков".encode(), "не письмо"),
        ("table.eml", "Номер;Дата\n1;2".encode(), "не письмо"),
    ],
)
def test_what_is_no_letter_is_refused(name, data, said, eml):
    with pytest.raises(PainmapError, match=said) as caught:
        eml(data, name=name)
    assert f"2025/{name}" in str(caught.value)


def test_a_mailbox_without_from_lines_is_told_what_to_do(eml):
    with pytest.raises(PainmapError, match="нет строки «From »") as caught:
        eml(letter("1", TEXT) + letter("2", TEXT), name="mbox_without_from_line.mbox", layout="mbox")
    assert "формат eml" in str(caught.value)
