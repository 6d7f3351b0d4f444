"""Shopify's product CSV, in its older and newer column names."""
