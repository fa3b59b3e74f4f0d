from django.db import migrations

# The one update that passes is the foreign key's: a deleted person becomes null, the address stays.
FORWARDS = """
CREATE FUNCTION accounts_audit_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL
       AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit log is insert-only.';
END $$;
CREATE TRIGGER audit_insert_only BEFORE UPDATE OR DELETE ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION accounts_audit_insert_only();
"""
BACKWARDS = """
DROP TRIGGER audit_insert_only ON accounts_auditentry;
DROP FUNCTION accounts_audit_insert_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
