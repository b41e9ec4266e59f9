create table event_type (
    id         bigint generated always as identity primary key,
    tenant     text not null,
    data_core  text not null,
    flow_type  text not null,
    event_type text not null,
    unique (tenant, data_core, flow_type, event_type)
);

-- Numbers submissions in about the order in which they came.
create sequence submission_number;

-- id_time: the time inside event_id, a version 1 UUID, in steps of 100 ns since October 1582, because a time UUID does
-- not sort by time; the same as milliseconds since 1970 are id_time / 10000 - 12219292800000. ordinal: its place in the
-- submission. timed: whether the sender gave that time. valid_ms: null where the sender gave none. payload: as it came.
create table event (
    event_type_id bigint not null,
    id_time       bigint not null,
    event_id      uuid not null,
    submission_id bigint not null,
    ordinal       integer not null,
    timed         boolean not null,
    valid_ms      bigint,
    payload       text not null,
    primary key (event_type_id, id_time, event_id)
) partition by range (id_time);

-- What has no partition of its own: days far ahead, and what comes late for a day that was dropped. The partitions of
-- days, and the one of all that was before the first of them, are made when the store is opened.
create table event_other partition of event default;

-- What one submission put into one bucket, an hour of event time: bucket = hours since 1970. The ledger of archive and
-- expiry. object_id: the object of the cold store that holds these events, or is about to.
create table portion (
    event_type_id bigint not null references event_type (id),
    bucket        bigint not null,
    submission_id bigint not null,
    events        integer not null,
    bytes         bigint not null,
    id_time_from  bigint not null,
    id_time_to    bigint not null,
    received_ms   bigint not null,
    expires_ms    bigint not null,
    archived      boolean not null,
    object_id     uuid,
    metadata      text not null,
    primary key (event_type_id, bucket, submission_id)
);

create index portion_by_expiry on portion (expires_ms);
create index portion_by_object on portion (object_id) where object_id is not null;
create index portion_to_archive on portion (bucket, event_type_id) where archived and object_id is null;

-- The unique key is what makes a repeated request harmless. event_ids: 16 bytes each, in the order of the events.
create table request_key (
    event_type_id   bigint not null references event_type (id),
    owner           text not null,
    idempotency_key text not null,
    digest          bytea not null,
    event_ids       bytea not null,
    received_ms     bigint not null,
    primary key (event_type_id, owner, idempotency_key)
);

create index request_key_by_age on request_key (received_ms);

create table file (
    submission_id bigint primary key,
    event_type_id bigint not null references event_type (id),
    file_id       text not null,
    name          text not null,
    type          text not null,
    size          bigint not null,
    sha256        text not null,
    parts         integer not null,
    first_id      uuid not null,
    last_id       uuid not null,
    received_ms   bigint not null,
    expires_ms    bigint not null,
    archived      boolean not null
);

create index file_by_id on file (file_id);

-- confirmed: written, read back and found right; the last four columns are null until then.
create table cold_object (
    id            uuid primary key,
    event_type_id bigint not null references event_type (id),
    bucket        bigint not null,
    events        bigint not null,
    confirmed     boolean not null,
    bytes         bigint,
    sha256        text,
    first_id      uuid,
    last_id       uuid
);

create index cold_object_by_bucket on cold_object (event_type_id, bucket);
create index cold_object_to_do on cold_object (bucket) where not confirmed;
