"""Addresses of mail and accounts in networks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.text.personal.base import LIKELY, POSSIBLE, SURE, rule, shape
from painmap.text.view import Span

# The last part of a domain; of one written with blanks or spoken («точка ру») only what is usual.
_LAST = r"(?:[a-z]{2,10}|рф|ру|рус|ком|орг|нет|су|дети|москва|онлайн|сайт)(?![\w-])"
_SHORT_LAST = r"(?:ru|com|net|org|su|by|kz|ua|me|рф|ру|ком|рус)(?![\w-])"
_PROVIDER = (
    r"(?:e?-?mail|gmail|hotmail|ya|yandex|rambler|list|bk|inbox|icloud|internet|outlook|vk"
    r"|мейл|мэйл|маил|майл|емайл|яндекс|рамблер|гмейл|гмайл|жмейл|джимейл|лист|бк|инбокс)"
)
_LOCAL = r"(?<![\w.+-])\w[\w.+-]*"
_SPOKEN_DOT = r"\s{0,2}(?:[.,]|[(\[]?\s?(?:точка|тчк|dot)\s?[)\]]?)\s{0,2}"
_SPOKEN_SIGN = r"(?:точка|тире|дефис|(?:нижнее\s)?подч[её]ркивание|dot)"
_AFTER_SPOKEN_AT = re.compile(
    r"(?:(?:собак[аиу]|сабак[аи]|собачка|гав)\b|(?:at|эт|dog)\s?[)\]}>*])\s?[)\]}>*]?\s{0,2}"
    rf"(?:(?:[\w-]+{_SPOKEN_DOT}){{1,3}}{_LAST}|{_PROVIDER}\s{_SHORT_LAST})",
    re.IGNORECASE,
)
_BEFORE_SPOKEN_AT = re.compile(
    rf"{_LOCAL}(?:\s{_SPOKEN_SIGN}\s[\w.+-]+){{0,3}}\s{{0,2}}[(\[{{<*]?\s?$", re.IGNORECASE
)
# Characters: names of mail boxes have at most 64 (RFC 5321, 4.5.3.1.1).
_LONGEST_LOCAL = 64


def _spoken(text: str, places: list[int]) -> Iterator[Span]:
    """«ivan собака mail точка ru», «ivan (at) mail.ru»."""
    for place in places:
        domain = _AFTER_SPOKEN_AT.match(text, place)
        begin = max(0, place - _LONGEST_LOCAL)
        local = _BEFORE_SPOKEN_AT.search(text[begin:place]) if domain else None
        if domain and local:
            yield begin + local.start(), domain.end()


EMAIL = (
    shape(
        "email", "EMAIL", SURE, "имя, знак @ и домен",
        rf"(?P<x>{_LOCAL}@(?:[\w-]+\.)+{_LAST})", mark="@",
    ),
    # «ivan @mail.ru», «ivan@ mail.ru», «ivan@mail,ru»; a Cyrillic word before « @nick.name» is no part of it.
    shape(
        "email-spaced", "EMAIL", SURE, "имя, знак @ и домен с пробелами или запятой вместо точки",
        r"(?P<x>(?<![\w.+-])[a-z0-9][a-z0-9_.+-]*\s{0,2}@\s{0,2}(?:[a-z0-9-]+\.)*[\w-]+\s?[.,]\s?"
        rf"{_SHORT_LAST})",
        mark="@",
    ),
    shape(
        "email-cut", "EMAIL", LIKELY, "имя, знак @ и название почтовой службы",
        rf"(?P<x>{_LOCAL}@\s?{_PROVIDER}(?:ru|com)?)(?![\w-])", mark="@",
    ),
    rule(
        "email-spoken", "EMAIL", SURE, "имя, слово «собака» и домен", _spoken,
        cue="собака сабака гав at эт dog",
    ),
)  # fmt: skip

_NETWORK = (
    r"(?:vk\.com|vk\.ru|vk\.me|vkontakte\.ru|ok\.ru|odnoklassniki\.ru|t\.me|telegram\.me|instagram\.com"
    r"|facebook\.com|fb\.com|wa\.me|tiktok\.com|twitter\.com|x\.com|my\.mail\.ru|max\.ru|youtube\.com(?=/@)"
    r"|livejournal\.com)"
)
_MESSENGER = (
    r"(?:вк|vk|контакт\w*|вконтакт\w*|телег\w*|т[гг]|tg|telegram|инст\w{0,8}|instagram|одноклассник\w*"
    r"|ватсап\w*|вайбер\w*|viber|скайп\w*|skype|дискорд\w*|discord|фейсбук\w*|facebook|тик-?ток\w*"
    r"|ник(?:нейм)?|nick\w*|логин\w*|login|аккаунт\w*|уч[её]тн\w+\s+запис\w+|страниц\w+|профил\w+)"
)
_MESSENGER_CUE = (
    "вк vk контакт вконтакте телеграм тг tg telegram инстаграм instagram одноклассники ватсап вайбер viber"
    " скайп skype дискорд discord фейсбук facebook тикток ник nick логин login аккаунт учетная страница"
    " профиль"
)
_NETWORK_WORD = r"(?:вк|vk|вконтакте|телеграмм?е?|тг|tg|инстаграмм?е?)"
_SERVICE = (
    r"(?:\w*messenger|\w*gram|\w*tube|whatsapp|facebook|android|desktop|premium|business|stories|channel|channels"
    r"|support|service|services|web\w*|video\w*|music|online)\b"
)
_END_OF_NICK = r"(?![\w/@]|\.\w|\s?@)"
_COMMUNITY = re.compile(r"(?:^|[/@])(?:club|public|event)\d")


def _is_no_community(text: str) -> bool:
    """The network's own names of communities begin with «club», «public», «event» and their number."""
    return not _COMMUNITY.search(text.lower())


ACCOUNT = (
    shape(
        "profile-link", "ACCOUNT", SURE, "ссылка на страницу социальной сети или мессенджера",
        rf"(?P<x>(?:https?://(?:[a-z]{{1,6}}\.)?|(?<![\w./@-])(?:www\.|m\.)?){_NETWORK}/"
        r"[^\s<>\"'`,;«»)\]]*\w)",
        _is_no_community,
        cue="http https www m vk vkontakte ok odnoklassniki t telegram instagram facebook fb wa tiktok"
        " twitter x my max youtube livejournal",
    ),
    shape(
        "nick", "ACCOUNT", LIKELY, "имя учётной записи после знака @",
        r"(?P<x>@(?<![\w.@].)[a-z_][\w.]{2,}\w)", _is_no_community, mark="@",
    ),
    # A mention on VK: «[id123456|Марина]», «@id123456 (Марина)».
    shape(
        "profile-id", "ACCOUNT", SURE, "номер страницы ВКонтакте в упоминании",
        r"(?<=[\[*@])(?P<x>id\d{4,12})(?!\w)", cue="id",
    ),
    shape(
        "nick-after-word", "ACCOUNT", SURE, "имя учётной записи после названия сети или слова «ник»",
        rf"\b{_MESSENGER}(?:\s+(?:в|на)\s+{_MESSENGER})?\s?[:=–—-]\s?(?P<x>@?[a-z_][\w.]{{2,30}}\w)"
        rf"{_END_OF_NICK}",
        cue=_MESSENGER_CUE,
    ),
    shape(
        "nick-beside-word", "ACCOUNT", LIKELY, "латинское имя с цифрой или «_» рядом с названием сети",
        rf"\b{_MESSENGER}(?:\s+(?:в|на)\s+{_MESSENGER})?\s+"
        rf"(?P<x>(?=[a-z.]*[\d_])[a-z][a-z0-9_.]{{2,30}}[a-z0-9_]){_END_OF_NICK}",
        cue=_MESSENGER_CUE,
    ),
    # Small letters that end a clause; «telegram premium», «VK messenger» are the networks' own.
    shape(
        "nick-after-network", "ACCOUNT", POSSIBLE, "латинское слово в конце фразы после названия сети",
        rf"\b{_NETWORK_WORD}\s+(?P<x>(?!{_SERVICE})(?-i:[a-z]{{7,30}}))(?=\s*(?:[,;)\n]|\.(?:\s|$)|$))",
        cue="вк vk вконтакте телеграм тг tg инстаграм",
    ),
)  # fmt: skip
