"""How much goes into one answer to a long poll.

Engine.IO would put in everything that waits. The official client for Python takes at most
16 packets at once and breaks the connection off at the seventeenth; and an answer of many
events of 128 KB would be longer than a careful client reads.
"""

from __future__ import annotations

from typing import Any

from engineio.exceptions import QueueEmpty

# `engineio.payload.Payload.max_decode_packets` as it comes.
MOST_PACKETS = 16
MOST_BYTES = 256 * 1024


def bound_polls(socket: Any) -> None:
    """Bound what `socket`, an `engineio.socket.Socket`, takes off its queue at once."""
    if "poll" in vars(socket):
        return  # bounded already, for another namespace

    queue, server = socket.queue, socket.server

    def poll() -> list[Any]:
        try:
            packets = [queue.get(timeout=server.ping_interval + server.ping_timeout)]
        except server.get_queue_empty_exception():
            raise QueueEmpty from None
        queue.task_done()
        if packets[0] is None:
            return []
        size = _size(packets[0])
        while len(packets) < MOST_PACKETS and size < MOST_BYTES and not queue.empty():
            packet = queue.get(block=False)
            queue.task_done()
            if packet is None:
                queue.put(None)  # the end comes after what was said before
                break
            packets.append(packet)
            size += _size(packet)
        return packets

    socket.poll = poll


def _size(packet: Any) -> int:
    return len(packet.data) if isinstance(packet.data, str) else 0
