-- Events keep the labels of their VM, so that a selection can be watched after the VM is deleted.
alter table vm_event add column labels varchar default '{}' not null; -- JSON, string to string

-- One row: the sequence up to which events are pruned. On H2, it also serialises writers.
create table vm_event_log (
    id               int    not null primary key,
    forgotten_through bigint not null
);

insert into vm_event_log (id, forgotten_through) values (1, 0);

-- The requested values of migration parameters, copied from the spec on each write.
create table vm_parameter (
    vm              varchar(63)  not null references vm (name) on delete cascade,
    parameter_name  varchar(63)  not null,
    parameter_value varchar(255) not null,
    primary key (vm, parameter_name, parameter_value)
);

create index vm_parameter_by_value on vm_parameter (parameter_name, parameter_value, vm);

-- The response to a request with an Idempotency-Key.
create table idempotency_key (
    idempotency_key varchar(255)                not null primary key,
    fingerprint     varchar(64)                 not null,
    answer          varchar                     not null, -- JSON, as sent
    answered_at     timestamp(6) with time zone not null
);

create index idempotency_key_by_age on idempotency_key (answered_at);

-- Indexes for the filters of lists, ordered by name.
create index vm_by_qemu_version on vm (qemu_version, name);
create index vm_by_accepted on vm (accepted, name);
create index vm_by_launched on vm (launched, name);
create index vm_by_migration_object_ready on vm (migration_object_ready, name);
create index vm_by_applied on vm (applied, name);
create index vm_by_verified on vm (verified, name);
create index vm_by_degraded on vm (degraded, name);
create index vm_by_restart_required on vm (restart_required, name);
