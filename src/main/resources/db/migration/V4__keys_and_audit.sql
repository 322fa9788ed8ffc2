-- API keys. Only the hash of a key is stored; a lost key must be replaced.
create table api_key (
    id           varchar(15)                 not null primary key, -- part of the key itself
    hash         varchar(64)                 not null,             -- SHA-256 of the whole key
    name         varchar(63)                 not null,
    role         varchar(15)                 not null,
    selection    varchar                     not null,             -- JSON, string to string
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
    before_change varchar,                              -- JSON
    after_change  varchar                               -- JSON
);

create index audit_entry_by_subject on audit_entry (subject, sequence);
create index audit_entry_by_target on audit_entry (target, sequence);
create index audit_entry_by_action on audit_entry (action, sequence);
create index audit_entry_by_time on audit_entry (happened_at);
