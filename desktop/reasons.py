"""Why the system refused something, in both languages: its own words are English everywhere."""

from __future__ import annotations

import errno
import os

from desktop.language import Both

FULL = (errno.ENOSPC, errno.EDQUOT)
"""No room on the disk, or none left for this person."""


_FORBIDDEN = Both("this user may not do that", "이 사용자에게는 권한이 없어요")
_NO_FOLDER = Both("a file is there and no folder", "폴더가 있을 자리에 파일이 있어요")
_NO_ROOM = Both("the disk is full", "디스크가 가득 찼어요")
_KNOWN = {
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: Both("it can only be read there", "읽기만 할 수 있는 곳이에요"),
    errno.EEXIST: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EISDIR: Both("a folder is there and no file", "파일이 있을 자리에 폴더가 있어요"),
    errno.ENOENT: Both("no such file or folder", "그런 파일이나 폴더가 없어요"),
    errno.EIO: Both("the disk fails", "디스크에 문제가 있어요"),
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
}


def reason_of(error: OSError) -> Both:
    """Part of a fault's sentence, without a full stop; for rare ones the system's own words."""
    number = error.errno or 0
    words = error.strerror or (os.strerror(number) if number else str(error))
    return _KNOWN.get(number, Both(words, words))
