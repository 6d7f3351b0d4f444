import string

import pytest
from hypothesis import given
from hypothesis.strategies import builds, from_regex, integers, lists, sampled_from, text

from galleria.tenancy.errors import InvalidHost
from galleria.tenancy.rules.hosts import check_claim, normalize_host, suggest_label

labels = from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True).filter(
    lambda label: label[2:4] != "--"
)
hosts = lists(labels, min_size=1, max_size=5).map(".".join)


class TestNormalizeHost:
    @given(host=hosts, port=integers(0, 65535), dot=sampled_from(["", "."]))
    def test_case_port_and_final_dot_make_no_difference(
        self, host: str, port: int, dot: str
    ) -> None:
        assert normalize_host(f" {host.upper()}{dot}:{port} ") == normalize_host(host) == host

    @given(given=text())
    def test_a_normalized_host_stays_as_it_is(self, given: str) -> None:
        try:
            host = normalize_host(given)
        except InvalidHost:
            return
        assert normalize_host(host) == host
        assert len(host) <= 253
        assert set(host) <= set(string.ascii_lowercase + string.digits + ".-[]:")

    @pytest.mark.parametrize(
        ("given", "host"),
        [
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("xn--bcher-kva.EXAMPLE:8000", "xn--bcher-kva.example"),
            ("straße.example", "xn--strae-oqa.example"),
            ("shop。example", "shop.example"),
            ("127.0.0.1:8000", "127.0.0.1"),
            ("[::1]:8000", "[::1]"),
            ("[0:0:0:0:0:0:0:1]", "[::1]"),
        ],
    )
    def test_writes_each_host_in_one_way(self, given: str, host: str) -> None:
        assert normalize_host(given) == host

    @pytest.mark.parametrize(
        "given",
        [
            "",
            ".",
            "shop..example",
            "-shop.example",
            "shop_one.example",
            "a b.example",
            "shop.example/path",
            "shop.example:65536",
            "user@shop.example",
            "xn--zzzzzz.example",
            "[::1",
            "[zz]",
            "shop.example:80:80",
            "shop.example\x00",
            "shop\ud800.example",
            "a" * 64 + ".example",
            ".".join(["a" * 60] * 5),
        ],
    )
    def test_refuses_what_is_no_host(self, given: str) -> None:
        with pytest.raises(InvalidHost):
            normalize_host(given)


class TestCheckClaim:
    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1",
            "[::1]",
            "intranet",
            "galleria.example",
            "www.galleria.example",
            "a.b.galleria.example",
            "admin.localhost",
        ],
    )
    def test_refuses_what_no_tenant_may_have(self, host: str) -> None:
        with pytest.raises(InvalidHost):
            check_claim(host, base_domain="galleria.example")

    @pytest.mark.parametrize(
        "host", ["shop.galleria.example", "shop.localhost", "shop.example", "www.shop.example"]
    )
    def test_lets_a_tenant_claim_a_name_of_its_own(self, host: str) -> None:
        check_claim(host, base_domain="galleria.example")


class TestSuggestLabel:
    @given(name=builds(lambda start, rest: start + rest, sampled_from("aZ9é"), text(max_size=99)))
    def test_makes_a_label_that_may_stand_in_a_host(self, name: str) -> None:
        host = f"{suggest_label(name)}.localhost"
        assert normalize_host(host) == host
