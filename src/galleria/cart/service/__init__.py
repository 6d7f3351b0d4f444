"""What a shopper can do with a cart, by what it is about.

The cart's row is locked first, then stock levels in the order of their keys, so nothing waits in a
circle.
"""
