"""A room taken out of the database, as files that other programs read."""

from __future__ import annotations

from .export import FORMS, export_room

__all__ = ["FORMS", "export_room"]
