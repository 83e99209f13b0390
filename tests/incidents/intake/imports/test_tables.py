"""Files as they come: every encoding and separator is read, and what is broken is refused with its reason."""

import codecs
import io
import zipfile

import pytest

from incidents.intake.imports.encodings import BadFileError
from incidents.intake.imports.tables import is_guess, read_table
from tests.incidents.intake.imports.files import xlsx_of


def _corrupt(book: bytes) -> bytes:
    """Spoil the packed bytes of the first part of an archive and leave its lists as they are."""
    packed = 30 + int.from_bytes(book[26:28], "little") + int.from_bytes(book[28:30], "little")
    return book[:packed] + b"\xff" * 40 + book[packed + 40 :]


def archive_of(parts: dict[str, bytes]) -> bytes:
    """Return an archive with some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


READ = {
    "utf-8": "a,b\n1,ä\n".encode(),
    "byte-order-mark": "a,b\n1,ä\n".encode("utf-8-sig"),
    "utf-16": "a,b\n1,ä\n".encode("utf-16"),
    "windows": "a,b\n1,ä\n".encode("cp1252"),
    "windows-without-a-mark-of-utf-8": b"a,b\n1,\xe4\n",
    "utf-16-le-without-mark": "a,b\n1,ä\n".encode("utf-16-le"),
    "utf-16-be-without-mark": "a,b\n1,ä\n".encode("utf-16-be"),
    "utf-32": "a,b\n1,ä\n".encode("utf-32"),
    "semicolon": "a;b\n1;ä\n".encode(),
    "tab": "a\tb\n1\tä\n".encode(),
    "bar": "a|b\n1|ä\n".encode(),
    "old-mac": "a,b\r1,ä\r".encode(),
    "empty-lines": "\n\na,b\n\n1,ä\n\n".encode(),
    "quote-open-on-the-last-line": 'a,b\n1,"ä'.encode(),
    "workbook": xlsx_of(["a", "b"], [None], [1.0, "ä"]),
}
REFUSED = {
    "empty": (b"", "The file is empty"),
    "headers-only": (b"a,b\n", "no rows below"),
    "header-missing": (b"a,,c\n1,2,3\n", "Column 2 has no name"),
    "header-twice": (b"a,A\n1,2\n", "Two columns are named"),
    "quote-open": (b'a,b\n1,"x\n2,y\n3,z\n', "opened on line 2 .* never closed"),
    "quote-open-in-headers": (b'a,"b\n1,x\n2,y\n', "opened on line 1 .* never closed"),
    "quote-open-and-long": (b'a,b\n1,"x\n' + b"2,y\n" * 60_000, "opened on line 2 .* never closed"),
    "old-excel": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old or an encrypted Excel file"),
    "no-archive": (b"PK\x03\x04" + b"x" * 600, "workbook cannot be read"),
    "cut-archive": (xlsx_of(["a"], ["1"])[:-200], "workbook cannot be read"),
    # Its line is that of the file, whatever ends lines and whether a mark stands before.
    "stray-byte": ("a,b\n1,ö\n2,".encode() + b"x\xe4y\n", "Line 3 is not UTF-8: the byte E4 behind “2,x”"),
    "stray-byte-after-mark": (
        codecs.BOM_UTF8 + "a,b\r\n1,ö\r\n2,".encode() + b"\xff\r\n",
        "Line 3 is not UTF-8: the byte FF behind “2,”",
    ),
    "stray-byte-of-mac": ("a,b\r1,ö\r2,".encode() + b"\xff\r", "Line 3 is not UTF-8"),
    "mixed": ("a,b\n1,ö\n".encode() + b"2,\xe4\n3,\xfc\n", "Line 3 is not UTF-8"),
    "cut-within-a-letter": ("a,b\n1,öä".encode()[:-1], "Line 2 is not UTF-8: the byte C3 behind “1,ö”"),
    "utf-16-with-half-a-letter": ("a,b\n1,Ċ\n".encode("utf-16")[:-1], "Line 2 is not UTF-16"),
    "not-windows-either": (b"a,b\n1,\x81\n", "Line 2 is not Windows-1252: the byte 81"),
    "utf-16-of-cyrillic-without-mark": ("ключ\nя\n".encode("utf-16-le"), "If it is UTF-16, choose that"),
    "empty-archive": (b"PK\x05\x06" + b"\x00" * 18, "an archive, not a workbook"),
    "other-archive": (archive_of({"notes.txt": b"x"}), "an archive, not a workbook"),
    "doctype": (archive_of({"xl/workbook.xml": b"<!DOCTYPE a><a/>"}), "declares XML entities"),
    "doctype-far-down": (
        archive_of({"xl/workbook.xml": b"<?xml?>" + b" " * 1_048_565 + b"<!doctype a><a/>"}),
        "declares XML entities",
    ),
    "doctype-in-utf-16": (
        archive_of({"xl/workbook.xml": "<!DOCTYPE a><a/>".encode("utf-16")}),
        "declares XML entities",
    ),
    "corrupt-stream": (_corrupt(xlsx_of(["a"], ["1"])), "workbook cannot be read"),
}
ROWS = {
    "short": (b"a,b\n1\n", "1 cell instead of 2"),
    "long": (b"a,b\n1,2,3\n", "3 cells instead of 2"),
    "nul": (b"a,b\n1,\x00\n", "NUL"),
}


CHOSEN = {
    "utf-8": "ä".encode(),
    "utf-16": "ä".encode("utf-16-le"),
    "cp1252": b"\xe4",
    "cp1250": b"\xe4",
    "iso8859-15": b"\xe4",
    "mac-roman": b"\x8a",
    "cp850": b"\x84",
}


@pytest.mark.parametrize("name", CHOSEN)
def test_an_encoding_that_is_chosen_is_obeyed(name: str) -> None:
    content = "a,b\n1,".encode("utf-16-le" if name == "utf-16" else "ascii") + CHOSEN[name]
    assert [row.cells for row in read_table(content, name).rows] == [["1", "ä"]]


def test_a_stray_byte_may_stay_if_somebody_chooses_its_encoding() -> None:
    content, _reason = REFUSED["stray-byte"]
    assert [row.cells[1] for row in read_table(content, "cp1252").rows] == ["Ã¶", "xäy"]
    with pytest.raises(BadFileError, match="Line 2 is not UTF-8"):
        read_table(READ["windows"], "utf-8")


@pytest.mark.parametrize(("name", "expected"), [("windows", True), ("utf-8", False), ("workbook", False)])
def test_only_what_the_bytes_do_not_prove_is_a_guess(name: str, expected: bool) -> None:
    assert is_guess(READ[name], "") is expected
    assert not is_guess(READ[name], "cp1252")


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name: str) -> None:
    table = read_table(READ[name])
    assert (table.headers, [row.cells for row in table.rows]) == (["a", "b"], [["1", "ä"]])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(BadFileError, match=reason):
        list(read_table(content).rows)


@pytest.mark.parametrize("name", ROWS)
def test_what_is_wrong_with_a_row(name: str) -> None:
    content, reason = ROWS[name]
    assert [reason in row.problem for row in read_table(content).rows] == [True]


def test_a_quoted_cell_may_have_lines() -> None:
    rows = list(read_table(b'a,b\n1,"x\ny ""z"""\n2,"5"" disk"\n').rows)
    assert [(row.number, row.cells[1]) for row in rows] == [(2, 'x\ny "z"'), (4, '5" disk')]
