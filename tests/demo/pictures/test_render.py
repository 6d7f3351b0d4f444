import pytest
from PIL import Image, ImageStat

from galleria.demo.catalog import NAMES, load_store
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.render import draw, render

MUG = Picture("mug", "moss", "moss", "", "linen", "4:5")
PICTURES = {
    picture.name: picture
    for name in NAMES
    for picture in (*load_store(name).covers, *load_store(name).further_views)
}
ONE_OF_EACH = {picture.of: picture for picture in PICTURES.values()}


class TestPicture:
    def test_is_named_by_what_it_shows(self) -> None:
        other = Picture("mug", "kiln", "kiln", "", "linen", "4:5")

        assert MUG.name == Picture("mug", "moss", "moss", "", "linen", "4:5").name
        assert MUG.name != other.name
        assert MUG.name.endswith(".webp")


class TestDraw:
    @pytest.mark.parametrize("picture", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
    def test_every_subject_keeps_its_sheet_in_order(self, picture: Picture) -> None:
        svg = draw(picture).svg(1)

        assert svg.count("<g ") == svg.count("</g>")
        assert "nan" not in svg


class TestRender:
    def test_gives_a_picture_of_the_promised_size_that_shows_its_color(self) -> None:
        image = render(MUG)

        assert image.size == MUG.size
        red, green, blue = ImageStat.Stat(image.crop((330, 540, 370, 580))).mean
        assert green > red
        assert green > blue

    def test_gives_the_same_pixels_every_time(self) -> None:
        assert render(MUG).tobytes() == render(MUG).tobytes()

    @pytest.mark.parametrize("back", ["graphite", "ice", "mint"])
    def test_sets_every_backdrop_behind_the_subject(self, back: str) -> None:
        image = render(Picture("bottle", "lime", "steel", "", back, "4:5"))

        corner = image.crop((0, 0, 80, 80))
        middle = image.crop((340, 400, 420, 520))
        assert _distance(corner, middle) > 30


def _distance(one: Image.Image, other: Image.Image) -> float:
    means = zip(ImageStat.Stat(one).mean, ImageStat.Stat(other).mean, strict=True)
    return max(abs(first - second) for first, second in means)
