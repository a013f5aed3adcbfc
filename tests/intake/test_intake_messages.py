"""Exports of Telegram and VK: people's comments are appeals, everything else is counted apart."""

from __future__ import annotations

import json

import pytest
from message_files import chat, shipped, telegram_message, vk_comment

from painmap.errors import PainmapError
from painmap.params.models import Source

# 14.01.2025 22:30 in Greenwich is the 15th in Moscow.
LATE = 1736893800


@pytest.fixture
def export(take, tmp_path):
    def run(content, form, name="result.json", **options):
        path = tmp_path / name
        data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        path.write_bytes(data)
        source = Source(id="page", files="*", format=form, channel="email")
        return take(path, shipped(form), source=source, **options)

    return run


@pytest.fixture
def telegram(export):
    return lambda *messages, **fields: export(chat(*messages, **fields), "telegram")


@pytest.fixture
def vk(export):
    return lambda *items, **fields: export({"response": {"items": list(items)} | fields}, "vk-comments")


def kept(result) -> list[str]:
    return [number.rpartition("/")[2] for number in result.appeals["appeal_id"]]


def test_a_comment_in_telegram_is_an_appeal(telegram):
    result = telegram(telegram_message(5, date_unixtime=str(LATE)), telegram_message(6, from_id="user502"))
    assert list(result.appeals["appeal_id"]) == ["77/5", "77/6"]
    assert str(result.appeals["registered_date"][0].date()) == "2025-01-15"
    assert result.appeals["client_id"].nunique() == 2
    assert "user50" not in result.appeals.to_csv()


@pytest.mark.parametrize(("hours", "day"), [(3, "2025-01-14"), (11, "2025-01-15")])
def test_the_day_is_that_of_the_agency(hours, day, export, agency):
    profile = agency.model_copy(update={"utc_offset_hours": hours})
    content = chat(telegram_message(5, date_unixtime=str(LATE - 7200)))
    result = export(content, "telegram", profile=profile)
    assert str(result.appeals["registered_date"][0].date()) == day


def test_older_exports_of_telegram_have_local_time_only(telegram):
    message = telegram_message(5, date="2025-01-16T23:59:00")
    del message["date_unixtime"]
    result = telegram(
        message, telegram_message(6, date_unixtime="x"), telegram_message(7, date_unixtime="9" * 30)
    )
    assert str(result.appeals["registered_date"][0].date()) == "2025-01-16"
    assert list(result.rejects["row"]) == [2, 3]
    assert set(result.rejects["reasons"]) == {"дата не распознана"}


def test_text_of_parts(telegram):
    parts = [
        "Звоню ",
        {"type": "phone", "text": "+7 900 000-01-02"},
        " весь день, ",
        {"type": "bold", "text": "никто"},
    ]
    result = telegram(telegram_message(5, parts))
    assert result.appeals["text"][0].startswith("Звоню ")
    assert result.appeals["text"][0].endswith(" весь день, никто")
    assert "000-01-02" not in result.appeals["text"][0]


CHANNEL = {"from": "Канал ведомства", "from_id": "channel900"}


@pytest.mark.parametrize(
    "message",
    [
        {"type": "service", "action": "pin_message", "actor": "Демидова", "text": ""},
        # The post that Telegram puts into the group, and what administrators write in the group's name.
        {**CHANNEL, "forwarded_from": "Канал ведомства", "text": "График приёма"},
        {"from": "Прежнее название", "from_id": "channel77", "text": "Ответили"},
        {"from": "Обсуждение", "from_id": "channel900", "text": "Ответили"},
        {"text": "", "media_type": "sticker", "sticker_emoji": "👍"},
        {"text": "👍🏻 !!! ❤️"},
        {"text": "", "photo": "(File not included)"},
        {"text": []},
    ],
)
def test_what_is_no_appeal_in_telegram_is_a_note(message, telegram):
    result = telegram(telegram_message(5), telegram_message(6, **message))
    assert kept(result) == ["5"]
    assert result.journal["rows"]["note"] == 1
    assert not len(result.rejects)


def test_a_person_who_writes_as_a_channel_of_their_own_is_a_client(telegram):
    assert kept(telegram(telegram_message(5, from_id="channel5", **{"from": "Мой блог"}))) == ["5"]


def test_first_answer_of_the_channel_is_the_answer_date(telegram):
    post = telegram_message(1, "График", **CHANNEL, forwarded_from="Канал ведомства")
    answers = [
        telegram_message(7, "Ещё раз", **CHANNEL, reply_to_message_id=5, date_unixtime=str(LATE + 3 * 86400)),
        telegram_message(6, "Ответили", **CHANNEL, reply_to_message_id=5, date_unixtime=str(LATE + 86400)),
    ]
    by_another = telegram_message(9, "Тоже жду", from_id="user7", reply_to_message_id=8)
    result = telegram(post, telegram_message(5), *answers, telegram_message(8), by_another)
    days = result.appeals.set_index("appeal_id")["answered_date"]
    assert str(days["77/5"].date()) == "2025-01-16"
    assert days[["77/8", "77/9"]].isna().all()


def test_entries_that_are_no_messages_are_rejected(telegram):
    result = telegram(telegram_message(5), "сообщение", None, {"type": "message"})
    assert kept(result) == ["5"]
    assert list(result.rejects["row"]) == [2, 3, 4]


@pytest.mark.parametrize(
    "kind",
    ["public_supergroup", "private_supergroup", "private_group", "public_channel", "private_channel"],
)
def test_groups_and_channels_of_telegram_are_read(kind, telegram):
    assert kept(telegram(telegram_message(5), type=kind)) == ["5"]


@pytest.mark.parametrize(("kind", "is_closed"), [("private_group", True), ("public_supergroup", False)])
def test_a_group_without_a_public_link_asks_to_be_checked(kind, is_closed, telegram):
    warnings = telegram(telegram_message(5), type=kind).journal["warnings"]
    assert any("без публичной ссылки" in text for text in warnings) is is_closed


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        *(
            (kind, f"Это личная переписка ({kind})")
            for kind in ("personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes")
        ),
        ("secret_chat", "Вид чата (type) неизвестен: «secret_chat»"),
        ("", "Вид чата (type) не указан"),
        (None, "Вид чата (type) не указан"),
    ],
)
def test_a_chat_that_may_be_private_is_refused_whole(kind, what, telegram):
    with pytest.raises(PainmapError) as caught:
        telegram(telegram_message(5, "Это только между нами"), type=kind, name="Аглая")
    message = str(caught.value)
    assert what in message
    assert "Где: 2025/result.json." in message
    assert "откройте группу обсуждений канала" in message
    assert ("уберите файл из папки" in message) == ("личная переписка (" in message)
    assert "между нами" not in message
    assert "Аглая" not in message


@pytest.mark.parametrize(
    "content",
    [
        {"chats": {"list": [chat(telegram_message(5))]}},
        # A chat beside other parts of the account, and an account exported without its chats.
        chat(telegram_message(5), left_chats={"list": []}),
        {"about": "Here is the data you requested.", "personal_information": {"user_id": 501}},
        {"contacts": {"list": []}},
    ],
)
def test_whole_account_of_telegram_is_refused(content, export):
    with pytest.raises(PainmapError, match="всей учётной записи") as caught:
        export(content, "telegram")
    assert "уберите файл из папки" in str(caught.value)


def test_a_comment_in_vk_is_an_appeal(vk):
    result = vk(vk_comment(5, date=LATE), vk_comment(6, from_id=502))
    assert kept(result) == ["5", "6"]
    assert str(result.appeals["registered_date"][0].date()) == "2025-01-15"
    assert result.appeals["client_id"].nunique() == 2
    assert "id501" not in result.appeals.to_csv()


def test_comments_of_threads_are_read_and_missing_ones_told(vk):
    thread = {"count": 3, "items": [vk_comment(6), vk_comment(7)]}
    result = vk(vk_comment(5, thread=thread), vk_comment(8))
    assert kept(result) == ["5", "6", "7", "8"]
    assert [w for w in result.journal["warnings"] if "В ветках не хватает ответов: 1" in w]


@pytest.mark.parametrize(
    "fields",
    [
        {"from_id": -900, "text": "Ответили"},
        {"from_id": -900, "owner_id": None, "text": "Ответили"},
        {"deleted": True, "text": "", "from_id": 0},
        {"text": "", "attachments": [{"type": "sticker"}]},
        {"text": "👍👍 ))"},
        {"text": "[id501|Демидова Аглая], 🙏"},
        {"text": ""},
    ],
)
def test_what_is_no_appeal_in_vk_is_a_note(fields, vk):
    result = vk(vk_comment(5), vk_comment(6, **fields))
    assert kept(result) == ["5"]
    assert result.journal["rows"]["note"] == 1


def test_another_community_is_a_client(vk):
    assert kept(vk(vk_comment(5, from_id=-17))) == ["5"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("[club900|Ведомство] молчит", "Ведомство молчит"),
        ("[https://vk.com/app1|запись] не работает", "запись не работает"),
        ("[так в документе] и [1|2]", "[так в документе] и [1|2]"),
    ],
)
def test_markup_of_vk_becomes_text(text, plain, vk, take, text_file):
    assert vk(vk_comment(5, text)).appeals["text"][0] == plain
    path = text_file("comments.csv", [TITLES, csv_row("5", text)], delimiter=",")
    source = Source(id="page", files="*", format="vk-comments-csv", channel="email")
    assert take(path, shipped("vk-comments-csv"), source=source).appeals["text"][0] == plain


@pytest.mark.parametrize("mention", ["[id503|Zhaneta K]", "[https://m.vk.com/id503|Zhaneta K]"])
def test_a_person_mentioned_in_vk_is_an_account(mention, vk, take, text_file):
    text = f"{mention}, когда откроют"
    path = text_file("mentions.csv", [TITLES, csv_row("5", text)], delimiter=",")
    source = Source(id="page", files="*", format="vk-comments-csv", channel="email")
    for result in (vk(vk_comment(5, text)), take(path, shipped("vk-comments-csv"), source=source)):
        assert result.appeals["text"][0].endswith(", когда откроют")
        assert "Zhaneta" not in result.appeals["text"][0]
        assert "503" not in result.appeals["text"][0]
        assert [kind.partition(" ")[0] for kind in result.journal["masked"]] == ["ACCOUNT"]


def test_names_of_authors_are_known_to_the_masker(vk):
    profiles = [{"id": 501, "first_name": "Аглая", "last_name": "Демидова"}]
    result = vk(vk_comment(5, "это пишет аглая демидова из вашего двора"), profiles=profiles)
    assert "демидова" not in result.appeals["text"][0]


def test_first_answer_of_the_community_is_the_answer_date(vk):
    def answer(number, days, **fields):
        return vk_comment(number, "Ответили", from_id=-900, date=LATE + days * 86400, **fields)

    thread = {
        "count": 4,
        "items": [
            vk_comment(6, "и я"),
            answer(7, 1),
            answer(8, 2, parents_stack=[5, 6]),
            answer(9, 4, reply_to_comment=6),
        ],
    }
    days = vk(vk_comment(5, thread=thread)).appeals.set_index("appeal_id")["answered_date"]
    assert str(days["5"].date()) == "2025-01-16"
    assert str(days["6"].date()) == "2025-01-17"


@pytest.mark.parametrize(
    "content",
    [
        {"items": [vk_comment(5)]},
        [{"response": {"items": []}}, {"items": [vk_comment(5)]}],
        [vk_comment(5)],
    ],
)
def test_shapes_in_which_comments_are_saved(content, export):
    assert kept(export(content, "vk-comments")) == ["5"]


TITLES = ["id", "post_id", "url", "datetime", "text", "likes_number", "parent_comment_id"]


def csv_row(number, text, day="2025-01-14 23:30:00+11:00"):
    return [number, "10", "https://vk.com/wall-900_10?reply=5", day, text, "0", "0"]


def test_comments_as_csv(take, text_file):
    rows = [
        csv_row("5", "Когда откроют", "2025-01-14 23:30:00+03:00"),
        csv_row("6", "👍"),
        csv_row("7", "Ждём"),
    ]
    path = text_file("comments.csv", [TITLES, *rows, csv_row("8", "Где", "14 января")], delimiter=",")
    result = take(
        path,
        shipped("vk-comments-csv"),
        source=Source(id="page", files="*", format="vk-comments-csv", channel="email"),
    )
    assert kept(result) == ["5", "7"]
    assert set(result.appeals["registered_date"].dt.strftime("%d.%m")) == {"14.01"}
    assert result.journal["rows"]["note"] == 1
    assert list(result.rejects["row"]) == [5]


BAD = [
    ("empty.json", b"", "Файл пуст"),
    ("blank.json", b"\xef\xbb\xbf \n", "Файл пуст"),
    ("truncated.json", json.dumps(chat(telegram_message(5))).encode()[:-30], "обрезан"),
    ("table.json", b"id;text\n1;abc", "не файл JSON"),
    ("messages.html", b"<!DOCTYPE html><html></html>", "HTML"),
    ("deep.json", b"[" * 200_000, "повреждён"),
    ("cp1251.json", '{"text": "Привет"}'.encode("cp1251"), "повреждён"),
]


@pytest.mark.parametrize("form", ["telegram", "vk-comments"])
@pytest.mark.parametrize(("name", "content", "what"), BAD)
def test_files_that_are_no_json(form, name, content, what, export):
    with pytest.raises(PainmapError) as caught:
        export(content, form, name)
    assert what in str(caught.value)
    assert name in str(caught.value)
    assert "Что сделать" in str(caught.value)


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("telegram", [telegram_message(5)]),
        ("telegram", {"name": "x", "messages": {}}),
        ("vk-comments", {"error": {"error_code": 15}}),
        ("vk-comments", "текст"),
        ("vk-comments", [1, 2]),
    ],
)
def test_json_of_something_else(form, content, export):
    with pytest.raises(PainmapError, match=r"В файле нет (истории чата|комментариев ВКонтакте)"):
        export(content, form)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_of_json(encoding, export):
    data = json.dumps(chat(telegram_message(5)), ensure_ascii=False).encode(encoding)
    assert kept(export(data, "telegram")) == ["5"]
