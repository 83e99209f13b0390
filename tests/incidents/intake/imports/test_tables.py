"""Files as they come: every encoding and separator is read, and what is broken is refused with its reason."""

import pytest

from incidents.intake.imports.tables import BadFileError, read_table
from tests.incidents.intake.imports.files import xlsx_of


def _corrupt(book: bytes) -> bytes:
    """Spoil the packed bytes of the first part of an archive and leave its lists as they are."""
    packed = 30 + int.from_bytes(book[26:28], "little") + int.from_bytes(book[28:30], "little")
    return book[:packed] + b"\xff" * 40 + book[packed + 40 :]


READ = {
    "utf-8": "a,b\n1,ä\n".encode(),
    "byte-order-mark": "a,b\n1,ä\n".encode("utf-8-sig"),
    "utf-16": "a,b\n1,ä\n".encode("utf-16"),
    "windows": "a,b\n1,ä\n".encode("cp1252"),
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
    "corrupt-stream": (_corrupt(xlsx_of(["a"], ["1"])), "workbook cannot be read"),
}
ROWS = {
    "short": (b"a,b\n1\n", "1 cells instead of 2"),
    "long": (b"a,b\n1,2,3\n", "3 cells instead of 2"),
    "nul": (b"a,b\n1,\x00\n", "NUL"),
}


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
