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
# Before a blank a dot or comma may end the sentence or the item of a list: «mail.ru, other[at]mail.ru».
_SPOKEN_DOT = (
    rf"\s{{0,2}}(?:\.(?!\s)|[.,](?=\s{{0,2}}{_SHORT_LAST})|[(\[{{<*]?\s?(?:точка|тчк|dot)\s?[)\]}}>*]?)"
    r"\s{0,2}"
)
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


_CYRILLIC_PROVIDER = (
    r"(?:яндекс[еау]?|мейл\w{0,2}|мэйл\w{0,2}|маил\w?|майл\w{0,2}|емайл\w?|рамблер\w?|гмейл\w?|гмайл\w?|жмейл\w?"
    r"|джимейл\w?|бк|инбокс\w?)"
)
_AT_PROVIDER = re.compile(
    rf"(?:{_CYRILLIC_PROVIDER}{_SPOKEN_DOT}(?:ру|ком|рус|ru|com)|{_CYRILLIC_PROVIDER}\s(?:ру|ком|ru|com))(?![\w-])",
    re.IGNORECASE,
)
_BEFORE_PROVIDER = re.compile(r"(?P<x>(?<![\w.+@-])[a-z0-9][a-z0-9_.+-]{2,})\s+(?:на\s+)?$", re.IGNORECASE)
_BOX_NAME = re.compile(r"(?=.*[a-z])[\w.+-]*[\d_]", re.IGNORECASE)
_MAIL_WORD = re.compile(r"\b(?:почт|e?-?mail|мыло|ящик|эл\.)", re.IGNORECASE)


def _is_box(before: str, local: re.Match[str]) -> bool:
    """Not «google на яндексе ру»: a digit in the name, or a word of mail before it."""
    return bool(_BOX_NAME.search(local["x"]) or _MAIL_WORD.search(before, 0, local.start()))


def _at_provider(text: str, places: list[int]) -> Iterator[Span]:
    """«ivan82 на яндексе ру», «ivan82 гмейл ком»: the sign @ is left out."""
    for place in places:
        domain = _AT_PROVIDER.match(text, place)
        begin = max(0, place - _LONGEST_LOCAL)
        local = _BEFORE_PROVIDER.search(text[begin:place]) if domain else None
        if domain and local and _is_box(text[begin:place], local):
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
    rule(
        "email-without-sign", "EMAIL", LIKELY, "латинское имя и название почтовой службы", _at_provider,
        cue="яндекс мейл мэйл маил майл емайл рамблер гмейл гмайл жмейл джимейл бк инбокс",
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
    r"|icq|аськ\w|ник(?:нейм)?|nick\w*|логин\w*|login|аккаунт\w*|уч[её]тн\w+\s+запис\w+|страниц\w+|профил\w+)"
)
_MESSENGER_CUE = (
    "вк vk контакт вконтакте телеграм тг tg telegram инстаграм instagram одноклассники ватсап вайбер viber"
    " скайп skype дискорд discord фейсбук facebook тикток ник nick логин login аккаунт учетная страница"
    " профиль"
)
_IN_SERVICE = rf"(?:\s+(?:в|на|от)\s+(?:{_MESSENGER}|госуслуг\w*|портал\w*|сайт\w*|есиа|почт\w+))"
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
        is_latin=True,
    ),
    shape(
        "nick", "ACCOUNT", LIKELY, "имя учётной записи после знака @",
        r"(?P<x>@(?<![\w.@].)[a-z_][\w.]{2,}\w)", _is_no_community, mark="@",
    ),
    # A mention on VK: «[id123456|Марина]», «@id123456 (Марина)».
    shape(
        "profile-id", "ACCOUNT", SURE, "номер страницы ВКонтакте в упоминании",
        r"(?<=[\[*@])(?P<x>id\d{4,12})(?!\w)", cue="id", is_latin=True,
    ),
    shape(
        "nick-after-word", "ACCOUNT", SURE, "имя учётной записи после названия сети или слова «ник»",
        rf"\b{_MESSENGER}{_IN_SERVICE}?\s?[:=–—-]\s?(?P<x>@?[a-z_][\w.]{{2,30}}\w)"
        rf"{_END_OF_NICK}",
        cue=_MESSENGER_CUE, is_latin=True,
    ),
    shape(
        "nick-beside-word", "ACCOUNT", LIKELY, "латинское имя с цифрой или «_» рядом с названием сети",
        rf"\b{_MESSENGER}{_IN_SERVICE}?\s+"
        rf"(?P<x>(?=[a-z.]*[\d_])[a-z][a-z0-9_.]{{2,30}}[a-z0-9_]){_END_OF_NICK}",
        cue=_MESSENGER_CUE, is_latin=True,
    ),
    shape(
        "nick-of-skype", "ACCOUNT", SURE, "имя учётной записи Скайпа, начинается с «live:»",
        r"(?<![\w/.:])(?P<x>live:(?:\.cid\.)?(?=[\d.]*[a-z])[a-z0-9][\w.-]{2,40}\w)(?!@)",
        cue="live", is_latin=True,
    ),
    shape(
        "icq", "ACCOUNT", SURE, "номер после слов «ICQ», «аська»",
        r"\b(?:icq|аськ[аеиу]|аська)\b[\s:№#–-]{0,4}(?P<x>\d(?:[ -]?\d){4,9})(?![\d-])",
        cue="icq аська", digits=5,
    ),
    shape(
        "nick-of-author", "ACCOUNT", LIKELY, "латинское имя с цифрой или «_» после слова «автор»",
        r"\b(?:автор|пользовател[ьяею]\w?|отправител[ьяею]\w?|username|user|юзер\w?)\s?:?\s?"
        rf"(?P<x>(?!windows|android|ios|iphone)(?=[a-z.]*[\d_])[a-z][a-z0-9_.]{{2,30}}[a-z0-9_]){_END_OF_NICK}",
        cue="автор пользователь отправитель user юзер", is_latin=True,
    ),
    # Small letters that end a clause; «telegram premium», «VK messenger» are the networks' own.
    shape(
        "nick-after-network", "ACCOUNT", POSSIBLE, "латинское слово в конце фразы после названия сети",
        rf"\b{_NETWORK_WORD}\s+(?P<x>(?!{_SERVICE})(?-i:[a-z]{{7,30}}))(?=\s*(?:[,;)\n]|\.(?:\s|$)|$))",
        cue="вк vk вконтакте телеграм тг tg инстаграм", is_latin=True,
    ),
)  # fmt: skip
