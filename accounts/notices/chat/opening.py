"""Opens an address: asks Apprise what it is, and judges where it leads before anything is called."""

from typing import Any

from apprise import AppriseAsset
from apprise.exception import AppriseException
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.google_chat import NotifyGoogleChat
from apprise.plugins.gotify import NotifyGotify
from apprise.plugins.matrix import NotifyMatrix
from apprise.plugins.mattermost import NotifyMattermost
from apprise.plugins.messagebird import NotifyMessageBird
from apprise.plugins.ntfy import NotifyNtfy
from apprise.plugins.pushover import NotifyPushover
from apprise.plugins.rocketchat import NotifyRocketChat
from apprise.plugins.signal_api import NotifySignalAPI
from apprise.plugins.signl4 import NotifySIGNL4
from apprise.plugins.sinch import NotifySinch
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.threema import NotifyThreema
from apprise.plugins.twilio import NotifyTwilio
from apprise.plugins.vonage import NotifyVonage
from apprise.plugins.webexteams import NotifyWebexTeams
from apprise.plugins.workflows import NotifyWorkflows
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.notices.chat.services import SERVICES, Service, service_with
from accounts.outgoing.addresses import AddressRefusedError, Allowance, place_of

LONGEST_ADDRESS = 500
# Only these are loaded: asked by an address, Apprise would load all its plug-ins, those for this host among them.
_PLUGINS: dict[str, Any] = {
    "slack": NotifySlack,
    "teams": NotifyWorkflows,
    "telegram": NotifyTelegram,
    "discord": NotifyDiscord,
    "webex": NotifyWebexTeams,
    "googlechat": NotifyGoogleChat,
    "matrix": NotifyMatrix,
    "mattermost": NotifyMattermost,
    "rocketchat": NotifyRocketChat,
    "ntfy": NotifyNtfy,
    "gotify": NotifyGotify,
    "signal": NotifySignalAPI,
    "pushover": NotifyPushover,
    "signl4": NotifySIGNL4,
    "threema": NotifyThreema,
    "twilio": NotifyTwilio,
    "vonage": NotifyVonage,
    "sinch": NotifySinch,
    "messagebird": NotifyMessageBird,
}
# A login of Matrix would look its server up by an address that the server names, and keep keys on disk.
_FIXED: dict[str, dict[str, Any]] = {"matrix": {"discovery": False, "e2ee": False}}
# The mode of ntfy in which its plug-in fixes the host; what stands in the place of the host is a topic then.
_CLOUD = "cloud"


def opened(address: str, allowance: Allowance) -> tuple[Service, Any]:
    """Return the service of an address and the plug-in that writes there; raises `AddressRefusedError`."""
    if not address.isprintable() or len(address) > LONGEST_ADDRESS:
        raise AddressRefusedError(_("This address is too long, or has signs that no address has."))
    # A sign that begins a fragment elsewhere stands before the name of a channel here.
    service, parts = _taken_apart(address.replace("/#", "/%23"))
    if service is None:
        raise AddressRefusedError(_("This is no address of a service that may be used."))
    unknown = _options_of(parts) - service.options
    if unknown:
        raise AddressRefusedError(_("Leave “%(option)s” out of the address.") % {"option": min(unknown)[:40]})
    try:
        plugin = _PLUGINS[service.key](**parts | _FIXED.get(service.key, {}), asset=_asset())
    except (AppriseException, TypeError, ValueError):
        raise AddressRefusedError(
            _("%(service)s does not take this address; look for a missing part.") % {"service": service.label}
        ) from None
    if len(plugin) > 1:
        raise AddressRefusedError(_("This names several places. Add an address for each of them."))
    if service.names_host and getattr(plugin, "mode", None) != _CLOUD:
        _refuse_host(plugin, service, allowance)
    return service, plugin


def _taken_apart(address: str) -> tuple[Service | None, dict[str, Any]]:
    """Return whose address it is and its parts; a web-hook is known by how its service writes such addresses."""
    schema = address.partition("://")[0].lower()
    if (service := service_with(schema)) is not None:
        return service, _PLUGINS[service.key].parse_url(address) or {"qsd": {}}
    for service in SERVICES:
        if schema == "https" and (parts := _PLUGINS[service.key].parse_native_url(address)):
            return service, parts
    return None, {}


def _asset() -> AppriseAsset:
    # No pictures from elsewhere, no redirects, nothing on disk, no secrets in logs.
    return AppriseAsset(
        app_id=settings.PRODUCT_NAME,
        app_desc=settings.PRODUCT_NAME,
        app_url=settings.BASE_URL,
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        allow_templates=False,
        interpret_emojis=False,
        secure_logging=True,
        storage_mode="memory",
    )


def _options_of(parts: dict[str, Any]) -> set[str]:
    """Return the names behind the question mark; those with a sign before them would set headers."""
    signed = {f"{sign}{name}" for sign in "+-:" for name in parts.get(f"qsd{sign}") or ()}
    return {*parts["qsd"], *signed}


def _refuse_host(plugin: Any, service: Service, allowance: Allowance) -> None:
    """Refuse a host that neither the operator named nor the owner of the service holds."""
    is_secure = plugin.secure or bool(service.owned)
    port = plugin.port or (443 if is_secure else 80)
    place = place_of(f"{'https' if is_secure else 'http'}://{plugin.host}:{port}/", allowance)
    is_owned = port == 443 and place.host.endswith(service.owned)
    if not is_owned and not allowance.names(place.host, port):
        raise AddressRefusedError(
            _("The operator has to allow the host %(host)s first (OUTGOING_ALLOWED_HOSTS).")
            % {"host": place.host[:100]}
        )
