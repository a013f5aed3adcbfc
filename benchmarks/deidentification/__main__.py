"""Measure masking, write the figures and the model card.

`python -m benchmarks.deidentification --date 2026-11-22`: measures on the synthetic corpus and on every gold
file (by default those of ../shared/data that are there), writes params/model_cards/deidentification.yaml and
docs/model-card-deidentification.md. A gold file that is absent keeps its earlier figures, with their date.
`--card` writes the card from the figures as they are; `--show [FILE…]` prints and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from benchmarks.deidentification.card import card
from benchmarks.deidentification.corpus import corpus
from benchmarks.deidentification.measure import measured, read_gold
from ruamel.yaml import YAML

from painmap.params.models import Measurement, ModelCard
from painmap.params.yaml_file import parsed_yaml, read_text

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "params" / "model_cards" / "deidentification.yaml"
CARD = ROOT / "docs" / "model-card-deidentification.md"
GOLD = tuple(ROOT.parent / "shared" / "data" / name for name in ("kursk_dev.jsonl", "reviews_dated.jsonl"))
_HEAD = (
    "# Измеренное качество маскирования персональных данных. Файл пишет программа\n"
    "# (python -m benchmarks.deidentification --date ГГГГ-ММ-ДД), руками его не правят.\n"
)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deidentification", description=__doc__)
    parser.add_argument("--date", type=date.fromisoformat, help="day of the measurement, for the record")
    parser.add_argument("--card", action="store_true", help="only write the card anew")
    parser.add_argument("--show", action="store_true", help="print the recall, write nothing")
    parser.add_argument("--rows", type=int, help="only so many rows of each file")
    parser.add_argument("gold", nargs="*", type=Path, help="JSON lines with text and pii")
    chosen = parser.parse_args(arguments)
    files = [path for path in chosen.gold or GOLD if path.exists()]
    if chosen.card:
        CARD.write_text(card(known()), encoding="utf-8")
    elif chosen.show:
        day = chosen.date or date.min
        if not chosen.gold:
            _print(measured("synthetic", corpus(), day))
        for path in files:
            _print(measured(path.stem, read_gold(path, chosen.rows), day))
    elif chosen.date is None or chosen.rows:
        parser.error("the figures are written of whole files, with --date")
    else:
        fresh = {"synthetic": measured("synthetic", corpus(), chosen.date)}
        fresh |= {path.stem: measured(path.stem, read_gold(path), chosen.date) for path in files}
        earlier = {m.corpus: m for m in known().measurements} if FIGURES.exists() else {}
        _write(
            ModelCard(schema_version=1, id="deidentification", measurements=(*(earlier | fresh).values(),))
        )


def known() -> ModelCard:
    """The figures as they are in `params/`."""
    name = f"params/model_cards/{FIGURES.name}"
    return ModelCard.model_validate(parsed_yaml(read_text(FIGURES, name), name))


def _write(figures: ModelCard) -> None:
    FIGURES.parent.mkdir(exist_ok=True)
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 160
    with FIGURES.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        yaml.dump(figures.model_dump(mode="json"), file)
    CARD.write_text(card(figures), encoding="utf-8")


def _print(one: Measurement) -> None:
    print(f"{one.corpus}: {one.texts} texts, {one.details} details, {one.texts_a_second} texts a second")
    for kind in one.types:
        print(f"  {kind.group}: recall {kind.recall:.4f} of characters, {kind.found} of {kind.n} whole")
    for name, groups in one.groups.items():
        print(f"  {name}: " + ", ".join(f"{g.group} {g.recall:.3f} ({g.n})" for g in groups))
    print(f"  masked of the other characters: {100 * one.other_masked:.2f} %")


if __name__ == "__main__":
    main(sys.argv[1:])
