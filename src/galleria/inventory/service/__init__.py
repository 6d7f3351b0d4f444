"""What can be asked of the inventory, by what it is about.

Every change locks the stock levels it touches in the order of their keys, so that two changes never
wait for each other in a circle.
"""
