"""What an inspection is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from painmap.intake.inspection.findings import Guess, Located, Rows
from painmap.intake.inspection.fits import Fit
from painmap.intake.inspection.kinds import FileKind
from painmap.intake.inspection.surveys import Asked


@dataclass(frozen=True)
class InspectRequest:
    """The file, where to write the draft, and what the user knows better.

    Attributes:
        root: Folder with `params/`, None outside of a project.
        out: The draft; None: `params/formats/<name of the file>.yaml`, outside of a project beside us.
        rows: `appeals` or `responses`; empty: by the content.
    """

    source: Path
    root: Path | None = None
    out: Path | None = None
    rows: Rows | Literal[""] = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    is_forced: bool = False


@dataclass(frozen=True)
class Inspection:
    """What was found.

    Attributes:
        table: None for a file whose reader makes the columns itself (a mailbox, a chat).
        samples: Number of a column → masked values; none for columns of personal data.
        todo: What could not be decided, each a Russian sentence.
        drafts: The files to be written, with their texts; empty where a ready format fits.
        is_format_drafted: Whether a format is the first of them; a questionnaire may be alone.
    """

    kind: FileKind
    records: int
    fit: Fit | None
    rows: Rows = "appeals"
    table: Located | None = None
    guesses: Sequence[Guess] = ()
    questions: Sequence[Asked] = ()
    samples: Mapping[int, Sequence[str]] = field(default_factory=dict)
    todo: Sequence[str] = ()
    drafts: Mapping[Path, str] = field(default_factory=dict)
    is_format_drafted: bool = False
