"""The ordinary system account that runs the servers when we are root."""

import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from galleria.embedded.errors import NotPermitted

NAME = "galleria"
REMEDY = (
    "Run galleria as an ordinary user, or set DATABASE_URL and REDIS_URL to servers of your own"
)


@dataclass(frozen=True)
class Account:
    """Who a server runs as; nobody in particular means ourselves."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        """No other groups than its own, so that it gains nothing from ours."""
        return None if self.uid is None else []

    def own(self, directory: Path) -> None:
        """Give a directory to the account, and to nobody else.

        Raises:
            NotPermitted: this root may not give files away.
        """
        directory.chmod(0o700)
        if self.uid is None or self.gid is None:
            return
        try:
            os.chown(directory, self.uid, self.gid)
        except OSError as error:
            raise NotPermitted(
                f"{directory} cannot be given to the account {NAME} ({error.strerror})",
                remedy=f"PostgreSQL refuses to run as root. {REMEDY}",
            ) from error


def server_account(home: Path) -> Account:
    """Choose who runs the server whose files are in ``home``.

    Postgres refuses to run as root. Files that already have an ordinary owner keep it.
    """
    if os.geteuid() != 0:
        return Account()
    if home.exists() and home.stat().st_uid != 0:
        return Account(home.stat().st_uid, home.stat().st_gid)
    entry = _find_account() or _create_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _find_account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _create_account() -> pwd.struct_passwd:
    """Add the account; another process may be doing the same at this moment."""
    said = "neither useradd nor adduser is installed"
    for command in _creation_commands():
        for _ in range(5):
            made = subprocess.run(command, capture_output=True, text=True, check=False)
            if entry := _find_account():
                return entry
            said = made.stderr.strip()
            time.sleep(0.2)
    raise NotPermitted(
        f"The account {NAME}, which runs the servers for root, cannot be created ({said})",
        remedy=REMEDY,
    )


def _creation_commands() -> list[list[str]]:
    shell = shutil.which("nologin") or "/sbin/nologin"
    debian_and_red_hat = ["useradd", "--system", "--user-group", "--no-create-home"]
    commands = [
        [*debian_and_red_hat, "--home-dir", "/nonexistent", "--shell", shell, NAME],
        ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", shell, NAME],  # busybox
    ]
    return [command for command in commands if shutil.which(command[0])]
