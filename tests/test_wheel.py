"""What `pip install .` brings: both packages, the page, the icons, the command, and no Qt."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import pytest

from tests.support.imports import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel of this checkout, made with the build tools of .venv and without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100)
    assert ran.returncode == 0, ran.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as opened:
        yield opened


def test_the_page_and_the_icons_are_in_it(wheel: zipfile.ZipFile) -> None:
    manifest = json.loads(wheel.read("assets/built/manifest.json"))
    script = manifest["src/main.ts"]["file"]
    assert wheel.read(f"assets/built/{script}") == (ROOT / "assets" / "built" / script).read_bytes()
    icons = [path.name for path in (ROOT / "assets" / "icons").glob("sarangbang*")]
    assert len(icons) >= 3
    assert {f"assets/icons/{name}" for name in icons} <= set(wheel.namelist())


def test_every_file_of_the_packages_is_in_it(wheel: zipfile.ZipFile) -> None:
    for package in ("server", "desktop"):
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert path.relative_to(ROOT).as_posix() in wheel.namelist()


def test_nothing_else_is_in_it(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    information = next(name for name in tops if name.endswith(".dist-info"))
    assert tops == {"assets", "desktop", "server", information}
    assert not any(name.startswith("assets/src") for name in wheel.namelist())


def test_qt_comes_only_with_the_desktop(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
    needs = Parser().parsestr(wheel.read(name).decode()).get_all("Requires-Dist")
    assert needs is not None
    for need in needs:
        if "webview" in need.lower() or "pyside" in need.lower():
            assert "extra == 'desktop'" in need


def test_the_command_is_called_sarangbang(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    assert "sarangbang = desktop.__main__:main" in wheel.read(name).decode()


def test_an_installed_copy_finds_its_page(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    code = "from server.page_files import built_page, icons; print(built_page()); print(icons())"
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert ran.stdout.split() == [str(tmp_path / "assets" / name) for name in ("built", "icons")]
