import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.core.errors import NotFound
from galleria.storefront.paging import address, page_number, paginate


class TestPageNumber:
    @pytest.mark.parametrize(("written", "number"), [("", 1), ("1", 1), ("27", 27)])
    def test_reads_a_number(self, written: str, number: int) -> None:
        assert page_number(written) == number

    @pytest.mark.parametrize("written", ["0", "-1", "two", "1.5", "²", "٣", "9999999", "01"])
    def test_refuses_what_is_no_page(self, written: str) -> None:
        with pytest.raises(NotFound):
            page_number(written)


class TestAddress:
    def test_gives_the_first_page_one_address_only(self) -> None:
        assert address("/products", {}) == "/products"
        assert address("/products", {"sort": "title"}, 2) == "/products?sort=title&page=2"


class TestPaginate:
    @given(total=st.integers(0, 5000), size=st.integers(1, 60), number=st.integers(1, 400))
    def test_reaches_every_page_from_every_page(self, total: int, size: int, number: int) -> None:
        last = max(1, -(-total // size))
        if number > last:
            with pytest.raises(NotFound):
                paginate("/products", {}, number=number, total=total, size=size)
            return
        found = paginate("/products", {}, number=number, total=total, size=size)
        assert found.last == last
        assert (found.previous is None) == (number == 1)
        assert (found.next is None) == (number == last)
        labels = [int(link.label) for link in found.pages if link]
        assert labels == sorted(set(labels))
        assert {1, number, last} <= set(labels)
        assert [link.label for link in found.pages if link and link.is_current] == [str(number)]
