"""The command line."""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path
from typing import Any, TextIO

import click

from desktop import dialog
from desktop.faults import BadAddress, Fault, Unexpected
from desktop.language import system_language
from desktop.paths import NAME, VARIABLE, default_data_folder
from server.version import VERSION

_LINK = re.compile(r"sarangbang:", re.IGNORECASE)
_GUESTS = 47880
_PORT = 47800

# The variable is read in one place only: beside a command, `--data` before it would lose to it.
_data, _data_of_program = (
    click.option(
        "--data",
        type=click.Path(path_type=Path),
        envvar=variable,
        metavar="DIR",
        help=f"The data folder (or {VARIABLE}); with two, two copies run on one computer.",
    )
    for variable in (None, VARIABLE)
)


class _LinkGroup(click.Group):
    """Takes a bare link for `join`: that is how the system hands over `sarangbang://…`."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if arguments and _LINK.match(arguments[0]):
            arguments = ["join", *arguments]
        return super().resolve_command(context, arguments)


class _ServeCommand(click.Command):
    """Lets `--guests` stand before the room's name, which would be taken for its port."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        spelled = []
        for place, word in enumerate(args):
            following = args[place + 1] if place + 1 < len(args) else ""
            bare = word == "--guests" and not following.isdigit()
            spelled.append(f"--guests={_GUESTS}" if bare else word)
        return super().parse_args(context, spelled)


def _check_origins(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    from server.doors.origins import normal_origin

    for origin in given:
        try:
            normal_origin(origin)
        except ValueError as error:
            raise click.BadParameter(str(error), context, option) from error
    return given


def _say_version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    del option
    if wanted:
        click.echo(f"{NAME} {VERSION}")
        context.exit()


@click.group(cls=_LinkGroup, invoke_without_command=True)
@_data_of_program
@click.option("--selftest", is_flag=True, help="Check that every part works here, and exit.")
@click.option("--from-menu", is_flag=True, hidden=True)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Say the version, and exit.",
)
@click.pass_context
def command_line(
    context: click.Context, data: Path | None, selftest: bool, from_menu: bool
) -> None:
    """Sarangbang, chat on your own network: host a room, or join a friend's.

    Without a command it opens the window.
    """
    context.obj = data
    del from_menu  # looked for before anything can fail
    if selftest:
        from desktop.selftest import selftest as run

        context.exit(run())
    if context.invoked_subcommand is None:
        _open(data, None)


@command_line.command()
@click.argument("link_or_address")
@_data
@click.pass_obj
def join(outer: Path | None, link_or_address: str, data: Path | None) -> None:
    """Open the window and join: by invitation link, by a spoken code, or by address."""
    _check_address(link_or_address)
    _open(data or outer, link_or_address)


@command_line.command(cls=_ServeCommand)
@click.argument("name")
@_data
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True)
@click.option("--open", "open_", is_flag=True, help="Anyone on this network may come in.")
@click.option("--ask", is_flag=True, help="Whoever asks may come in if a moderator lets them.")
@click.option(
    "--guests",
    type=click.IntRange(0, 65535),
    is_flag=False,
    flag_value=_GUESTS,
    default=None,
    metavar="[PORT]",
    help=f"Let browsers in, unencrypted, on this port ({_GUESTS}).",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0),
    default=10,
    show_default=True,
    help="Messages a second that one member may send; 0 lifts it (for load tests).",
)
@click.option(
    "--allow-origin",
    multiple=True,
    callback=_check_origins,
    metavar="ORIGIN",
    help="A web page served elsewhere that may connect, e.g. http://192.168.0.9:8000.",
)
@click.option(
    "--allow-host", multiple=True, metavar="NAME", help="A further name of this computer."
)
@click.option(
    "--announce/--no-announce",
    default=True,
    help="Whether the computers nearby are told that a room is open here.",
)
@click.option("--announce-name", is_flag=True, help="Tell them its name as well.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once it listens.")
@click.pass_obj
def serve(
    outer: Path | None,
    name: str,
    data: Path | None,
    port: int,
    open_: bool,
    ask: bool,
    guests: int | None,
    rate: float,
    allow_origin: tuple[str, ...],
    allow_host: tuple[str, ...],
    announce: bool,
    announce_name: bool,
    as_json: bool,
) -> None:
    """Host a room called NAME without a window, until Ctrl-C."""
    from desktop.serve import Wish
    from desktop.serve import serve as run

    admission = "open" if open_ else "ask" if ask else "invited"
    said = "name" if announce and announce_name else "yes" if announce else "no"
    wish = Wish(name, port, admission, guests, rate, allow_origin, allow_host, said)
    run(data or outer, wish, as_json=as_json)


@command_line.command()
@click.argument("link")
@click.argument("text")
@_data
@click.option(
    "--name", metavar="NAME", help="What to be called in the room; it is remembered there."
)
@click.option("--whole", is_flag=True, help="With -: all of the input as one message.")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0,
    metavar="SECONDS",
    help="How long to try again while the host is away, or until it lets us in.",
)
@click.pass_obj
def say(
    outer: Path | None,
    link: str,
    text: str,
    data: Path | None,
    name: str | None,
    whole: bool,
    wait: float,
) -> None:
    """Say TEXT in the room that the invitation LINK leads to; with -, each line of the input.

    Ends with 0 once the host has stored all of it: 10 when the host is away, 11 when the room
    does not let us in, 12 when a message is refused. It is a member of its own, the same each
    time, and needs no window; it works beside one, too.
    """
    from desktop.say import Words
    from desktop.say import say as run

    run(data or outer, link, Words(text, whole, name, wait))


@command_line.command()
@click.argument("link")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", help="What the bot is called; without it as before, or Bot.")
def bot(link: str, file: Path, name: str | None) -> None:
    """Write into FILE what a bot has to know to come in by the invitation LINK.

    The host's address and certificate, the latter only if the key in it is the one in LINK, and
    what to say at its door. What FILE knows of the same room stays: run it again when the host
    has moved. Ends with 10 when the host is away, 11 when another computer answers there.
    """
    from desktop.bot import write

    write(link, file, name)


@command_line.group()
def identity() -> None:
    """Take this computer's identity to another one, or bring one here."""


_passphrase_file = click.option(
    "--passphrase-file",
    type=click.File("r", encoding="utf-8"),
    metavar="FILE",
    help="Read the passphrase from the first line of FILE (- for standard input).",
)


@identity.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_data
@_passphrase_file
@click.pass_obj
def export_identity(
    outer: Path | None, file: Path, data: Path | None, passphrase_file: TextIO | None
) -> None:
    """Write this computer's identity into FILE, locked with a passphrase."""
    from desktop.identity_commands import export

    export(data or outer, file, passphrase_file)


@identity.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_data
@_passphrase_file
@click.option(
    "--leave-hosted-rooms",
    is_flag=True,
    help="Go on although rooms are hosted here; they open with the old identity only.",
)
@click.pass_obj
def import_identity(
    outer: Path | None,
    file: Path,
    data: Path | None,
    passphrase_file: TextIO | None,
    leave_hosted_rooms: bool,
) -> None:
    """Make the identity in FILE the one of this computer; the old key is kept aside."""
    from desktop.identity_commands import bring

    bring(data or outer, file, passphrase_file, leave_hosted_rooms=leave_hosted_rooms)


def main(arguments: list[str] | None = None) -> None:
    """Run, and end the process: 0, or a fault's exit code after its sentence."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code: Any = command_line.main(given, prog_name=NAME, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = 0
    except Fault as fault:
        code = _tell(fault, given)
    except Exception as error:
        logging.getLogger(NAME).exception("uncaught")
        if sys.stderr is not None and sys.stderr.isatty():
            raise
        code = _tell(Unexpected(what=type(error).__name__), given)
    sys.exit(code if isinstance(code, int) else 0)


def _open(data: Path | None, text: str | None) -> None:
    from desktop.program import open_window

    open_window(data, text)


def _check_address(text: str) -> None:
    from server.joining.typed import read_typed
    from server.room.refusal import Refused

    try:
        read_typed(text)
    except Refused as error:
        if error.code not in {"bad_address", "bad_link"}:
            return  # the page says what is the matter, and what to do
        shown = text if len(text) <= 60 else text[:60] + "…"
        raise BadAddress(text=shown) from error


def _tell(fault: Fault, given: list[str]) -> int:
    """Say the fault's sentence where it will be read. Returns the exit code."""
    sentence = fault.sentence(system_language())
    if dialog.somebody_reads_the_terminal(from_menu="--from-menu" in given):
        click.echo(f"{NAME}: {sentence}", err=True)
    elif not {"serve", "say", "bot"} & set(given[:3]):
        dialog.show("\n\n".join([sentence, *_log_place(given)]))
    return fault.exit_code


def _log_place(given: list[str]) -> list[str]:
    """Where more stands, said; nothing where no log could be begun."""
    import os

    from desktop.logs import FILE_NAME, log_folder

    chosen = os.environ.get(VARIABLE)
    for option, value in zip(given, [*given[1:], ""], strict=True):
        if option == "--data":
            chosen = value
        elif option.startswith("--data="):
            chosen = option.removeprefix("--data=")
    data = Path(chosen) if chosen else default_data_folder()
    log = log_folder(data) / FILE_NAME
    label = {"ko": "기록", "en": "Log"}[system_language()]
    return [f"{label}: {log}"] if log.is_file() else []
