"""Draw the icon's PNG, ICO and ICNS files from `sarangbang.svg`.

    python assets/icons/draw.py

Needs PySide6 (Linux, part of the desktop extra). The results are committed, because
the bundles of Windows and macOS are built where PySide6 is not.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

HERE = Path(__file__).resolve().parent
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_KINDS = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic11": 32,
              b"ic12": 64, b"ic13": 256}  # fmt: skip
"""Kinds of a picture in an ICNS file that hold PNG, with their pixels."""
KEPT = (48, 256)
"""PNG files that lie beside the drawing; menus draw the other sizes from the SVG."""


def draw(size: int) -> bytes:
    """The icon as PNG, `size` pixels wide and high."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(HERE / "sarangbang.svg")).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # its stubs name bytes only
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """An ICO file of PNG pictures, which Windows reads since Vista."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    for size, picture in pictures.items():
        # 256 is written as 0: the field has one byte.
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + b"".join(pictures.values())


def icns(pictures: dict[int, bytes]) -> bytes:
    """An ICNS file: a head with the whole length, then each picture with its kind and length."""
    body = b"".join(
        kind + struct.pack(">I", len(pictures[size]) + 8) + pictures[size]
        for kind, size in ICNS_KINDS.items()
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main() -> None:
    pictures = {size: draw(size) for size in PNG_SIZES}
    for size in KEPT:
        (HERE / f"sarangbang-{size}.png").write_bytes(pictures[size])
    (HERE / "sarangbang.ico").write_bytes(ico({size: pictures[size] for size in ICO_SIZES}))
    (HERE / "sarangbang.icns").write_bytes(icns(pictures))


if __name__ == "__main__":
    main()
