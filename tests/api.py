"""A client of the API, as apps are."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from galleria.tenancy.permissions import Permission
from galleria.tenancy.service.api_keys import create_api_key
from tests.kit import Shop


@dataclass(frozen=True)
class Client:
    """Sends operations to one store."""

    http: httpx.AsyncClient
    host: str
    token: str = ""

    async def post(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        key: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Send an operation and take whatever comes back."""
        sent = {"Host": self.host, **headers}
        if key:
            sent["Idempotency-Key"] = key
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        body = {"query": query, "variables": variables or {}}
        return await self.http.post("/graphql", json=body, headers=sent)

    async def ask(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """Send an operation that has no errors at its top; its data."""
        answer = (await self.post(query, variables)).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def do(self, mutation: str, /, key: str | None = None, **input_: Any) -> dict[str, Any]:
        """Send one mutation with its input and, unless one is given, a new key; its result."""
        answer = (await self.post(mutation, {"input": input_}, key=key or str(uuid4()))).json()
        assert "errors" not in answer, answer
        (result,) = answer["data"].values()
        assert isinstance(result, dict)
        return result


async def key_of(shop: Shop, *scopes: Permission, only_here: bool = False) -> str:
    """Make an API key of the shop's tenant, for all of its stores or for this one only."""
    stores = [shop.store.store_id] if only_here else None
    async with shop.transaction() as ctx:
        made = await create_api_key(ctx, name="Test", scopes=scopes, store_ids=stores)
    return made.secret
