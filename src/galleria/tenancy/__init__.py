"""Whose host this is, who works there and what they may do.

Owns tenants, stores and the host names that lead to them; staff with their roles, sessions and
invitations; and API keys. Products, tax and everything else that a store sells with belong to the
packages above.
"""
