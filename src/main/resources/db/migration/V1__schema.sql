-- The schema that H2 and PostgreSQL share; what differs is in db/vendor. Texts are JSON where a comment says so.

create table vm (
    name                   varchar(63)                 not null primary key,
    labels                 varchar                     not null, -- JSON, string to string
    spec                   varchar                     not null, -- JSON, as the API returns it
    generation             bigint                      not null,
    restarts               bigint                      not null,
    deleting               boolean                     not null,
    created_at             timestamp(6) with time zone not null,
    created_by             varchar(255), -- for the limit of VMs per principal; null without authentication
    definition_version     bigint                      not null,
    status                 varchar                     not null, -- JSON, as the API returns it
    details                varchar                     not null, -- JSON, the part of the status that the API does not return with a VM
    status_version         bigint                      not null,
    -- Copied from spec and status on each write, for the filters of lists.
    qemu_version           varchar(15)                 not null,
    phase                  varchar(15)                 not null,
    accepted               varchar(7)                  not null,
    launched               varchar(7)                  not null,
    migration_object_ready varchar(7)                  not null,
    applied                varchar(7)                  not null,
    verified               varchar(7)                  not null,
    degraded               varchar(7)                  not null,
    restart_required       varchar(7)                  not null
);

create index vm_by_creator on vm (created_by);

-- The filters of lists, ordered by name.
create index vm_by_qemu_version on vm (qemu_version, name);
create index vm_by_accepted on vm (accepted, name);
create index vm_by_launched on vm (launched, name);
create index vm_by_migration_object_ready on vm (migration_object_ready, name);
create index vm_by_applied on vm (applied, name);
create index vm_by_verified on vm (verified, name);
create index vm_by_degraded on vm (degraded, name);
create index vm_by_restart_required on vm (restart_required, name);

-- Labels and parameters are copied from the definition of a VM, and written and deleted with it in one transaction, so
-- that foreign keys would only cost time.
create table vm_label (
    vm          varchar(63) not null,
    label_key   varchar     not null,
    label_value varchar     not null,
    primary key (vm, label_key)
);

create index vm_label_by_value on vm_label (label_key, label_value, vm);

create table vm_parameter (
    vm              varchar(63)  not null,
    parameter_name  varchar(63)  not null,
    parameter_value varchar(255) not null,
    primary key (vm, parameter_name, parameter_value)
);

create index vm_parameter_by_value on vm_parameter (parameter_name, parameter_value, vm);

-- VMs whose guest has moved, or may have moved, to another QEMU: no QEMU is started for them. A row is inserted in the
-- transaction that stores the state before a migration starts, and is deleted with the VM.
create table guest_hold (
    vm          varchar(63)                 not null primary key,
    reason      varchar(31)                 not null,
    destination varchar(63), -- null if unknown
    migration   varchar(36), -- null if the migration was not run by this service
    since       timestamp(6) with time zone not null
);

create table vm_event (
    sequence    bigint generated always as identity primary key,
    vm          varchar(63)                 not null,
    happened_at timestamp(6) with time zone not null,
    type        varchar(15)                 not null,
    reason      varchar(127)                not null,
    message     varchar                     not null,
    generation  bigint                      not null,
    labels      varchar default '{}'        not null -- JSON, string to string; those of the VM, also after it is deleted
);

create index vm_event_by_vm on vm_event (vm, sequence);
create index vm_event_by_age on vm_event (happened_at);

-- One row: the sequence up to which events are pruned. On H2, it also serializes writers.
create table vm_event_log (
    id                int    not null primary key,
    forgotten_through bigint not null
);

insert into vm_event_log (id, forgotten_through) values (1, 0);

-- The response to a request with an Idempotency-Key.
create table idempotency_key (
    idempotency_key varchar(255)                not null primary key,
    fingerprint     varchar(64)                 not null,
    answer          varchar                     not null, -- JSON, as sent
    answered_at     timestamp(6) with time zone not null
);

create index idempotency_key_by_age on idempotency_key (answered_at);

-- The table of db-scheduler, as in its documentation.
create table scheduled_tasks (
    task_name            varchar(127)                not null,
    task_instance        varchar(127)                not null,
    task_data            bytea,
    execution_time       timestamp(6) with time zone,
    picked               boolean                     not null,
    picked_by            varchar(127),
    last_success         timestamp(6) with time zone,
    last_failure         timestamp(6) with time zone,
    consecutive_failures int,
    last_heartbeat       timestamp(6) with time zone,
    version              bigint                      not null,
    priority             smallint,
    state                varchar,
    primary key (task_name, task_instance)
);

create index scheduled_tasks_by_time on scheduled_tasks (execution_time);
create index scheduled_tasks_by_heartbeat on scheduled_tasks (last_heartbeat);

-- Simulated QEMUs are not bound to a process: every replica can use them.
create table simulated_qemu (
    vm           varchar(63) not null primary key,
    boot         bigint      not null,
    launch_order varchar     not null, -- JSON
    state        varchar     not null, -- JSON
    version      bigint      not null,
    listens_at   varchar -- the address on which it listens for a migration; null if it does not listen
);

create index simulated_qemu_by_address on simulated_qemu (listens_at);

create table migration (
    id          varchar(36)                 not null primary key, -- starts with the time, so that ids are ordered
    source      varchar(63)                 not null,
    destination varchar(63)                 not null,
    request     varchar                     not null, -- JSON
    phase       varchar(15)                 not null,
    state       varchar                     not null, -- JSON, the data of the phase
    cancelled   boolean                     not null,
    progress    varchar, -- JSON, the last progress reported by the source
    created_at  timestamp(6) with time zone not null,
    ended_at    timestamp(6) with time zone,
    version     bigint                      not null
);

create index migration_by_source on migration (source, id);
create index migration_by_destination on migration (destination, id);
create index migration_by_phase on migration (phase, id);

-- The progress of a migration over time; at most 119 rows each.
create table migration_progress (
    migration   varchar(36)                 not null references migration (id),
    version     bigint                      not null, -- the version of the migration that was written with it
    reported_at timestamp(6) with time zone not null,
    progress    varchar                     not null, -- JSON
    primary key (migration, version)
);

-- A VM takes part in one migration at a time.
create table migration_lock (
    vm        varchar(63) not null primary key,
    migration varchar(36) not null references migration (id)
);

create index migration_lock_by_migration on migration_lock (migration);

-- API keys. Only the hash of a key is stored; a lost key must be replaced.
create table api_key (
    id           varchar(15)                 not null primary key, -- part of the key itself
    hash         varchar(64)                 not null, -- SHA-256 of the whole key
    name         varchar(63)                 not null,
    role         varchar(15)                 not null,
    selection    varchar                     not null, -- JSON, string to string
    created_by   varchar(255)                not null,
    created_at   timestamp(6) with time zone not null,
    expires_at   timestamp(6) with time zone not null,
    revoked_at   timestamp(6) with time zone,
    last_used_at timestamp(6) with time zone,
    replaces     varchar(15)
);

-- Changes made by users. Rows are only added; the triggers in db/vendor enforce this.
create table audit_entry (
    sequence      bigint generated always as identity primary key,
    happened_at   timestamp(6) with time zone not null,
    subject       varchar(255)                not null,
    role          varchar(15)                 not null,
    credential    varchar(255)                not null,
    request_id    varchar(127)                not null,
    action        varchar(63)                 not null,
    target        varchar(255)                not null,
    labels        varchar                     not null, -- JSON; the labels of the target before and after the change
    before_change varchar, -- JSON
    after_change  varchar -- JSON
);

create index audit_entry_by_subject on audit_entry (subject, sequence);
create index audit_entry_by_target on audit_entry (target, sequence);
create index audit_entry_by_action on audit_entry (action, sequence);
create index audit_entry_by_time on audit_entry (happened_at);
