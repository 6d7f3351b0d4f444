"""What was sold, as it was agreed: orders with their lines, numbered without gaps in each store."""
