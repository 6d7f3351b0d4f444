"""How fast the shop answers, as ratios against a reference that is measured in the same run.

Absolute times say more about the machine than about us. Each operation is measured in turns with a
bare ASGI application that replies the same bytes from the same server, over the same connections,
and the median of the turns' ratios is reported: 1 would mean that all of GraphQL, rules and
Postgres cost nothing. `docs/performance.md` tells how to read it.
"""
