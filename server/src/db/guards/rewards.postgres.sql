CREATE FUNCTION rewards_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger of rewards is append only'; END $$;

CREATE TRIGGER reward_entries_kept BEFORE DELETE ON reward_entries FOR EACH ROW EXECUTE FUNCTION rewards_refuse();

-- Of an erased person the name may be taken out of a reason, and nothing else be changed.
CREATE TRIGGER reward_entries_fixed BEFORE UPDATE ON reward_entries FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.source <> OLD.source OR NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind
    OR NEW.points <> OLD.points OR NEW.article_id <> OLD.article_id OR NEW.month <> OLD.month OR NEW.at <> OLD.at
    OR NEW.giver IS DISTINCT FROM OLD.giver OR NEW.by_id IS DISTINCT FROM OLD.by_id
    OR NEW.reverses IS DISTINCT FROM OLD.reverses)
EXECUTE FUNCTION rewards_refuse();

CREATE TRIGGER reward_entries_emptied BEFORE TRUNCATE ON reward_entries
FOR EACH STATEMENT EXECUTE FUNCTION rewards_refuse();
