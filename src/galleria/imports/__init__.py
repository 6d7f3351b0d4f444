"""Catalogs that come in from a file: reading them, showing what would change, and writing them.

A format turns a file into records and problems, and knows nothing of our tables; the service
matches records with what is there and asks the catalog, the stock and the listings to follow. Owns
the runs, and the keys by which the next file finds the products of the last.
"""
