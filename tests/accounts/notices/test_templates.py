"""Templates of notices: what they may say, what is refused, and that nobody's text is ever run (ADM-05)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.notices.operations.templating import LONGEST_SUBJECT, filled_in
from accounts.notices.templates import (
    UnknownVariableError,
    as_template,
    render,
    stray_in,
    unknown_in,
)

VALUES = {"number": "INC-7", "title": "Mail", "late": lambda: "worked out"}

RENDERED = {
    "plain": ("No variables, {one} brace, 100 %", "No variables, {one} brace, 100 %"),
    "spaces": ("{{number}} {{ number }} {{\tnumber  }}", "INC-7 INC-7 INC-7"),
    "lines": ("{{ number }}\n\n{{ title }}", "INC-7\n\nMail"),
    "late": ("{{ late }}", "worked out"),
    "three-braces": ("{{{ number }}}", "{INC-7}"),
    "empty": ("", ""),
    "line-break-inside": ("{{ num\nber }}", "{{ num\nber }}"),
}


@pytest.mark.parametrize(("template", "said"), RENDERED.values(), ids=RENDERED)
def test_a_template_is_filled_in(template: str, said: str) -> None:
    assert render(template, VALUES) == said


UNKNOWN = {
    "name": ("{{ nobody }}", ["nobody"]),
    "case": ("{{ Number }}", ["Number"]),
    "filter": ("{{ title|upper }}", ["title|upper"]),
    "attribute": ("{{ title.__class__ }} {{ number }}", ["title.__class__"]),
    "call": ("{{ title() }}", ["title()"]),
    "nothing": ("{{ }}{{}}", [""]),
    "twice": ("{{ a }} {{ b }} {{ a }}", ["a", "b"]),
    "known": ("{{ title }}", []),
}


@pytest.mark.parametrize(("template", "names"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_known_is_named_and_never_blank(template: str, names: list[str]) -> None:
    assert unknown_in(template, VALUES) == names
    if names:
        with pytest.raises(UnknownVariableError):
            render(template, VALUES)


STRAY = {
    "opened": ("{{ number", "{{"),
    "closed": ("number }}", "}}"),
    "tag": ("{% now 'Y' %}", "{%"),
    "over-lines": ("{{ num\nber }}", "{{"),
    "beside": ("{{ number }} }}", "}}"),
    "not-joined": ("{{{ number }}{", ""),
    "none": ("{ 50 % } {{ number }}", ""),
}


@pytest.mark.parametrize(("template", "sign"), STRAY.values(), ids=STRAY)
def test_half_a_variable_is_found(template: str, sign: str) -> None:
    assert stray_in(template) == sign


def test_words_of_the_code_become_a_template() -> None:
    assert (
        as_template("%(who)s wrote %(count)d%%: “%(words)s”") == "{{ who }} wrote {{ count }}%: “{{ words }}”"
    )


SUBJECTS = {
    "with": ("[{{ number }}] {{ title }}", "[INC-7] Mail"),
    "without": ("About {{ title }}", "[INC-7] About Mail"),
    "behind": ("{{ title }} [{{ number }}]", "[INC-7] Mail [INC-7]"),
    "bare": ("{{ number }}: {{ title }}", "[INC-7] INC-7: Mail"),
}


@pytest.mark.parametrize(("subject", "said"), SUBJECTS.values(), ids=SUBJECTS)
def test_the_number_stands_in_front_of_every_subject(subject: str, said: str) -> None:
    """COM-02: a reply finds its incident."""
    assert filled_in(subject, "", VALUES) == (said, "")


def test_a_message_about_no_record_has_no_number() -> None:
    assert filled_in("{{ name }} is off", "{{ name }}", {"name": "Chat"}) == ("Chat is off", "Chat")


ANY_TEXT = st.text() | st.sampled_from(
    [
        "{{ number }}",
        "{{ title",
        "}}",
        "{% now 'Y' %}",
        "\\1",
        "\\g<0>",
        "%(number)s",
        "[INC-9]",
        "a\r\nBcc: b",
    ]
).flatmap(lambda odd: st.text().map(lambda rest: odd + rest))


@given(ANY_TEXT, ANY_TEXT)
def test_what_people_type_is_never_looked_at(title: str, words: str) -> None:
    values = {"number": "INC-7", "title": title, "words": words}
    assert render("<{{ title }}|{{ words }}>", values) == f"<{title}|{words}>"
    subject, body = filled_in("{{ title }}", "{{ words }}", values)
    assert subject.startswith("[INC-7]") and len(subject) <= LONGEST_SUBJECT
    assert len(subject.splitlines()) == 1
    assert body == words.strip()
