from uuid import uuid4

from galleria.catalog.rows import MediaRow
from galleria.storefront.pictures import picture_of

AWAY = "https://old-shop.example/mug.jpg"


def media(*, url: str = "", key: str = "", width: int = 0) -> MediaRow:
    return MediaRow(uuid4(), uuid4(), url, key, "", width, width, 0, "")


class TestPictureOf:
    def test_shows_our_own_copy_and_never_where_it_came_from(self) -> None:
        picture = picture_of(media(url=AWAY, key="mug.webp", width=60), "Mug")
        assert picture is not None
        assert (picture.url, picture.alt, picture.width) == ("/media/mug.webp", "Mug", 60)

    def test_shows_nothing_while_it_is_somebody_else_s(self) -> None:
        assert picture_of(media(url=AWAY), "Mug") is None

    def test_offers_narrower_copies_and_itself(self) -> None:
        picture = picture_of(media(key="mug.webp", width=768), "Mug")
        assert picture is not None
        assert picture.sources == (
            ("/media/320/mug.webp", 320),
            ("/media/480/mug.webp", 480),
            ("/media/720/mug.webp", 720),
            ("/media/mug.webp", 768),
        )

    def test_offers_no_other_where_it_is_small_or_its_size_unknown(self) -> None:
        for width in (0, 320):
            picture = picture_of(media(key="mug.webp", width=width), "Mug")
            assert picture is not None
            assert picture.sources == ()
