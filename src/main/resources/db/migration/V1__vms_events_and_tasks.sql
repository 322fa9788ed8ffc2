-- The SQL that H2 and PostgreSQL share. Texts are JSON where a comment says so.

create table vm (
    name                   varchar(63)                 not null primary key,
    labels                 varchar                     not null, -- JSON, string to string
    spec                   varchar                     not null, -- JSON, as the API returns it
    generation             bigint                      not null,
    restarts               bigint                      not null,
    deleting               boolean                     not null,
    created_at             timestamp(6) with time zone not null,
    definition_version     bigint                      not null,
    status                 varchar                     not null, -- JSON
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

create table vm_label (
    vm          varchar(63) not null references vm (name) on delete cascade,
    label_key   varchar     not null,
    label_value varchar     not null,
    primary key (vm, label_key)
);

create index vm_label_by_value on vm_label (label_key, label_value, vm);

create table vm_event (
    sequence    bigint generated always as identity primary key,
    vm          varchar(63)                 not null,
    happened_at timestamp(6) with time zone not null,
    type        varchar(15)                 not null,
    reason      varchar(127)                not null,
    message     varchar                     not null,
    generation  bigint                      not null
);

create index vm_event_by_vm on vm_event (vm, sequence);
create index vm_event_by_age on vm_event (happened_at);

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
    version      bigint      not null
);
