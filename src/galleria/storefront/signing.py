"""Text that leaves us and comes back unchanged, or not at all."""

import base64
import hashlib
import hmac
from binascii import Error as NotBase64
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with a key of this installation, for one purpose, which no mark for another passes."""

    key: bytes
    purpose: str

    def mark(self, text: str) -> str:
        """What only we can write beside this text."""
        message = f"{self.purpose}\0{text}".encode()
        return hmac.new(self.key, message, hashlib.sha256).hexdigest()

    def is_mark(self, text: str, mark: str) -> bool:
        """Whether the mark is ours, for this text."""
        return hmac.compare_digest(self.mark(text).encode(), mark.encode())

    def seal(self, text: str) -> str:
        """Write text so that it fits into a cookie and cannot be changed."""
        return f"{base64.urlsafe_b64encode(text.encode()).decode()}.{self.mark(text)}"

    def unseal(self, sealed: str) -> str | None:
        """Read what was sealed; ``None`` if it was changed or is not ours."""
        encoded, _, mark = sealed.partition(".")
        try:
            text = base64.urlsafe_b64decode(encoded.encode()).decode()
        except (NotBase64, UnicodeError, ValueError):
            return None
        return text if self.is_mark(text, mark) else None
