"""The encoding of a text file, and its text block by block: UTF-8, GB 18030, UTF-16 and Big5, with or without a mark."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from data.staging.grid import FileFaultError

BLOCK = 4 << 20
_SAMPLE = 256 << 10
_BLANK = b"\r\n\t ,;"
# Share of undecodable bytes below which a file is damaged UTF-8 rather than something else.
_DAMAGED = 0.01
# Share of zero bytes on one side of the pairs that makes text UTF-16: digits, commas and line ends have one.
_ZEROS = 0.02
# As a person may call them → the codec that reads them; GB 18030 holds GBK and GB 2312, Hong Kong's Big5 holds Big5.
_CODECS = {
    "utf8": "utf-8", "utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030",
    "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be", "big5": "big5hkscs",
}  # fmt: skip
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def find_encoding(path: Path) -> str:
    """Tell how a text file is encoded; UTF-8 is borne out to the last byte, the others as they are read.

    Returns
    -------
    str
        ``utf-8``, ``utf-8-sig``, ``gb18030``, ``big5``, ``utf-16`` (with a mark), ``utf-16-le`` or ``utf-16-be``.

    Raises
    ------
    FileFaultError
        ``empty_file`` or ``wrong_encoding``: UTF-8 that is damaged, or bytes that are no text.
    """
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE)
        marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
        _refuse_blank(start, stream)
        if marked is not None:
            return marked
        if b"\x00" in start[:4096]:
            return _utf16(start)
        stream.seek(0)
        return "utf-8" if _is_utf8(stream) else _chinese(path)


def codec_of(encoding: str) -> str:
    """The codec for an encoding as a person names it.

    Raises
    ------
    FileFaultError
        ``wrong_encoding``: not one that files may come in.
    """
    name = _CODECS.get(encoding.strip().lower().replace("_", "-"))
    if name is None:
        raise FileFaultError(
            "wrong_encoding", value=encoding, detail=f"不支持 {encoding}", detail_en=f"{encoding} is not supported"
        )  # fmt: skip
    return name


def utf8_blocks(path: Path, encoding: str) -> Iterator[bytes]:
    """The file's text as blocks of UTF-8 that end anywhere between two characters, without a mark.

    Raises
    ------
    FileFaultError
        ``wrong_encoding``, with the line of the first bad byte.
    """
    codec = codec_of(encoding)
    decoder = codecs.getincrementaldecoder("utf-8-sig" if codec == "utf-8" else codec)()
    lines, before = 1, 0
    with path.open("rb") as stream:
        while True:
            raw = stream.read(BLOCK)
            try:
                text = decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                raise _fault(error, lines, before) from error
            before += len(raw)
            if text:
                block = text.encode("utf-8", "replace")
                lines += block.count(b"\n")
                yield block.removeprefix(b"\xef\xbb\xbf") if before == len(raw) else block
            if not raw:
                return


def _fault(error: UnicodeDecodeError, lines: int, before: int) -> FileFaultError:
    name = "big5" if error.encoding == "big5hkscs" else error.encoding
    line = lines + error.object[: error.start].decode(error.encoding, "ignore").count("\n")
    at = before + error.start
    bad = error.object[error.start : error.start + 4].hex(" ")
    return FileFaultError(
        "wrong_encoding",
        row=line,
        value=bad,
        detail=f"第 {line} 行第 {at} 字节起（{bad}）不是 {name}",
        detail_en=f"line {line}, from byte {at} ({bad}) is not {name}",
    )


def _refuse_blank(start: bytes, stream: BinaryIO) -> None:
    part = start
    while part:
        if part.strip(_BLANK):
            return
        part = stream.read(BLOCK)
    raise FileFaultError("empty_file")


def _utf16(start: bytes) -> str:
    even = start[: len(start) // 2 * 2]
    first, second = even[0::2], even[1::2]
    zeros = {"utf-16-be": first.count(0), "utf-16-le": second.count(0)}
    name = max(zeros, key=lambda n: zeros[n])
    other = min(zeros.values())
    if zeros[name] > _ZEROS * len(first) and other < zeros[name] / 50:
        try:
            # A sample may end within a pair of surrogates.
            codecs.getincrementaldecoder(name)().decode(even)
            return name
        except UnicodeDecodeError:
            pass
    raise FileFaultError(
        "wrong_encoding",
        detail="含空字节，像二进制文件",
        detail_en="it holds null bytes, like a binary file",
    )


def _is_utf8(stream: BinaryIO) -> bool:
    """Whether all of it is UTF-8; raises where it is UTF-8 with damage."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, before, wide = 1, 0, 0
    while True:
        raw = stream.read(BLOCK)
        try:
            decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            around = error.object + stream.read(_SAMPLE)
            wide += len(around.translate(None, delete=bytes(range(0xC0))))
            broken = around.decode("utf-8", errors="replace").count("\ufffd")
            if broken <= max(1, wide * _DAMAGED):
                raise _fault(error, lines, before - (len(error.object) - len(raw))) from error
            return False
        if not raw:
            return True
        before += len(raw)
        lines += raw.count(b"\n")
        if not raw.isascii():
            wide += len(raw.translate(None, delete=bytes(range(0xC0))))


def _chinese(path: Path) -> str:
    """GB 18030 or Big5, told by the bytes of a character that follow its first.

    Simplified text has them at 0xA1 and above, Big5 in four of ten characters below 0x7F; traditional text
    in GBK begins its characters below 0xA1, as Big5 never does.
    """
    with path.open("rb") as stream:
        sample = b""
        for block in iter(lambda: stream.read(BLOCK), b""):
            if not block.isascii():
                wide = next(i for i, byte in enumerate(block) if byte > 0x7F)
                sample = block[wide : wide + _SAMPLE // 4]
                break
    pairs = low = foreign = at = 0
    while at < len(sample) - 1:
        lead, trail = sample[at], sample[at + 1]
        if lead < 0x80:
            at += 1
            continue
        pairs += 1
        low += 0x40 <= trail <= 0x7E
        foreign += not (0xA1 <= lead <= 0xF9 and (0x40 <= trail <= 0x7E or 0xA1 <= trail <= 0xFE))
        at += 2
    return "big5" if low > max(1, 0.15 * pairs) and foreign <= 0.005 * pairs else "gb18030"
