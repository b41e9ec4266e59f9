create table event_type (
    id         integer primary key,
    tenant     text not null,
    data_core  text not null,
    flow_type  text not null,
    event_type text not null,
    unique (tenant, data_core, flow_type, event_type)
);

-- One row for each request that was taken. The unique constraint is what makes a repeated request harmless; requests
-- without a key have null there, and nulls are never equal.
create table submission (
    id              integer primary key,
    event_type_id   integer not null references event_type (id),
    owner           text not null,
    idempotency_key text,
    digest          blob not null,
    metadata        text not null,
    received_ms     integer not null,
    unique (event_type_id, owner, idempotency_key)
);

-- sequence: the order of storing. id_time: the time inside event_id, in steps of 100 ns since October 1582, because the
-- text of a time UUID does not sort by time. The two *_ms columns are null where the sender gave no time.
create table event (
    sequence      integer primary key,
    event_type_id integer not null references event_type (id),
    submission_id integer not null references submission (id),
    event_id      text not null,
    id_time       integer not null,
    event_ms      integer,
    valid_ms      integer,
    payload       blob not null,
    unique (event_type_id, id_time, event_id)
);

create index event_by_submission on event (submission_id);
