"""Rooms nearby: what a host says of its rooms to the network, and what is heard of others.

`record.py` and `seen.py` are values and a table; `mdns.py` alone knows zeroconf and runs on
a loop in a thread of its own; `nearby.py` stands on the hub before it.
"""
