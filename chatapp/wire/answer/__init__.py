"""The description of an answer. A field is described once, for a whole answer and for a chunk of a stream.

The OpenAPI document has its schemas from here, and `accumulate` and `normalize` the names of the fields that they know.
"""
