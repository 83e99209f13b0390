"""Numbers of reviews, from a sequence of their own."""

from incidents.records.numbering import next_value

PREFIX = "REV"
SEQUENCE = "reviews_review_number"


def next_number() -> str:
    """Return the next number, such as REV-1001."""
    return f"{PREFIX}-{next_value(SEQUENCE)}"
