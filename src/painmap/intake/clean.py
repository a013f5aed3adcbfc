"""Cleaning of mapped rows: a row is an appeal, a step is a function frame -> frame that keeps a journal."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from painmap.intake import renumbered
from painmap.intake.cellwise import each
from painmap.intake.date_order import swap_back
from painmap.intake.held import HeldTexts
from painmap.intake.items import find_topics, row_keys
from painmap.intake.plain import plain_texts, rewritten
from painmap.intake.request import Context, Fault
from painmap.intake.words import NO_NUMBER, squeezed

Step = Callable[[pd.DataFrame, Context], pd.DataFrame]

# No electronic register of appeals is older; a date before it is a slip («0205», «1025»).
_EARLIEST = pd.Timestamp("2000-01-01")
# Reason of a row that another one stands for: nothing is lost with it.
SUPERSEDED = "номер повторяется, действует более поздняя строка"
# Regime of an appeal that has to name its author (a key of `regimes` in params/report.yaml).
_WRITTEN = "59-fz"
# Facts which cannot precede the registration, and those which cannot lie after the day of receipt.
LATER_DATES = ("answered_date", "forwarded_date", "extended_until_date")
_LONGEST_EXTENSION = 30
_BEFORE_RECEIPT = ("answered_date", "forwarded_date")


def tidy_texts(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """HTML, control and direction-changing characters out of texts; white space squeezed in short fields."""
    texts, dropped = plain_texts(rewritten(frame["text"], context.request.format.rewrite))
    context.journal.count("cleaned", "управляющие знаки в тексте", dropped)
    short = {
        name: each(frame[name], lambda text: squeezed(text) or None)
        for name in ("appeal_id", "unit", "municipality", "client_source_id")
    }
    return frame.assign(text=texts, **short)


def require_number(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Reject rows without a registration number («б/н»)."""
    numbers = frame["appeal_id"].astype("string")
    is_bad = (numbers.isna() | numbers.str.fullmatch(NO_NUMBER.pattern, case=False).fillna(False)).astype(
        bool
    )
    fault = Fault("appeal_id", "пусто", "нет регистрационного номера", "внесите номер в источнике")
    return context.reject(frame, is_bad, fault)


def require_registered_date(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Reject rows whose registration has no date, is later than the file's receipt or absurdly early."""
    received = pd.Timestamp(context.request.received_date)
    remedy = "исправьте дату регистрации в источнике"
    name = "registered_date"
    frame = context.reject(frame, frame[name].isna(), Fault(name, "пусто", "нет даты регистрации", remedy))
    late = Fault(name, "дата", f"дата регистрации позже получения файла ({received:%d.%m.%Y})", remedy)
    frame = context.reject(frame, frame[name] > received, late)
    early = Fault(name, "дата", f"дата регистрации раньше {_EARLIEST:%d.%m.%Y}", remedy)
    return context.reject(frame, frame[name] < _EARLIEST, early)


def set_impossible_dates_aside(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Empty an answer, redirect or extension before the registration, and an answer in the future."""
    received = pd.Timestamp(context.request.received_date)
    tests = [(name, "раньше регистрации", frame[name] < frame["registered_date"]) for name in LATER_DATES]
    tests += [(name, "позже получения файла", frame[name] > received) for name in _BEFORE_RECEIPT]
    frame = frame.copy()
    for name, what, is_bad in tests:
        if is_bad.any():
            frame.loc[is_bad, name] = pd.NaT
            context.journal.count("set_aside", f"{name}: {what}", is_bad.sum())
            context.journal.warn_of_rows(
                f"Графа «{context.title(name)}»: дат {what}: {{}} ({{rows}}); строки оставлены без этой "
                "даты, исправьте её в источнике.",
                frame[is_bad],
            )
    return frame


def require_channel(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Reject rows without a channel, or with one that is not in the agency's profile."""
    codes = [channel.code for channel in context.request.agency.channels]
    empty = Fault(
        "channel_code", "пусто", "канал поступления не указан", "внесите канал или задайте defaults формата"
    )
    frame = context.reject(frame, frame["channel_code"].isna(), empty)
    remedy = f"поправьте формат или профиль: известны {', '.join(codes)}"
    unknown = Fault("channel_code", "текст", "канала нет в профиле органа", remedy)
    return context.reject(frame, ~frame["channel_code"].isin(codes), unknown)


def fill_client_kind(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Client kind: of the row, else of the source, else the channel's only one, else `unknown`."""
    request = context.request
    only = {c.code: c.client_kinds[0] for c in request.agency.channels if len(c.client_kinds) == 1}
    by_channel = frame["channel_code"].map(only).astype(object)
    kinds = frame["client_kind"].where(frame["client_kind"].notna(), request.source.client_kind or by_channel)
    return frame.assign(client_kind=kinds.where(kinds.notna(), "unknown"))


def fill_applicant(frame: pd.DataFrame, _context: Context) -> pd.DataFrame:
    """An internal client without a category is staff."""
    is_staff = frame["applicant_code"].isna() & (frame["client_kind"] == "internal")
    return frame.assign(applicant_code=frame["applicant_code"].mask(is_staff, "staff"))


def fill_regime(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The regime (law) of the answer's term: of the channel, or of who asks where the profile says so."""
    agency = context.request.agency
    usual = frame["channel_code"].map({channel.code: channel.regime for channel in agency.channels})
    regimes = usual
    for rule in agency.applicant_regimes:
        is_theirs = frame["applicant_code"].eq(rule.applicant) & frame["appeal_kind"].eq(rule.appeal_kind)
        is_meant = is_theirs.fillna(value=False) & usual.eq(rule.instead_of)
        regimes = regimes.mask(is_meant, rule.regime)
    return frame.assign(regime_code=regimes)


def fill_anonymous(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """An empty cell of the applicant where 59-FZ asks for one: an anonymous appeal.

    A written appeal has to name its author (59-ФЗ ст. 7 ч. 1; without the name it gets no answer, ст. 11
    ч. 1): regime `59-fz`, whatever the channel. Elsewhere (a call, a box, a message of a platform) an empty
    cell says nothing. What the cell says itself («аноним», «без подписи», a name) the format tells; a source
    without the applicant's column, or one in which it may be absent, says nothing of any of its appeals.
    """
    columns = context.request.format.columns.values()
    if not any("is_anonymous" in mapping.fields and mapping.is_required for mapping in columns):
        return frame
    is_empty = frame["is_anonymous"].isna() & frame["person_name"].isna() & frame["regime_code"].eq(_WRITTEN)
    return frame.assign(is_anonymous=frame["is_anonymous"].mask(is_empty, "true"))


def silence_count_only(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Texts of channels that are counted but never read (anti-corruption hotline) are dropped here."""
    silent = [channel.code for channel in context.request.agency.channels if channel.is_count_only]
    is_silent = frame["channel_code"].isin(silent) & frame["text"].notna()
    context.journal.count("cleaned", "тексты каналов, которые только считаются", is_silent.sum())
    return frame.assign(text=frame["text"].mask(is_silent, None))


def fill_known_dates(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """When each changing fact became known: its own date, else the day the file was received.

    No register dates the decision to extend a term. It is made while the first term runs, which ends not
    more than 30 days before the extended one (59-ФЗ, ст. 12 ч. 2): from then on it is known.
    """
    received = pd.Timestamp(context.request.received_date)
    answered, forwarded = frame["answered_date"], frame["forwarded_date"]
    has_outcome = frame["outcome_code"].notna()
    outcome = answered.where(answered.notna(), forwarded.where(frame["outcome_code"] == "forwarded"))
    return frame.assign(
        answer_known_date=answered,
        forward_known_date=forwarded,
        extension_known_date=_first_term_ended(frame, received),
        outcome_known_date=outcome.fillna(received).where(has_outcome),
    )


def _first_term_ended(frame: pd.DataFrame, received: pd.Timestamp) -> pd.Series:
    """Of the extended ones: the earliest end of the first term, but not after the file was received."""
    days = frame["extended_until_date"] - pd.Timedelta(days=_LONGEST_EXTENSION)
    days = days.mask(days < frame["registered_date"], frame["registered_date"])
    return days.mask(days > received, received).astype("datetime64[s]")


def count_filled(frame: pd.DataFrame, _context: Context) -> pd.DataFrame:
    """`filled`, how many cells of a row are: of two rows with one number the fuller counts."""
    return frame.assign(filled=frame.notna().sum(axis=1))


def supersede_duplicates(
    frame: pd.DataFrame, context: Context, texts: HeldTexts | None = None
) -> pd.DataFrame:
    """Of several rows with one number (and question, where rows are questions) the later one counts.

    The others are rejected; those that are evidently another appeal than the later one are lost.
    Later is the row with the latest answer, redirect or extension, then the fuller one, then the
    lower one: so a shuffled file gives the same appeals wherever the content tells which is newer.

    Args:
        texts: Given where the column `text` holds places in them.
    """
    key = row_keys(frame, context)
    if not key.duplicated().any():
        return frame
    ranked = frame.assign(
        _key=key,
        _latest=frame[list(LATER_DATES)].max(axis=1).fillna(pd.Timestamp.min.as_unit("s")),
    ).sort_values(["_latest", "filled", "sheet", "row"], kind="stable")
    is_older = ranked["_key"].duplicated(keep="last").reindex(frame.index)
    is_other = renumbered.given_again(frame, key, is_older, context, texts)
    is_same = is_older & ~is_other
    if is_same.any():
        context.journal.warn("Повторяющиеся номера: {} строк(и) заменены более поздними.", is_same.sum())
    remedy = "проверьте, одно ли это обращение; разным обращениям дайте разные номера"
    frame = context.reject(frame, is_same, Fault("appeal_id", "текст", SUPERSEDED, remedy))
    return renumbered.reject(frame, is_other[frame.index], context)


STEPS: tuple[Step, ...] = (
    tidy_texts,
    require_number,
    swap_back,
    require_registered_date,
    set_impossible_dates_aside,
    find_topics,
    require_channel,
    fill_client_kind,
    fill_applicant,
    fill_regime,
    fill_anonymous,
    silence_count_only,
    fill_known_dates,
    count_filled,
    supersede_duplicates,
)
