from xml.etree import ElementTree as ET

import pytest

from galleria.demo.catalog import NAMES, load_store
from galleria.demo.pictures.wordmarks import WORDMARKS, draw_wordmark


class TestDrawWordmark:
    @pytest.mark.parametrize("name", NAMES)
    def test_writes_the_name_for_eyes_and_for_ears(self, name: str) -> None:
        mark = ET.fromstring(draw_wordmark(name))  # noqa: S314 - our own text.

        assert mark.get("aria-label") == load_store(name).name
        letters = [path for path in mark.iter() if (path.get("transform") or "") and path.get("d")]
        assert len(letters) >= len(WORDMARKS[name].text.replace(" ", ""))
