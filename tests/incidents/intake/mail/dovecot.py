"""A real IMAP server of our own on a free port of this machine, where Debian's dovecot-imapd is installed."""

import getpass
import grp
import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

DOVECOT = shutil.which("dovecot") or next(
    (place for place in ("/usr/sbin/dovecot", "/usr/local/sbin/dovecot") if Path(place).exists()), None
)
_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {run}
state_dir = {run}
log_path = {run}/log
ssl = no
disable_plaintext_auth = no
{own_users}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{home}/%n
auth_mechanisms = plain login{mechanisms}
passdb {{
  driver = static
  mechanisms = plain login
  args = password=secret
}}
{tokens}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/%n
}}
service imap-login {{
  {no_chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  {no_chroot}
}}
"""


_TOKENS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {place}
}}
"""
_ASKS = """
introspection_mode = get
introspection_url = http://127.0.0.1:{port}/?token=
username_attribute = username
active_attribute = active
active_value = true
"""


def _users(home: Path) -> dict[str, str]:
    """Return who runs what: root has the server's own users and serves nobody's mail, others do all themselves."""
    if os.geteuid() == 0:
        shutil.chown(home, "nobody", "nogroup")
        return {"own_users": "", "no_chroot": "", "user": "nobody", "group": "nogroup"}
    user, group = getpass.getuser(), grp.getgrgid(os.getegid()).gr_name
    own = f"default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}"
    return {"own_users": own, "no_chroot": "chroot =", "user": user, "group": group}


class Dovecot:
    """The server, with any number of mailboxes that know one password, or tokens of whom it may ask at a port."""

    def __init__(self, tokens_at: int = 0) -> None:
        folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        folder.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        run, home = folder / "run", folder / "mail"
        run.mkdir()
        home.mkdir()
        tokens = {"mechanisms": "", "tokens": ""}
        if tokens_at:
            (folder / "tokens").write_text(_ASKS.format(port=tokens_at))
            tokens = {"mechanisms": " xoauth2", "tokens": _TOKENS.format(place=folder / "tokens")}
        words = {"run": run, "home": home, "port": self.port, **_users(home), **tokens}
        (folder / "dovecot.conf").write_text(_CONFIGURATION.format(**words))
        self._folder, self._log = folder, run / "log"
        command = [str(DOVECOT), "-F", "-c", str(folder / "dovecot.conf")]
        silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, **silent)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while True:
            try:
                self.client("probe").logout()
                return
            except (OSError, imaplib.IMAP4.error):
                said = self._log.read_text() if self._log.exists() else ""
                assert time.monotonic() < deadline and self._process.poll() is None, said[-2000:]
                time.sleep(0.05)

    def client(self, user: str) -> imaplib.IMAP4:
        """Return a mail program that is signed in."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(user, "secret")
        return client

    def deliver(self, user: str, *messages: bytes) -> None:
        """Put messages into the inbox of a user."""
        client = self.client(user)
        for raw in messages:
            assert client.append("INBOX", None, None, raw)[0] == "OK"
        client.logout()

    def count(self, user: str, folder: str = "INBOX", criterion: str = "ALL") -> int:
        """Return how many messages a folder holds."""
        client = self.client(user)
        client.select(folder, readonly=True)
        found = client.search(None, criterion)[1][0].split()
        client.logout()
        return len(found)

    def make_folder(self, user: str, folder: str) -> None:
        """Make a folder."""
        client = self.client(user)
        client.create(folder)
        client.logout()

    def set_readable(self, user: str, words: bytes, *, is_readable: bool) -> None:
        """Let the server lose its right to read the message with these words, or give it back."""
        files = [place for place in (self._folder / "mail" / user).glob("*/*") if place.is_file()]
        for place in files:
            place.chmod(0o600)
            if words in place.read_bytes():
                place.chmod(0o600 if is_readable else 0)

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.wait(timeout=20)
        shutil.rmtree(self._folder)
