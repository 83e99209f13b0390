"""Files as rows of text: CSV in the usual encodings and separators, and the first sheet of an Excel workbook."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from incidents.intake.imports.encodings import BadFileError, decoded, is_guessed

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 50_000
LONGEST_HEADER = 120
# A workbook is read through its text table, which stands in memory as a whole.
_MOST_INFLATED = 150 * 1024 * 1024
_MOST_PARTS = 2_000
_LAST_ROW = 1_048_576
_SEPARATORS = ",;\t|"
# An archive with parts, without any, or one of several.
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0"
_DECLARES = b"<!DOCTYPE"
_AT_ONCE = 1024**2

GUESSED = gettext_lazy(
    "The file is no UTF-8 and was read as Windows-1252. If letters such as ä or é came out wrong, upload it again and "
    "choose its encoding."
)

csv.field_size_limit(4 * LONGEST_CELL)


# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """Return a cell so that a spreadsheet shows it and computes nothing; the reader takes the guard off again."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the file counts it, its cells as text, and what is wrong with its shape."""

    number: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The headers and, once, the rows behind them."""

    headers: list[str]
    rows: Iterator[Row]


def read_table(content: bytes, encoding: str = "") -> Table:
    """Return the table of a file; what kind it is follows from the content, not from its name.

    `encoding` is what somebody chose for a text; empty: as its bytes show.
    """
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1024**2
        raise BadFileError(_("The file is larger than %(limit)d MB. Split it.") % {"limit": limit})
    if content.startswith(_OLE):
        sentence = _(
            "This is an old or an encrypted Excel file. Save it as .xlsx without a password, or as CSV."
        )
        raise BadFileError(sentence)
    lines = _sheet(content) if _is_archive(content) else _lines(decoded(content, encoding))
    headers = _headers(next(lines, None))
    return Table(headers, _rows(lines, len(headers)))


def _is_archive(content: bytes) -> bool:
    return content.startswith(_ARCHIVES)


def is_guess(content: bytes, encoding: str) -> bool:
    """Say whether a text was read in an encoding that nobody named and its bytes do not prove."""
    return not _is_archive(content) and is_guessed(content, encoding)


def _headers(first: tuple[int, list[str]] | None) -> list[str]:
    headers = [" ".join(cell.split()) for cell in first[1]] if first else []
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise BadFileError(_("The file is empty. Its first row must name the columns."))
    if len(headers) > MOST_COLUMNS:
        raise BadFileError(_("There are more than %(limit)d columns.") % {"limit": MOST_COLUMNS})
    seen: set[str] = set()
    for place, header in enumerate(headers, start=1):
        if not header:
            raise BadFileError(_("Column %(place)d has no name. Give it one.") % {"place": place})
        if any(letter < " " for letter in header):
            sentence = _(
                "The name of column %(place)d holds control characters. If it is UTF-16, choose that."
            )
            raise BadFileError(sentence % {"place": place})
        if len(header) > LONGEST_HEADER:
            sentence = _("The name of column %(place)d is longer than %(limit)d characters.")
            raise BadFileError(sentence % {"place": place, "limit": LONGEST_HEADER})
        if header.casefold() in seen:
            sentence = _("Two columns are named “%(name)s”. Give each its own name.")
            raise BadFileError(sentence % {"name": header})
        seen.add(header.casefold())
    return headers


def _rows(lines: Iterable[tuple[int, list[str]]], width: int) -> Iterator[Row]:
    """Yield the rows that hold something, each as wide as the headers."""
    count = 0
    for number, cells in lines:
        if not any(map(str.strip, cells)):
            continue
        count += 1
        if count > MOST_ROWS:
            raise BadFileError(
                _("There are more than %(limit)d rows. Split the file.") % {"limit": MOST_ROWS}
            )
        yield _row(number, cells, width)
    if not count:
        raise BadFileError(_("There are no rows below the names of the columns."))


def _row(number: int, cells: list[str], width: int) -> Row:
    problem = ""
    if len(cells) < width or any(map(str.strip, cells[width:])):
        problem = ngettext(
            "The row has %(found)d cell instead of %(width)d.",
            "The row has %(found)d cells instead of %(width)d.",
            len(cells),
        )
    elif any(len(cell) > LONGEST_CELL for cell in cells):
        problem = _("A cell is longer than %(limit)d characters.")
        cells = [cell[:LONGEST_CELL] for cell in cells]
    elif any("\x00" in cell for cell in cells):
        problem = _("A cell holds a NUL character. Remove it.")
    told = problem % {"found": len(cells), "width": width, "limit": LONGEST_CELL} if problem else ""
    kept = (
        [cell[:LONGEST_CELL].replace("\x00", "\ufffd") for cell in cells[:width]] if told else cells[:width]
    )
    return Row(number, kept + [""] * (width - len(kept)), told)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield records of CSV with the line of the file on which each begins."""
    source = io.StringIO(text, newline="")
    read: list[str] = []
    reader = csv.reader(_noted(source, read), delimiter=_separator(text), strict=False)
    begins = 1
    while True:
        read.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            if _is_open(read):
                raise _unclosed(begins) from None
            sentence = _("Line %(line)d cannot be read: %(problem)s.")
            raise BadFileError(sentence % {"line": begins, "problem": problem}) from None
        if _is_open(read) and source.tell() == len(text):
            raise _unclosed(begins)
        if any(map(str.strip, cells)):
            yield begins, [_unguarded(cell) for cell in cells]
        begins = reader.line_num + 1


def _noted(lines: Iterable[str], read: list[str]) -> Iterator[str]:
    for line in lines:
        read.append(line)
        yield line


def _is_open(record: list[str]) -> bool:
    """Say whether a record of several lines has a quote without its partner."""
    return len(record) > 1 and sum(line.count('"') for line in record) % 2 == 1


def _unclosed(line: int) -> BadFileError:
    sentence = _(
        "A quote that is opened on line %(line)d or soon after is never closed. Close it, or double it."
    )
    return BadFileError(sentence % {"line": line})


def _separator(text: str) -> str:
    """Return the separator that the first line with something on it uses most, outside quotes."""
    first = next((line for line in io.StringIO(text[:LONGEST_CELL]) if line.strip()), "")
    bare = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=bare.count)


def _sheet(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet; values only, so that formulas are what the workbook last computed."""
    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the sheet says about its own size may be a lie.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), start=1):
            if number > _LAST_ROW:
                raise BadFileError(_("The workbook names rows that no sheet can have."))
            while cells and cells[-1] is None:
                cells = cells[:-1]
            if cells:
                yield number, [_shown(cell) for cell in cells]
    except (OSError, EOFError, ParseError, InvalidFileException, zipfile.BadZipFile, zlib.error) as problem:
        raise _unreadable(problem) from None
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError) as problem:
        if isinstance(problem, BadFileError):
            raise
        raise _unreadable(problem) from None


def _unreadable(problem: Exception) -> BadFileError:
    sentence = _("The workbook cannot be read (%(problem)s). Save it again as .xlsx, or as CSV.")
    return BadFileError(sentence % {"problem": type(problem).__name__})


def _check_archive(content: bytes) -> None:
    """Refuse an archive that is no workbook, that would grow beyond bounds, or that declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_INFLATED:
                raise BadFileError(_("The workbook is too large when unpacked. Split it, or save it as CSV."))
            if not any(part.filename.startswith("xl/") for part in parts):
                raise BadFileError(
                    _("This is an archive, not a workbook. Unpack it, or save the table as .xlsx or CSV.")
                )
            for part in parts:
                with archive.open(part) as opened:
                    if _declares(opened):
                        raise BadFileError(_("The workbook declares XML entities, which are not read."))
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as problem:
        raise _unreadable(problem) from None


def _declares(part: IO[bytes]) -> bool:
    """Say whether a part has a document type anywhere, in letters of one byte or two; it is read piece by piece."""
    last = b""
    while piece := part.read(_AT_ONCE):
        bare = last + piece.replace(b"\x00", b"").upper()
        if _DECLARES in bare:
            return True
        last = bare[-len(_DECLARES) :]
    return False


def _shown(cell: Any) -> str:
    """Return a cell as text; whole numbers without a point, moments in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)
