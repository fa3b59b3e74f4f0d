"""What the bodies of our calls must be. A rule takes a value and its place, and raises Malformed or nothing.

A rule says what is known to be wrong everywhere: wrong types, values outside the widest documented range. What
depends on the model is its provider's to judge, and what nobody here knows is passed on.
"""
