-- VMs whose guest has moved, or may have moved, to another QEMU: no QEMU is started for them. A row is inserted in the
-- transaction that stores the state before a migration starts, and is deleted with the VM.
create table guest_hold (
    vm          varchar(63)                 not null primary key,
    reason      varchar(31)                 not null,
    destination varchar(63), -- null if unknown
    migration   varchar(36), -- null if the migration was not run by this service
    since       timestamp(6) with time zone not null
);

-- Migrations that run during the upgrade.
insert into guest_hold (vm, reason, destination, migration, since)
select m.source, 'Migrating', m.destination, m.id, m.created_at
from migration m
join vm on vm.name = m.source
where m.phase in ('Starting', 'Moving', 'Restoring');
