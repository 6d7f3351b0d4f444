"""Postgres and Redis from their wheels, for whoever has given no URL of their own.

The servers live in the data directory, listen on Unix sockets in directories closed to everybody
but their own account (and root), and are shared by every process that names that directory.
Who runs is known by locks that the kernel holds for the living, never by process numbers, so
that a `kill -9` at any moment leaves nothing to tidy up.
"""
