"""What can be drawn: a table of subjects by name, filled by the modules that draw them."""

from collections.abc import Callable

from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.stage import lying, standing

Draw = Callable[[Canvas, Picture], None]

SUBJECTS: dict[str, Draw] = {}


def stands(name: str, width: float, height: float) -> Callable[[Draw], Draw]:
    """Register a thing that stands on a table, with the room it takes in its own units."""

    def register(draw: Draw) -> Draw:
        def place(canvas: Canvas, picture: Picture) -> None:
            with standing(canvas, picture.back, width, height):
                draw(canvas, picture)

        SUBJECTS[name] = place
        return draw

    return register


def lies(name: str, width: float, height: float, *, bleeds: bool = False) -> Callable[[Draw], Draw]:
    """Register a thing seen from above; one that bleeds runs out of the frame on all sides."""

    def register(draw: Draw) -> Draw:
        def place(canvas: Canvas, picture: Picture) -> None:
            with lying(canvas, picture.back, width, height, bleeds=bleeds):
                draw(canvas, picture)

        SUBJECTS[name] = place
        return draw

    return register
