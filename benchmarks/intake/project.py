"""A project whose agency has one source, the register of the benchmark."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from ruamel.yaml import YAML

from painmap.stages.store import sha256

AGENCY = "minec-49"
_FORMAT = """\
schema_version: 1
id: benchmark
title: Реестр для измерения скорости
reader: table
rows: appeals
columns:
  Номер: {field: appeal_id}
  Поступило: {field: registered_date, dates: ["%d.%m.%Y"]}
  Канал: {field: channel_code, values: {Почта: post, Сайт: site, Приём: reception}}
  Вид: {field: appeal_kind, values: {Жалоба: complaint, Запрос: request, Заявление: statement}}
  Содержание: {field: text}
  Ответ дан: {field: answered_date, dates: ["%d.%m.%Y"]}
  Итог: {field: outcome_code, values: {Разъяснено: explained, Поддержано: upheld, Отказано: refused}}
  Телефон: {field: phone}
"""


def make_project(root: Path, repository: Path, files: Iterable[Path]) -> Path:
    """A tree with the parameters of the repository, whose agency `AGENCY` has these raw files alone."""
    shutil.copytree(repository / "params", root / "params")
    shutil.copytree(repository / "notebooks", root / "notebooks")
    (root / "params" / "formats" / "benchmark.yaml").write_text(_FORMAT, encoding="utf-8")
    profile = root / "params" / "agencies" / f"{AGENCY}.yaml"
    yaml = YAML()
    content = yaml.load(profile)
    content["sources"] = [{"id": "register", "files": "*", "format": "benchmark"}]
    with profile.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)
    folder = root / "data" / "raw" / AGENCY
    (folder / "2024").mkdir(parents=True)
    lines = ["file,sha256,received_date"]
    for file in files:
        (folder / "2024" / file.name).hardlink_to(file)
        lines.append(f"2024/{file.name},{sha256(file)},2025-02-01")
    (folder / "intake.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root
