"""Intake: raw files to masked, canonical rows. Nothing raw leaves it: no value, text or name."""

from painmap.intake.clean import STEPS, SUPERSEDED
from painmap.intake.combine import Combined, by_year, combine
from painmap.intake.files import intake_file
from painmap.intake.held import HeldTexts
from painmap.intake.links import link_channels
from painmap.intake.mailings import mark_mailings
from painmap.intake.readers import READERS
from painmap.intake.renumbered import REUSED_LATER
from painmap.intake.renumbered import remedy as remedy_of_numbers
from painmap.intake.request import IntakeRequest, IntakeResult, MaskMany

__all__ = [
    "READERS",
    "REUSED_LATER",
    "STEPS",
    "SUPERSEDED",
    "Combined",
    "HeldTexts",
    "IntakeRequest",
    "IntakeResult",
    "MaskMany",
    "by_year",
    "combine",
    "intake_file",
    "link_channels",
    "mark_mailings",
    "remedy_of_numbers",
]
