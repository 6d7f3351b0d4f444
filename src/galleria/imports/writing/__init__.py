"""Writing many products at once: a few statements for a batch, whatever its size.

What each product is to be was decided before; here it only becomes rows. What other domains decide
about rows of theirs (prices, stock, categories, attributes) is asked of their services.
"""
