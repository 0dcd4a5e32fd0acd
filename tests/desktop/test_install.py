"""`make install`: the menu of a Linux desktop, in a home of the test's own."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Playwright

from tests.desktop.x11 import window_of
from tests.support.browser import page_of_window
from tests.support.copies import ROOT, environment_of
from tests.support.display import Display
from tests.support.ports import free_port
from tests.support.processes import Process
from tests.support.wait import wait_for

LINK = f"sarangbang://join?v=1&room={'ab' * 16}&key={'A' * 43}&at=127.0.0.1:9"


def _load(name: str) -> ModuleType:
    # By path: the folder is called like a package from the index.
    spec = importlib.util.spec_from_file_location(f"our_{name}", ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """With signs in its name that a menu entry must quote."""
    folder = tmp_path / "min su's $home"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return {**environment_of(home), "HOME": str(home)}


def install(environment: dict[str, str], *arguments: str) -> None:
    script = ROOT / "packaging" / "install.py"
    subprocess.run(
        [sys.executable, script, *arguments],
        env=environment,
        cwd="/",
        check=True,
        timeout=60,
        capture_output=True,
    )


@pytest.fixture
def installed(environment: dict[str, str], home: Path) -> Path:
    install(environment, "--from-source")
    return home / "share" / "applications" / "sarangbang.desktop"


def command_of(entry: Path, link: str | None) -> list[str]:
    """What a menu runs for this entry, read as the Desktop Entry Specification says."""
    found = re.search(r'^Exec="(.*)" --from-menu %u$', entry.read_text(), re.MULTILINE)
    assert found is not None
    # First as any string of the file, then as a quoted word of a command line.
    as_string = found.group(1).replace("\\\\", "\\")
    program = re.sub(r'\\(["`$\\])', r"\1", as_string).replace("%%", "%")
    return [program, "--from-menu", *([link] if link else [])]


def test_entry_is_valid_and_takes_the_scheme(installed: Path, home: Path) -> None:
    subprocess.run(["desktop-file-validate", installed], check=True, timeout=30)
    # Asked back, `xdg-mime` itself stumbles over a home with spaces in its name.
    associations = (home / "config" / "mimeapps.list").read_text()
    assert "x-scheme-handler/sarangbang=sarangbang.desktop" in associations
    for size, name in (("scalable", "svg"), ("48x48", "png"), ("256x256", "png")):
        assert (home / f"share/icons/hicolor/{size}/apps/sarangbang.{name}").is_file()


@pytest.mark.window
def test_program_starts_from_the_menu_with_a_link(
    installed: Path,
    environment: dict[str, str],
    home: Path,
    display: Display,
    playwright: Playwright,
    artefacts: Path,
) -> None:
    debugging = free_port()
    environment.pop("PYTHONPATH")
    started = Process(
        command_of(installed, LINK),
        artefacts / "menu.log",
        environment={
            **environment,
            **display.environment(),
            "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{debugging}",
        },
        folder=Path("/"),
    )
    try:
        window_of(display, started.pid)
        page = page_of_window(playwright, debugging)
        fields = "[...document.querySelectorAll('input, textarea')].map(f => f.value).join(' ')"
        seen = f"document.body.innerText + ' ' + {fields}"
        wait_for(lambda: "127.0.0.1:9" in str(page.evaluate(seen)), "the link on the join screen")
        assert (home / "share" / "sarangbang" / "sarangbang.db").is_file()
        assert started.terminate() == 0
    finally:
        started.kill()


def test_uninstall_leaves_the_rooms_and_nothing_else(
    installed: Path, environment: dict[str, str], home: Path
) -> None:
    rooms = home / "share" / "sarangbang"
    rooms.mkdir()
    (rooms / "sarangbang.db").touch()
    install(environment, "--uninstall")
    left = [path for path in home.rglob("*") if "sarangbang" in path.name]
    assert sorted(left) == [rooms, rooms / "sarangbang.db"]
    assert "sarangbang" not in (home / "config" / "mimeapps.list").read_text()
    install(environment, "--uninstall")


def test_bundle_is_copied_whole(environment: dict[str, str], home: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    (bundle / "_internal").mkdir(parents=True)
    (bundle / "sarangbang").write_text("#!/bin/sh\necho from the bundle: $*\n")
    (bundle / "sarangbang").chmod(0o755)
    (bundle / "_internal" / "link").symlink_to("../sarangbang")
    install(environment, "--bundle", str(bundle))
    entry = home / "share" / "applications" / "sarangbang.desktop"
    said = subprocess.run(
        command_of(entry, LINK), capture_output=True, text=True, timeout=30, env=os.environ
    )
    assert said.stdout == f"from the bundle: --from-menu {LINK}\n"
    assert (home / ".local/lib/sarangbang/_internal/link").is_symlink()
    install(environment, "--from-source")
    assert not (home / ".local/lib/sarangbang").exists()


def test_what_the_bundle_leaves_out() -> None:
    trim = _load("qt_trim")
    qt = "PySide6/Qt"
    for name in (
        f"{qt}/qml/QtQuick/qmldir",
        f"{qt}/resources/qtwebengine_devtools_resources.pak",
        f"{qt}/translations/qtwebengine_locales/de.pak",
        f"{qt}/translations/qtbase_de.qm",
        "PySide6/QtCore.pyi",
    ):
        assert not trim.is_wanted_data(name), name
    for name in (
        f"{qt}/resources/qtwebengine_resources.pak",
        f"{qt}/translations/qtwebengine_locales/ko.pak",
        f"{qt}/translations/qtwebengine_locales/en-US.pak",
        "assets/built/manifest.json",
    ):
        assert trim.is_wanted_data(name), name
    entries = [
        ("PySide6/QtCore.abi3.so", "core", "EXTENSION"),
        (f"{qt}/lib/libQt6Core.so.6", "libcore", "BINARY"),
        (f"{qt}/lib/libQt6Pdf.so.6", "libpdf", "BINARY"),
        (f"{qt}/plugins/platforms/libqxcb.so", "xcb", "BINARY"),
        (f"{qt}/plugins/sqldrivers/libqsqlite.so", "sql", "BINARY"),
        ("libxcb.so.1", "libxcb", "BINARY"),
        ("libgtk-3.so.0", "libgtk", "BINARY"),
    ]
    needs = {"core": {"libQt6Core.so.6"}, "xcb": {"libxcb.so.1"}, "sql": {"libQt6Pdf.so.6"}}
    kept = [name for _, name, _ in trim.reachable(entries, lambda path: needs.get(path, set()))]
    assert kept == ["core", "libcore", "xcb", "libxcb"]


def test_windows_version_data() -> None:
    text = _load("windows_version").version_data("1.2.3")
    assert "filevers=(1, 2, 3, 0)" in text
    assert "StringStruct('ProductVersion', '1.2.3')" in text
    assert text.count("(") == text.count(")")


def test_macos_entries() -> None:
    import plistlib

    entries = plistlib.loads((ROOT / "packaging" / "Info.plist").read_bytes())
    assert entries["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["sarangbang"]
    assert entries["NSLocalNetworkUsageDescription"]
    assert entries["NSBonjourServices"] == ["_sarangbang._tcp"]
