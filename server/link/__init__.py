"""Links to rooms that are hosted elsewhere. Nothing else in the program speaks to other hosts.

`loop.py` and `listener.py` are light; the rest brings aiohttp, a tenth of a second, and is
imported where a link is first wanted.
"""
