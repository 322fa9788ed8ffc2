-- VMs whose guest has moved to another QEMU, or may have: no QEMU is started for them. A row is written in the transaction
-- that stores the state from which a migration is started, and goes with the VM.
create table guest_hold (
    vm          varchar(63)                 not null primary key,
    reason      varchar(31)                 not null,
    destination varchar(63), -- null when it is not known
    migration   varchar(36), -- null for one that this service has not carried out
    since       timestamp(6) with time zone not null
);

-- Migrations that are under way while the service is upgraded.
insert into guest_hold (vm, reason, destination, migration, since)
select m.source, 'Migrating', m.destination, m.id, m.created_at
from migration m
join vm on vm.name = m.source
where m.phase in ('Starting', 'Moving', 'Restoring');
