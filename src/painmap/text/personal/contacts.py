"""Addresses of mail, accounts in networks, telephones."""

from __future__ import annotations

from painmap.text.personal.base import LIKELY, POSSIBLE, SURE, shape

_GAP = r"[\s()–.-]{0,3}"
_TELEPHONE = r"(?:тел|сот(?:ов|\b)|моб|звон|вотсап|ватсап|whats\s?app|факс)"


def _is_no_date(text: str) -> bool:
    """«12-03-25» may be a date: without a cue it is no telephone."""
    first, middle, _ = (int(part) for part in text.split("-"))
    return len(text) > 8 or not (1 <= first <= 31 and 1 <= middle <= 12)


EMAIL = (
    shape(
        "email", "EMAIL", SURE, "имя, знак @ и домен",
        r"(?P<x>[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+)",
    ),
)  # fmt: skip

ACCOUNT = (
    shape(
        "profile-link", "ACCOUNT", SURE, "ссылка на страницу социальной сети или мессенджера",
        r"(?P<x>(?:https?://)?(?:www\.|m\.)?"
        r"(?:vk\.com|vk\.ru|ok\.ru|t\.me|instagram\.com|facebook\.com|wa\.me|tiktok\.com)/[^\s<>\"'`,)\]]+)",
    ),
    shape(
        "nick", "ACCOUNT", LIKELY, "имя учётной записи после знака @",
        r"(?<![\w.@])(?P<x>@[a-z][\w.]{2,}\w)",
    ),
)  # fmt: skip

PHONE = (
    shape(
        "phone-11-digits", "PHONE", SURE, "11 цифр с кодом страны, разбитые как телефон",
        rf"(?<![\d/])(?P<x>(?:\+\s?7|\b[78]){_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}})(?!\d)",
    ),
    shape(
        "phone-district-code", "PHONE", SURE, "11 цифр с кодом страны и длинным кодом района",
        rf"(?<![\d/])(?P<x>(?:\+\s?7|\b[78]){_GAP}\d{{4,5}}{_GAP}\d{{1,2}}{_GAP}\d{{2}}{_GAP}\d{{2}})(?!\d)",
    ),
    shape(
        "phone-mobile", "PHONE", LIKELY, "10 цифр, начинаются с 9, как мобильный номер",
        rf"(?<![\d/])(?P<x>\(?9\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}})(?!\d)",
    ),
    shape(
        "phone-code-in-brackets", "PHONE", SURE, "код в скобках и номер",
        r"(?P<x>\(\d{3,5}\)\s?\d{1,3}[\s-]\d{2}[\s-]?\d{2})(?!\d)",
    ),
    shape(
        "phone-four-digit-code", "PHONE", LIKELY, "код из четырёх цифр и номер",
        r"(?<!\d)(?P<x>\d{4}[ -]\d{2}-\d{2}-\d{2})(?!\d)",
    ),
    shape(
        "phone-after-word", "PHONE", SURE, "цифры после слова «телефон», «звонить» и подобных",
        rf"\b{_TELEPHONE}\w*[^\d\n]{{0,25}}(?P<x>\+?\d(?:[\s()–.-]{{0,3}}\d){{4,10}})(?!\d)",
    ),
    shape(
        "phone-short", "PHONE", POSSIBLE, "городской номер через дефисы, не похожий на дату",
        r"(?<![\d/.-])(?P<x>\d{1,3}-\d{2}-\d{2})(?![\d/.-]|-\d)", _is_no_date,
    ),
)  # fmt: skip
