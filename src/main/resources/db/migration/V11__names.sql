-- Names of columns and tables follow the terms of the API.
alter table vm rename column course to details;

alter table migration_hold rename to migration_lock;
alter index migration_hold_by_migration rename to migration_lock_by_migration;

-- The phase in which QEMU migrates the guest is now called Running.
update migration set phase = 'Running' where phase = 'Moving';
