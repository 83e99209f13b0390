"""Which addresses are called: the rows O of hostile-inputs.md, at the spelling and at the lookup."""

import socket
from typing import Any

import pytest

from accounts.clock import now
from accounts.outgoing.addresses import AddressRefusedError, Allowance, checked, place_of
from accounts.outgoing.calling import post

OURS = Allowance(hosts=("10.0.0.5", "hooks.internal", "big.example.org:8443"), own=("desk.example.org", 443))
GOOD = {
    "plain": ("https://hooks.example.org/a?b=c", ("hooks.example.org", 443, "/a?b=c")),
    "no-path": ("http://hooks.example.org", ("hooks.example.org", 80, "/")),
    "upper": ("HTTPS://Hooks.Example.org/A", ("hooks.example.org", 443, "/A")),
    "literal": ("https://[2606:4700::1111]/", ("[2606:4700::1111]", 443, "/")),
    "allowed": ("http://10.0.0.5/x", ("10.0.0.5", 80, "/x")),
    "allowed-port": ("https://big.example.org:8443/", ("big.example.org", 8443, "/")),
}
BAD = {
    "O01": """http://127.0.0.1 http://localhost http://0 http://127.1 http://2130706433 http://0x7f000001
        http://0177.0.0.1 http://①②⑦.⓪.⓪.① http://127.0.0.1. http://10.1.2.3 http://169.254.169.254/latest
        http://192.168.1.1 http://172.16.9.9 http://100.64.0.1 http://198.18.0.1 http://0.0.0.0
        http://224.0.0.1 http://255.255.255.255 http://a.localhost http://0x7f.1 http://example.0x1""",
    "O02": """http://[::1] http://[::] http://[::ffff:127.0.0.1] http://[64:ff9b::7f00:1] http://[2002:7f00:1::]
        http://[::127.0.0.1] http://[fe80::1%25eth0] http://[fec0::1] http://[fc00::1] http://[ff02::1]
        http://[2001::1] http://[64:ff9b:1::1] http://[2001:db8::1] http://[::1""",
    "O07": """http://user:pass@hooks.example.org http://ok.example@127.0.0.1 http://127.0.0.1#@ok.example
        http://hooks.example.org\\@127.0.0.1 https://hooks.example.org/a#b http://@hooks.example.org""",
    "O08": """http://hooks.example.org:0 http://hooks.example.org:22 http://hooks.example.org:6379
        http://hooks.example.org:99999 http://hooks.example.org:-1 http://10.0.0.5:8080
        https://big.example.org:8444""",
    "O10": "https://desk.example.org/api/v1/ https://DESK.example.org:443/",
    "scheme": "ftp://hooks.example.org file:///etc/passwd gopher://a.b //hooks.example.org hooks.example.org http:///x",
}
SPACED = [
    "http://hooks.example.org/a b",
    "http://hooks.example.org/\t",
    "http://hooks.example.org/\n",
    "",
    " ",
]


@pytest.mark.parametrize(("url", "expected"), GOOD.values(), ids=GOOD)
def test_an_address_is_read_once(url: str, expected: tuple[str, int, str]) -> None:
    place = place_of(url, OURS)
    assert (place.host, place.port, place.target) == expected


@pytest.mark.parametrize("row", [*BAD, "O07-spaces", "length"])
def test_what_does_not_lead_outside_for_certain_is_refused(row: str) -> None:
    urls = {"O07-spaces": SPACED, "length": ["https://hooks.example.org/" + "a" * 480]}
    for url in urls.get(row) or BAD[row].split():
        with pytest.raises(AddressRefusedError) as refusal:
            place_of(url, OURS)
        assert str(refusal.value), url


def test_one_address_inside_spoils_a_name() -> None:
    place = place_of("https://hooks.example.org/", OURS)
    assert checked(["93.184.216.34", "2606:4700::1111"], place) == ["93.184.216.34", "2606:4700::1111"]
    for inside in ("127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1"):
        with pytest.raises(AddressRefusedError):
            checked(["93.184.216.34", inside], place)
    assert checked(["10.0.0.9"], place_of("http://hooks.internal/", OURS)) == ["10.0.0.9"]


def test_a_name_that_leads_inside_is_not_connected_to(settings: Any) -> None:
    """O04: this machine's own name is looked up by the real resolver and leads to nowhere outside."""
    name = "ip6-localhost" if _is_known("ip6-localhost") else socket.gethostname()
    settings.OUTGOING_ALLOWED_HOSTS = []
    with pytest.raises(AddressRefusedError, match="private network"):
        post(f"http://{name}/", b"{}", {}, now=now())


def _is_known(name: str) -> bool:
    try:
        return bool(socket.getaddrinfo(name, 80))
    except OSError:
        return False
