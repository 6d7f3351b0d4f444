"""Refusals as data: one type for each way the house may refuse, all of them a ``UserError``."""
