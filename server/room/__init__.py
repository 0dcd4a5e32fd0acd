"""The rules of a room: values in, values out.

Standard library only; no socket, disk, clock or thread can reach this folder, so that a
host, a member and a test run the same code.
"""
