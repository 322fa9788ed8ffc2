-- Nobody edits an entry, and only old ones are forgotten; the setting outset.audit.max-age has the same least age.
-- H2 asks no trigger before a truncate.
create trigger audit_entry_is_never_edited before update, delete on audit_entry
    for each row call 'dev.outset.access.audit.AuditUpdateTrigger';
