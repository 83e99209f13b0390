"""What every template knows without being told: the product, the organisation, the theme and the time."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts import clock

THEMES = ("light", "dark")


def product(request: HttpRequest) -> dict[str, Any]:
    """Name the installation and pass on the theme the reader chose; without a choice the system decides."""
    theme = request.COOKIES.get("theme", "")
    return {
        "product_name": settings.PRODUCT_NAME,
        "organisation_name": settings.ORGANISATION_NAME,
        "theme": theme if theme in THEMES else "",
        "now": clock.now(),
    }
