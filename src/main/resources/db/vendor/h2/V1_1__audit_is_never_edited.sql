-- Entries are never updated, and only old entries are deleted; outset.audit.max-age has the same minimum.
-- H2 does not fire triggers on truncate.
create trigger audit_entry_is_never_edited before update, delete on audit_entry
    for each row call 'dev.outset.access.audit.AuditUpdateTrigger';
