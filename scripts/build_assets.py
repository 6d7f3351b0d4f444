"""Copy the front-end files we serve out of node_modules, so that no page needs another host."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
ASSETS = ROOT / "build" / "assets"

# The latin subset holds every letter of the demo brands' languages but Arabic, which is set in
# the system's font.
FONTS = {
    "archivo": "@fontsource-variable/archivo/files/archivo-latin-wght-normal.woff2",
    "bricolage-grotesque": (
        "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2"
    ),
    "fraunces": "@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2",
    "fraunces-italic": "@fontsource-variable/fraunces/files/fraunces-latin-wght-italic.woff2",
    "hanken-grotesk": (
        "@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2"
    ),
    "nunito-sans": "@fontsource-variable/nunito-sans/files/nunito-sans-latin-wght-normal.woff2",
    "space-mono": "@fontsource/space-mono/files/space-mono-latin-400-normal.woff2",
    "space-mono-bold": "@fontsource/space-mono/files/space-mono-latin-700-normal.woff2",
}

SCRIPTS = {
    # GraphiQL 4 is the last with a bundle for a plain script tag; 5 brings an editor that needs
    # workers and styles made at run time, which our content security policy refuses.
    "graphiql/graphiql.js": "graphiql/graphiql.min.js",
    "graphiql/graphiql.css": "graphiql/graphiql.min.css",
    "graphiql/react.js": "react/umd/react.production.min.js",
    "graphiql/react-dom.js": "react-dom/umd/react-dom.production.min.js",
    # Only the tests use this one.
    "axe/axe.js": "axe-core/axe.min.js",
}


def copies() -> Iterator[tuple[Path, Path]]:
    """Every file to copy, and where to; a font's licence goes with it."""
    for target, source in SCRIPTS.items():
        yield MODULES / source, ASSETS / target
    for name, source in FONTS.items():
        font = MODULES / source
        yield font, ASSETS / "fonts" / f"{name}.woff2"
        yield font.parents[1] / "LICENSE", ASSETS / "fonts" / f"{name}.LICENSE.txt"


def main() -> int:
    """Fill build/assets anew."""
    missing = sorted({str(source) for source, _ in copies() if not source.is_file()})
    if missing:
        print("Front-end files are missing; run npm ci:", *missing, sep="\n  ", file=sys.stderr)
        return 1
    shutil.rmtree(ASSETS, ignore_errors=True)
    for source, target in copies():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
