"""The database itself keeps the audit trail append-only and stored files as they were."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% refuses %: its rows are never changed', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON records_auditentry
    FOR EACH ROW EXECUTE FUNCTION records_refuse_change();
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON records_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_change();
CREATE TRIGGER attachment_is_never_changed BEFORE UPDATE ON records_attachment
    FOR EACH ROW EXECUTE FUNCTION records_refuse_change();
"""
ALLOW = """
DROP TRIGGER attachment_is_never_changed ON records_attachment;
DROP TRIGGER audit_is_never_emptied ON records_auditentry;
DROP TRIGGER audit_is_append_only ON records_auditentry;
DROP FUNCTION records_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
