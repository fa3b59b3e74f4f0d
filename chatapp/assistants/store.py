"""The rows of assistants as the engine reads them."""

# What a chat with `%(assistant)s` brings to a prompt; else the default assistant.
PRESET = """
    SELECT instructions, parameters, tools,
        CASE WHEN narrowed THEN
            ARRAY(SELECT collection_id FROM assistants_assistant_collections WHERE assistant_id = a.id)
        END,
        slug
    FROM assistants_assistant a WHERE id = %(assistant)s OR is_default
    ORDER BY id = %(assistant)s DESC NULLS LAST LIMIT 1
"""
# The model that an assistant is set up with.
MODEL_OF_ASSISTANT = "SELECT model_id FROM assistants_assistant WHERE id = %(assistant)s"
