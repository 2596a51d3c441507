CREATE TRIGGER reward_entries_kept BEFORE DELETE ON reward_entries
BEGIN SELECT RAISE(ABORT, 'the ledger of rewards is append only'); END;

-- Of an erased person the name may be taken out of a reason, and nothing else be changed.
CREATE TRIGGER reward_entries_fixed BEFORE UPDATE ON reward_entries
WHEN NEW.id <> OLD.id OR NEW.source <> OLD.source OR NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind
    OR NEW.points <> OLD.points OR NEW.article_id <> OLD.article_id OR NEW.month <> OLD.month OR NEW.at <> OLD.at
    OR NEW.giver IS NOT OLD.giver OR NEW.by_id IS NOT OLD.by_id OR NEW.reverses IS NOT OLD.reverses
BEGIN SELECT RAISE(ABORT, 'the ledger of rewards is append only'); END;
