"""What may be attached: names made harmless, types from our table, content that does not contradict them."""

import unicodedata

import pytest

from incidents.records.files import SHOWN_INLINE, TYPES, clean_name, problem_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
LIMIT = 1000


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.txt", "x.txt"),
        ("C:\\x.txt", "x.txt"),
        ("/x.txt", "x.txt"),
        ("a/b.txt", "b.txt"),
        ("\u200b.htaccess", "htaccess"),
        ("re\x00port.txt", "report.txt"),
        ("re\r\nport.txt", "report.txt"),
        ("report.txt. . ", "report.txt"),
        ("  report.txt", "report.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("con", "_con"),
        ("CON.txt", "_CON.txt"),
        ("aux.txt", "_aux.txt"),
        ("lpt1.log", "_lpt1.log"),
        ("console.txt", "console.txt"),
        ("a:b.txt", "a_b.txt"),
        ("a|b.txt", "a_b.txt"),
        ('a"b<c>.txt', "a_b_c_.txt"),
        ("%2e%2e%2fx.txt", "%2e%2e%2fx.txt"),
        ("=?utf-8?b?eC50eHQ=?=", "=_utf-8_b_eC50eHQ=_="),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("отчёт.pdf", "отчёт.pdf"),
        ("", ""),
        ("...", ""),
        ("\u200b\u200d", ""),
    ],
)
def test_names_are_made_harmless(given, cleaned):
    assert clean_name(given) == cleaned


@pytest.mark.parametrize("letter", ["a", "é", "\U0001d11e"])
def test_long_names_keep_their_extension_and_fit_everywhere(letter):
    name = clean_name(letter * 300 + ".txt")
    assert name.endswith(".txt")
    assert len(name) <= 150
    assert len(name.encode()) <= 255


def test_a_very_long_extension_is_no_way_round_the_limit():
    assert len(clean_name("x." + "a" * 400)) <= 150


def test_cleaning_twice_changes_nothing():
    for name in ("a:b.txt", "../x", "e\u0301.txt", "con.txt", "x" * 300 + ".log"):
        assert (
            clean_name(clean_name(name)) == clean_name(name) == unicodedata.normalize("NFC", clean_name(name))
        )


@pytest.mark.parametrize(
    "name",
    ["", "report", "page.html", "drawing.svg", "run.exe", "x.sh", "a.txt.js", "feed.xml", ".htaccess", "x."],
)
def test_what_is_not_listed_is_refused(name):
    assert problem_of(name, 5, b"hello", limit=LIMIT).code == "type_not_allowed"


@pytest.mark.parametrize(("size", "code"), [(0, None), (LIMIT, None), (LIMIT + 1, "too_large")])
def test_the_limit_itself_is_allowed(size, code):
    problem = problem_of("notes.txt", size, b"hello"[:size], limit=LIMIT)
    assert (problem and problem.code) == code


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.png", PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.JPEG", b"\xff\xd8\xff\xe0"),
        ("a.gif", b"GIF89a<script>alert(1)</script>"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.docx", b"PK\x03\x04"),
        ("a.zip", b"PK\x03\x04"),
        ("a.gz", b"\x1f\x8b"),
        ("a.msg", b"\xd0\xcf\x11\xe0"),
        ("a.txt", b"a < b and <b>bold</b>"),
        ("a.csv", b"a;b\n1;2"),
        ("a.json", b'{"a": 1}'),
        ("a.eml", b"<html>"),
    ],
)
def test_content_that_agrees(name, head):
    assert problem_of(name, len(head), head, limit=LIMIT) is None


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.png", b"hello"),
        ("a.png", b"\xff\xd8\xff\xe0"),
        ("a.jpg", PNG),
        ("a.pdf", b"<html><script>"),
        ("a.pdf", b"PK\x03\x04"),
        ("a.zip", b"%PDF-1.7"),
        ("a.txt", b"MZ\x90\x00"),
        ("a.log", b"\x7fELF"),
        ("a.txt", PNG),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("a.txt", b"\xef\xbb\xbf  <svg onload=alert(1)>"),
        ("a.csv", b"<?xml version='1.0'?><html/>"),
        ("a.webp", b"<script>alert(1)</script>"),
    ],
)
def test_content_that_contradicts(name, head):
    assert problem_of(name, len(head), head, limit=LIMIT).code == "contradicts_name"


def test_nothing_that_runs_opens_inside_the_browser():
    assert set(TYPES.values()) >= SHOWN_INLINE
    assert not {kind for kind in SHOWN_INLINE if "html" in kind or "xml" in kind or "pdf" in kind}
