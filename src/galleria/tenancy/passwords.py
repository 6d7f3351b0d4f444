"""Passwords of staff: Argon2id with the parameters of RFC 9106 for limited memory."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("whoever is not of the staff waits as long")


async def hash_password(password: str) -> str:
    """Write a password as it is kept; takes about 50 ms of a thread's time."""
    return await asyncio.to_thread(_HASHER.hash, _octets(password))


async def is_password(password: str, password_hash: str | None) -> bool:
    """Whether this is the password; takes as long where there is none to compare with."""
    return await asyncio.to_thread(_matches, password, password_hash)


def _matches(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or _NOBODYS, _octets(password))
    except VerifyMismatchError:
        return False
    return password_hash is not None


def _octets(password: str) -> bytes:
    # JSON can bring half a surrogate pair, which is a wrong password and not a fault.
    return password.encode("utf-8", "surrogatepass")
