"""What can be asked of the catalog, by what it is about."""
