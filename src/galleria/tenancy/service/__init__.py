"""What merchants and operators can ask of tenancy: tenants, stores, domains, staff, roles, keys."""
