"""Spoken codes: `7-maple-lantern` said across a table lets somebody in, and proves both keys.

`spelled.py` is the code itself, `exchange.py` what both sides work out of it (SPAKE2), `shown.py`
which codes this host shows and what became of them.
"""
