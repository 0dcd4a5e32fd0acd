"""Put the program into this user's menu on Linux, or take it out: `make install`, `make uninstall`.

    python packaging/install.py [--bundle DIR | --from-source] [--uninstall] [--prefix DIR]

A bundle (`make bundle`) is copied to PREFIX/lib/sarangbang; without one the program is
started from this source tree. The menu entry, the icon and the sarangbang:// links go
where XDG says. What was said in rooms is never touched.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ICONS = ROOT / "assets" / "icons"
NAME = "sarangbang"
SCHEME = f"x-scheme-handler/{NAME}"


@dataclass(frozen=True)
class Places:
    """Where things go."""

    prefix: Path
    share: Path
    """XDG_DATA_HOME."""

    @property
    def library(self) -> Path:
        return self.prefix / "lib" / NAME

    @property
    def command(self) -> Path:
        return self.prefix / "bin" / NAME

    @property
    def entry(self) -> Path:
        return self.share / "applications" / f"{NAME}.desktop"

    @property
    def icons(self) -> dict[Path, Path]:
        """The icon files: where they go, and where they come from."""
        theme = self.share / "icons" / "hicolor"
        icons = {theme / "scalable" / "apps" / f"{NAME}.svg": ICONS / f"{NAME}.svg"}
        for size in (48, 256):
            place = theme / f"{size}x{size}" / "apps" / f"{NAME}.png"
            icons[place] = ICONS / f"{NAME}-{size}.png"
        return icons


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uninstall", action="store_true")
    parser.add_argument("--bundle", type=Path, help="the folder that `make bundle` has made")
    parser.add_argument("--from-source", action="store_true", help="also where a bundle is there")
    parser.add_argument("--prefix", type=Path, default=Path.home() / ".local")
    given = parser.parse_args()
    if not sys.platform.startswith("linux"):
        print("this is for Linux; the README says what to do here")
        return 1
    share = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    places = Places(given.prefix.absolute(), share)
    if given.uninstall:
        uninstall(places)
        print("Sarangbang is out of the menu; your rooms are still there.")
        return 0
    bundle = given.bundle or ROOT / "dist" / NAME
    if given.from_source or not (bundle / NAME).is_file():
        if given.bundle:
            print(f"there is no program in {bundle}")
            return 1
        install(places, None)
    else:
        install(places, bundle)
        # It is as old as it is, whatever has been changed here since.
        print(f"Copied from {bundle}, which `make bundle` makes anew.")
    print(f"Sarangbang is in the menu, and in a terminal it is: {places.command}")
    return 0


def install(places: Places, bundle: Path | None) -> None:
    """Put everything in place, over what an earlier version has left."""
    _remove(places.library)
    places.command.parent.mkdir(parents=True, exist_ok=True)
    _remove(places.command)
    if bundle is not None:
        shutil.copytree(bundle, places.library, symlinks=True)
        places.command.symlink_to(places.library / NAME)
    else:
        places.command.write_text(launcher(sys.executable, ROOT))
        places.command.chmod(0o755)
    for place, source in places.icons.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
    places.entry.parent.mkdir(parents=True, exist_ok=True)
    template = (ROOT / "packaging" / f"{NAME}.desktop").read_text(encoding="utf-8")
    places.entry.write_text(desktop_entry(template, places.command), encoding="utf-8")
    _refresh(places)
    _run("xdg-mime", "default", places.entry.name, SCHEME)


def uninstall(places: Places) -> None:
    """Take away what `install` has put in place, and nothing else."""
    for path in (places.entry, *places.icons, places.command, places.library):
        _remove(path)
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    for associations in (config / "mimeapps.list", places.share / "applications/mimeapps.list"):
        _forget_scheme(associations)
    _refresh(places)


def launcher(python: str, root: Path) -> str:
    """A script that starts the source tree at `root`, wherever it is called from."""
    start = f"import sys; sys.path.insert(0, {str(root)!r}); from desktop.cli import main; main()"
    # -P: a folder that somebody stands in must not be searched for modules.
    return f'#!/bin/sh\nexec {shlex.quote(python)} -P -c {shlex.quote(start)} "$@"\n'


def desktop_entry(template: str, command: Path) -> str:
    """`template` with the program's place, quoted as the Desktop Entry Specification says."""
    text = str(command)
    quoted = text
    for sign in ("\\", '"', "`", "$"):
        quoted = quoted.replace(sign, f"\\{sign}")
    # A value is unescaped once as a string, before it is read as a command line.
    quoted = '"' + quoted.replace("%", "%%") + '"'
    escaped = quoted.replace("\\", "\\\\")
    return template.replace("@PROGRAM@", escaped).replace("@TRY@", text.replace("\\", "\\\\"))


def _refresh(places: Places) -> None:
    _run("update-desktop-database", "-q", str(places.entry.parent))
    _run("gtk-update-icon-cache", "-q", "-t", "-f", str(places.share / "icons" / "hicolor"))


def _forget_scheme(path: Path) -> None:
    if path.is_file():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(f"{SCHEME}=")]
        if kept != lines:
            path.write_text("".join(kept), encoding="utf-8")


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def _run(*command: str) -> None:
    """These tools make menus notice at once; a desktop without them notices later."""
    if shutil.which(command[0]):
        subprocess.run(command, check=False)


if __name__ == "__main__":
    sys.exit(main())
