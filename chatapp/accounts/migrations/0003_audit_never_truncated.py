from django.db import migrations

FORWARDS = """
CREATE TRIGGER audit_never_truncated BEFORE TRUNCATE ON accounts_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_audit_insert_only();
"""
BACKWARDS = "DROP TRIGGER audit_never_truncated ON accounts_auditentry;"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit_insert_only")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
