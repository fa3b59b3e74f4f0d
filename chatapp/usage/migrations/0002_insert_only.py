"""The ledger is insert-only; taking a person's name off it is the one update, by `usage_anonymise`."""

from django.db import migrations

INSERT_ONLY = """
CREATE FUNCTION usage_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person constant text[] := ARRAY['user_id', 'user_email'];
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('chatapp.anonymising', true) = 'on'
        AND NEW.user_id IS NULL AND NEW.user_email = ''
        AND to_jsonb(NEW) - person = to_jsonb(OLD) - person
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the usage ledger is insert-only: % refused', TG_OP
        USING HINT = 'Correct a row by inserting one with "corrects"; anonymise a person by usage_anonymise(user_id).';
END $$;

CREATE TRIGGER usage_insert_only BEFORE UPDATE OR DELETE ON usage_usagerecord
    FOR EACH ROW EXECUTE FUNCTION usage_refuse();
CREATE TRIGGER usage_never_truncated BEFORE TRUNCATE ON usage_usagerecord
    FOR EACH STATEMENT EXECUTE FUNCTION usage_refuse();

-- Set in the body: for a clause of the function, a role that is no superuser lacks the permission.
CREATE FUNCTION usage_anonymise(person bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    PERFORM set_config('chatapp.anonymising', 'on', true);
    UPDATE usage_usagerecord SET user_id = NULL, user_email = '' WHERE user_id = person;
    GET DIAGNOSTICS changed = ROW_COUNT;
    PERFORM set_config('chatapp.anonymising', '', true);
    RETURN changed;
END $$;
COMMENT ON FUNCTION usage_anonymise(bigint) IS 'Takes a person off the ledger; gives the number of rows changed.';
"""

FREE = """
DROP FUNCTION usage_anonymise(bigint);
DROP TRIGGER usage_never_truncated ON usage_usagerecord;
DROP TRIGGER usage_insert_only ON usage_usagerecord;
DROP FUNCTION usage_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("usage", "0001_initial")]

    operations = [migrations.RunSQL(INSERT_ONLY, FREE)]
