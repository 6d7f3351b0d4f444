"""How orders travel: the delivery methods a store offers, and where in the world an address is."""
