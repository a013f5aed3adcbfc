"""What reads texts, loaded as this is imported: by a process from which others are forked (`processes`)."""

from painmap.stages.processes import collect_seldom


def _load() -> None:
    from painmap.stages.extraction import reading
    from painmap.text.language import annotate

    annotate(["Иван Петров не дозвонился."], ("morph", "syntax", "ner"))
    reading.vocabulary()


# Once before, for what is made on the way: 0.1 s; and once of what is there then.
collect_seldom()
_load()
collect_seldom()
