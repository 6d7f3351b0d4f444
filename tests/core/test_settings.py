import multiprocessing
import os
from pathlib import Path

import pytest

from galleria.core.settings import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("GALLERIA_") or name.endswith("_URL"):
            monkeypatch.delenv(name, raising=False)


def in_file(data: Path, text: str) -> Path:
    (data / "galleria.toml").write_text(text)
    return data


class TestLoadSettings:
    def test_the_environment_wins_over_the_file_and_the_file_over_us(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_file(
            tmp_path,
            'database_pool_size = 20\nlog_level = "debug"\ndatabase_url = "postgres://f/x"',
        )
        monkeypatch.setenv("GALLERIA_DATABASE_POOL_SIZE", "30")
        monkeypatch.setenv("DATABASE_URL", "postgresql://e/x")

        settings = load_settings(tmp_path)

        assert settings.database_pool_size == 30
        assert settings.database_url == "postgresql://e/x"
        assert settings.log_level == "debug"
        assert settings.base_domain == "localhost"
        assert settings.data == tmp_path

    def test_an_empty_variable_says_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GALLERIA_WEB_WORKERS", "")
        monkeypatch.setenv("REDIS_URL", "")

        settings = load_settings(tmp_path)

        assert (settings.web_workers, settings.redis_url) == (1, "")

    def test_the_direct_address_is_that_of_the_database_unless_it_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://pooler/x")
        assert load_settings(tmp_path).direct_url == "postgresql://pooler/x"
        monkeypatch.setenv("DATABASE_DIRECT_URL", "postgresql://db/x")
        assert load_settings(tmp_path).direct_url == "postgresql://db/x"

    def test_a_file_is_no_data_directory(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(SettingsError, match=r"file is no directory.*--data"):
            load_settings(tmp_path / "file")

    def test_a_direct_address_of_nothing_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_DIRECT_URL", "postgresql://db/x")
        with pytest.raises(SettingsError, match="without DATABASE_URL"):
            load_settings(tmp_path)

    def test_the_environment_may_name_the_directory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GALLERIA_DATA", str(in_file(tmp_path, "database_pool_size = 20")))

        assert load_settings().database_pool_size == 20

    def test_proxies_are_told_apart_by_commas_or_listed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_file(tmp_path, 'trusted_proxies = ["10.0.0.0/8"]')
        assert load_settings(tmp_path).trusted_proxies == ("10.0.0.0/8",)

        monkeypatch.setenv("GALLERIA_TRUSTED_PROXIES", "10.1.2.3, 192.168.0.0/16")
        assert load_settings(tmp_path).trusted_proxies == ("10.1.2.3", "192.168.0.0/16")

    @pytest.mark.parametrize(
        ("name", "value", "right"),
        [
            ("GALLERIA_DATABASE_POOL_SIZE", "0", "greater than or equal to 1"),
            ("GALLERIA_DATABASE_POOL_SIZE", "soon", "valid integer"),
            ("GALLERIA_LOG_FORMAT", "xml", "'auto', 'console' or 'json'"),
            ("GALLERIA_BASE_DOMAIN", "http://shop.example", "should match"),
            ("GALLERIA_TRUSTED_PROXIES", "everybody", "'everybody'"),
            ("DATABASE_URL", "mysql://db/x", "postgresql://user@host/database"),
            ("REDIS_URL", "localhost:6379", "redis://host:6379/0"),
        ],
    )
    def test_a_bad_value_is_named_with_what_is_right(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, right: str
    ) -> None:
        monkeypatch.setenv(name, value)

        with pytest.raises(SettingsError) as refused:
            load_settings(tmp_path)

        assert f"{name} is {value!r}" in str(refused.value)
        assert right in str(refused.value)

    def test_all_bad_values_are_told_at_once_with_their_places(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_file(tmp_path, "web_workers = 0\nweb_werkers = 3")
        monkeypatch.setenv("GALLERIA_LOG_LEVEL", "loud")

        with pytest.raises(SettingsError) as refused:
            load_settings(tmp_path)

        told = str(refused.value)
        assert "GALLERIA_LOG_LEVEL is 'loud'" in told
        assert f"web_workers in {tmp_path / 'galleria.toml'} is '0'" in told
        assert "'web_werkers', which there is not" in told

    def test_a_short_secret_is_refused_without_being_shown(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GALLERIA_SECRET_KEY", "hunter2")

        with pytest.raises(SettingsError, match="at least 32") as refused:
            load_settings(tmp_path)

        assert "hunter2" not in str(refused.value)

    def test_a_broken_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"galleria\.toml cannot be read.*line 1"):
            load_settings(in_file(tmp_path, "log_level = debug"))


def secret(data: Path) -> str:
    return load_settings(data).secret_key.get_secret_value()


class TestSecretKey:
    def test_is_made_once_and_kept_to_ourselves(self, tmp_path: Path) -> None:
        data = tmp_path / "new"
        first = secret(data)

        assert len(first) >= 32
        assert secret(data) == first
        assert (data / "secret-key").stat().st_mode & 0o777 == 0o600
        assert data.stat().st_mode & 0o777 == 0o700
        assert [file.name for file in data.iterdir()] == ["secret-key"]

    def test_processes_that_make_it_at_once_agree(self, tmp_path: Path) -> None:
        with multiprocessing.get_context("spawn").Pool(4) as pool:
            assert len(set(pool.map(secret, [tmp_path / "new"] * 16, chunksize=4))) == 1

    def test_one_that_is_given_needs_no_place(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GALLERIA_SECRET_KEY", "k" * 32)

        assert secret(tmp_path / "new") == "k" * 32
        assert not (tmp_path / "new").exists()

    def test_says_what_to_do_where_it_cannot_be_kept(self) -> None:
        with pytest.raises(SettingsError, match="Set GALLERIA_SECRET_KEY"):
            load_settings(Path("/proc/galleria"))  # where even root makes no directories


class TestExplain:
    def test_tells_value_source_and_meaning_of_each(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GALLERIA_LOG_LEVEL", "debug")
        settings = load_settings(in_file(tmp_path, "database_pool_size = 20"))

        told = {each.name: each for each in settings.explain()}

        assert len(told) == len(Settings.model_fields)
        assert all(each.meaning.endswith(".") for each in told.values())
        assert (told["GALLERIA_LOG_LEVEL"].value, told["GALLERIA_LOG_LEVEL"].source) == (
            "debug",
            "environment",
        )
        assert told["GALLERIA_DATABASE_POOL_SIZE"].source == "galleria.toml"
        assert told["GALLERIA_BASE_DOMAIN"].source == "default"
        assert told["GALLERIA_DATA"].source == "--data"

    def test_shows_no_secrets(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://app:hunter2@db/galleria")
        monkeypatch.setenv("GALLERIA_SECRET_KEY", "hunter2" * 5)
        settings = load_settings(tmp_path)

        assert "hunter2" not in repr(settings)
        told = {each.name: each.value for each in settings.explain()}
        assert told["DATABASE_URL"] == "postgresql://app:***@db/galleria"
        assert told["GALLERIA_SECRET_KEY"] == "(set)"
