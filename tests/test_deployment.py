"""The container files agree with one another, with the settings and with the tree."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from galleria.core.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
CADDYFILE = (ROOT / "deploy" / "Caddyfile").read_text()

VARIABLE = re.compile(r"\$\{([A-Z_]+)(:\?[^}]*)?[^}]*\}")


def dockerfile() -> list[list[str]]:
    """Read the instructions, as words, with continued lines joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    return [shlex.split(line) for line in text.splitlines() if line and not line.startswith("#")]


def final_stage() -> list[list[str]]:
    """Read the instructions that make the image itself."""
    lines = dockerfile()
    return lines[max(i for i, words in enumerate(lines) if words[0] == "FROM") :]


def is_one_shot(service: dict[str, Any]) -> bool:
    return str(service["restart"]).startswith("on-failure")


def has_health_check(service: dict[str, Any]) -> bool:
    check = service.get("healthcheck", {"image": "build" in service})
    return bool(check) and not check.get("disable", False) and check != {"image": False}


class TestCompose:
    @pytest.mark.parametrize("name", SERVICES)
    def test_a_service_waits_for_what_it_needs_in_the_way_that_can_be_told(self, name: str) -> None:
        for needed, how in SERVICES[name].get("depends_on", {}).items():
            if is_one_shot(SERVICES[needed]):
                assert how == {"condition": "service_completed_successfully"}
            else:
                assert how == {"condition": "service_healthy"}
                assert has_health_check(SERVICES[needed])

    def test_nothing_of_ours_runs_on_an_old_schema(self) -> None:
        waiting = {n for n, s in OURS.items() if "migrate" in s["depends_on"]}
        assert waiting == set(OURS) - {"migrate"}

    def test_only_migrations_know_the_owner(self) -> None:
        knowing = {n for n, s in OURS.items() if "DATABASE_OWNER_URL" in s["environment"]}
        assert knowing == {"migrate"}

    @pytest.mark.parametrize("name", OURS)
    def test_every_variable_given_to_us_is_a_setting(self, name: str) -> None:
        settings = {setting.name for setting in Settings().explain()}
        assert set(OURS[name]["environment"]) <= settings

    def test_secrets_and_names_come_from_outside_and_are_required(self) -> None:
        text = (ROOT / "docker-compose.yml").read_text()
        optional = [match.group(1) for match in VARIABLE.finditer(text) if not match.group(2)]
        assert optional == []
        for service in SERVICES.values():
            for variable, value in service.get("environment", {}).items():
                if re.search(r"PASSWORD|SECRET|DATABASE", variable):
                    assert VARIABLE.search(str(value)), f"{variable} is written out"

    def test_the_example_names_every_variable_and_gives_none_away(self) -> None:
        text = (ROOT / "docker-compose.yml").read_text()
        lines = (ROOT / ".env.example").read_text().splitlines()
        given = [line for line in lines if line and not line.startswith("#")]
        assert {line.removesuffix("=") for line in given} == {
            match.group(1) for match in VARIABLE.finditer(text)
        }

    def test_every_mounted_file_is_there(self) -> None:
        mounts = [m for s in SERVICES.values() for m in s.get("volumes", []) if m.startswith("./")]
        assert mounts
        assert [m for m in mounts if not (ROOT / m.split(":")[0]).is_file()] == []

    def test_only_the_proxy_is_reached_from_outside(self) -> None:
        assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]


class TestDockerfile:
    def test_the_image_runs_as_an_ordinary_user(self) -> None:
        stage = final_stage()
        users = [words[1] for words in stage if words[0] == "USER"]
        assert users
        assert users[-1] not in {"root", "0"}
        assert not [w for w in stage[stage.index(["USER", users[-1]]) :] if w[0] in {"RUN", "COPY"}]

    def test_what_is_copied_is_in_the_tree_and_not_ignored(self) -> None:
        kept = {
            line[1:]
            for line in (ROOT / ".dockerignore").read_text().splitlines()
            if line.startswith("!")
        }
        sources = [
            source
            for words in dockerfile()
            if words[0] == "COPY" and not words[1].startswith("--from")
            for source in words[1:-1]
        ]
        assert [s for s in sources if not (ROOT / s).exists()] == []
        assert set(sources) == kept

    def test_only_what_runs_is_installed_in_the_image(self) -> None:
        commands = " && ".join(" ".join(words) for words in dockerfile() if words[0] == "RUN")
        into_image = re.findall(r"/opt/galleria/bin/pip install ([^&]+)", commands)
        assert [part.strip() for part in into_image] == [
            "--require-hashes -r requirements.lock",
            "--no-deps wheels/*.whl",
        ]

    def test_the_image_tells_its_health(self) -> None:
        assert [words for words in final_stage() if words[0] == "HEALTHCHECK"]


class TestCaddy:
    def test_asks_the_question_that_the_application_answers(self) -> None:
        asked = re.search(r"ask http://web:8000(/\S+)", CADDYFILE)
        assert asked
        sources = (path.read_text() for path in (ROOT / "src" / "galleria").rglob("*.py"))
        assert any(f'"{asked[1]}"' in source for source in sources)

    def test_keeps_what_is_for_machines_from_visitors(self) -> None:
        assert "@private path /internal/* /metrics" in CADDYFILE
        assert "respond @private 404" in CADDYFILE
