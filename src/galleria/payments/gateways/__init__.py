"""Ways to take money. A gateway speaks to one payment company and decides nothing."""
