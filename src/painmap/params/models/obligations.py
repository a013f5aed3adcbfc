"""`params/obligations/<agency>.yaml`: what each paragraph of the order asks."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from painmap.params.models.base import ClientKind, File, Id, Params, Text

ObligationStatus = Literal[
    "reported",  # отражено в разделе N
    "partly",  # отражено частично
    "no_data",  # сведения не представлены
    "not_due",  # не наступило в отчётном периоде
    "discretionary",  # на усмотрение органа
    "organisational",  # организационная мера, вне отчёта
    "term",  # термин
    "contradiction",  # противоречие в тексте акта
]


class Obligation(Params):
    """One numbered paragraph of the act.

    Attributes:
        paragraph: Number as in the act («11», «4.2», «приказ 2»).
        quote: Literal quotation of its beginning or its binding words.
        asks: What it asks, short.
        section: Report section that meets it; empty where no report can.
        also: Another section without which it is met in part (surveys of the other clients).
        metrics: Keys of `metrics.METRICS` whose tables answer it.
        client_kind: Whose figures it asks for; both kinds' if absent.
        any_of: Paragraphs of the ledger of which the act asks for one or several: any of them meets this one,
            and those that a report does not have were not chosen.
        gap: What it asks for and no report holds, whatever came in (Russian); `partly` has one.
        status: `reported` and `partly` are the most that a report can earn: what it really holds decides.
    """

    paragraph: Text
    quote: Text
    asks: Text
    section: str = ""
    also: str = ""
    metrics: tuple[str, ...] = ()
    client_kind: ClientKind | None = None
    any_of: tuple[Text, ...] = ()
    gap: str = ""
    status: ObligationStatus

    @model_validator(mode="after")
    def _says_what_is_missing(self) -> Obligation:
        if (self.status == "partly") != bool(self.gap):
            raise ValueError(
                f"пункт {self.paragraph}: статус partly означает, что части требуемого нет ни в одном "
                "отчёте: она называется в поле gap, при другом статусе поля gap нет"
            )
        return self


class Obligations(File):
    """`params/obligations/<agency>.yaml`: the ledger of the order."""

    agency: Id
    paragraphs: tuple[Obligation, ...]
