"""From cart to order, as shoppers do it."""
