"""The rows of assistants as the engine reads them."""

# What a chat with `%(assistant)s` brings to a prompt; else the default assistant.
PRESET = """
    SELECT instructions, parameters, tools,
        ARRAY(SELECT collection_id FROM assistants_assistant_collections WHERE assistant_id = a.id)
    FROM assistants_assistant a WHERE id = %(assistant)s OR is_default
    ORDER BY id = %(assistant)s DESC NULLS LAST LIMIT 1
"""
