"""The services by which somebody may be reached beside e-mail, each read in the source of its plug-in of Apprise.

Whatever is not listed here is refused, above all what would read a file, write to this host or send mail.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Service:
    """A service, the beginnings of its addresses, and where they lead.

    `names_host`: the address itself names the host that is called, which must then be allowed; else the plug-in fixes
    it. `owned` are endings of hosts that belong to the service's owner whatever stands before them. `options` are what
    an address may hold behind its question mark: others could read files, follow redirects or switch off checks.
    """

    key: str
    label: str
    schemas: frozenset[str]
    options: frozenset[str] = frozenset()
    names_host: bool = False
    owned: tuple[str, ...] = ()
    # Whether a word such as @everyone in a message would call people.
    calls_people: bool = True


def _service(key: str, label: str, schemas: str = "", options: str = "", **marks: Any) -> Service:
    return Service(key, label, frozenset((schemas or key).split()), frozenset(options.split()), **marks)


SERVICES: tuple[Service, ...] = (
    _service("slack", "Slack", options="to"),
    _service(
        "teams",
        "Microsoft Teams",
        "workflow workflows",
        "api-version id pa powerautomate sig sp sv ver",
        names_host=True,
        owned=(".logic.azure.com", ".api.powerplatform.com"),
    ),
    _service("telegram", "Telegram", "tgram", "to topic thread silent"),
    _service("discord", "Discord", options="thread"),
    _service("webex", "Webex", "wxteams webex", "to"),
    _service("googlechat", "Google Chat", "gchat", "key token thread"),
    _service("matrix", "Matrix", "matrix matrixs", "to", names_host=True),
    _service("mattermost", "Mattermost", "mmost mmosts", "to channel botname", names_host=True),
    _service("rocketchat", "Rocket.Chat", "rocket rockets", "to", names_host=True),
    _service("ntfy", "ntfy", "ntfy ntfys", "mode priority to token", names_host=True, calls_people=False),
    _service("gotify", "Gotify", "gotify gotifys", "priority", names_host=True, calls_people=False),
    _service("signal", "Signal", "signal signals", "to", names_host=True, calls_people=False),
    _service("pushover", "Pushover", "pover", "priority sound to", calls_people=False),
    _service("signl4", "SIGNL4", calls_people=False),
    _service("threema", "Threema", options="to", calls_people=False),
    _service("twilio", "Twilio", options="from to", calls_people=False),
    _service("vonage", "Vonage", "vonage nexmo", "from to", calls_people=False),
    _service("sinch", "Sinch", options="from region to", calls_people=False),
    _service("messagebird", "MessageBird", "msgbird", "to", calls_people=False),
)

_BY_SCHEMA = {schema: service for service in SERVICES for schema in service.schemas}
_BY_KEY = {service.key: service for service in SERVICES}


def service_with(schema: str) -> Service | None:
    """Return the service whose addresses begin so; None if it is none that we use."""
    return _BY_SCHEMA.get(schema)


def label_of(key: str, name: str) -> str:
    """Return how an address is shown everywhere: the service and its owner's name for it, nothing of the secret."""
    service = _BY_KEY.get(key)
    return f"{service.label if service else key}: {name}"


def named() -> str:
    """Return the names of all services in one line."""
    return ", ".join(service.label for service in SERVICES)


def without_calls(text: str) -> str:
    """Return a text in which no word calls people, as @everyone and <!channel> would: whoever reports types freely."""
    return text.replace("@", "@\u200b").replace("<", "<\u200b")


def fitted(subject: str, body: str, link: str, longest: int) -> tuple[str, str]:
    """Return subject and text so short that the link behind them survives, which an SMS would cut off first."""
    # What a service adds between the parts, and signs that it writes longer.
    room = max(longest * 9 // 10 - len(link) - len("\r\n\n\n"), 0)
    subject = _shortened(subject, room)
    body = _shortened(body, room - len(subject))
    return subject, "\n\n".join(part for part in (body, link) if part)


def _shortened(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    return text[: room - 1].rstrip() + "…" if room > 1 else ""
