"""What an import decides: what a product is to be, and how that differs from what it is. Pure."""
