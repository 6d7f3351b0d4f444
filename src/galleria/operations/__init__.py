"""What operators see of every web process: its health, its figures, and a line for each request.

An edge like ``graphql`` and ``storefront``, but for the people who keep the house running: it reads
no tenant's rows and decides nothing.
"""
