"""Descriptions of JSON values. A Schema is written once: it checks a value, and is its part of the OpenAPI document.

A rule refuses what is wrong everywhere: wrong types, values outside the widest documented range. What depends on the
model is its provider's to judge, and what nobody here knows is passed on.
"""
