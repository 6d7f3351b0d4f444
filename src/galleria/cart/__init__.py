"""What a shopper is about to buy: carts whose lines hold stock, and what they would cost now."""
