"""What a mention is about: a noun phrase brought to the nominative, with its words in agreement."""

from __future__ import annotations

from painmap.text.language import Annotated


def about(item: Annotated, head: int, bounds: tuple[int, int]) -> str:
    """The noun phrase that a mention is about, in the nominative and lower case.

    «нет горячей воды» → «горячая вода»; «не отвечают на звонки» → «звонки»; «отказали в приёме к врачу» →
    «приём к врачу»; «не горят фонари на улице» → «фонари на улице». Never a name, a number, a placeholder of masked data, an abuse.

    Args:
        item: The text with morphology and syntax.
        head: Token of the mention's main word (a verb, or a noun itself).
        bounds: `(first, after_last)` tokens of the mention.

    Returns:
        The phrase; empty where there is no fit one.
    """
    return ""
