import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from galleria.core.logs import configure_logs
from galleria.core.settings import Settings


class Lines(io.StringIO):
    """What went to standard error."""

    def last(self) -> dict[str, Any]:
        line: dict[str, Any] = json.loads(self.getvalue().splitlines()[-1])
        return line


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Log as machines like it, and put everything back afterwards."""
    root = logging.getLogger()
    handlers, level, before = list(root.handlers), root.level, structlog.get_config()
    lines = Lines()
    monkeypatch.setattr(sys, "stderr", lines)
    configure_logs(Settings(log_format="json"))
    yield lines
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()


class TestConfigureLogs:
    def test_a_line_says_what_happened_when_and_for_whom(self, lines: Lines) -> None:
        with structlog.contextvars.bound_contextvars(request_id="r1", tenant="t1"):
            structlog.get_logger("galleria.cart").info("cart_expired", lines=3)

        line = lines.last()
        assert (line["event"], line["level"], line["logger"]) == (
            "cart_expired",
            "info",
            "galleria.cart",
        )
        assert (line["request_id"], line["tenant"], line["lines"]) == ("r1", "t1", 3)
        assert line["timestamp"].endswith("Z")

    def test_libraries_speak_through_it_too(self, lines: Lines) -> None:
        with structlog.contextvars.bound_contextvars(request_id="r2"):
            logging.getLogger("some.library").warning("slow answer of %s", "a platform")

        line = lines.last()
        assert (line["event"], line["request_id"]) == ("slow answer of a platform", "r2")

    def test_unimportant_lines_are_left_out(self, lines: Lines) -> None:
        structlog.get_logger().debug("detail")
        logging.getLogger("httpx").info("HTTP Request")

        assert lines.getvalue() == ""

    def test_an_exception_is_told_without_the_values_it_had_at_hand(self, lines: Lines) -> None:
        typed = "4242 4242"
        try:
            _ = ()[len(typed)]
        except IndexError:
            structlog.get_logger().exception("capture_failed")

        assert lines.last()["exception"][0]["exc_value"] == "tuple index out of range"
        assert typed not in lines.getvalue()


class TestRedact:
    @pytest.mark.parametrize(
        "name", ["password", "db_password", "api_key", "Authorization", "cart_token", "secret_key"]
    )
    def test_covers_values_by_their_names(self, lines: Lines, name: str) -> None:
        structlog.get_logger().info("asked", **{name: "hunter2"}, headers={name: "hunter2"})

        assert "hunter2" not in lines.getvalue()
        assert lines.last()[name] == "[redacted]"

    @pytest.mark.parametrize(
        "text",
        [
            "cannot reach postgresql://app:hunter2@db/galleria",
            "sent Authorization: Bearer hunter2",
            "sent basic hunter2==",
        ],
    )
    def test_covers_secrets_inside_texts(self, lines: Lines, text: str) -> None:
        structlog.get_logger().warning(text, said=[text])

        assert "hunter2" not in lines.getvalue()

    def test_leaves_the_rest_as_it_is(self, lines: Lines) -> None:
        structlog.get_logger().info("see https://aldermoor.localhost/p?x=1", path="/a@b", ids=[1])

        line = lines.last()
        assert line["event"] == "see https://aldermoor.localhost/p?x=1"
        assert (line["path"], line["ids"]) == ("/a@b", [1])
