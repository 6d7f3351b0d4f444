"""Money that moves: payments and the gateways they go through. No card number ever comes here."""
