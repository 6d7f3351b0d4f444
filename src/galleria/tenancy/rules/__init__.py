"""Decisions of tenancy: plain values in and out."""
