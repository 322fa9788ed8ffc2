-- Event messages of migrations contained the names and addresses of both VMs; a reader of one VM may not have access to the other.
update vm_event
set message = regexp_replace(message, '\(migration ([^ ,()]+), [^ ()]+ to [^ ()]+\)$', '(migration \1)')
where reason in ('MigrationStarted', 'MigrationCompleted', 'MigrationCancelled');

update vm_event
set message = 'The migration has failed '
    || regexp_replace(message, '^.*\(migration ([^ ,()]+), [^ ()]+ to [^ ()]+\)$', '(migration \1)')
where reason = 'MigrationFailed' and message like '%(migration %, % to %)';
