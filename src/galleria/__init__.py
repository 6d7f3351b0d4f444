"""Galleria: many shops under one roof, selling from one shared inventory."""
