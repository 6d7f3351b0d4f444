from dataclasses import replace

import pytest

from galleria.cart.service import details
from galleria.core.context import GUEST
from galleria.core.errors import InvalidInput
from galleria.shipping.rules import Address
from tests.kit import ADA, Shop


class TestSetAddresses:
    async def test_names_every_fault_with_its_place(self, shop: Shop) -> None:
        cart = await shop.cart({})
        nowhere = Address(name=" ", line1="", city="", postal_code="", country="XX")

        with pytest.raises(InvalidInput) as refused:
            async with shop.transaction(GUEST) as ctx:
                await details.set_addresses(ctx, token=cart.token, shipping=ADA, billing=nowhere)

        faults = {problem.path for problem in refused.value.problems}
        fields = ("name", "line1", "city", "postal_code", "country")
        assert faults == {("billing", field) for field in fields}

    async def test_keeps_any_script_and_tidies_the_country(self, shop: Shop) -> None:
        cart = await shop.cart({})
        somewhere = replace(ADA, name=" 山田 太郎 ", country="jp", postal_code="100-0001")

        async with shop.transaction(GUEST) as ctx:
            await details.set_addresses(ctx, token=cart.token, shipping=somewhere)

        address = (await shop.view(cart.token)).shipping_address
        assert address
        assert (address.name, address.country) == ("山田 太郎", "JP")


class TestSetContact:
    @pytest.mark.parametrize("email", ["", "ada", "ada@", "a b@example.com", "ada@localhost"])
    async def test_refuses_what_no_mail_could_go_to(self, shop: Shop, email: str) -> None:
        cart = await shop.cart({})

        with pytest.raises(InvalidInput):
            async with shop.transaction(GUEST) as ctx:
                await details.set_contact(ctx, token=cart.token, email=email)
