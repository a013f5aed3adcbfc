"""What reads texts, loaded as this is imported: by a process from which others are forked (`processes`)."""

from painmap.stages.extraction import reading
from painmap.text.language import annotate

annotate(["Иван Петров не дозвонился."], ("morph", "syntax", "ner"))
reading.vocabulary()
