"""What shoppers say of products: ratings with words, verified by purchase, shown once staff
approve.
"""
