"""Markdown becomes harmless HTML (LOG-08)."""

import pytest

from incidents.records.markdown import render


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/track.png)",
        "<math><mtext><mglyph><style><img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<a href='x' style='position:fixed'>y</a>",
    ],
)
def test_nothing_in_it_can_act(text):
    html = render(text).lower()
    for bad in (
        "<script",
        "<img",
        "<svg",
        "<math",
        "<style",
        'href="javascript',
        'href="data',
        'href="vbscript',
    ):
        assert bad not in html


def test_plain_formatting_stays():
    html = render("**bold** and `code`\n\n* one\n* two\n\n[site](https://example.org)")
    assert "<strong>bold</strong>" in html
    assert "<code>code</code>" in html
    assert 'href="https://example.org"' in html
    assert "noopener" in html


def test_headings_stay_below_the_page():
    assert "<h3>Top</h3>" in render("# Top")


@pytest.mark.parametrize("sign", ["[", "*a ", "[a](", "> ", "`", "| a "])
def test_a_flood_of_signs_is_shown_as_typed(sign):
    assert render(sign * 20_000).startswith("<pre>")
