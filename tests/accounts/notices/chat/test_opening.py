"""Which addresses may be used: those of services that were read, and of hosts that the operator named (CH-22)."""

import pytest

from accounts.notices.chat.opening import opened
from accounts.notices.chat.services import fitted, without_calls
from accounts.outgoing.addresses import AddressRefusedError, Allowance

ALLOWED = Allowance(hosts=frozenset({"chat.example.org", "10.1.2.3:8065"}), own=("desk.example.org", 443))
TEAMS = "https://{host}:443/workflows/643e69f83c8944438d68119179a10a64/triggers/manual/paths/invoke?sig=KODuebWbDGYF"


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "slack"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#rota", "slack"),
        ("https://discord.com/api/webhooks/12345678901234567/abcdefghijklmnop", "discord"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544", "telegram"),
        ("https://chat.googleapis.com/v1/spaces/AAAA/messages?key=kkk&token=ttt", "googlechat"),
        (TEAMS.format(host="prod-161.westeurope.logic.azure.com"), "teams"),
        ("ntfy://topic", "ntfy"),
        ("ntfys://chat.example.org/topic", "ntfy"),
        ("mmost://10.1.2.3:8065/3ccdd113474722377935511fc85d3dd4", "mattermost"),
        ("matrixs://token@chat.example.org/#room:example.org", "matrix"),
        ("twilio://AC" + "a" * 32 + ":" + "b" * 32 + "@15551234567/15557654321", "twilio"),
    ],
)
def test_what_is_known_is_opened_and_follows_no_redirect(address: str, service: str) -> None:
    found, plugin = opened(address, ALLOWED)
    assert found.key == service
    assert plugin.redirects is False
    assert plugin.verify_certificate is True


ASTRAY = {
    "file": ("file:///etc/passwd", "no address of a service"),
    "syslog": ("syslog://", "no address of a service"),
    "dbus": ("dbus://", "no address of a service"),
    "mail": ("mailto://u:p@example.org", "no address of a service"),
    "any-json": ("jsons://chat.example.org/", "no address of a service"),
    "nonsense": ("nonsense", "no address of a service"),
    "controls": ("ntfy://topic\n", "signs"),
    "overlong": ("ntfy://" + "t" * 500, "too long"),
    "no-host-named": ("ntfys://other.example.org/topic", "other.example.org"),
    "loopback": ("ntfy://127.0.0.1/topic", "private network"),
    "loopback-number": ("gotify://2130706433/AbCdEfGhIjKlMnO", "host name"),
    "loopback-6": ("ntfy://[::1]/topic", "private network"),
    "metadata": ("mmost://169.254.169.254/3ccdd113474722377935511fc85d3dd4", "private network"),
    "other-port": ("mmost://10.1.2.3:22/3ccdd113474722377935511fc85d3dd4", "ports"),
    "ourselves": ("ntfys://desk.example.org/topic", "our own"),
    "near-teams": (
        "workflows://logic.azure.com.example.net/643e69f83c8944438d68119179a10a64/KODuebWbDGYF",
        "OUTGOING_ALLOWED_HOSTS",
    ),
    "reads-a-file": ("ntfy://topic?attach=file:///etc/passwd", "attach"),
    "template": ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?template=/etc/passwd", "template"),
    "unverified": ("ntfys://chat.example.org/topic?verify=no", "verify"),
    "redirected": ("ntfys://chat.example.org/topic?redirect=yes", "redirect"),
    "slow": ("ntfys://chat.example.org/topic?rto=3600", "rto"),
    "header": ("gotifys://chat.example.org/AbCdEfGhIjKlMnO?+X-Header=1", "X-Header"),
    "discovery": ("matrixs://token@chat.example.org/#room?discovery=yes", "discovery"),
    "several": ("ntfy://one/two/three?mode=cloud", "several places"),
    "half": ("slack://T1JJ3T3L2", "missing part"),
}


@pytest.mark.parametrize(("address", "because"), ASTRAY.values(), ids=ASTRAY)
def test_what_could_lead_astray_is_refused_and_says_why(address: str, because: str) -> None:
    with pytest.raises(AddressRefusedError, match=because):
        opened(address, ALLOWED)


def test_a_short_message_keeps_its_link() -> None:
    link = "https://desk.example.org/incidents/INC-1042/"
    subject, body = fitted("[INC-1042] P1 New - " + "long " * 60, "Body", link, 160)
    assert body == link
    assert len(subject) + len(body) < 160
    assert fitted("Short", "Text", link, 4000) == ("Short", f"Text\n\n{link}")


def test_no_word_of_a_message_calls_people() -> None:
    assert "@everyone" not in without_calls("Hello @everyone, <!channel> and <@U123>")
    assert "<!" not in without_calls("<!channel>")
