"""A gateway for development that moves no money: what the method says decides what happens."""

from galleria.payments.gateways.protocol import Captured, CaptureRequest, Declined

DECLINED_METHOD = "declined"


class TestGateway:
    """Captures everything, except with the method ``declined``."""

    __test__ = False
    name = "test"
    title = "Test payment"

    async def capture(self, request: CaptureRequest) -> Captured | Declined:
        """Answer by the method alone, so that asking again gives the same answer."""
        if request.method == DECLINED_METHOD:
            return Declined("The payment was declined. Try another way to pay.")
        return Captured(reference=f"test_{request.payment_id.hex}")
