"""The stores' pages: routes build frozen views, themes turn views into HTML.

A page works as links and forms alone; the services behind them are those of the API. Templates see
views, never rows, and no section queries anything. A theme is a folder under ``themes/``; what it
lacks, its parent gives.
"""
