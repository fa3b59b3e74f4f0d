import django.db.models.deletion
from django.db import migrations, models

# Whoever writes postings, in whatever way, keeps the counts exact. The lock makes writers of one collection wait for
# each other: they share its frequent terms, and two transactions would wait for each other's in a circle.
FUNCTIONS = """
CREATE FUNCTION knowledge_lock_terms(collections bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one bigint;
BEGIN
    FOR one IN SELECT DISTINCT id FROM unnest(collections) AS id ORDER BY id LOOP
        PERFORM pg_advisory_xact_lock('knowledge_term'::regclass::oid::int, one::int);
    END LOOP;
END $$;

CREATE FUNCTION knowledge_add_holders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM knowledge_lock_terms(ARRAY(SELECT DISTINCT collection_id FROM added));
    INSERT INTO knowledge_term AS term (collection_id, term, holders)
    SELECT collection_id, added.term, count(*) FROM added GROUP BY collection_id, added.term
    ON CONFLICT (collection_id, term) DO UPDATE SET holders = term.holders + EXCLUDED.holders;
    RETURN NULL;
END $$;

CREATE FUNCTION knowledge_remove_holders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM knowledge_lock_terms(ARRAY(SELECT DISTINCT collection_id FROM removed));
    WITH gone AS (SELECT collection_id, removed.term, count(*) AS holders FROM removed GROUP BY 1, 2),
    emptied AS (
        DELETE FROM knowledge_term AS term USING gone
        WHERE term.collection_id = gone.collection_id AND term.term = gone.term AND term.holders <= gone.holders
    )
    UPDATE knowledge_term AS term SET holders = term.holders - gone.holders FROM gone
    WHERE term.collection_id = gone.collection_id AND term.term = gone.term AND term.holders > gone.holders;
    RETURN NULL;
END $$;

CREATE TRIGGER knowledge_posting_added AFTER INSERT ON knowledge_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION knowledge_add_holders();
CREATE TRIGGER knowledge_posting_removed AFTER DELETE ON knowledge_posting
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION knowledge_remove_holders();
CREATE TRIGGER knowledge_posting_moved_from AFTER UPDATE ON knowledge_posting
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION knowledge_remove_holders();
CREATE TRIGGER knowledge_posting_moved_to AFTER UPDATE ON knowledge_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION knowledge_add_holders();
"""

# No posting may come between the count and the triggers.
COUNT = """
LOCK TABLE knowledge_posting IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO knowledge_term (collection_id, term, holders)
SELECT collection_id, term, count(*) FROM knowledge_posting GROUP BY collection_id, term;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0004_sharing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "collection_id", "term", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("term", models.TextField()),
                ("holders", models.PositiveIntegerField(help_text="Passages of the collection that have it.")),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="knowledge.collection",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            [COUNT, FUNCTIONS],
            "DROP FUNCTION knowledge_add_holders, knowledge_remove_holders, knowledge_lock_terms CASCADE",
        ),
    ]
