"""Links to rooms that are hosted elsewhere. Nothing else in the program speaks to other hosts."""

from __future__ import annotations

from server.link.failures import LinkLost
from server.link.link import Link
from server.link.listener import Listener
from server.link.loop import LinkLoop
from server.link.probe import Probe, probe

__all__ = ["Link", "LinkLoop", "LinkLost", "Listener", "Probe", "probe"]
