"""A cart becomes an order: one attempt that browser, gateway or worker can finish, once."""
