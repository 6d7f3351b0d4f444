from pathlib import Path

import pytest
from PIL import Image, ImageCms

from galleria.catalog.pictures import NotAPicture, store_picture
from tests.catalog.web import encoded

RED, BLUE = (220, 20, 20), (20, 20, 220)
ORIENTATION, ARTIST = 0x0112, 0x013B


def two_halves(width: int = 80, height: int = 40) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def is_near(pixel: object, color: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 30 for one, other in zip(pixel, color, strict=True))


class TestStorePicture:
    def test_a_photograph_stands_upright_and_tells_nothing_of_who_took_it(
        self, tmp_path: Path
    ) -> None:
        exif = Image.Exif()
        exif[ORIENTATION], exif[ARTIST] = 6, "Ada"
        stored = store_picture(encoded(two_halves(), "JPEG", exif=exif, quality=95), tmp_path)

        assert (stored.width, stored.height) == (40, 80)
        with Image.open(tmp_path / stored.key) as image:
            assert (image.format, image.size) == ("WEBP", (40, 80))
            assert is_near(image.getpixel((20, 10)), RED)
            assert is_near(image.getpixel((20, 70)), BLUE)
            assert not image.getexif()
        assert b"Ada" not in (tmp_path / stored.key).read_bytes()

    def test_what_can_be_seen_through_stays_so(self, tmp_path: Path) -> None:
        image = Image.new("RGBA", (50, 50), (*RED, 0))
        image.paste((*RED, 255), (0, 0, 25, 50))
        stored = store_picture(encoded(image, "PNG"), tmp_path)

        with Image.open(tmp_path / stored.key) as found:
            shown, hidden = found.getpixel((5, 25)), found.getpixel((45, 25))
        assert is_near(shown, (*RED, 255))
        assert isinstance(hidden, tuple)
        assert hidden[3] == 0

    @pytest.mark.parametrize("kind", ["AVIF", "GIF", "JPEG", "PNG", "WEBP"])
    @pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16"])
    def test_takes_every_kind_that_browsers_show(
        self, tmp_path: Path, kind: str, mode: str
    ) -> None:
        image = Image.new(mode, (20, 10), 1)
        try:
            file = encoded(image, kind)
        except (OSError, ValueError):
            file = encoded(image.convert("RGB"), kind)
        stored = store_picture(file, tmp_path)
        assert (stored.width, stored.height) == (20, 10)

    def test_of_an_animation_it_takes_the_first_frame(self, tmp_path: Path) -> None:
        frames = [Image.new("RGB", (20, 20), color) for color in (RED, BLUE)]
        stored = store_picture(
            encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]), tmp_path
        )
        with Image.open(tmp_path / stored.key) as image:
            assert getattr(image, "n_frames", 1) == 1
            assert is_near(image.getpixel((10, 10)), RED)

    def test_large_ones_get_smaller_and_small_ones_stay(self, tmp_path: Path) -> None:
        large = store_picture(encoded(two_halves(3200, 800), "JPEG"), tmp_path)
        line = store_picture(encoded(two_halves(4000, 1), "PNG"), tmp_path)
        small = store_picture(encoded(two_halves(3, 2), "PNG"), tmp_path)
        assert (large.width, large.height) == (1600, 400)
        assert (line.width, line.height) == (1600, 1)
        assert (small.width, small.height) == (3, 2)

    def test_a_profile_that_is_none_is_passed_over(self, tmp_path: Path) -> None:
        good = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        for profile in (good, b"no profile"):
            stored = store_picture(encoded(two_halves(), "PNG", icc_profile=profile), tmp_path)
            with Image.open(tmp_path / stored.key) as image:
                assert "icc_profile" not in image.info
                assert is_near(image.getpixel((5, 5)), RED)

    def test_the_same_picture_is_one_file(self, tmp_path: Path) -> None:
        file = encoded(two_halves(), "PNG")
        assert store_picture(file, tmp_path) == store_picture(file, tmp_path)
        assert len(list(tmp_path.iterdir())) == 1

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"<!doctype html><title>Sign in</title>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            encoded(two_halves(), "TIFF"),
            encoded(two_halves(), "PNG")[:-40],
            encoded(two_halves(400, 400), "JPEG")[:900],
            encoded(two_halves(), "WEBP")[:40],
        ],
        ids=["empty", "page", "svg", "tiff", "half a png", "half a jpeg", "half a webp"],
    )
    def test_refuses_what_is_no_picture(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(NotAPicture, match="no picture"):
            store_picture(content, tmp_path)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("size", [(8000, 5001), (20_000, 10_000)])
    def test_refuses_a_picture_that_would_fill_the_memory(
        self, tmp_path: Path, size: tuple[int, int]
    ) -> None:
        with pytest.raises(NotAPicture, match="40 megapixels"):
            store_picture(encoded(Image.new("1", size), "PNG"), tmp_path)
