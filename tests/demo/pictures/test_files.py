from pathlib import Path

from PIL import Image

from galleria.demo.pictures.files import render_all
from galleria.demo.pictures.picture import Picture

PICTURES = [
    Picture("mug", "moss", "moss", "", "linen", "4:5"),
    Picture("karabiner", "lime", "steel", "pear", "graphite", "1:1"),
]


class TestRenderAll:
    async def test_writes_each_picture_once_and_tells_how_far_it_is(self, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []

        first = await render_all(
            [*PICTURES, PICTURES[0]], tmp_path, lambda done, of: told.append((done, of))
        )
        second = await render_all(PICTURES, tmp_path, lambda _done, _of: None)

        assert (first, second) == (2, 0)
        assert told == [(0, 2), (1, 2), (2, 2)]
        assert _names(tmp_path) == {picture.name for picture in PICTURES}

    async def test_writes_webp_of_the_size_that_pages_were_told(self, tmp_path: Path) -> None:
        await render_all(PICTURES[:1], tmp_path, lambda _done, _of: None)

        with Image.open(tmp_path / PICTURES[0].name) as written:
            assert (written.format, written.size) == ("WEBP", PICTURES[0].size)

    async def test_paints_anew_what_a_killed_painter_left_half_done(self, tmp_path: Path) -> None:
        (tmp_path / f"{PICTURES[0].name}.part").write_bytes(b"half")

        assert await render_all(PICTURES[:1], tmp_path, lambda _done, _of: None) == 1
        assert not (tmp_path / f"{PICTURES[0].name}.part").exists()


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
