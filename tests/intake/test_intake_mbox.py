"""Mailboxes: whatever programs write, the author's own words become an appeal, and only letters do."""

from __future__ import annotations

import base64
import quopri
import re

import pytest
from message_files import mail, shipped

from painmap.errors import PainmapError
from painmap.intake.mail_text import own_words
from painmap.params.models import Source

TEXT = "Не могу дозвониться до отдела, никто не берёт трубку"
BY_MAIL = Source(id="mailbox", files="*", format="mbox", channel="email")


@pytest.fixture
def mailbox(take, tmp_path):
    def run(*letters: bytes, name: str = "mailbox.mbox"):
        path = tmp_path / name
        path.write_bytes(b"".join(letters))
        return take(path, shipped("mbox"), source=BY_MAIL)

    return run


def refusal(mailbox, *letters: bytes, name: str) -> str:
    with pytest.raises(PainmapError) as caught:
        mailbox(*letters, name=name)
    return str(caught.value)


def b64(text: str, charset: str) -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def test_a_letter_is_an_appeal(mailbox):
    result = mailbox(mail("CAF+17", TEXT), mail("2", "Спасибо", Date="Wed, 15 Jan 2025 09:00:00 +0300"))
    appeals = result.appeals.set_index("appeal_id")
    assert list(appeals.index) == ["2", "CAF+17"]
    assert appeals["text"]["CAF+17"] == TEXT
    assert str(appeals["registered_date"]["2"].date()) == "2025-01-15"
    assert set(appeals["channel_code"]) == {"email"}
    assert set(appeals["form_code"]) == {"electronic"}
    assert result.journal["rows"] | {"data": 2, "kept": 2, "note": 0} == result.journal["rows"]


@pytest.mark.parametrize("charset", ["koi8-r", "cp1251", "utf-8", "windows-1251"])
def test_declared_charsets(charset, mailbox):
    assert mailbox(mail("1", TEXT, charset)).appeals["text"][0] == TEXT


@pytest.mark.parametrize(
    "declared", ["", "text/plain", "text/plain; charset=us-ascii", "text/plain; charset=x"]
)
def test_undeclared_charset_is_told_by_the_letters(declared, mailbox):
    letter = mail("1", TEXT.encode("koi8-r"), Content_Type=declared)
    assert mailbox(letter).appeals["text"][0] == TEXT


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_transfer_encodings(encoding, mailbox):
    encode = base64.encodebytes if encoding == "base64" else quopri.encodestring
    letter = mail("1", encode(TEXT.encode("koi8-r")), "koi8-r", Content_Transfer_Encoding=encoding)
    assert mailbox(letter).appeals["text"][0] == TEXT


def multipart(*parts: tuple[str, str]) -> bytes:
    body = "".join(f"--граница\nContent-Type: {kind}; charset=utf-8\n\n{text}\n" for kind, text in parts)
    return (body + "--граница--\n").replace("граница", "b1").encode()


def test_multipart_prefers_the_plain_part(mailbox):
    body = multipart(("text/html", "<p>не этот</p>"), ("text/plain", TEXT))
    letter = mail("1", body, Content_Type='multipart/alternative; boundary="b1"')
    assert mailbox(letter).appeals["text"][0] == TEXT


def test_html_alone_is_stripped_and_its_quotes_cut(mailbox):
    markup = f"<style>p{{}}</style><p>{TEXT}</p><blockquote type=cite><p>Ваше письмо принято</p></blockquote>"
    letter = mail("1", multipart(("text/html", markup)), Content_Type='multipart/mixed; boundary="b1"')
    assert mailbox(letter).appeals["text"][0] == TEXT


def test_attached_text_is_not_the_letter(mailbox):
    body = multipart(("text/plain", TEXT), ("text/plain; name=spravka.txt", "чужой документ"))
    result = mailbox(mail("1", body, Content_Type='multipart/mixed; boundary="b1"'))
    assert result.appeals["text"][0] == TEXT


def test_a_letter_of_attachments_only_has_its_subject_as_text(mailbox):
    body = multipart(("application/pdf; name=zayavlenie.pdf", "%PDF"))
    letter = mail(
        "1", body, Content_Type='multipart/mixed; boundary="b1"', Subject=b64("Об архивной справке", "koi8-r")
    )
    assert mailbox(letter).appeals["text"][0] == "Об архивной справке"


@pytest.mark.parametrize(
    "shown",
    [
        b64("Демидова, Аглая Фроловна", "koi8-r"),
        b64("Демидова, Аглая Фроловна", "cp1251"),
        '"Демидова, Аглая Фроловна"',
        # An encoded word that is cut in the middle of a letter of two bytes.
        "=?utf-8?B?0JTQtdC80LjQtNC+0LLQsCwg0JDQs9C70LDR?=\n =?utf-8?B?jyDQpNGA0L7Qu9C+0LLQvdCw?=",
    ],
)
def test_sender_is_known_to_the_masker(shown, mailbox):
    letter = mail("1", "Демидова Аглая Фроловна просит ответить", From=f"{shown} <a.demid@example.ru>")
    result = mailbox(letter)
    assert "Демидова" not in result.appeals["text"][0]
    assert "Фроловна" not in result.appeals["text"][0]


def test_raw_eight_bit_subject(mailbox):
    letter = mail("1", " ", Subject="ТЕМА").replace(
        "ТЕМА".encode(), "Об архивной справке о стаже".encode("koi8-r")
    )
    assert mailbox(letter).appeals["text"][0] == "Об архивной справке о стаже"


def test_client_is_the_address_and_of_a_form_on_a_site_the_one_to_answer(mailbox):
    form = {"From": "noreply@site.example.ru"}
    result = mailbox(
        mail("1", From='"A" <Zayavitel@example.ru>'),
        mail("2", From="zayavitel@example.ru"),
        mail("3", **form, Reply_To="pervy@example.ru"),
        mail("4", **form, Reply_To="vtoroy@example.ru"),
    )
    ids = result.appeals.set_index("appeal_id")["client_id"]
    assert ids["1"] == ids["2"]
    assert ids.nunique() == 3


OWN = "Третью неделю жду ответ"


@pytest.mark.parametrize(
    "quoted",
    [
        "> Ваше письмо принято\n>> старое",
        "04.03.2025 10:15, Приёмная пишет:\n> Ваше письмо принято",
        "-----Original Message-----\nFrom: priem@example.ru\nВаше письмо принято",
        "-----Исходное сообщение-----\nВаше письмо принято",
        "Пользователь Приёмная писал(а):\nВаше письмо принято",
        "вт, 4 мар. 2025 г. в 10:15, Приёмная <priem@example.ru>:\n\nВаше письмо принято",
        "вт, 4 мар. 2025 г. в 10:15, Приёмная министерства <\npriem@example.ru>:\n\nВаше письмо принято",
        '04.03.2025, 10:15, "Приёмная" <priem@example.ru>:\nВаше письмо принято',
        "Вторник, 4 марта 2025, 10:15 +03:00 от Приёмная <priem@example.ru>:\nВаше письмо принято",
        "On Tue, 4 Mar 2025 at 10:15, Office <priem@example.ru> wrote:\nВаше письмо принято",
        "От: Приёмная\nОтправлено: 4 марта 2025 г.\nКому: Заявитель\nТема: RE: письмо\nВаше письмо принято",
        "-- \nДемидова А.Ф.\nтел. 8 900 000-00-00",
        "Отправлено из Mail для Android",
        "Отправлено с iPhone",
        "Sent from my Huawei",
    ],
)
def test_quoted_letters_and_signatures_are_cut(quoted, mailbox):
    assert mailbox(mail("1", f"{OWN}\n\n{quoted}")).appeals["text"][0] == OWN


def test_an_answer_below_the_quoted_letter_stays(mailbox):
    body = f"04.03.2025 10:15, Приёмная пишет:\n> Ваше письмо принято\n> --\n> Приёмная\n\n{OWN}"
    assert mailbox(mail("1", body)).appeals["text"][0] == OWN


@pytest.mark.parametrize(
    "text",
    [
        "Вот что она мне написала:\nприходите завтра",
        "Отправлено из Дербента заказное письмо\nответа нет",
        "12.03.2025 писал на priem@example.ru\nответа нет",
        "Тема: справка\nответа нет",
    ],
)
def test_what_only_looks_like_a_quotation_stays(text):
    assert own_words(text) == text


def test_a_letter_that_is_passed_on_is_all_its_author_sent(mailbox):
    passed = f"-------- Пересылаемое сообщение --------\nОт: Сосед\nКому: мне\nТема: жалоба\n{OWN}"
    assert mailbox(mail("1", passed)).appeals["text"][0].endswith(OWN)
    assert mailbox(mail("1", f"> {OWN}")).appeals["text"][0] == OWN


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"List_Unsubscribe": "<https://example.ru/off>"},
        {"X_Spam_Flag": "YES"},
        {"Subject": b64("Автоответ: обращение", "koi8-r")},
        {"Subject": "RE: Out of office"},
        {"Content_Type": 'multipart/report; boundary="b1"'},
        {"From": "priem@vedomstvo.example.ru"},
    ],
)
def test_what_is_no_letter_of_a_client_is_a_note(headers, mailbox):
    result = mailbox(mail("1", TEXT), mail("2", **headers))
    assert list(result.appeals["appeal_id"]) == ["1"]
    assert result.journal["rows"]["note"] == 1


def test_auto_submitted_no_is_a_letter(mailbox):
    assert len(mailbox(mail("1", Auto_Submitted="no")).appeals) == 1


def test_a_thread_of_one_author_is_one_appeal_for_thirty_days(mailbox):
    first = "<1@mail.example.ru>"
    later = {"In_Reply_To": first}
    result = mailbox(
        # Google's archive begins with the newest letter.
        mail("4", "Уже новый месяц", Date="Sat, 01 Feb 2025 10:00:00 +0300", **later),
        mail("3", "И ещё фото", Date="Mon, 20 Jan 2025 10:00:00 +0300", References=f"<0@x> {first}"),
        mail("2", "Забыл сказать: отдел закрыт", Date="Wed, 15 Jan 2025 10:00:00 +0300", **later),
        mail("1", TEXT, Date="Wed, 01 Jan 2025 10:00:00 +0300"),
        mail("5", "Присоединяюсь", From="sosed@example.ru", **later),
    )
    texts = result.appeals.set_index("appeal_id")["text"]
    assert texts["1"] == f"{TEXT}\nЗабыл сказать: отдел закрыт\nИ ещё фото"
    assert list(texts.index) == ["1", "4", "5"]
    assert result.journal["rows"]["note"] == 2


def test_date_is_that_of_the_agency(mailbox, agency):
    letters = [
        mail("1", Date="Tue, 14 Jan 2025 22:30:00 +0000"),
        mail("2", Date="Tue, 14 Jan 2025 22:30:00 -0000"),
        mail("3", Date="", Received="from a by b; Mon, 13 Jan 2025 10:00:00 +0300"),
        mail("4", Date=""),
        mail("5", Date="вчера"),
    ]
    result = mailbox(*letters)
    days = result.appeals.set_index("appeal_id")["registered_date"].dt.strftime("%d.%m").to_dict()
    assert days == {"1": "15.01", "2": "14.01", "3": "13.01"}
    assert list(result.rejects["row"]) == [4, 5]
    assert list(result.rejects["reasons"]) == ["нет даты регистрации", "дата не распознана"]


def test_a_letter_twice_is_rejected(mailbox):
    result = mailbox(mail("1"), mail("1"))
    assert list(result.appeals["appeal_id"]) == ["1"]
    assert list(result.rejects["row"]) == [1]


def test_a_letter_without_a_number_has_that_of_its_content_in_every_export(mailbox):
    def numbers(*letters: bytes) -> list[str]:
        return list(mailbox(*letters).appeals["appeal_id"])

    one = mail("", Message_ID="", body=TEXT)
    (number,) = numbers(one)
    assert re.fullmatch(r"[0-9a-f]{16}", number)
    read = mail("", Message_ID="", body=TEXT, X_Mozilla_Status="0001")
    assert number in numbers(mail("2"), read.replace(b"\n", b"\r\n").rstrip())
    others = numbers(mail("", Message_ID="", body="Иное"), mail("", Message_ID="<@x>", body=TEXT), one)
    assert len({number, *others}) == 3


def test_letters_of_two_computers_that_begin_alike_are_two_appeals(mailbox):
    ids = ("3@a", "3@b", "zhaneta@a", "zhaneta@b", "4@a")
    result = mailbox(*(mail("", Message_ID=f"<{number}>") for number in ids))
    assert len(result.rejects) == 0
    numbers = set(result.appeals["appeal_id"])
    assert {"3@a", "3@b", "4"} < numbers
    assert len(numbers) == 5
    assert "zhaneta" not in " ".join(numbers)


def test_lines_beginning_with_from_do_not_split_a_letter(mailbox):
    body = "Прошу\n\nFrom Sunday on nobody answers\n>From here too\nответить"
    text = mailbox(mail("1", body), mail("2")).appeals.set_index("appeal_id")["text"]["1"]
    assert "From Sunday" in text
    assert "From here" in text
    assert text.endswith("ответить")


@pytest.mark.parametrize(
    "lines",
    [
        "From the site\nhttps://example.ru/page",
        "From Monday on\nNB: no answer",
        "From 10:15 on\n=D0=B4=D0=B0: =D0=B4",
        "From 10:15 to 12:00\nhttp://a.ru",
    ],
)
def test_what_stands_below_a_line_beginning_with_from_is_no_header(lines, mailbox):
    (text,) = mailbox(mail("1", f"Вот письмо:\n{lines}\nи всё")).appeals["text"]
    assert text.endswith("и всё")


def test_a_letter_whose_first_line_has_no_time_begins_with_two_headers(mailbox):
    data = (mail("1") + mail("2")).replace(b" Tue Jan 14 10:00:00 2025", b"")
    assert len(mailbox(data).appeals) == 2


def test_a_cut_letter_at_the_end_is_rejected(mailbox):
    body = b"--b1\nContent-Type: text/plain; charset=utf-8\n\n" + TEXT[:20].encode()
    result = mailbox(mail("1"), mail("2", body, Content_Type='multipart/mixed; boundary="b1"'))
    assert list(result.appeals["appeal_id"]) == ["1"]
    assert "оборвано" in result.rejects["reasons"][0]


def test_headers_of_broken_mailers_cost_no_letter(mailbox):
    result = mailbox(
        mail("1", From="=?koi8-r?B?broken?= <<<", Subject="=?x-unknown?Q?=FF?="),
        mail("2", Content_Type="multipart/mixed"),
        mail("3", Content_Transfer_Encoding="base64", body="это не base64"),
        mail("4", Date="Tue, 99 Foo 2025"),
    )
    assert result.journal["rows"]["data"] == 4
    assert set(result.appeals["appeal_id"]) >= {"1", "2"}


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("empty.mbox", b"", "Файл пуст"),
        ("one_letter.eml", mail().partition(b"\n")[2], "не почтовый ящик"),
        ("archive.zip", b"PK\x03\x04...", "не почтовый ящик"),
        ("no_letters.mbox", b"From here to there\n\nno letters", "нет ни одного письма"),
    ],
)
def test_files_that_are_no_mailbox(name, content, what, mailbox):
    message = refusal(mailbox, content, name=name)
    assert what in message
    assert name in message
    assert "Что сделать" in message
