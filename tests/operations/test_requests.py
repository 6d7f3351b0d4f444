from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from httpx import ASGITransport, AsyncClient
from prometheus_client import REGISTRY
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from galleria.operations.requests import RequestLog


async def order(_: Request) -> Response:
    structlog.contextvars.bind_contextvars(tenant_id="t-1")
    return PlainTextResponse("an order")


async def broken(_: Request) -> Response:
    raise ValueError("a plank is missing")


APP = RequestLog(Starlette(routes=[Route("/orders/{token}", order), Route("/broken", broken)]))


@pytest.fixture
def logs() -> Iterator[list[dict[str, Any]]]:
    with structlog.testing.capture_logs(
        processors=[structlog.contextvars.merge_contextvars]
    ) as lines:
        yield lines  # type: ignore[misc]


@pytest.fixture
async def client() -> AsyncClient:
    transport = ASGITransport(APP, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://shop")


class TestRequestLog:
    async def test_writes_a_line_without_the_secrets_of_the_path(
        self, client: AsyncClient, logs: list[dict[str, Any]]
    ) -> None:
        reply = await client.get("/orders/s3cret?key=s3cret")
        [line] = logs
        assert (line["method"], line["path"], line["status"]) == ("GET", "/orders/{token}", 200)
        assert line["tenant_id"] == "t-1"
        assert line["request_id"] == reply.headers["x-request-id"]
        assert "s3cret" not in str(line)

    async def test_takes_over_the_ids_of_a_proxy(
        self, client: AsyncClient, logs: list[dict[str, Any]]
    ) -> None:
        trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        reply = await client.get(
            "/orders/1",
            headers={
                "X-Request-Id": "proxy-0001",
                "traceparent": f"00-{trace}-00f067aa0ba902b7-01",
            },
        )
        assert reply.headers["x-request-id"] == "proxy-0001"
        assert (logs[0]["request_id"], logs[0]["trace_id"]) == ("proxy-0001", trace)

    @pytest.mark.parametrize("given", ["short", "x" * 65, "with spaces in it", "a\tb-c-d-e-f-g"])
    async def test_makes_an_id_where_the_given_one_is_none(
        self, given: str, client: AsyncClient
    ) -> None:
        reply = await client.get("/orders/1", headers={"X-Request-Id": given})
        assert reply.headers["x-request-id"] != given

    async def test_counts_by_the_template_and_never_by_what_a_client_sent(
        self, client: AsyncClient
    ) -> None:
        def counted(route: str, method: str, status: str) -> float:
            labels = {"route": route, "method": method, "status": status}
            return REGISTRY.get_sample_value("galleria_requests_total", labels) or 0

        before = counted("/orders/{token}", "GET", "200")
        await client.get("/orders/1")
        await client.get("/orders/2")
        assert counted("/orders/{token}", "GET", "200") == before + 2

        before = counted("(none)", "OTHER", "404")
        await client.request("BREW", "/coffee")
        assert counted("(none)", "OTHER", "404") == before + 1

    async def test_a_fault_is_logged_with_its_request(
        self, client: AsyncClient, logs: list[dict[str, Any]]
    ) -> None:
        reply = await client.get("/broken")
        assert reply.status_code == 500
        fault, line = logs
        assert (fault["event"], line["status"]) == ("request failed", 500)
        assert fault["request_id"] == line["request_id"] == reply.headers["x-request-id"]
