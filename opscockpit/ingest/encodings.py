"""Which encoding a text export is in, decided by strict decoding rather than by guessing."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from opscockpit.errors import FileTrouble

_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(byte for byte in range(32) if byte < 9 or 13 < byte < 27 or byte > 27)
_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|body|table|script|\?xml|!--)", re.I)
_KNOWN_OTHERS = {
    b"%PDF": "is a PDF document, not a table",
    b"\x89PNG": "is a picture, not a table",
    b"\xff\xd8\xff": "is a picture, not a table",
    b"Rar!": "is a RAR archive; unpack it first",
    b"7z\xbc\xaf": "is a 7z archive; unpack it first",
    b"SQLite format 3": "is a database, not an export",
    b"\x7fELF": "is a program, not an export",
    b"PAR1": "is a Parquet file; export it as CSV or XLSX",
}


def refuse_non_text(name: str, head: bytes) -> None:
    """Raise FileTrouble where the first bytes show that this is no text table."""
    if not head.strip(b"\x00\xff\r\n\t "):
        raise FileTrouble(f"{name} is empty" if not head.strip(b"\r\n\t ") else f"{name} holds no text")
    for magic, why in _KNOWN_OTHERS.items():
        if head.startswith(magic):
            raise FileTrouble(f"{name} {why}")
    if _PAGE.match(head.lstrip(codecs.BOM_UTF8)):
        raise FileTrouble(
            f"{name} is a web page whatever its name says: the export was probably saved while signed out. "
            "Download it again as CSV or XLSX"
        )


def encoding_of(name: str, head: bytes, stream: BinaryIO) -> str:
    """The encoding of a whole text: mark, UTF-16 without one, strict UTF-8, strict GB18030, Windows-1252.

    Raises FileTrouble for binary noise and for text in none of these.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if wide := _utf16_without_mark(head):
        return wide
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(2, len(head) // 20):
        raise FileTrouble(f"{name} is not text: {controls} of its first {len(head)} bytes are control codes")
    _refuse_endless_line(name, stream)
    stream.seek(0)
    if _decodes(stream, "utf-8"):
        return "utf-8"
    stream.seek(0)
    if _decodes(stream, "gb18030") and not _western(stream):
        return "gb18030"
    stream.seek(0)
    if _decodes(stream, "cp1252"):
        return "cp1252"
    raise FileTrouble(f"{name} is text in an unknown encoding (not UTF-8, UTF-16, GB18030 or Windows-1252)")


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 is recognised by the zero halves of its commas, digits and line ends."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    low, high = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if high > pairs // 5 and low < pairs // 50 + 1:
        return "utf-16-le"
    if low > pairs // 5 and high < pairs // 50 + 1:
        return "utf-16-be"
    return None


def _refuse_endless_line(name: str, stream: BinaryIO) -> None:
    """Refuse a text without line ends before it is taken for one line of a gigabyte."""
    while chunk := stream.read(_CHUNK):
        if len(chunk) == _CHUNK and b"\n" not in chunk and b"\r" not in chunk:
            raise FileTrouble(f"{name} is no table: it has a line of more than {_CHUNK // 2**20} MB")


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while True:
            chunk = stream.read(_CHUNK)
            decoder.decode(chunk, final=not chunk)
            if not chunk:
                break
    except UnicodeDecodeError:
        return False
    return True


def _western(stream: BinaryIO) -> bool:
    """True where bytes that pass as GB18030 look like accented letters inside western words.

    In Chinese text nearly every second byte of a pair is high, in `Stück` it is the ASCII letter that follows.
    """
    stream.seek(0)
    sample = stream.read(_CHUNK)
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", sample)
    return 2 * sum(1 for pair in pairs if pair[1] < 0x80) > len(pairs)
