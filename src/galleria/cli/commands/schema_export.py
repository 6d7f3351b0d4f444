"""`galleria schema export`: the API as text."""

from galleria.cli.arguments import Options
from galleria.cli.console import Console
from galleria.graphql.schema import export


def run(_options: Options, console: Console) -> int:
    """Print the schema as it is committed; for a script, as one field of its object."""
    text = export()
    if console.is_json:
        console.result({"schema": text})
    else:
        print(text, end="")  # noqa: T201 - rich would wrap and color what is to be kept
    return 0
