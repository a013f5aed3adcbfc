"""Texts masked, with the fields of their own row as known entities; what is masked is counted, never kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.request import Context

if TYPE_CHECKING:
    from painmap.text.deidentify import Masked

# Fields of RAW_APPEALS that the masker looks for in the row's own text.
KNOWN_FIELDS: Mapping[str, str] = {
    "person_name": "name",
    "phone": "phone",
    "email": "email",
    "address": "address",
}


def masked_texts(texts: pd.Series, people: pd.DataFrame, context: Context) -> pd.Series:
    """The texts with personal data masked; the fields of `people` (same index) are known entities.

    Raises:
        PainmapError: The masker failed; the message holds the kind of failure and no value.
    """
    present = texts.dropna()
    if present.empty:
        return texts.astype(object)
    found = masked(list(present), _known_fields(people.loc[present.index]), context)
    _count_masks(found, context)
    return pd.Series([item.text for item in found], index=present.index, dtype=object).reindex(texts.index)


def masked(texts: Sequence[str], known: Iterable[dict[str, str]], context: Context) -> list[Masked]:
    """Each text masked, `known` being the fields of its row.

    Raises:
        PainmapError: The masker failed; the message holds the kind of failure and no value.
    """
    from painmap.text.deidentify import Known

    failure = ""
    try:
        found = context.request.mask(texts, [Known(**fields) for fields in known])
    except Exception as error:
        failure = type(error).__name__
    if failure or len(found) != len(texts):
        # Outside of `except`: the failure's message and its frames hold the text.
        raise PainmapError(
            f"Сбой маскирования персональных данных ({failure or 'число текстов не сошлось'})",
            where=context.request.relative_name,
            remedy="файл не обработан; запустите painmap doctor и сообщите разработчику",
        )
    return found


def _known_fields(people: pd.DataFrame) -> Iterable[dict[str, str]]:
    fields = people.reindex(columns=list(KNOWN_FIELDS)).astype(object)
    for values in fields.where(fields.notna(), "").itertuples(index=False, name=None):
        yield dict(zip(KNOWN_FIELDS.values(), map(str, values), strict=True))


def _count_masks(found: Sequence[Masked], context: Context) -> None:
    for item in found:
        for (_, _, kind), rule in zip(item.spans, item.rules, strict=True):
            context.journal.count("masked", f"{kind} {rule}", 1)
