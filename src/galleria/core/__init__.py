"""What every part stands on: transactions bound to a tenant, money, ids, events, the queue,
settings.
"""
