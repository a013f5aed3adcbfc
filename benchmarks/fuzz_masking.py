"""Coverage-guided fuzzing of masking (atheris): no crash, right offsets, masking twice changes nothing.

`python benchmarks/fuzz_masking.py [--seconds 60] [--corpus FOLDER]` ends with 0, or prints what broke, the
text, and ends with 1. Texts are put together from made-up personal details, markup and single characters.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_INSTRUMENTED = [f"painmap.text.{name}" for name in ("personal", "view", "characters", "deidentify")]
# A text that takes longer than this is a finding (seconds).
_TIMEOUT = 20
_INSIDE = "inside"

DETAILS = (
    "8 900 000-00-00", "+7(900)0000000", "2-34-56", "8 (8722) 67-00-00", "112-233-445 95", "11223344595",
    "500100732259", "7707083893", "92 04 123456", "9204123456", "серия 9204 номер 123456", "I-БД № 123456",
    "2200 0000 0000 0004", "2200000000000004", "40817810000000000000", "ivan.petrov@example.ru",
    "ivan(собака)example точка ru", "vk.com/id000000", "@petrov_ivan", "https://t.me/petrov", "А123ВС05",
    "а 123 вс 05", "12.05.1980", "5 мая 1980 года", "02-Г-1187/25", "05:40:000000:123",
    "ул. Мирная, д. 5, кв. 7", "г. Дербент, ул. Садовая, 42", "дом 5 кв 7", "Иванов Иван Иванович",
    "иванов иван", "ИВАНОВА МАРИЯ", "Магомедовой Патимат", "Явтысый Иса", "Круглов М.М.", "К. М. Гаджиев",
    "ш. в. исаев", "алиев расул магомедович", "Патимат Расулбеговна", "Абдул-Азиз оглы",
)  # fmt: skip
WORDS = (
    "тел. ", "снилс ", "ИНН: ", "паспорт ", "выдан ", "карта ", "счёт ", "полис ", "обращение № ", "вх. ",
    "госномер ", "дата рождения ", " г.р.", "родился ", "проживаю по адресу ", "живу на ", "меня зовут ",
    "С уважением, ", "специалист ", "заявитель ", "улица ", "имени ", "город ", "почта ", "нет света ",
    "Здравствуйте! ", "Прошу ", "Ленина ", "вера ", "магомед ", "ответа ", "год", "руб.", "т. е. ", "и. о. ",
    "Прршу ", "hello ", "қайырлы күн ", "привіт ", "你好 ",
)  # fmt: skip
BLANKS = (
    " ", ", ", ". ", "\n", "\r\n", "\t", "\xa0", "\u2009", "-", "–", "—", "(", ")", "/", "«", "»", ":", ";",
)  # fmt: skip
INVISIBLE = (
    "\u200b", "\u200d", "\u00ad", "\u202e", "\u2066", "\ufeff", "\u2060", "\ufe0f", "\x00", "\u0301",
    "\U000e0020", "<b>", "</b>", "<i class='a'>", "</span>", "<!-- -->", "&shy;", "&#8203;", "&#x200B;",
    "&amp;shy;",
)  # fmt: skip
MARKUP = (
    "<br>", "<p>", "</p>", "<td>", "<a href=\"tel:", "<a href='mailto:", "\">", "'>", "</a>", "<img title=\"",
    "<!--", "-->", "<", ">", "&", "&nbsp;", "&#49;", "&#x31;", "&amp;#49;", "&lt;b&gt;", "&quot;", "%40",
    "%D0%90", "data-x=",
)  # fmt: skip
STAND_INS = ("[ФИО 1]", "[ФИО 99999]", "[ФИО 999999]", "[телефон]", "[адрес]", "[ФИО ", "[", "]", "[СНИЛС]")
CHARACTERS = "0123456789١۲９𝟗⁹⑨aаeеoоpрcсxхBВHНTТKКAАёй\u0306\u0308ё𝐀Ａİßﬁⅷ№😀\ud83d\ude00ӏқі'\"`´@.+_"
PIECES: tuple[str, ...] = (
    *DETAILS, *WORDS, *BLANKS, *INVISIBLE, *MARKUP, *STAND_INS, *CHARACTERS,
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Two bytes a piece; past the last piece, a code point of the first two planes, surrogates too."""
    text = []
    for high, low in zip(data[::2], data[1::2], strict=False):
        number = high % 4 << 8 | low
        text.append(PIECES[number] if number < len(PIECES) else chr(high << 9 | low << 1))
    return "".join(text)


def broken(texts: Sequence[str]) -> str:
    """What is wrong with the masks of these texts; empty if nothing is."""
    from painmap.text import deidentify

    once = deidentify.mask_many(texts)
    twice = deidentify.mask_many([masked.text for masked in once])
    for text, masked, again in zip(texts, once, twice, strict=True):
        edges = [edge for start, end, _ in masked.spans for edge in (start, end)]
        if any(start >= end for start, end, _ in masked.spans) or edges != sorted(edges):
            return "spans are empty, out of order or overlap"
        if edges and not 0 <= edges[0] < edges[-1] <= len(text):
            return "spans lie outside of the text"
        if len(masked.rules) != len(masked.spans):
            return "not every span has its rule"
        if not _is_replaced(text, masked):
            return "the text is not the original with its spans replaced"
        if again.spans or again.text != masked.text:
            return "masking twice changes the text"
    return ""


def _is_replaced(text: str, masked: object) -> bool:
    from painmap.text import deidentify

    assert isinstance(masked, deidentify.Masked)
    stand_ins = {r.rule: r.stand_in.split("{}") for r in deidentify.RECOGNISERS}
    at = done = 0
    for (start, end, _), rule in zip(masked.spans, masked.rules, strict=True):
        gap = text[done:start]
        first, *last = stand_ins[rule]
        if not masked.text.startswith(gap + first, at):
            return False
        at += len(gap) + len(first)
        if last:
            number = masked.text[at:].split("]", 1)[0]
            if not number.isdecimal() or not masked.text.startswith(last[0], at + len(number)):
                return False
            at += len(number) + len(last[0])
        done = end
    return masked.text[at:] == text[done:]


def main() -> int:
    """Fuzz in a process of its own, since libFuzzer ends the one it runs in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = options.corpus or Path(folder) / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        _seed(corpus)
        flags = [
            f"-max_total_time={options.seconds}", f"-timeout={_TIMEOUT}", "-max_len=120", "-len_control=0",
            "-rss_limit_mb=3000", "-use_value_profile=1", "-print_final_stats=1",
            f"-artifact_prefix={folder}/", str(corpus),
        ]  # fmt: skip
        command = [sys.executable, __file__, _INSIDE, *flags]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        lines = done.stderr.splitlines()
        told = [line for line in lines if line.startswith(("stat::number_of_executed", "Done "))]
        told += [line for line in lines if " cov: " in line][-1:]
        print("\n".join(told if done.returncode == 0 else [done.stdout[-3000:], *lines[-20:]]))
        for path in sorted(Path(folder).glob("*-*")):
            print(f"{path.name}: {text_of(path.read_bytes())!r}")
    return int(done.returncode != 0)


def _seed(corpus: Path) -> None:
    """A text of each detail after each kind of word: mutation starts from what the rules know."""
    for i in range(len(DETAILS)):
        numbers = (len(DETAILS) + i % len(WORDS), i, len(DETAILS) + len(WORDS), i)
        data = b"".join(n.to_bytes(2, "big") for n in numbers)
        (corpus / f"detail-{i:02}").write_bytes(data)


def _fuzz(flags: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=_INSTRUMENTED):
        from painmap.text import deidentify

    deidentify.mask_many(["Иванов Иван Иванович"])

    def one(data: bytes) -> None:
        what = broken([text_of(data)])
        if what:
            raise AssertionError(what)

    atheris.Setup([sys.argv[0], *flags], one)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(_fuzz(sys.argv[2:]) if sys.argv[1:2] == [_INSIDE] else main())
