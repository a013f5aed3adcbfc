"""`params/agencies/<agency>.yaml`: the profile of an agency."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from painmap.params.models.base import ClientKind, File, Id, Params, PeriodName, Text
from painmap.params.models.thresholds import Disclosure, Thresholds
from painmap.paths import Edition
from painmap.periods import Period, PeriodKind


class Order(Params):
    """The act that binds the agency."""

    title: Text
    reference: Text
    is_draft: bool = False
    note: str = ""


class Channel(Params):
    """A way by which feedback arrives.

    Attributes:
        paragraph: Paragraph of the order that names the channel; empty: not named, reported apart.
        words: How registers call it («Почта России»), beside its title, for `by_profile: channels`.
        regime: Term of the answer, a key of `regimes`.
        is_count_only: Counted but never read (anti-corruption hotline).
        is_survey: Its units are responses, counted apart from appeals.
        form: Form of an appeal that comes this way (code of `codes.FORMS`), for registers that do not say
            it; None: the channel does not tell.
    """

    code: Id
    title: Text
    client_kinds: tuple[ClientKind, ...]
    regime: str
    paragraph: str = ""
    words: tuple[Text, ...] = ()
    is_count_only: bool = False
    is_survey: bool = False
    mode: Literal["online", "offline"] = "online"
    form: Literal["written", "electronic", "oral"] | None = None


class ApplicantRegime(Params):
    """A term that depends on who asks: it takes the place of one regime of the channels.

    Attributes:
        applicant: Code of `codes.APPLICANTS`.
        appeal_kind: Code of `codes.APPEAL_KINDS`.
        instead_of: Regime of the channel, a key of `regimes`; appeals under another one keep theirs.
        regime: What holds in its place, a key of `regimes`.
    """

    applicant: str
    appeal_kind: str
    instead_of: str
    regime: str


class Topic(Params):
    """An entry of the agency's classifier; `code` as the register writes it («01»)."""

    code: Text
    title: Text


class Scope(Params):
    """A power, or a group of them, that the report shows apart.

    Attributes:
        topics: Topics of its appeals. The last scope has none: it takes what the others do not name.
        processes: Processes of its problems.
    """

    id: Id
    title: Text
    topics: tuple[Text, ...] = ()
    processes: tuple[Id, ...] = ()


class Source(Params):
    """Raw files of one origin: glob within `data/raw/<agency>/<year>/`, and their format.

    Attributes:
        study: Study of the responses, for survey formats.
        client_kind: Client kind of every row where the format does not tell.
        channel: Channel of every row where the format does not tell; a code of the profile.
        topics: Word of the source's own classifier, or its code or the beginning of one («0005.0005»), →
            topic of the agency. Empty: such words are not read, the text decides.
        since, until: First and last day on which there is such a source (a page that was opened, a journal
            that was closed): outside them it is not missed. None: as far as its files reach.
    """

    id: Id
    files: Text
    format: Id
    study: Id | None = None
    client_kind: ClientKind | None = None
    channel: Id | None = None
    topics: dict[str, Text] = Field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    silent: tuple[PeriodName, ...] = ()


class EditionRule(Params):
    """A pair (period kind, edition) that the order allows, and the sections it may hold.

    Attributes:
        is_latest_only: Where no period is asked for, only the latest covered one is made; others on demand.
    """

    period_kind: PeriodKind
    edition: Edition
    sections: tuple[str, ...]
    ground: Text
    is_latest_only: bool = False


# Change of the register, of the questionnaire, of the law, and what else people should know beside a series.
EventKind = Literal["registration", "questionnaire", "legal", "other"]


class Event(Params):
    """A dated change that shows in the series.

    Attributes:
        kind: `registration`, another registration system: the same life is counted otherwise, series are
            brought to one level. `questionnaire`: answers on either side are not compared. `legal` and
            `other` are part of life: told beside the series, nothing is taken out.
        client_kinds: Whose appeals it concerns; those of others are shown and told without it.
        channels: Codes of the channels that it concerns; none: all of them.
    """

    day: date
    kind: EventKind
    title: Text
    client_kinds: tuple[Literal["external", "internal"], ...] = Field(min_length=1)
    channels: tuple[str, ...] = ()


class Signature(Params):
    """A line of the title page; officials appear by post."""

    role: Literal["prepared", "agreed", "approved"]
    post: Text


class Agency(File):
    """`params/agencies/<agency>.yaml`: the profile of one agency.

    Attributes:
        life_situations: What happens in a client's life («рождение ребёнка»), for
            `by_profile: life_situations`; none: no register notes it.
        scopes: Powers whose appeals and problems are shown apart; none: the agency as a whole only.
        refusals: Edition → paragraph of the ledger by which no other period of that edition is reported.
        client_linking: The purpose for which one client is known across channels (152-ФЗ ст. 5 ч. 2); None:
            a client of two channels is two.
        utc_offset_hours: Local time ahead of UTC, for moments that carry a time zone of their own.
    """

    id: Id
    title: Text
    title_genitive: Text
    title_short: Text
    region: Text
    order: Order
    people_first: bool
    internal_clients: Text
    signatures: tuple[Signature, ...]
    channels: tuple[Channel, ...]
    applicant_regimes: tuple[ApplicantRegime, ...] = ()
    other_channels_title: Text
    topics: tuple[Topic, ...]
    life_situations: tuple[Topic, ...] = ()
    scopes: tuple[Scope, ...] = ()
    units: tuple[Text, ...]
    sources: tuple[Source, ...]
    studies: tuple[Id, ...]
    editions: tuple[EditionRule, ...]
    refusals: dict[Edition, Text]
    thresholds: Thresholds
    disclosure: Disclosure
    as_of: dict[PeriodName, date] = Field(default_factory=dict)
    events: tuple[Event, ...] = ()
    map_required: bool
    map_ground: Text
    working_group_uses: tuple[Text, ...] = ()
    client_linking: Text | None = None
    utc_offset_hours: int = Field(default=3, ge=2, le=12)

    def channel(self, code: str) -> Channel:
        """The channel with this code."""
        return next(c for c in self.channels if c.code == code)

    def cut_off(self, period: Period) -> date:
        """The day up to which facts are known (`as_of`), by default the period's last day."""
        return self.as_of.get(str(period), period.end)
