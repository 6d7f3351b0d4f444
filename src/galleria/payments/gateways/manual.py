"""Bank transfer or cash: the order is placed, and staff note the money when it comes."""

from galleria.payments.gateways.protocol import Awaited, CaptureRequest


class ManualGateway:
    """Promises nothing and declines nothing."""

    name = "manual"
    title = "Bank transfer"

    async def capture(self, request: CaptureRequest) -> Awaited:
        """Name the transfer that we wait for by the last part of the payment's id."""
        return Awaited(reference=request.payment_id.hex[-12:].upper())
