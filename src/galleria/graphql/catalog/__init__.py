"""What a store shows: products with their variants, categories and collections."""
