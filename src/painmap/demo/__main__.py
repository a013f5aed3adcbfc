"""`python -m painmap.demo`: write the synthetic raw data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from painmap.demo import truth
from painmap.demo.generate import generate
from painmap.errors import PainmapError


class _RussianHelp(argparse.HelpFormatter):
    """argparse's own words in Russian."""

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, "Использование: " if prefix is None else prefix)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m painmap.demo",
        description="Создаёт демонстрационные исходные данные (data/raw) и их контрольные суммы "
        "(params/synthetic.lock). Все лица, адреса и события вымышлены; при каждом запуске "
        "получаются одни и те же байты.",
        formatter_class=_RussianHelp,
        add_help=False,
    )
    options = parser.add_argument_group("Параметры")
    options.add_argument("-h", "--help", action="help", help="показать эту справку и выйти")
    options.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="ПАПКА",
        help="корень проекта (по умолчанию — текущая папка)",
    )
    options.add_argument(
        "--truth", type=Path, metavar="ФАЙЛ", help="куда записать, что заложено в данные (JSON)"
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run the generator; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        made = generate(options.root.resolve())
    except PainmapError as error:
        print(error, file=sys.stderr)
        return 1
    if options.truth:
        options.truth.write_bytes(truth.dumps(made.truth).encode())
    size = sum((options.root / name).stat().st_size for name in made.files)
    print(f"Создано файлов: {len(made.files)}, объём: {size / 1e6:.2f} МБ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
