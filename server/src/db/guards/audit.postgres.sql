CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit is append only'; END $$;

CREATE FUNCTION audit_let_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.pos > (SELECT COALESCE(MAX(pos), 0) FROM audit_checkpoints) THEN
        RAISE EXCEPTION 'the audit is append only';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_let_go();

-- A line is chained once, and its words may be taken out by one that says so.
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit FOR EACH ROW
WHEN (OLD.hash <> '' AND (NEW.redacted <= OLD.redacted OR NEW.pos <> OLD.pos OR NEW.at <> OLD.at OR NEW.kind <> OLD.kind
    OR NEW.object <> OLD.object OR NEW.action <> OLD.action OR NEW.field <> OLD.field OR NEW.digest <> OLD.digest
    OR NEW.hash <> OLD.hash))
EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_checkpoints_fixed BEFORE UPDATE OR DELETE ON audit_checkpoints
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_checkpoints_emptied BEFORE TRUNCATE ON audit_checkpoints
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
