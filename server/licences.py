"""What the program is made of, and under which licences: read from the parts themselves.

Python's parts are read from what is installed, the page's were written down when it was built.
The bundle has no installed parts any more, so `build.spec` has them written into a file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, TypedDict

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = "licences.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_TEXT = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_LONGEST = 200_000


class Part(TypedDict):
    """`licence` as the part itself names it; `text` may be empty where it brings none."""

    name: str
    version: str
    licence: str
    text: str


def all_parts() -> list[Part]:
    """Python's parts and the page's, by name. Blocks."""
    bundled = ROOT / BUNDLED
    python = _read(bundled) if bundled.exists() else python_parts()
    return sorted([*python, *page_parts()], key=lambda part: part["name"].lower())


def page_parts() -> list[Part]:
    """What the built page is made of."""
    return _read(ROOT / "assets" / "built" / BUNDLED)


def python_parts() -> list[Part]:
    """Python, and every installed package that the program needs, with Qt as its own part."""
    parts = [_python(), *(_part(one) for one in _needed(_roots()))]
    # The library lies inside its bindings' package, and says nothing there of its own licence.
    qt = [part["version"] for part in parts if part["name"].lower() == "pyside6-essentials"]
    return [*parts, *(Part(name="Qt", version=one, licence="LGPL-3.0", text="") for one in qt)]


def own_licence() -> str:
    """The text of the program's own licence."""
    for path in (ROOT / "LICENSE", *ROOT.glob("sarangbang-*.dist-info/licenses/LICENSE")):
        if path.exists():
            return path.read_text(encoding="utf-8")
    return ""


def _read(path: Path) -> list[Part]:
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [Part(**{name: str(one[name]) for name in Part.__annotations__}) for one in told]  # type: ignore[typeddict-item]


def _roots() -> list[str]:
    """The requirements of the program itself."""
    project = ROOT / "pyproject.toml"
    if not project.exists():
        return ["sarangbang[desktop]"]
    import tomllib

    named = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    return [*named["dependencies"], *named["optional-dependencies"]["desktop"]]


def _needed(requirements: Iterable[str]) -> Iterator[metadata.Distribution]:
    seen: set[tuple[str, frozenset[str]]] = set()
    told: set[str] = set()
    waiting = [_wanted(one) for one in requirements]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # of another system
        if name not in told and name != "sarangbang":
            told.add(name)
            yield found
        for requirement in found.requires or ():
            extra = _EXTRA.search(requirement)
            if extra is None or extra[1] in extras:
                waiting.append(_wanted(requirement))


def _wanted(requirement: str) -> tuple[str, frozenset[str]]:
    name = _NAME.match(requirement.strip())
    assert name is not None
    rest = requirement.strip()[name.end() :].lstrip()
    extras = rest[1:].partition("]")[0].split(",") if rest.startswith("[") else []
    plain = re.sub(r"[-_.]+", "-", name[0]).lower()
    return plain, frozenset(extra.strip() for extra in extras)


def _part(found: metadata.Distribution) -> Part:
    named = found.metadata
    classified = [
        line.rpartition("::")[2].strip()
        for line in named.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    short = (_of(named, "License") or "").strip()
    licence = _of(named, "License-Expression") or (short if 0 < len(short) < 80 else "")
    texts = []
    for file in found.files or ():
        if ".dist-info" in str(file) and _TEXT.search(file.name) and file.name != "METADATA":
            try:
                texts.append(file.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError):
                continue
    return Part(
        name=str(named["Name"]),
        version=found.version,
        licence=licence or ", ".join(classified) or "?",
        text="\n\n".join(texts)[:_LONGEST] or short,
    )


def _of(named: metadata.PackageMetadata, field: str) -> str:
    return next(iter(named.get_all(field) or ()), "")


def _python() -> Part:
    version = ".".join(str(number) for number in sys.version_info[:3])
    here = Path(metadata.__file__).resolve().parent.parent
    text = ""
    for path in (here / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"):
        if path.exists():
            text = path.read_text(encoding="utf-8", errors="replace")
            break
    return Part(name="Python", version=version, licence="PSF-2.0", text=text)
