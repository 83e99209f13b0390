"""The colours of the design: contrast recomputed from the tokens, and the admin's variables equal to them."""

import math
import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
_PAIR = re.compile(r"--([\w-]+):\s*light-dark\(\s*oklch\(([^)]*)\),\s*oklch\(([^)]*)\)\)")

Colour = tuple[float, float, float]


def _tokens(name: str) -> dict[str, tuple[str, str]]:
    return {
        key: (light.strip(), dark.strip()) for key, light, dark in _PAIR.findall((CSS / name).read_text())
    }


TOKENS = _tokens("tokens.css")


def _linear_rgb(value: str) -> Colour:
    """Turn oklch into linear sRGB, cut to what a screen can show."""
    lightness, chroma, hue = (float(part) for part in (value.split() + ["0"])[:3])
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return tuple(min(1.0, max(0.0, part)) for part in (red, green, blue))  # type: ignore[return-value]


def _contrast(ink: str, ground: str, theme: int) -> float:
    lights = [_luminance(TOKENS[name][theme]) for name in (ink, ground)]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def _luminance(value: str) -> float:
    red, green, blue = _linear_rgb(value)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


TONES = ("red", "orange", "amber", "green", "blue", "violet", "grey")
TEXTS = [
    ("ink-1", "bg-surface"),
    ("ink-1", "bg-canvas"),
    ("ink-1", "mark"),
    ("ink-2", "bg-surface"),
    ("ink-2", "bg-canvas"),
    ("ink-2", "red-tint"),
    ("ink-2", "violet-tint"),
    *(("ink-3", f"bg-{ground}") for ground in ("surface", "canvas", "sunken", "hover", "raised")),
    ("ink-3", "accent-tint"),
    ("ink-3", "amber-tint"),
    ("accent-ink", "bg-surface"),
    ("accent-ink", "bg-canvas"),
    ("accent-ink", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-solid", "red-solid"),
    *((f"{tone}-ink", f"{tone}-tint") for tone in TONES),
]
MARKS = [
    ("line-control", "bg-surface"),
    ("line-control", "bg-sunken"),
    ("focus", "bg-surface"),
    ("focus", "bg-canvas"),
    ("focus", "accent-tint"),
    ("accent", "bg-surface"),
    *((f"{tone}-solid", "bg-surface") for tone in TONES),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXTS, ids="-on-".join)
def test_text_can_be_read(ink: str, ground: str, theme: int) -> None:
    assert _contrast(ink, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS, ids="-on-".join)
def test_a_mark_can_be_seen(mark: str, ground: str, theme: int) -> None:
    assert _contrast(mark, ground, theme) >= 3


# Figures of the design's own table, so that a slip in the arithmetic above shows.
@pytest.mark.parametrize(
    ("ink", "ground", "light", "dark"),
    [
        ("ink-1", "bg-surface", 16.6, 15.0),
        ("ink-3", "bg-hover", 4.9, 5.8),
        ("accent-ink", "accent-tint", 6.2, 8.5),
        ("on-solid", "red-solid", 5.6, 4.8),
        ("amber-solid", "bg-surface", 3.2, 9.4),
        ("focus", "accent-tint", 4.1, 7.9),
    ],
)
def test_the_arithmetic_agrees_with_the_design(ink: str, ground: str, light: float, dark: float) -> None:
    assert _contrast(ink, ground, 0) == pytest.approx(light, abs=0.06)
    assert _contrast(ink, ground, 1) == pytest.approx(dark, abs=0.06)


def test_the_colours_of_the_admin_are_tokens() -> None:
    known = {value for pair in TOKENS.values() for value in pair}
    admin = _tokens("admin.css")
    assert {value for pair in admin.values() for value in pair} <= known
    for name, token in {
        "body-bg": "bg-surface",
        "body-fg": "ink-1",
        "link-fg": "accent-ink",
        "button-bg": "accent",
        "error-fg": "red-ink",
    }.items():
        assert admin[name] == TOKENS[token]
