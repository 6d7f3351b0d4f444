"""The API on every store's domain: types, resolvers that translate, and the edge they stand behind.

``edge`` is what a resolver is written with; ``schema`` puts all of them together; ``endpoint``
answers a request. Limits, permissions and costs are read off the schema and checked before any
row is read.
"""
