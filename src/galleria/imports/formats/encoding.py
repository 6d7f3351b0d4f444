"""Whether a file is text, and in UTF-8: a guess would put wrong letters into every page."""

from typing import BinaryIO

from galleria.imports.records import UnreadableFile

_SAVE_AS = "Save it as “CSV UTF-8” and import that."

# How files begin that are often given by mistake, and what to do instead.
_OTHER_KINDS = {
    b"PK\x03\x04": f"This is a workbook or a ZIP archive, not CSV. {_SAVE_AS}",
    b"\xd0\xcf\x11\xe0": f"This is an Excel workbook, not CSV. {_SAVE_AS}",
    b"\x1f\x8b": "This file is compressed. Unpack it and import the CSV inside.",
    b"%PDF": "This is a PDF document, not CSV. Export the products as CSV.",
    b"\xff\xfe": f"This file is written in UTF-16. {_SAVE_AS}",
    b"\xfe\xff": f"This file is written in UTF-16. {_SAVE_AS}",
    b"<": "This is XML or HTML, not CSV. In WooCommerce, use Products → Export, which writes CSV.",
    b"{": "This is JSON, not CSV. Export the products as CSV.",
    b"[": "This is JSON, not CSV. Export the products as CSV.",
}


def refuse_other_kinds(stream: BinaryIO) -> None:
    """Look at how the file begins.

    Raises:
        UnreadableFile: it is plainly something else than CSV.
    """
    stream.seek(0)
    start = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    for sign, message in _OTHER_KINDS.items():
        if start.startswith(sign):
            raise UnreadableFile(message)


def decoded(line: bytes, number: int) -> str:
    """Read one line's letters.

    Raises:
        UnreadableFile: they are not UTF-8, or not letters at all.
    """
    if b"\x00" in line:
        raise UnreadableFile(f"Line {number} holds bytes that no text has. {_SAVE_AS}", number)
    try:
        return line.decode()
    except UnicodeDecodeError as fault:
        raise UnreadableFile(
            f"Line {number} is not written in UTF-8. {_SAVE_AS}", number
        ) from fault
