-- Messages of migrations named both VMs, and those of failures quoted addresses; a reader of one VM may not reach the other.
update vm_event
set message = regexp_replace(message, '\(migration ([^ ,()]+), [^ ()]+ to [^ ()]+\)$', '(migration \1)')
where reason in ('MigrationStarted', 'MigrationCompleted', 'MigrationCancelled');

update vm_event
set message = 'The migration has failed '
    || regexp_replace(message, '^.*\(migration ([^ ,()]+), [^ ()]+ to [^ ()]+\)$', '(migration \1)')
where reason = 'MigrationFailed' and message like '%(migration %, % to %)';
