"""What can stop the program before or while it runs, each as one clear sentence.

    Fault
    ├── Unexpected          1
    ├── BadAddress          2   (as click's own usage errors)
    ├── FolderUnusable      3   FolderForeign, FolderUnwritable, FolderFull, FolderNewer,
                                FolderDamaged, KeyDamaged, FileUnwritable
    ├── AlreadyRunning      4   FirstCopySilent
    ├── NoDisplay           5
    ├── WindowPartMissing   6   DesktopPartMissing, LibraryMissing, WebViewMissing, PageNotBuilt
    ├── PortInUse           7
    ├── NotHosted           8
    ├── IdentityNotMoved    9   FileInTheWay, FileUnusable, PassphraseShort, PassphraseWrong,
                                NoIdentity, SameIdentity, RoomsHosted, NobodyToAsk
    ├── HostAway            10  HostSilent
    ├── NotLetIn            11  InvitationNeeded, OtherHost, KnownOtherwise, NameTaken, StillWaiting
    ├── NotTaken            12  MessageEmpty, MessageLong
    └── Interrupted         130 (as of a program that Ctrl-C has ended)

The number is the exit code. The sentences stand in both languages side by side;
which one is said depends on the language of the system.
"""

from __future__ import annotations

from typing import ClassVar

from desktop.language import Both, Language


class Fault(Exception):
    """Something the person can do something about; `values` fill in the sentence."""

    exit_code: ClassVar[int] = 1
    english: ClassVar[str] = ""
    korean: ClassVar[str] = ""

    def __init__(self, **values: object) -> None:
        super().__init__(self.english.format(**values))
        self._values = values

    def sentence(self, language: Language) -> str:
        template = self.korean if language == "ko" else self.english
        return template.format(
            **{
                name: value.said(language) if isinstance(value, Both) else value
                for name, value in self._values.items()
            }
        )


class Unexpected(Fault):
    """A bug: the details are in the log."""

    english = "Sarangbang stopped because of a mistake of its own ({what})."
    korean = "사랑방이 자체 오류 때문에 멈췄어요 ({what})."


class BadAddress(Fault):
    exit_code = 2
    english = (
        "“{text}” is neither an invitation nor an address; "
        "an address looks like 192.168.0.7 or 192.168.0.7:47800."
    )
    korean = (
        "‘{text}’은(는) 초대장도 주소도 아니에요. "
        "주소는 192.168.0.7 또는 192.168.0.7:47800 처럼 생겼어요."
    )


class FolderUnusable(Fault):
    exit_code = 3


class FolderUnwritable(FolderUnusable):
    english = "The data folder {folder} cannot be used: {reason}. Choose another with --data."
    korean = "데이터 폴더({folder})를 쓸 수 없어요: {reason}. --data로 다른 폴더를 골라 주세요."


class FolderFull(FolderUnusable):
    english = (
        "The disk with the data folder {folder} is full. Make room on it and start again, "
        "or choose another folder with --data."
    )
    korean = (
        "데이터 폴더({folder})가 있는 디스크가 가득 찼어요. 자리를 만들고 다시 시작하거나 "
        "--data로 다른 폴더를 골라 주세요."
    )


class FolderNewer(FolderUnusable):
    english = (
        "A newer version of Sarangbang has used the data folder {folder}. Start that one, "
        "or choose another folder with --data."
    )
    korean = (
        "데이터 폴더({folder})는 더 새로운 사랑방이 쓰던 곳이에요. 새로운 사랑방을 시작하거나 "
        "--data로 다른 폴더를 골라 주세요."
    )


class FolderForeign(FolderUnusable):
    """Tightening the rights of a folder that holds other things would lock others out."""

    english = (
        "The folder {folder} holds other files and can be read by others; "
        "choose an empty folder with --data."
    )
    korean = (
        "폴더 {folder}에는 다른 파일이 있고 다른 사람도 읽을 수 있어요. "
        "--data로 빈 폴더를 골라 주세요."
    )


class FolderDamaged(FolderUnusable):
    """The database cannot be read; it is never replaced in silence."""

    english = (
        "What lies in the data folder {folder} cannot be used ({reason}). Put the folder back "
        "from a backup, or begin anew in another one with --data."
    )
    korean = (
        "데이터 폴더({folder})에서 나눈 이야기를 읽을 수 없어요 ({reason}). 백업해 둔 폴더로 "
        "되돌리거나 --data로 다른 폴더에서 새로 시작해 주세요."
    )


class KeyDamaged(FolderUnusable):
    """Nor is the key: without it this computer is somebody new."""

    english = (
        "The key of this computer, {file}, is damaged. Put it back from a backup; if it is moved "
        "away, a new key is made and every room takes this computer for somebody new."
    )
    korean = (
        "이 컴퓨터의 키 파일({file})이 손상됐어요. 백업에서 되돌려 주세요. "
        "이 파일을 치우면 새 키가 만들어지고, 모든 방에서 처음 온 사람이 돼요."
    )


class FileUnwritable(FolderUnusable):
    english = "The file {file} cannot be used: {reason}."
    korean = "{file} 파일을 쓸 수 없어요: {reason}."


class AlreadyRunning(Fault):
    exit_code = 4
    english = (
        "Sarangbang already runs on the data folder {folder} (process {process}); "
        "stop it first, or choose another folder with --data."
    )
    korean = (
        "데이터 폴더 {folder}에서 사랑방이 이미 실행 중이에요 (프로세스 {process}). "
        "먼저 끝내거나 --data로 다른 폴더를 골라 주세요."
    )


class FirstCopySilent(AlreadyRunning):
    english = (
        "Sarangbang already runs on the data folder {folder} but does not answer; "
        "end it and start again."
    )
    korean = (
        "데이터 폴더 {folder}에서 사랑방이 이미 실행 중이지만 응답이 없어요. "
        "끝낸 뒤 다시 시작해 주세요."
    )


class NoDisplay(Fault):
    exit_code = 5
    english = (
        "There is no display to open a window on ({reason}). "
        'To host a room without one, run: sarangbang serve "ROOM NAME"'
    )
    korean = (
        "창을 띄울 화면이 없어요 ({reason}). "
        '화면 없이 방을 열려면 이렇게 실행해 주세요: sarangbang serve "방 이름"'
    )


class WindowPartMissing(Fault):
    exit_code = 6


class DesktopPartMissing(WindowPartMissing):
    english = (
        'The window needs a part that is not installed ({part}); run: pip install ".[desktop]" '
        '(or, without a window: sarangbang serve "ROOM NAME")'
    )
    korean = (
        "창에 필요한 부분이 설치되어 있지 않아요 ({part}). 이렇게 설치해 주세요: "
        'pip install ".[desktop]" (창 없이 쓰려면: sarangbang serve "방 이름")'
    )


class LibraryMissing(WindowPartMissing):
    english = (
        "The window needs a system library that is missing ({library}); "
        "on Debian or Ubuntu run: sudo apt-get install {packages}"
    )
    korean = (
        "창에 필요한 시스템 라이브러리가 없어요 ({library}). "
        "데비안이나 우분투에서는 이렇게 설치해 주세요: sudo apt-get install {packages}"
    )


class WebViewMissing(WindowPartMissing):
    english = (
        "Sarangbang's window needs Microsoft Edge WebView2, which is not on this computer. "
        "Get it from Microsoft: {address}"
    )
    korean = (
        "사랑방 창에는 Microsoft Edge WebView2가 필요한데 이 컴퓨터에 없어요. "
        "마이크로소프트에서 받을 수 있어요: {address}"
    )


class PageNotBuilt(WindowPartMissing):
    english = "The page has not been built yet; run once: make run"
    korean = "페이지가 아직 만들어지지 않았어요. 한 번 실행해 주세요: make run"


class PortInUse(Fault):
    exit_code = 7
    english = "The port {port} is in use by another program; choose another with --port."
    korean = "{port}번 포트는 다른 프로그램이 쓰고 있어요. --port로 다른 포트를 골라 주세요."


class NotHosted(Fault):
    """The server refused what `serve` was asked for."""

    exit_code = 8
    english = "The room was not opened: {reason}."
    korean = "방을 열지 못했어요: {reason}."


class IdentityNotMoved(Fault):
    exit_code = 9


class FileInTheWay(IdentityNotMoved):
    english = "{file} is there already; choose another name, nothing was written."
    korean = "{file} 파일이 이미 있어요. 다른 이름을 골라 주세요. 아무것도 쓰지 않았어요."


class FileUnusable(IdentityNotMoved):
    english = "{file} cannot be used: {reason}."
    korean = "{file} 파일을 쓸 수 없어요: {reason}."


class PassphraseShort(IdentityNotMoved):
    english = "The passphrase is too short: it needs {least} characters, best a few words."
    korean = "암호가 너무 짧아요. {least}자 이상, 되도록 몇 개의 낱말로 정해 주세요."


class PassphraseWrong(IdentityNotMoved):
    english = "This passphrase does not open {file}, or the file was changed. Nothing was replaced."
    korean = "이 암호로는 {file} 파일이 열리지 않거나 파일이 바뀌었어요. 아무것도 바꾸지 않았어요."


class NoIdentity(IdentityNotMoved):
    english = "{file} is no Sarangbang identity, or not all of it. Nothing was replaced."
    korean = "{file} 파일은 사랑방 신원이 아니거나 일부가 빠졌어요. 아무것도 바꾸지 않았어요."


class SameIdentity(IdentityNotMoved):
    english = "This computer has this identity already ({number})."
    korean = "이 컴퓨터는 이미 이 신원을 쓰고 있어요 ({number})."


class RoomsHosted(IdentityNotMoved):
    english = (
        "Rooms are hosted here that open with your current identity only: {rooms}. "
        "To go on nevertheless, add --leave-hosted-rooms."
    )
    korean = (
        "지금 신원으로만 열 수 있는 방이 이 컴퓨터에 있어요: {rooms}. "
        "그래도 바꾸려면 --leave-hosted-rooms를 붙여 주세요."
    )


class NobodyToAsk(IdentityNotMoved):
    english = "There is no terminal to ask for the passphrase; give it with --passphrase-file."
    korean = "암호를 물어볼 터미널이 없어요. --passphrase-file로 알려 주세요."


class NotLink(BadAddress):
    """`say` goes by invitation only: an address proves nobody."""

    english = "“{text}” is no invitation; one begins with sarangbang://join?"
    korean = "‘{text}’은(는) 초대장이 아니에요. 초대장은 sarangbang://join? 으로 시작해요."


class LinkNotWhole(NotLink):
    """A shell takes what follows an & for another command."""

    english = "This invitation is not whole; copy it from start to end, and put it in quotes."
    korean = "초대장이 온전하지 않아요. 처음부터 끝까지 복사해서 따옴표 안에 넣어 주세요."


class LinkTooNew(NotLink):
    english = "This invitation needs a newer version of Sarangbang than this one."
    korean = "이 초대장은 더 새로운 버전의 사랑방이 있어야 쓸 수 있어요."


class NameUnfit(BadAddress):
    english = "“{text}” cannot be a name: {reason}."
    korean = "‘{text}’은(는) 이름으로 쓸 수 없어요: {reason}."


class HostAway(Fault):
    exit_code = 10
    english = "The host is not there ({reason}); {said} delivered. --wait SECONDS waits for it."
    korean = "방장이 없어요 ({reason}). 전달된 메시지: {said}. --wait 초를 붙이면 기다려요."


class HostSilent(HostAway):
    """Nothing was to be said there."""

    english = "The host is not there ({reason})."
    korean = "방장이 없어요 ({reason})."


class NotLetIn(Fault):
    exit_code = 11
    english = "The room does not let us in: {reason}."
    korean = "방에 들어가지 못했어요: {reason}."


class InvitationNeeded(NotLetIn):
    english = "The room does not let us in: this invitation is no longer good. Ask for a new one."
    korean = "방에 들어가지 못했어요. 이 초대장은 이제 쓸 수 없어요. 새 초대장을 받아 주세요."


class OtherHost(NotLetIn):
    english = "Another computer answers there than the one of the invitation; nothing was sent."
    korean = "초대장에 적힌 것과 다른 컴퓨터가 응답해서 아무것도 보내지 않았어요."


class KnownOtherwise(NotLetIn):
    english = (
        "By this invitation another computer hosts the room than by {file}. If its host says that"
        " this is right, delete the file and begin anew."
    )
    korean = (
        "이 초대장에 적힌 방장의 컴퓨터가 {file}에 적힌 것과 달라요. 방장에게 물어보고 맞으면"
        " 파일을 지우고 다시 시작하세요."
    )


class NameTaken(NotLetIn):
    english = "Somebody in the room is called “{name}”; “{suggestion}” is free (--name)."
    korean = "방에 이름이 ‘{name}’인 사람이 있어요. ‘{suggestion}’은(는) 쓸 수 있어요 (--name)."


class StillWaiting(NotLetIn):
    english = "The host was asked to let us in and has not answered yet; --wait SECONDS waits."
    korean = "방장에게 입장을 요청했지만 아직 답이 없어요. --wait 초를 붙이면 기다려요."


class NotTaken(Fault):
    exit_code = 12
    english = "Message {place} was refused: {reason} ({said} delivered)"
    korean = "{place}번째 메시지가 거절됐어요: {reason} (전달된 메시지: {said})"


class MessageEmpty(NotTaken):
    english = "There is nothing to say."
    korean = "보낼 내용이 없어요."


class MessageLong(NotTaken):
    english = "Message {place} is too long: at most {most} characters ({said} delivered)."
    korean = "{place}번째 메시지가 너무 길어요. {most}자까지 쓸 수 있어요 (전달된 메시지: {said})."


class Interrupted(Fault):
    exit_code = 130
    english = "Stopped; {said} delivered."
    korean = "멈췄어요. 전달된 메시지: {said}."
