"""Whether the counts of a tally add up: to the number of questionnaires, and to the shares beside them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from painmap.intake.words import norm
from painmap.params.models import Question

_SHARE = re.compile(r"(\d{1,3}(?:[.,](\d+))?) ?(%?)")
# A cell that a formula filled has fifteen digits; Excel shows one or two of them.
_MOST_DIGITS = 2


@dataclass(frozen=True)
class Share:
    """A share as the tally prints it, in per cent, and the digits after its comma (of 0.65: none)."""

    percent: float
    digits: int


@dataclass(frozen=True)
class Count:
    """A row of the tally: how many chose an option of a question; `row` as Excel shows it."""

    question: str
    option: str
    number: int
    row: int
    share: Share | None = None


def read_shares(cells: Sequence[str]) -> list[Share | None]:
    """The shares of a column; None where a cell holds none.

    A column without any number above 1 and without a per cent sign holds parts of one: that is what a cell
    which Excel shows as «65 %» contains.
    """
    matches = [_SHARE.fullmatch(cell) for cell in cells]
    numbers = [float(match[1].replace(",", ".")) if match else 0.0 for match in matches]
    shift = 2 if max(numbers, default=0) <= 1 and not any(match and match[3] for match in matches) else 0
    return [
        Share(number * 10**shift, min(len(match[2] or "") - shift, _MOST_DIGITS)) if match else None
        for match, number in zip(matches, numbers, strict=True)
    ]


def has_one_answer(question: Question) -> bool:
    """Whether a respondent gives one answer at most."""
    return question.kind in ("scale", "nps", "single")


def fault(question: Question | None, counts: Sequence[Count], total: int) -> str:
    """What does not add up in the rows of a question, from «строка …» on; empty if all does.

    Fewer answers than questionnaires are no fault: people leave questions out.

    Args:
        question: None if the questionnaire has no such one; it is not read, nor is an open one.
        total: Number of questionnaires.
    """
    for count in counts:
        if count.number > total:
            return f"строка {count.row}: ответов {count.number}, а анкет {total}"
    if question is None or question.kind == "open":
        return ""
    first_rows: dict[str, int] = {}
    for count in counts:
        if (first := first_rows.setdefault(norm(count.option), count.row)) != count.row:
            return f"строка {count.row}: тот же вариант ответа, что в строке {first}"
    answers = sum(count.number for count in counts)
    if has_one_answer(question) and answers > total:
        return f"строки {counts[0].row}–{counts[-1].row}: ответов {answers}, а анкет {total}"
    return _contradiction(question, counts, total, answers)


def _contradiction(question: Question, counts: Sequence[Count], total: int, answers: int) -> str:
    """The first share that its count does not bear out, of whatever all shares of the question may be.

    They are shares of the questionnaires, of the answers, or, where one person gives several answers, of
    those who gave any: a number that nobody wrote down.
    """
    by_base = {base: _misfits(counts, base) for base in (total, answers) if base}
    if not all(by_base.values()) or (not has_one_answer(question) and _has_base(counts, total)):
        return ""
    base, wrong = min(by_base.items(), key=lambda item: len(item[1]))
    count, share = wrong[0]
    due, stated = (
        f"{x:.{max(share.digits, 0)}f}".replace(".", ",") for x in (100 * count.number / base, share.percent)
    )
    more = f" (и ещё строк: {len(wrong) - 1})" if len(wrong) > 1 else ""
    return f"строка {count.row}: {count.number} из {base} — это {due} %, а в своде {stated} %{more}"


def _misfits(counts: Sequence[Count], base: int) -> list[tuple[Count, Share]]:
    """The rows whose share is more than one in its last digit away: rounding to 100 % moves it that far."""
    stated = [(count, count.share) for count in counts if count.share]
    return [
        (count, share)
        for count, share in stated
        if abs(share.percent - 100 * count.number / base) > _step(share)
    ]


def _has_base(counts: Sequence[Count], total: int) -> bool:
    """Whether some number of people, `total` at most, makes all shares of the question right."""
    low, high = max(1.0, *(float(count.number) for count in counts)), float(total)
    for count in counts:
        if count.share is None:
            continue
        least, most = count.share.percent - _step(count.share), count.share.percent + _step(count.share)
        if count.number == 0 and least > 0:
            return False
        if count.number:
            low = max(low, 100 * count.number / most)
            high = min(high, 100 * count.number / least) if least > 0 else high
    return math.ceil(low) <= math.floor(high)


def _step(share: Share) -> float:
    """One in the last digit, and a little for the arithmetic of the machine."""
    return float(10**-share.digits) + 1e-9
