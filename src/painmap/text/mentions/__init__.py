"""Mentions: fragments that voice a pain or a need, from clauses, morphology, syntax and word lists.

A pure function of text, code and vocabulary, so that it can be cached by a hash of the three.
"""

from painmap.text.mentions.finding import find_mentions
from painmap.text.mentions.lexicon import CUES
from painmap.text.mentions.model import Mention

__all__ = ["CUES", "Mention", "find_mentions"]
