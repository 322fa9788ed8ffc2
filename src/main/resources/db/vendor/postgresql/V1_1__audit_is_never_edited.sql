-- Entries are never updated, and only old entries are deleted; outset.audit.max-age has the same minimum.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.happened_at < now() - interval '30 days' then
        return old;
    end if;
    raise exception 'audit entries cannot be updated, and only entries older than 30 days can be deleted';
end $$;

create trigger audit_entry_is_never_edited before update or delete on audit_entry
    for each row execute function refuse_audit_change();

create trigger audit_entry_is_never_emptied before truncate on audit_entry
    for each statement execute function refuse_audit_change();
