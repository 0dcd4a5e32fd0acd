"""What `serve` says once it hosts."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.language import Language

if TYPE_CHECKING:
    from server.app import ServeInfo


@dataclass(frozen=True)
class _Words:
    """The labels fill thirteen columns, of which a Korean letter takes two."""

    hosting: str
    address: str
    browser: str
    bare: str
    invitation: str
    alone: str


_WORDS = {
    "en": _Words(
        "Hosting “{name}”. Stop with Ctrl-C.",
        "Address      ",
        "In a browser ",
        "             (what browsers send is not encrypted)",
        "Invitation   ",
        "This computer is on no network now, so nobody else can come in.\n"
        "  Connect it and start again.",
    ),
    "ko": _Words(
        "‘{name}’ 방을 열었어요. Ctrl-C를 누르면 닫혀요.",
        "주소         ",
        "브라우저     ",
        "             (브라우저로 주고받는 내용은 암호화되지 않아요)",
        "초대장       ",
        "이 컴퓨터가 지금 네트워크에 연결되어 있지 않아서 다른 사람이 들어올 수 없어요.\n"
        "  연결한 뒤 다시 시작해 주세요.",
    ),
}


def json_line(info: ServeInfo) -> str:
    import msgspec

    return msgspec.json.encode(info).decode()


def for_people(info: ServeInfo, language: Language) -> str:
    """The addresses and the invitation, one to a line, ready to be copied."""
    words = _WORDS[language]
    lines = [words.hosting.format(name=info.name), ""]
    lines += [f"  {words.address}{address}" for address in info.lan]
    lines += [f"  {words.browser}{address}" for address in info.guest]
    if info.guest:
        lines.append(f"  {words.bare}")
    lines += ["", f"  {words.invitation}{info.invite}"]
    if all(_is_here(address) for address in info.lan):
        lines += ["", f"  {words.alone}"]
    return "\n".join(lines)


def _is_here(address: str) -> bool:
    """Whether it leads to this computer from this computer alone."""
    try:
        return ip_address(urlsplit(address).hostname or "").is_loopback
    except ValueError:
        return False  # a name
