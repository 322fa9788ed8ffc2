-- Nobody edits an entry, and only old ones are forgotten; the setting outset.audit.max-age has the same least age.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.happened_at < now() - interval '30 days' then
        return old;
    end if;
    raise exception 'entries of the audit are never edited, and only those older than 30 days are forgotten';
end $$;

create trigger audit_entry_is_never_edited before update or delete on audit_entry
    for each row execute function refuse_audit_change();

create trigger audit_entry_is_never_emptied before truncate on audit_entry
    for each statement execute function refuse_audit_change();
