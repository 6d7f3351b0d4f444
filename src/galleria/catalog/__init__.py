"""What a tenant owns and what its stores show: products with variants, and listings, categories,
collections.

A product belongs to the tenant; a listing is that product as one store sells it. Prices are
pricing's, stock is inventory's.
"""
