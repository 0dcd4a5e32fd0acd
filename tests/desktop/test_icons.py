"""The icon's files are made from the drawing that lies beside them."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.copies import ROOT

ICONS = ROOT / "assets" / "icons"
LOOK = """
import sys
from PySide6.QtGui import QImage
old, new = QImage(sys.argv[1]), QImage(sys.argv[2])
assert not old.isNull() and old.size() == new.size()
far = 0
for x in range(old.width()):
    for y in range(old.height()):
        a, b = old.pixelColor(x, y), new.pixelColor(x, y)
        if max(abs(p - q) for p, q in zip(a.getRgb(), b.getRgb())) > 24:
            far += 1
# Another Qt may draw its edges a little otherwise; another drawing differs everywhere.
assert far < old.width() * old.height() * 0.002, far
"""


@pytest.mark.parametrize("size", [48, 256])
def test_pictures_are_fresh(tmp_path: Path, size: int) -> None:
    draw = f"import draw, sys; sys.stdout.buffer.write(draw.draw({size}))"
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    drawn = subprocess.run(
        [sys.executable, "-c", draw],
        cwd=ICONS,
        env=offscreen,
        capture_output=True,
        check=True,
        timeout=60,
    )
    (tmp_path / "new.png").write_bytes(drawn.stdout)
    pictures = [str(ICONS / f"sarangbang-{size}.png"), str(tmp_path / "new.png")]
    subprocess.run([sys.executable, "-c", LOOK, *pictures], env=offscreen, check=True, timeout=60)


def test_windows_file_holds_its_pictures() -> None:
    data = (ICONS / "sarangbang.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, 7)
    for number in range(count):
        *_, length, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert data[offset : offset + 8] == b"\x89PNG\r\n\x1a\n"
        assert data[offset : offset + length].endswith(b"IEND\xaeB`\x82")


def test_macos_file_holds_its_pictures() -> None:
    data = (ICONS / "sarangbang.icns").read_bytes()
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4)[0] == len(data)
    offset, kinds = 8, []
    while offset < len(data):
        kind, length = struct.unpack_from(">4sI", data, offset)
        assert data[offset + 8 : offset + 16] == b"\x89PNG\r\n\x1a\n"
        kinds.append(kind)
        offset += length
    assert {b"ic07", b"ic08", b"ic09"} <= set(kinds)
