"""What can be typed after `galleria`."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


class Options(Protocol):
    """What every command is told; each has more of its own."""

    command: str
    data: Path | None
    json: bool

    def __getattr__(self, name: str) -> Any:
        """Give a command's own option."""


@dataclass(frozen=True)
class Argument:
    """One word or flag of a command, as argparse takes it."""

    names: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)


def _argument(*names: str, **options: Any) -> Argument:
    return Argument(names, options)


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    """Read a number within bounds, or say which numbers there are."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most}")
        return int(text)

    return read


_EVERYWHERE = (
    _argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="directory of settings, media and embedded engines (default: ./.galleria)",
    ),
    _argument(
        "--json",
        action="store_true",
        help="end with one JSON object on standard output, for scripts",
    ),
)
_HOST = _argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
_PORT = _argument(
    "--port",
    type=_whole_number(0, 65_535),
    default=8000,
    help="port; 0 takes a free one (%(default)s)",
)
_TENANT = _argument("--tenant", required=True, metavar="T", help="id or exact name of the tenant")

_COMMANDS: dict[str, tuple[str, Sequence[Argument]]] = {
    "demo": (
        "Open three shops of two merchants, to play with.",
        [_PORT, _argument("--host", default="127.0.0.1", help=argparse.SUPPRESS)],
    ),
    "serve": (
        "Serve every store's pages and API. Jobs need a worker beside it.",
        [
            _HOST,
            _PORT,
            _argument(
                "--workers",
                type=_whole_number(1, 256),
                metavar="N",
                help="processes that serve (1)",
            ),
            _argument("--with-worker", action="store_true", help="run a worker beside it"),
        ],
    ),
    "worker": (
        "Do what follows events, and chores by the clock.",
        [
            _argument(
                "--attached",
                action="store_true",
                help="end when standard input does, for whoever started it may be killed",
            )
        ],
    ),
    "migrate": ("Bring the database to the version that this galleria needs.", []),
    "doctor": ("Explain every setting and check that all is well.", []),
    "schema export": ("Print the GraphQL schema.", []),
    "tenant create": ("Let a merchant in.", [_argument("name", metavar="NAME")]),
    "store create": (
        "Open a store of a tenant.",
        [
            _TENANT,
            _argument("--name", required=True, metavar="N"),
            _argument("--domain", required=True, metavar="D", help="host name it answers to"),
            _argument("--currency", default="USD", help="currency of its prices (%(default)s)"),
            _argument("--locale", default="en", help="language of its texts (%(default)s)"),
            _argument(
                "--delivery", default="0", metavar="PRICE", help="what delivery costs (free)"
            ),
        ],
    ),
    "apikey create": (
        "Give a program a key to the admin part of the API.",
        [
            _TENANT,
            _argument(
                "--scope",
                dest="scopes",
                nargs="+",
                action="extend",
                metavar="S",
                help="what it may do, such as CATALOG_WRITE (default: everything)",
            ),
            _argument("--name", default="command line", metavar="N", help="what to call it"),
        ],
    ),
    "import": (
        "Take in the products of a platform's CSV export.",
        [
            _argument("platform", choices=["shopify", "woocommerce"]),
            _argument("file", type=Path, metavar="FILE"),
            _argument("--store", required=True, metavar="DOMAIN", help="host name of the store"),
            _argument(
                "--dry-run", action="store_true", help="tell what would change, change nothing"
            ),
        ],
    ),
}


def parse(arguments: Sequence[str] | None) -> Options:
    """Understand a command line, or explain it and exit with 2."""
    parser = argparse.ArgumentParser(
        prog="galleria", description="Many branded storefronts from one inventory."
    )
    _add(parser, _EVERYWHERE, {"data": None, "json": False})
    groups: dict[str, Any] = {"": _subcommands(parser)}
    for words, (meaning, own) in _COMMANDS.items():
        group, _, name = words.rpartition(" ")
        if group not in groups:
            above = groups[""].add_parser(group, help=f"{meaning} (galleria {words})")
            groups[group] = _subcommands(above)
        leaf = groups[group].add_parser(name, help=meaning, description=meaning)
        _add(leaf, own, {})
        # Said again where it may be typed too, without undoing what was typed before.
        _add(leaf, _EVERYWHERE, {"data": argparse.SUPPRESS, "json": argparse.SUPPRESS})
        leaf.set_defaults(command=words)
    found: Any = parser.parse_args(arguments)
    options: Options = found
    return options


def _subcommands(parser: argparse.ArgumentParser) -> Any:
    return parser.add_subparsers(required=True, metavar="COMMAND")


def _add(
    parser: argparse.ArgumentParser, arguments: Sequence[Argument], defaults: dict[str, Any]
) -> None:
    for argument in arguments:
        name = argument.names[0].removeprefix("--")
        default = {"default": defaults[name]} if name in defaults else {}
        parser.add_argument(*argument.names, **argument.options | default)
