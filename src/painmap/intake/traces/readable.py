r"""A text as a person would read it: escapes undone, invisible characters dropped, mark-up removed.

Undone: `\u0430` of JSON (also escaped twice), `\xd0` of Python, HTML entities, `%D0` of addresses,
`=D0` of mail, base64 that holds text (also in several lines, also `data:` and `=?utf-8?b?…?=`).
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator

_INVISIBLE = re.compile("[\u00ad\u0300\u0301\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f]")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
# Possessive, and never from the midst of a run: else a run of 1 MB takes hours.
_JSON = re.compile(r"(?<!\\)\\++u([0-9a-fA-F]{4})")
_BLANK_ESCAPE = re.compile(r"(?<!\\)\\++(?:[nrt](?![a-z]{2}:)|(?=[\"'/]))")
_BYTES = re.compile(r"(?:(?<!\\)\\++x[0-9a-fA-F]{2}|=[0-9A-F]{2}){2,}|(?:%[0-9a-fA-F]{2})+")
# `html` refuses a number of 4300 digits.
_NO_LETTER = re.compile(r"&#(?=\d{99})")
_SOFT_BREAK = re.compile(r"=\r?\n(?=[=\w ])")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}+(?:\r?\n[ \t]?[A-Za-z0-9+/_-]{2,}+)*={0,2}")
# No word is as long: what does not decode to text is a picture or a font.
_LONG = 400
_DRAWING = re.compile(
    r"\b(?:d|points|transform|viewBox|style)=\\?\"[MmLlHhVvCcSsQqTtAaZz\d\seE.,()+-]{12,}\\?\""
)
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*+)[^<>]*+>|<!--|-->")
# Tags of HTML, DrawingML, WordprocessingML and OpenDocument between which no word ends.
_INLINE = re.compile(
    r"a|abbr|b|bd[io]|big|cite|code|em|font|i|ins|kbd|mark|q|s|small|span|strong|su[bp]|tt|u|var|wbr|"
    r"r|t|rpr|rfonts|sz|[aw]:(?:r|t|rpr|b|bcs|i|lang|color|sz|szcs|rfonts|prooferr|bookmark\w+)|text:span",
    re.IGNORECASE,
)
_TWINS = str.maketrans("AaBCcEeHKkMOoPpTXxy", "АаВСсЕеНКкМОоРрТХху")
_MIXED = re.compile(r"(?<![A-Za-zА-ЯЁа-яё])(?:[A-Za-z]++[А-ЯЁа-яё]|[А-ЯЁа-яё]++[A-Za-z])[A-Za-zА-ЯЁа-яё]*+")
# «К и с е л ё в а»: four letters and more, each apart by the same.
_SPACED = re.compile(
    r"(?<![А-ЯЁа-яё])[А-ЯЁа-яё]([ \t_.*·•-]{1,3})[А-ЯЁа-яё](?:\1[А-ЯЁа-яё]){2,}(?![А-ЯЁа-яё])"
)
# «7.9e10»: a telephone that became a number.
_EXPONENT = re.compile(r"(?<![\w.,])(\d)[.,](\d{6,14})[eEеЕ]\+?(\d{1,2})(?!\w)")
_ODD_DIGIT = re.compile(r"(?![0-9])\d")
_SPECIAL = re.compile("|".join(one.pattern for one in (_INVISIBLE, _BLANKS, _DASHES, _ODD_DIGIT)))
_TEXTUAL = re.compile(r"[^\x00-\x08\x0e-\x1f\x7f\ufffd]*")


def unfolded(text: str) -> Iterator[str]:
    """The text without drawings and encoded pieces, then each encoded piece that holds text."""
    pieces: list[str] = []

    def decoded(match: re.Match[str]) -> str:
        inner = _from_base64(match[0])
        if inner is None:
            return match[0]
        pieces.append(inner)
        return match[0] if len(match[0]) < _LONG else " "

    if "=D0" in text or "=D1" in text:
        text = _SOFT_BREAK.sub("", text)
    yield _BASE64.sub(decoded, _DRAWING.sub(" ", text))
    yield from pieces


def _from_base64(text: str) -> str | None:
    """The text in it, empty for a picture or a font, None where it is no base64."""
    packed = re.sub(r"\s", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    if len(packed) % 4 == 1 or (len(packed) < 64 and packed.isalpha()):
        return None
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
        inner = data.decode()
    except (binascii.Error, UnicodeDecodeError):
        return "" if len(packed) >= _LONG else None
    return inner if _TEXTUAL.fullmatch(inner) else None


def readings(line: str) -> Iterator[str]:
    """The line with its escapes undone: with the mark-up (attributes hold text, too), and without."""
    plain = _plain(_undone(line))
    yield plain
    if "<" in plain:
        yield _TAG.sub(lambda match: "" if _INLINE.fullmatch(match[2] or "") else " | ", plain)


def _undone(line: str) -> str:
    if "\\" in line:
        line = _JSON.sub(lambda match: chr(int(match[1], 16)), line)
    if "\\x" in line or "%" in line or "=" in line:
        line = _BYTES.sub(_from_bytes, line)
    if "\\" in line:
        line = _BLANK_ESCAPE.sub(" ", line)
    if "&" in line:
        line = html.unescape(_NO_LETTER.sub("", html.unescape(_NO_LETTER.sub("", line))))
    return line


def _from_bytes(match: re.Match[str]) -> str:
    data = bytes.fromhex(re.sub(r"\\+x|[%=]", "", match[0]))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def _plain(line: str) -> str:
    line = _EXPONENT.sub(_from_exponent, line)
    if line.isascii():
        return line
    if _SPECIAL.search(line):
        line = _DASHES.sub("-", _BLANKS.sub(" ", _INVISIBLE.sub("", line)))
        line = _ODD_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), line)
    if not unicodedata.is_normalized("NFC", line):
        line = unicodedata.normalize("NFC", line)
    line = _MIXED.sub(lambda match: match[0].translate(_TWINS), line)
    return _SPACED.sub(lambda match: match[0].replace(match[1], ""), line)


def _from_exponent(match: re.Match[str]) -> str:
    whole, fraction, power = match[1], match[2].rstrip("0"), match[3]
    zeros = int(power) - len(fraction)
    return whole + fraction + "0" * zeros if zeros >= 0 else match[0]
