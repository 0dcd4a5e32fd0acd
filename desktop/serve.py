"""Hosting a room without a window: `sarangbang serve`."""

from __future__ import annotations

import errno
import threading
from dataclasses import dataclass
from pathlib import Path

import click

from desktop import garbage
from desktop.faults import NotHosted, PortInUse
from desktop.instance import Instance, refuse_second
from desktop.language import system_language
from desktop.logs import start_logging
from desktop.paths import prepare_data_folder
from desktop.reasons import reason_of
from desktop.refusals import reason_of_refusal
from desktop.served import for_people, json_line
from desktop.starting import start_app
from desktop.stopping import StopSignals


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line."""

    name: str
    port: int
    admission: str
    guests: int | None
    rate: float
    allow_origin: tuple[str, ...]
    allow_host: tuple[str, ...]
    announce: str


def serve(chosen: Path | None, wish: Wish, *, as_json: bool) -> None:
    """Host until SIGINT or SIGTERM. Raises Fault."""
    data = prepare_data_folder(chosen)
    instance = Instance.claim(data, "serve")
    if instance is None:
        raise refuse_second(data)
    garbage.put_off()
    try:
        start_logging(data)
        stopped = threading.Event()
        StopSignals(stopped.set)
        _host(data, wish, stopped, as_json=as_json)
    finally:
        instance.release()


def _host(data: Path, wish: Wish, stopped: threading.Event, *, as_json: bool) -> None:
    from server.app import ServeOptions
    from server.room.refusal import Refused

    app = start_app(data, None)
    try:
        info = app.serve(
            ServeOptions(
                name=wish.name,
                port=wish.port,
                admission=wish.admission,
                guests=wish.guests,
                rate=wish.rate,
                allow_origin=wish.allow_origin,
                allow_host=wish.allow_host,
                announce=wish.announce,
            )
        )
        garbage.begin()
        click.echo(json_line(info) if as_json else for_people(info, system_language()))
        stopped.wait()
    except Refused as error:
        raise NotHosted(reason=reason_of_refusal(error)) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port=wish.port) from error
        raise NotHosted(reason=reason_of(error)) from error
    finally:
        app.stop()
