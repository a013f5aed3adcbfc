"""How records become a raw file: the writer of each format of appeals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from painmap.demo.letters_mbox import letter_number, write_mbox
from painmap.demo.posts_telegram import telegram_number, write_telegram
from painmap.demo.posts_vk import vk_number, write_vk, write_vk_csv
from painmap.demo.records import Record
from painmap.demo.register_calls import write_calls
from painmap.demo.register_csv import write_semicolon
from painmap.demo.register_delo import write_delo
from painmap.demo.register_incident import write_incident
from painmap.demo.register_journal import journal_number, write_journal
from painmap.demo.register_pos import write_pos
from painmap.demo.register_reception import reception_number, write_reception
from painmap.demo.register_sstu import write_sstu
from painmap.demo.register_tezis import write_tezis
from painmap.demo.register_xlsx import write_two_line
from painmap.demo.registers import Sheet
from painmap.params.models import Format

# Format (`params/formats/<key>.yaml`) → its writer; sorted.
LAYOUTS: dict[str, Callable[[Sheet, Format, Path], None]] = {
    "calls": write_calls,
    "delo": write_delo,
    "incident": write_incident,
    "journal": write_journal,
    "mbox": write_mbox,
    "pos": write_pos,
    "reception": write_reception,
    "register-semicolon": write_semicolon,
    "register-two-line": write_two_line,
    "sstu": write_sstu,
    "telegram": write_telegram,
    "tezis": write_tezis,
    "vk-comments": write_vk,
    "vk-comments-csv": write_vk_csv,
}
# Format → the number under which the reader knows an appeal, where it is not the register's own; sorted.
NUMBERS: dict[str, Callable[[Record], str]] = {
    "journal": journal_number,
    "mbox": letter_number,
    "reception": reception_number,
    "telegram": telegram_number,
    "vk-comments": vk_number,
    "vk-comments-csv": vk_number,
}
