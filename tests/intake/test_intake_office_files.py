"""Workbooks other than .xlsx: .xlsb, .ods, .xls, and what only bears such a name."""

from __future__ import annotations

import random

import pytest
from intake_rows import HEADER, row
from office_files import ods_cell, ods_row, write_ods, write_xls, write_xlsb, xlsb_rows

from painmap.errors import PainmapError
from painmap.intake import container
from painmap.intake.extents import BinaryExtent, OdsExtent, XmlExtent, extent_of
from painmap.intake.readers import read_xlsx

TEXT = "Не могу дозвониться до отдела, никто не берёт трубку"
LINES = [HEADER, row("007", text=TEXT), row("8")]
# LibreOffice fills a sheet to its last row and column.
FILLER = [ods_row(ods_cell("", 16_384), rows=1_048_573)]


def refusal(call, *args) -> str:
    with pytest.raises(PainmapError) as caught:
        call(*args)
    return str(caught.value)


def ods_lines(lines=LINES) -> list[str]:
    return [ods_row(*map(ods_cell, cells), ods_cell("", 16_375)) for cells in lines]


def xlsb_lines(lines=LINES) -> bytes:
    return xlsb_rows(
        [(i, [(j, cell) for j, cell in enumerate(cells) if cell]) for i, cells in enumerate(lines)]
    )


WRITERS = {
    "ods": lambda path: write_ods(path, *ods_lines(), *FILLER),
    "xls": lambda path: write_xls(path, LINES),
    "xlsb": lambda path: write_xlsb(path, xlsb_lines()),
}


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_register_in_another_kind_of_workbook(suffix, take, tmp_path, plain_format):
    result = take(WRITERS[suffix](tmp_path / f"plain.{suffix}"), plain_format())
    assert list(result.appeals["appeal_id"]) == ["007", "8"]
    assert result.appeals["text"][0] == TEXT
    assert result.journal["rows"]["data"] == 2


def test_repeated_rows_of_ods_are_rows(take, tmp_path, plain_format):
    cells = [ods_cell(cell) for cell in row("7")]
    path = write_ods(tmp_path / "repeated.ods", ods_row(*map(ods_cell, HEADER)), ods_row(*cells, rows=3))
    assert list(take(path, plain_format()).rejects["row"]) == [2, 3]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("rows_repeated.ods", [ods_row(ods_cell("а", 100), rows=1_048_576)]),
        ("columns_repeated.ods", [ods_row(ods_cell("а", 16_384), rows=2_000)]),
        (
            "far_corner.ods",
            [*ods_lines(), ods_row(rows=1_048_000), ods_row(ods_cell("", 16_000), ods_cell("а"))],
        ),
        ("far_row_of_empty_ones.ods", [ods_row(ods_cell("", 9), rows=1_048_000), ods_row(ods_cell("а", 50))]),
    ],
)
def test_ods_bombs(name, rows, take, tmp_path, plain_format):
    message = refusal(take, write_ods(tmp_path / name, *rows), plain_format())
    assert "слишком велика" in message
    assert (tmp_path / name).stat().st_size < 5_000


def test_a_far_corner_of_xlsb(take, tmp_path, plain_format):
    path = write_xlsb(tmp_path / "far_corner.xlsb", xlsb_lines() + xlsb_rows([(1_048_575, [(16_383, "а")])]))
    message = refusal(take, path, plain_format())
    assert "до строки 1048576 и графы № 16384" in message


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("xl/worksheets/sheet1.bin", BinaryExtent),
        ("xl/worksheets/sheet1.xml", XmlExtent),
        ("content.xml", OdsExtent),
        ("xl/sharedStrings.bin", None),
        ("xl/styles.xml", None),
    ],
)
def test_each_kind_of_sheet_is_measured_in_its_own_way(name, kind):
    """A sheet of .xlsb taken for XML has no rows: calamine then allocates until the process is killed."""
    assert extent_of(name) is kind


def test_a_wide_column_far_below_in_xlsx(take, xlsx, plain_format):
    """702 columns × 900,000 rows would be 20 GB in calamine; neither the row nor the column is the last."""
    path = xlsx("far_cell.xlsx", LINES)
    sheet = '<row r="1"><c r="A1"/></row><row r="90000"><c r="ZZ90000" t="n"><v>1</v></c></row>'
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    assert "до строки 90000 и графы № 702" in refusal(take, path, plain_format())


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_encrypted(suffix, take, tmp_path, plain_format):
    path = tmp_path / f"encrypted.{suffix}"
    if suffix == "ods":
        write_ods(path, *ods_lines(), is_encrypted=True)
    else:
        write_xls(path, LINES, is_encrypted=True)
    assert "паролем" in refusal(take, path, plain_format())


@pytest.mark.parametrize("suffix", WRITERS)
def test_truncated(suffix, take, tmp_path, plain_format):
    path = WRITERS[suffix](tmp_path / f"truncated.{suffix}")
    data = path.read_bytes()
    for share in (0.3, 0.6, 0.9):
        path.write_bytes(data[: int(share * len(data))])
        assert "повреждён или обрезан" in refusal(take, path, plain_format())


XML_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (XML_2003, "«Таблица XML 2003»"),
        ('<?xml version="1.0"?><rows><row/></rows>', "файл XML"),
        ("<table><tr><td>Номер</td></tr></table>", "HTML"),
        ('<?xml version="1.0"?><html><body/></html>', "HTML"),
        ("MIME-Version: 1.0\nX-Document-Type: Workbook\n", "веб-архив"),
    ],
)
def test_pages_saved_as_xls(text, said, encoding, take, tmp_path, plain_format):
    path = tmp_path / "page_named_xls.xls"
    path.write_bytes(text.encode(encoding))
    message = refusal(take, path, plain_format())
    assert said in message
    assert "сохраните как «Книга Excel (.xlsx)»" in message


@pytest.mark.parametrize("kind", ["ods", "xlsb", "xlsx"])
def test_the_extent_does_not_depend_on_where_pieces_end(kind):
    if kind == "ods":
        make, data = (
            OdsExtent,
            "".join([*ods_lines(), ods_row(rows=70), ods_row(ods_cell("а", 30), rows=5)]).encode(),
        )
        expected = (78, 30)
    elif kind == "xlsb":
        rows = [(300, [(40, "слово" * 60)]), (70_000, [(2, "")]), (70_001, [(200, "а")])]
        make, data, expected = BinaryExtent, xlsb_rows(rows) + b"\x92\x03\0", (70_002, 201)
    else:
        data = b'<row r="1"><c r="A1"/><c s="1" r="AB1"/></row><row spans="1:2" r="512"><c r="B512"/></row>'
        make, expected = XmlExtent, (512, 28)
    rng = random.Random(5)
    for size in (1, 2, 3, 7, 100, len(data)):
        extent = make()
        at = 0
        while at < len(data):
            step = rng.randint(1, size)
            extent.feed(data[at : at + step])
            at += step
        assert (extent.rows, extent.columns) == expected


def test_a_sheet_of_ods_begins_at_its_first_row():
    extent = OdsExtent()
    sheet = ods_row(ods_cell("а"), rows=10).encode()
    extent.feed(
        b'<table:table table:name="1">' + sheet + b'</table:table><table:table table:name="2">' + sheet
    )
    assert extent.rows == 10


def test_a_register_of_a_million_rows_is_not_refused():
    assert 1_000_000 * XmlExtent().columns <= container.MAX_CELLS


def ods_text(inner: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{inner}</text:p></table:table-cell>'


def test_tabs_and_line_breaks_within_cells_of_ods(take, tmp_path, plain_format):
    """calamine leaves them out and makes «нетсветанет воды» of three words."""
    cells = [ods_cell(cell) for cell in row("7")]
    cells[6] = ods_text("нет<text:tab/>света<text:line-break></text:line-break>нет<text:s/>воды")
    path = write_ods(tmp_path / "breaks_in_cells.ods", ods_row(*map(ods_cell, HEADER)), ods_row(*cells))
    (sheet,) = read_xlsx(path, plain_format())
    assert sheet.rows[1][6] == "нет\tсвета\nнет воды"
    assert take(path, plain_format()).appeals["text"][0] == "нет света\nнет воды"


def test_an_ods_with_breaks_whose_other_part_is_spoiled(take, tmp_path, plain_format):
    path = write_ods(tmp_path / "spoiled.ods", ods_row(ods_text("а<text:tab/>б")))
    data = bytearray(path.read_bytes())
    data[data.index(b"opendocument.spreadsheet")] ^= 1
    path.write_bytes(data)
    assert "повреждён" in refusal(take, path, plain_format())


@pytest.mark.parametrize(
    ("cell", "unsaved"),
    [
        ('<c r="B1"><f>TODAY()</f><v></v></c>', 1),
        ('<c r="B1" s="1"><f t="shared" si="0"/></c>', 1),
        ('<c r="B1"><f>A1&amp;"б"</f><v/></c>', 1),
        ('<c r="B1" t="str"><f>A1</f><v></v></c>', 0),
        ('<c r="B1"><f>A1</f><v>5</v></c>', 0),
        ('<c r="B1" t="e"><f>NA()</f><v>#N/A</v></c>', 0),
        ('<c r="B1"><v></v></c>', 0),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_formulas_without_a_value_are_counted(cell, unsaved, size):
    extent = XmlExtent()
    data = f'<row r="1"><c r="A1"><v>1</v></c>{cell}<c r="C1"/></row>'.encode()
    for at in range(0, len(data), size):
        extent.feed(data[at : at + size])
    assert extent.unsaved == unsaved
