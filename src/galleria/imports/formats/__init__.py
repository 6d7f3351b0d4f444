"""The files we can read: each turns rows into the same records, and tells by line what is wrong."""
