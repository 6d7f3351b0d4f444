"""Three shops of two merchants, to play with: their goods, their pictures, and how they get in.

Everything here is invented. The goods are data (`stores/*.toml`); the pictures are drawn by code
(`pictures`); both go in through the services that a merchant's own catalog goes through.
"""
