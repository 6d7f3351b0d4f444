"""Secrets that open a door: made here, shown once, kept only as a hash."""

import hashlib
import secrets

API_KEY_PREFIX = "gal_"
SESSION_PREFIX = "gas_"
INVITATION_PREFIX = "gai_"
_RANDOM_BYTES = 32


def new_token(prefix: str = "") -> str:
    """Make a secret of 256 random bits: the prefix and 43 characters that are safe in addresses."""
    return prefix + secrets.token_urlsafe(_RANDOM_BYTES)


def hash_token(token: str) -> bytes:
    """Write a secret as it is kept.

    A plain SHA-256 is enough, as nobody can try out 256 random bits; passwords are another matter.
    """
    return hashlib.sha256(token.encode()).digest()
