"""What an operator may decide: in the environment, else in `galleria.toml`, else left to us."""

import ipaddress
import os
import secrets
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

FILE = "galleria.toml"
PREFIX = "GALLERIA_"
DEFAULT_DATA = Path(".galleria")

_KEY_FILE = "secret-key"
_SHARED_NAMES = {"database_url", "database_direct_url", "database_owner_url", "redis_url"}
"""Settings that go by the names every host uses, without our prefix."""


class SettingsError(Exception):
    """Some settings can't be used; the message names each, its value, and what is right."""


@dataclass(frozen=True)
class Explanation:
    """One setting, as `galleria doctor` shows it."""

    name: str
    value: str
    source: str
    meaning: str


def _shared_name(name: str, meaning: str) -> Any:
    choices = AliasChoices(name.upper(), name)
    return Field(default="", validation_alias=choices, description=meaning, repr=False)


class Settings(BaseSettings):
    """Every decision an operator has taken, or left to us."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        validate_default=False,
    )

    data: Path = Field(
        default=DEFAULT_DATA,
        description="Directory of galleria.toml, uploaded media and the embedded engines.",
    )
    database_url: str = _shared_name(
        "database_url", "Postgres for the application; empty runs our own in the data directory."
    )
    database_direct_url: str = _shared_name(
        "database_direct_url",
        "The same Postgres past any pooler, for what listens and locks; else DATABASE_URL.",
    )
    database_owner_url: str = _shared_name(
        "database_owner_url",
        "Postgres for migrations, as the tables' owner; else the direct address.",
    )
    redis_url: str = _shared_name("redis_url", "Redis; empty runs our own in the data directory.")
    base_domain: str = Field(
        default="localhost",
        pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
        description="Every store gets a name under this domain, such as aldermoor.localhost.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        min_length=32,
        description="Signs sessions and links. Processes on several machines need the same one.",
    )
    log_format: Literal["auto", "console", "json"] = Field(
        default="auto", description="Lines for people or machines; auto asks the terminal."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least important message that is logged."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses or networks whose X-Forwarded-For and -Proto are believed.",
    )
    web_workers: int = Field(default=1, ge=1, le=256, description="Processes that serve requests.")
    worker_jobs: int = Field(
        default=10, ge=2, le=200, description="Jobs that one worker runs at the same time."
    )
    worker_metrics_port: int = Field(
        default=0, ge=0, le=65535, description="Where a worker answers /metrics; 0: nowhere."
    )
    database_pool_size: int = Field(
        default=10, ge=1, le=200, description="Connections to Postgres per process."
    )
    graphql_public_cost: int = Field(
        default=1_000, ge=1, description="Most that one operation of a guest may cost."
    )
    graphql_customer_cost: int = Field(
        default=2_000, ge=1, description="Most that one operation of a customer may cost."
    )
    graphql_staff_cost: int = Field(
        default=10_000, ge=1, description="Most that one operation of staff may cost."
    )
    graphql_max_depth: int = Field(
        default=12, ge=1, le=50, description="Deepest nesting of an operation."
    )
    graphql_max_aliases: int = Field(default=30, ge=0, description="Most aliases in an operation.")
    graphql_max_tokens: int = Field(
        default=4_000, ge=100, description="Longest operation, in tokens."
    )
    graphql_max_mutations: int = Field(
        default=5, ge=1, description="Most mutations in an operation."
    )
    graphql_bucket_points: int = Field(
        default=500_000,
        ge=1,
        description="Points of cost that a guest's address, or an actor, may have spent at once.",
    )
    graphql_bucket_refill: int = Field(
        default=50_000, ge=1, description="Points of cost that come back every second."
    )
    graphql_largest_body: int = Field(
        default=1_048_576, ge=1_024, description="Most bytes that a request to /graphql may have."
    )
    graphql_largest_staff_body: int = Field(
        default=67_108_864,
        ge=1_024,
        description="Most bytes that a request of staff to /graphql may have; imports are files.",
    )

    @field_validator("database_url", "database_direct_url", "database_owner_url")
    @classmethod
    def _is_postgres(cls, url: str) -> str:
        return _checked_url(url, {"postgresql", "postgres"}, "postgresql://user@host/database")

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: str) -> str:
        return _checked_url(url, {"redis", "rediss", "unix"}, "redis://host:6379/0")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ipaddress.ip_network(network)
        return networks

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic names them
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over what is passed in, which comes from the file."""
        return env_settings, init_settings

    @property
    def direct_url(self) -> str:
        """Where a connection stays with one session of Postgres, as listening needs it."""
        return self.database_direct_url or self.database_url

    def explain(self) -> Sequence[Explanation]:
        """Tell of each setting its value, without secrets, where it is from, and what it means."""
        in_file = _read_file(self.data)
        return [
            Explanation(
                name=_environment_name(name),
                value=_without_secrets(getattr(self, name)),
                source=_source(name, getattr(self, name), in_file),
                meaning=field.description or "",
            )
            for name, field in type(self).model_fields.items()
        ]


def load_settings(data: Path | None = None) -> Settings:
    """Read the settings of a data directory, which the environment or the default names else.

    Raises:
        SettingsError: some value can't be used.
    """
    data = data or Path(os.environ.get(f"{PREFIX}DATA") or DEFAULT_DATA)
    try:
        settings = Settings(**_read_file(data))
    except ValidationError as error:
        raise SettingsError(_problems(error, data)) from None
    if settings.database_direct_url and not settings.database_url:
        raise SettingsError(
            "DATABASE_DIRECT_URL is set without DATABASE_URL, the address that it is the direct way"
            " of. Set both, or DATABASE_URL alone."
        )
    key = settings.secret_key.get_secret_value() or _kept_secret_key(data)
    return settings.model_copy(update={"data": data, "secret_key": SecretStr(key)})


def _environment_name(name: str) -> str:
    return name.upper() if name in _SHARED_NAMES else PREFIX + name.upper()


def _source(name: str, value: object, in_file: dict[str, object]) -> str:
    if name == "data" and str(value) not in {os.environ.get(f"{PREFIX}DATA"), str(DEFAULT_DATA)}:
        return "--data"
    if os.environ.get(_environment_name(name)):
        return "environment"
    if name in in_file:
        return FILE
    return f"made once, kept in {_KEY_FILE}" if name == "secret_key" else "default"


def _read_file(data: Path) -> dict[str, Any]:
    path = data / FILE
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except NotADirectoryError as error:
        raise SettingsError(f"{data} is no directory. Choose another with --data.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error


def _kept_secret_key(data: Path) -> str:
    """Read the key, or make it; of two processes that make it at once, one wins for both."""
    path = data / _KEY_FILE
    try:
        if not path.exists():
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=data) as draft:  # mode 0600
                draft.write(secrets.token_urlsafe(48))
                draft.flush()
                _link_unless_there(Path(draft.name), path)
        return path.read_text()
    except OSError as error:
        raise SettingsError(
            f"The secret key cannot be kept in {path} ({error.strerror}). Set "
            f"{PREFIX}SECRET_KEY to at least 32 random characters, or choose another --data."
        ) from error


def _link_unless_there(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return


def _checked_url(url: str, schemes: set[str], example: str) -> str:
    if url and urlsplit(url).scheme not in schemes:
        raise ValueError(f"should look like {example}")
    return url


def _without_secrets(value: object) -> str:
    """Show a value, but of a secret only whether it is set, and of a URL not its password."""
    if isinstance(value, SecretStr):
        return "(set)" if value.get_secret_value() else "(not set)"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    text = str(value)
    if "://" in text and (password := urlsplit(text).password):
        return text.replace(f":{password}@", ":***@", 1)
    return text


def _problems(error: ValidationError, data: Path) -> str:
    """Say of each setting that can't be used where it stands, what it is, and what is right."""
    return "\n".join(
        _problem(str(problem["loc"][0]), problem["input"], problem["msg"], problem["type"], data)
        for problem in error.errors()
    )


def _problem(key: str, value: object, message: str, kind: str, data: Path) -> str:
    name = key.lower()
    if kind == "extra_forbidden":
        known = ", ".join(sorted(Settings.model_fields))
        return f"{data / FILE} has a setting {key!r}, which there is not. There are: {known}."
    in_environment = bool(os.environ.get(_environment_name(name)))
    where = _environment_name(name) if in_environment else f"{name} in {data / FILE}"
    shown = "(hidden)" if name == "secret_key" else repr(_without_secrets(value))
    meaning = Settings.model_fields[name].description
    return f"{where} is {shown}: {message.removeprefix('Value error, ')}. ({meaning})"
