"""WooCommerce's product CSV in five languages, and product lists made from its REST API."""
