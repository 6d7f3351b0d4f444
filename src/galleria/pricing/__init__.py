"""What things cost: variant prices, what a listing does to them, coupons, tax, and how totals come
about.
"""
