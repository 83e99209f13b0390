"""Templates, styles and scripts keep the rules of the design: what a machine can see of them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin

TEMPLATES = settings.BASE_DIR / "templates"
CSS = settings.BASE_DIR / "static" / "css"
STOCK = Path(admin.__file__).parent / "static" / "admin" / "css"
SCRIPTS = settings.BASE_DIR / "static" / "js"
MAX_TEMPLATE_LINES = 120
MAX_SCRIPT_LINES = 200

# Mail readers know neither our stylesheet nor a policy: inline style is all they understand.
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if "mail" not in path.parts and "email" not in path.parts
)
SHEETS = sorted(CSS.rglob("*.css"))

_COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
_PIECE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def _text(path: Path) -> str:
    return _COMMENT.sub("", path.read_text())


def _name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_a_template_is_short_and_carries_no_style_script_or_handler(path: Path) -> None:
    text = _text(path)
    assert text.count("\n") <= MAX_TEMPLATE_LINES
    inline = r"<style|\sstyle\s*=|javascript:|\son[a-z]+\s*=|hx-on|hx-vals=.js:"
    assert not re.search(inline, text, re.IGNORECASE)
    for attributes, body in re.findall(r"<script\b(.*?)>(.*?)</script>", text, re.DOTALL):
        assert "src=" in attributes
        assert not body.strip()
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", text), "nothing comes from elsewhere"


def _classes_in_css(sheets: list[Path] = SHEETS) -> set[str]:
    known: set[str] = set()
    for sheet in sheets:
        selectors = re.sub(r"\"[^\"]*\"", "", _text(sheet))
        known.update(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", selectors))
    return known


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_class_of_a_template_exists_in_the_stylesheet(path: Path) -> None:
    used: set[str] = set()
    for value in re.findall(r"\bclass=\"((?:\{%.*?%\}|\{\{.*?\}\}|[^\"])*)\"", _text(path)):
        whole = _PIECE.sub(" ", re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", value))
        used.update(whole.split())
    # The administration wears the framework's own clothes, and few of ours.
    stock = [*STOCK.rglob("*.css"), CSS / "admin.css"]
    sheets = stock if path.is_relative_to(TEMPLATES / "admin") else SHEETS
    assert used <= _classes_in_css(sheets)


def test_every_class_of_the_small_parts_exists_in_the_stylesheet() -> None:
    source = (settings.BASE_DIR / "itsm" / "templatetags" / "ui.py").read_text()
    source += (settings.BASE_DIR / "itsm" / "fields.py").read_text()
    used = {word for value in re.findall(r'class="([^"]*)"', source) for word in value.split()}
    used = {re.sub(r"\{.*?\}", "", word) for word in used} - {""}
    assert used <= _classes_in_css()


def _without_brackets(value: str) -> str:
    while (inner := re.sub(r"\([^()]*\)", "", value)) != value:
        value = inner
    return value


# What is a picture and no direction of reading; each is mirrored by hand where it must be.
_PHYSICAL = re.compile(r"^\s*(?:background-position:|&:dir\(rtl\) \{ background-position:)")


@pytest.mark.parametrize("path", SHEETS, ids=_name)
def test_styles_know_no_left_and_no_right(path: Path) -> None:
    for line in _text(path).splitlines():
        if _PHYSICAL.match(line):
            continue
        code = re.sub(r"url\([^)]*\)|#[\w-]+\"|\"[^\"]*\"", "", line)
        assert not re.search(r"\b(?:left|right)\b", code), line
        for kind, value in re.findall(r"\b(padding|margin|inset): ([^;{}]+);", code):
            sides = _without_brackets(value).split()
            assert len(sides) < 4 or sides[1] == sides[3], f"{kind} names four sides: {line}"


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.js")), ids=_name)
def test_a_script_is_short_and_evaluates_nothing(path: Path) -> None:
    text = _text(path)
    assert path.read_text().count("\n") < MAX_SCRIPT_LINES
    evil = r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\.style\b"
    assert not re.search(evil, text)


def test_every_stylesheet_is_gathered_once_and_in_its_layer() -> None:
    gathered = re.findall(r'@import url\("([^"]+)"\) layer\((\w+)\);', (CSS / "evenkeel.css").read_text())
    names = [name for name, _layer in gathered]
    alone = {"evenkeel.css", "admin.css"}
    assert sorted(names) == sorted({str(sheet.relative_to(CSS)) for sheet in SHEETS} - alone)
    order = ["reset", "tokens", "base", "layout", "components", "pages", "utilities"]
    layers = [layer for _name, layer in gathered]
    assert layers == sorted(layers, key=order.index)


def test_every_icon_a_template_asks_for_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'id="([\w-]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
    asked = {name for path in PAGES for name in re.findall(r'\{% icon "([\w-]+)"', _text(path))}
    assert asked <= drawn


def test_every_key_is_in_the_list_of_shortcuts() -> None:
    listed = set(re.findall(r"<kbd>(.*?)</kbd>", (TEMPLATES / "staff" / "_keys.html").read_text()))
    said = {"Control": "Ctrl", "Escape": "Esc"}
    pressed: set[str] = set()
    for path in PAGES:
        text = _text(path)
        for value in re.findall(r'aria-keyshortcuts="([^"{]+)"', text):
            pressed.update(said.get(key, key) for word in value.split() for key in word.split("+"))
        pressed.update(key for key in re.findall(r'data-go="([^"]+)"', text))
    assert pressed <= listed
