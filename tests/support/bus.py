"""A session bus of a test's own, and the other side of what the program says on it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.support.processes import Process
from tests.support.wait import wait_for

Answer = Callable[[Message], tuple[str, tuple[Any, ...]] | None]


class Bus:
    """`dbus-daemon`, for nobody but the test."""

    def __init__(self, folder: Path) -> None:
        daemon = shutil.which("dbus-daemon")
        assert daemon, "dbus-daemon is missing: apt-get install dbus"
        # The path of a socket is short on every system.
        self.address = f"unix:path={folder}/bus"
        command = [daemon, "--session", "--nofork", "--nopidfile", f"--address={self.address}"]
        self._process = Process(command, folder / "bus.log")
        wait_for((folder / "bus").exists, "the bus")

    def environment(self) -> dict[str, str]:
        return {"DBUS_SESSION_BUS_ADDRESS": self.address}

    def close(self) -> None:
        self._process.kill()


class Peer:
    """A program on the bus: has a name, answers calls, hears signals. A thread of its own."""

    def __init__(self, bus: Bus, name: str = "", answer: Answer = lambda _message: None) -> None:
        self._connection: DBusConnection = open_dbus_connection(bus.address)
        self._answer = answer
        self._ended = False
        self.heard: list[Message] = []
        self._connection.send_and_get_reply(message_bus.AddMatch(MatchRule(type="signal")))
        if name:
            self._connection.send_and_get_reply(message_bus.RequestName(name))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def tell(self, path: str, interface: str, member: str, signature: str, body: Any) -> None:
        """Send a signal to everybody."""
        emitter = DBusAddress(path, interface=interface)
        self._connection.send(new_signal(emitter, member, signature, body))

    def signals(self, member: str) -> list[Any]:
        """The bodies of the signals of this name that were heard."""
        return [
            message.body
            for message in list(self.heard)
            if message.header.fields.get(HeaderFields.member) == member
        ]

    def call(self, name: str, path: str, interface: str, member: str, *body: int) -> None:
        """Call a method of another program on the bus, whatever it answers."""
        place = DBusAddress(path, bus_name=name, interface=interface)
        self._connection.send(new_method_call(place, member, "i" * len(body), body))

    def _run(self) -> None:
        while not self._ended:
            try:
                message = self._connection.receive(timeout=0.2)
            except TimeoutError:
                continue
            except (OSError, EOFError):
                return
            self.heard.append(message)
            if message.header.message_type is not MessageType.method_call:
                continue
            said = self._answer(message)
            if said is None:
                self._connection.send(new_error(message, "org.freedesktop.DBus.Error.Failed"))
            else:
                self._connection.send(new_method_return(message, *said))

    def close(self) -> None:
        self._ended = True
        self._thread.join(2)
        self._connection.close()


@dataclass
class Shown:
    """A notice as the person would see it."""

    number: int
    title: str
    body: str
    replaced: int
    hints: dict[str, Any] = field(default_factory=dict)


class TrayOfDesktop:
    """The tray: StatusNotifierItems register with it."""

    NAME, ITEM = "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierItem"

    def __init__(self, bus: Bus) -> None:
        self.items: list[str] = []
        self._peer = Peer(bus, self.NAME, self._answer)
        # The peer's own thread reads its answers.
        self._asking = open_dbus_connection(bus.address)

    def _answer(self, message: Message) -> tuple[str, tuple[Any, ...]] | None:
        match message.header.fields.get(HeaderFields.member), message.body:
            case "RegisterStatusNotifierItem", (str(item),):
                self.items.append(item)
                return "", ()
            case "Get", (_, "IsStatusNotifierHostRegistered"):
                return "v", (("b", True),)
            case "Get", (_, "ProtocolVersion"):
                return "v", (("i", 0),)
            case "Get", (_, "RegisteredStatusNotifierItems"):
                return "v", (("as", self.items),)
            case "Introspect", _:
                return "s", (WATCHER,)
        return None

    def press(self, item: str) -> None:
        """The person presses the icon of the program called `item` on the bus."""
        self._peer.call(item, "/StatusNotifierItem", self.ITEM, "Activate", 0, 0)

    def shows(self, item: str) -> bool:
        """Whether the icon is still there: each has a name of its own on the bus."""
        return bool(self._asking.send_and_get_reply(message_bus.NameHasOwner(item)).body[0])

    def tip(self, item: str) -> str:
        """The title of what is shown beside the icon."""
        place = DBusAddress("/StatusNotifierItem", item, "org.freedesktop.DBus.Properties")
        ((_, (_, _, title, _)),) = self._ask(place, "Get", "ss", (self.ITEM, "ToolTip"))
        return str(title)

    def menu(self, item: str) -> dict[str, int]:
        """The lines of the icon's menu, and the number of each."""
        wanted = (0, -1, ["label"])
        _, (_, _, lines) = self._ask(self._menu_of(item), "GetLayout", "iias", wanted)
        return {entries["label"][1]: number for _, (number, entries, _) in lines}

    def choose(self, item: str, line: str) -> None:
        """The person presses this line of the menu."""
        pressed = (self.menu(item)[line], "clicked", ("s", ""), 0)
        self._ask(self._menu_of(item), "Event", "isvu", pressed)

    def _menu_of(self, item: str) -> DBusAddress:
        return DBusAddress("/MenuBar", item, "com.canonical.dbusmenu")

    def _ask(self, place: DBusAddress, member: str, signature: str, body: Any) -> Any:
        call = new_method_call(place, member, signature, body)
        return self._asking.send_and_get_reply(call, timeout=10).body

    def close(self) -> None:
        self._asking.close()
        self._peer.close()


WATCHER = """<node><interface name="org.kde.StatusNotifierWatcher">
<method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<property name="ProtocolVersion" type="i" access="read"/>
<property name="RegisteredStatusNotifierItems" type="as" access="read"/>
</interface></node>"""


class NoticeDaemon:
    """Shows notices, as a desktop does, and presses them."""

    PLACE = "/org/freedesktop/Notifications"
    NAME = "org.freedesktop.Notifications"

    def __init__(self, bus: Bus, able: tuple[str, ...] = ("actions", "body")) -> None:
        self.shown: list[Shown] = []
        self.closed: list[int] = []
        self.asked = False
        self._able = able
        self._peer = Peer(bus, self.NAME, self._answer)

    def _answer(self, message: Message) -> tuple[str, tuple[Any, ...]] | None:
        match message.header.fields.get(HeaderFields.member), message.body:
            case "GetCapabilities", _:
                self.asked = True
                return "as", (list(self._able),)
            case "GetServerInformation", _:
                return "ssss", ("tests", "tests", "1", "1.2")
            case "Notify", (_, replaced, _, title, body, _, hints, _):
                number = replaced or len(self.shown) + 1
                plain = {name: value for name, (_, value) in hints.items()}
                self.shown.append(Shown(number, title, body, replaced, plain))
                return "u", (number,)
            case "CloseNotification", (number,):
                self.closed.append(number)
                self._peer.tell(self.PLACE, self.NAME, "NotificationClosed", "uu", (number, 3))
                return "", ()
            case "Introspect", _:
                return "s", (INTROSPECTED,)
        return None

    def press(self, number: int) -> None:
        """The person presses the notice itself."""
        self._peer.tell(self.PLACE, self.NAME, "ActionInvoked", "us", (number, "default"))

    def close(self) -> None:
        self._peer.close()


INTROSPECTED = """<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
<arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""
