"""The first start without demo data: one person becomes the administrator, once, by a code from the console."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.people.models import User


def is_needed() -> bool:
    """Say whether nobody can sign in yet."""
    return not User.objects.people().exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()


def setup_code() -> str:
    """Return the code that proves access to the machine; it follows from the secret key, so nothing is stored."""
    code = salted_hmac("accounts.access.first_run", "administrator").hexdigest()[:12]
    return "-".join((code[:4], code[4:8], code[8:]))


def is_right(code: str) -> bool:
    """Compare a typed code."""
    return constant_time_compare(code.strip().lower(), setup_code())
