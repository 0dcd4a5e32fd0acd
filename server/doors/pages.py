"""The page that the window and guest doors serve: `/` and the built files under /assets/.

`/` is the same for everybody: it carries language, theme, mode and a nonce, and nothing
about any room, so that whoever was not admitted learns nothing from it.
"""

from __future__ import annotations

import json
import logging
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from flask import Flask, Response, abort, request, send_from_directory
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.doors.gate import NONCE
from server.doors.headers import FOR_EVER, NEVER
from server.page_files import assets

log = logging.getLogger(__name__)

Mode = Literal["window", "guest"]
Language = Literal["ko", "en"]
Theme = Literal["light", "dark", "system"]

TEMPLATES = Path(__file__).with_name("templates")

#: Vite puts eight characters of the content's hash before the ending.
_HASHED = re.compile(r"-[A-Za-z0-9_-]{8}\.\w+$")

# The system's tables differ (Windows may call a script text/plain).
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".json": "application/json",
}

_WORDS = {
    "en": {
        "name": "Sarangbang",
        "line": "Chat on your own network",
        "not_built": "The page has not been built yet. In the folder of the program, run “make”.",
        "no_script": "This page needs JavaScript.",
    },
    "ko": {
        "name": "사랑방",
        "line": "같은 네트워크에서 하는 채팅",
        "not_built": "화면이 아직 만들어지지 않았어요. 프로그램 폴더에서 “make”를 실행해 주세요.",
        "no_script": "이 화면은 JavaScript가 필요해요.",
    },
}


@dataclass(frozen=True)
class Look:
    """How the page greets. `language` None: what the browser asks for. `text`: the size of the
    text in hundredths of what the system asks for."""

    language: Language | None = None
    theme: Theme = "system"
    text: str = "100"


@dataclass(frozen=True)
class BuiltPage:
    """The entry's files, as addresses; empty where the page was not built."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


def read_manifest(folder: Path) -> BuiltPage:
    """Return what Vite's manifest names as the page's entry."""
    for name in ("manifest.json", ".vite/manifest.json"):
        try:
            chunks: dict[str, Any] = json.loads((folder / name).read_text("utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            log.exception("the page's manifest cannot be read")
            return BuiltPage()
        entries = [chunk for chunk in chunks.values() if chunk.get("isEntry")]
        # With one sheet for the whole page Vite names it as a chunk of its own.
        styles = [sheet for entry in entries for sheet in entry.get("css", ())]
        styles += [c["file"] for c in chunks.values() if c["file"].endswith(".css")]
        return BuiltPage(
            scripts=tuple(f"/assets/{entry['file']}" for entry in entries),
            styles=tuple(dict.fromkeys(f"/assets/{sheet}" for sheet in styles)),
        )
    return BuiltPage()


def add_pages(
    app: Flask, mode: Mode, look: Callable[[], Look] = Look, folder: Path | None = None
) -> None:
    """Give a door's application the routes `/` and `/assets/…`.

    `look` is asked at each `/`, so that a changed language or theme shows after a reload.
    The door must stand behind `Listener`, which gives the nonce and the headers.
    """
    built = folder or assets() / "built"
    template = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    ).get_template("page.html")

    @app.get("/")
    def page() -> Response:
        if NONCE not in request.environ:
            abort(404)  # asked for as "//", which werkzeug takes for "/" and the gate does not
        now = look()
        language = now.language or request.accept_languages.best_match(["en", "ko"], "en")
        html = template.render(
            language=language,
            theme=now.theme,
            text=now.text,
            mode=mode,
            nonce=request.environ[NONCE],
            # Read each time: a page built anew while the program runs shows after a reload.
            page=read_manifest(built),
            words=_WORDS[language],
        )
        answer = Response(html, content_type="text/html; charset=utf-8")
        answer.headers["Cache-Control"] = NEVER
        answer.headers["Vary"] = "Accept-Language"
        return answer

    @app.get("/assets/<path:name>")
    def asset(name: str) -> Response:
        path = Path(name)
        hidden = any(part.startswith(".") for part in path.parts)
        if hidden or path.name in {"manifest.json", "licences.json"}:
            abort(404)
        answer = send_from_directory(built, name, mimetype="application/octet-stream")
        answer.headers["Content-Type"] = (
            _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        )
        answer.headers["Cache-Control"] = FOR_EVER if _HASHED.search(path.name) else "no-cache"
        return answer

    @app.get("/favicon.ico")
    def no_icon() -> Response:
        return Response(status=204)  # the page has its own; browsers ask all the same
