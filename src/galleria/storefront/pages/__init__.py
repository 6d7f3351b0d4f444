"""A module a kind of page: it reads what the page shows, or does what its form asks."""
