import pytest

from galleria.storefront.rich_text import safe_html, summary


class TestSafeHtml:
    @pytest.mark.parametrize(
        "written",
        [
            "<script>alert(1)</script><p>Mug</p>",
            '<p onclick="alert(1)">Mug</p>',
            '<p style="position:fixed">Mug</p>',
            '<p><img src="https://elsewhere.example/pixel.gif">Mug</p>',
            "<iframe src=//elsewhere.example></iframe><p>Mug</p>",
        ],
    )
    def test_keeps_the_text_and_nothing_that_acts(self, written: str) -> None:
        assert safe_html(written) == "<p>Mug</p>"

    def test_refuses_links_that_run(self) -> None:
        assert "javascript:" not in safe_html('<p><a href="javascript:alert(1)">Mug</a></p>')

    def test_puts_headings_below_those_of_the_page(self) -> None:
        assert safe_html("<h1>Care</h1><h5>Oven</h5>") == "<h3>Care</h3><h3>Oven</h3>"

    def test_makes_paragraphs_of_plain_text(self) -> None:
        assert safe_html("One & two\n\nThree") == "<p>One &amp; two</p><p>Three</p>"


class TestSummary:
    def test_says_the_beginning_in_plain_words(self) -> None:
        assert summary("<p>A mug &amp; a saucer.</p><p>Blue.</p>") == "A mug & a saucer. Blue."

    def test_stops_between_two_words(self) -> None:
        short = summary("<p>" + "stoneware " * 40 + "</p>")
        assert len(short) <= 156
        assert short.endswith("stoneware…")
