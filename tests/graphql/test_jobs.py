"""Work that was given up, and is tried again."""

import json

from galleria.core.ids import new_id
from tests.api import Client
from tests.kit import Shop

LETTERS = "{ admin { deadLetters { id job event attempts } } }"
RETRY = """mutation ($input: RetryJobInput!) { retryJob(input: $input) {
  __typename ... on RetriedJob { jobId } ... on UserError { code }
} }"""


async def give_up(shop: Shop) -> str:
    """Leave a job of the shop's tenant behind that nobody tries any more; its id."""
    fact = {"tenant": str(shop.store.tenant_id), "event": str(new_id()), "name": "Rang", "data": {}}
    async with shop.transaction() as ctx:
        number = await ctx.driver.fetchval(
            "INSERT INTO pgqueuer (priority, status, entrypoint, payload, attempts)"
            " VALUES (0, 'failed', 'tests.nobody_reacts', $1, 2) RETURNING id",
            json.dumps(fact).encode(),
        )
    return f"job_{number}"


async def state(shop: Shop, job: str) -> tuple[str, int]:
    async with shop.transaction() as ctx:
        row = await ctx.driver.fetchrow(
            "SELECT status::text, attempts FROM pgqueuer WHERE id = $1",
            int(job.removeprefix("job_")),
        )
    assert row
    return row["status"], row["attempts"]


async def test_is_tried_again_once(owner: Client, shop: Shop) -> None:
    job = await give_up(shop)
    letters = (await owner.ask(LETTERS))["admin"]["deadLetters"]

    retried = await owner.do(RETRY, "again", jobId=job)
    replayed = await owner.do(RETRY, "again", jobId=job)
    twice = await owner.do(RETRY, jobId=job)

    assert letters == [{"id": job, "job": "tests.nobody_reacts", "event": "Rang", "attempts": 3}]
    assert retried == replayed == {"__typename": "RetriedJob", "jobId": job}
    assert await state(shop, job) == ("queued", 0)
    assert twice["code"] == "NOT_FOUND"
    assert (await owner.ask(LETTERS))["admin"]["deadLetters"] == []


async def test_another_tenant_s_is_not_there(rival: Client, shop: Shop) -> None:
    job = await give_up(shop)

    refused = await rival.do(RETRY, jobId=job)

    assert refused["code"] == "NOT_FOUND"
    assert await state(shop, job) == ("failed", 2)


async def test_what_is_no_id_is_a_fault_of_the_input(owner: Client) -> None:
    for job in ("", "job_", "job_x", "job_-1", "job_²", "prod_1"):
        assert (await owner.do(RETRY, jobId=job))["code"] == "INVALID_INPUT"
    assert (await owner.do(RETRY, jobId="job_" + "9" * 400))["code"] == "NOT_FOUND"
