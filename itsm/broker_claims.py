"""The files of the embedded broker: whole writes, and claims that end with their process."""

import fcntl
import json
import logging
import shutil
import uuid
from pathlib import Path
from typing import IO, Any, ClassVar

logger = logging.getLogger(__name__)


def write_whole(path: Path, content: object) -> None:
    """Let the file appear complete or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid.uuid4().hex}")
    draft.write_text(json.dumps(content))
    draft.replace(path)


def signed_as_living(path: Path) -> IO[str]:
    """Hold the file's record lock or raise OSError. A record lock is not inherited by forked children."""
    lock = path.open("a")
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise
    return lock


class Claims:
    """The messages one channel works on, in a folder whose lock tells other processes that this one lives."""

    # A process never meets its own record locks, so it must know its own folders.
    ours: ClassVar[set[Path]] = set()

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "claims" / uuid.uuid4().hex
        self.ours.add(self.folder)
        draft = self.folder.with_name(f".{self.folder.name}")
        draft.mkdir(parents=True)
        self._lock = signed_as_living(draft / ".lock")
        draft.rename(self.folder)
        self._files: dict[str, Path] = {}

    def take(self, file: Path) -> dict[str, Any] | None:
        """Claim and read one message; None when another process was faster or the file is no message."""
        claim = self.folder / f"{file.parent.name}={file.name}"
        try:
            file.rename(claim)
            message: dict[str, Any] = json.loads(claim.read_bytes())
            self._files[message["properties"]["delivery_tag"]] = claim
        except FileNotFoundError:
            return None
        except (ValueError, LookupError, TypeError):
            logger.exception("Not a message, removed: %s", file.name)
            claim.unlink(missing_ok=True)
            return None
        return message

    def drop(self, tag: str) -> None:
        if claim := self._files.pop(tag, None):
            claim.unlink(missing_ok=True)

    def give_back(self, tag: str) -> None:
        if claim := self._files.pop(tag, None):
            self.return_to_queue(claim)

    def return_to_queue(self, claim: Path) -> None:
        queue, _, name = claim.name.partition("=")
        claim.rename(self.root / "queues" / queue / name)

    def return_dead(self) -> None:
        """Put back what processes held that are no longer there."""
        for folder in (self.root / "claims").glob("[!.]*"):
            if folder in self.ours:
                continue
            try:
                with signed_as_living(folder / ".lock"):
                    for claim in folder.glob("[!.]*"):
                        self.return_to_queue(claim)
                    shutil.rmtree(folder, ignore_errors=True)
            except OSError:
                continue  # its process lives, or somebody else returned it

    def close(self) -> None:
        for tag in list(self._files):
            self.give_back(tag)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()
        self.ours.discard(self.folder)
