"""What came of an action, carried over the redirect after it in a sealed cookie, told once."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from galleria.storefront.signing import Signer
from galleria.storefront.views.frame import Message

MOST = 3


def seal_messages(signer: Signer, messages: Sequence[Message]) -> str:
    """Write messages into a cookie."""
    return signer.seal(json.dumps([asdict(message) for message in messages[:MOST]]))


def unseal_messages(signer: Signer, sealed: str) -> tuple[Message, ...]:
    """Read messages back; what is not ours says nothing."""
    text = signer.unseal(sealed)
    return tuple(Message(**message) for message in json.loads(text)) if text else ()
