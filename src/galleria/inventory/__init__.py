"""How many of each variant there are, where, and for whom they are set aside.

Overselling is refused by a constraint of the table itself, and every change of what is on hand has
a ledger row.
"""
