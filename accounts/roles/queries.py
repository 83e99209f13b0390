"""Who may change whose account (reliability rule: never somebody of higher role)."""

from accounts.choices import PersonKind, Right
from accounts.people.models import User


def may_edit(editor: User, person: User) -> bool:
    """Say whether the editor ranks high enough to change the person at all."""
    if person.kind == PersonKind.SYSTEM:
        return False
    return editor.is_superuser or not person.is_superuser


def may_set_access(editor: User, person: User | None) -> bool:
    """Say whether the editor may change roles and sign-in: not one's own, not another administrator's."""
    if editor.is_superuser or person is None or person._state.adding:
        return True
    return not person.is_superuser and not person.may(Right.CONFIGURE)
