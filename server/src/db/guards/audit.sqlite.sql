CREATE TRIGGER audit_kept BEFORE DELETE ON audit
WHEN OLD.pos > (SELECT COALESCE(MAX(pos), 0) FROM audit_checkpoints)
BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

-- A line is chained once, and its words may be taken out by one that says so.
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit
WHEN OLD.hash <> '' AND (NEW.redacted <= OLD.redacted OR NEW.pos <> OLD.pos OR NEW.at <> OLD.at OR NEW.kind <> OLD.kind
    OR NEW.object <> OLD.object OR NEW.action <> OLD.action OR NEW.field <> OLD.field OR NEW.digest <> OLD.digest
    OR NEW.hash <> OLD.hash)
BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

CREATE TRIGGER audit_checkpoints_kept BEFORE DELETE ON audit_checkpoints
BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

CREATE TRIGGER audit_checkpoints_fixed BEFORE UPDATE ON audit_checkpoints
BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;
