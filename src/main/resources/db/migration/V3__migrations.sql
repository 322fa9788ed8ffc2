-- The address on which a simulated QEMU listens for a migration; null if it does not listen.
alter table simulated_qemu add column listens_at varchar;

create index simulated_qemu_by_place on simulated_qemu (listens_at);

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

-- A VM takes part in one migration at a time.
create table migration_lock (
    vm        varchar(63) not null primary key,
    migration varchar(36) not null references migration (id)
);

create index migration_lock_by_migration on migration_lock (migration);
