-- See the tables of the same names for PostgreSQL for what the columns mean. Here an id is a blob of 16 bytes, which
-- sorts as the text of it does.

alter table event rename to event_v1;
alter table submission rename to submission_v1;

create table submission_number (
    last integer not null
);

create table event (
    event_type_id integer not null references event_type (id),
    id_time       integer not null,
    event_id      blob not null,
    submission_id integer not null,
    ordinal       integer not null,
    timed         integer not null,
    valid_ms      integer,
    payload       blob not null,
    primary key (event_type_id, id_time, event_id)
);

create table portion (
    event_type_id integer not null references event_type (id),
    bucket        integer not null,
    submission_id integer not null,
    events        integer not null,
    bytes         integer not null,
    id_time_from  integer not null,
    id_time_to    integer not null,
    received_ms   integer not null,
    expires_ms    integer not null,
    archived      integer not null,
    object_id     blob,
    metadata      text not null,
    primary key (event_type_id, bucket, submission_id)
);

create index portion_by_expiry on portion (expires_ms);
create index portion_by_object on portion (object_id) where object_id is not null;
create index portion_to_archive on portion (bucket, event_type_id) where archived and object_id is null;

create table request_key (
    event_type_id   integer not null references event_type (id),
    owner           text not null,
    idempotency_key text not null,
    digest          blob not null,
    event_ids       blob not null,
    received_ms     integer not null,
    primary key (event_type_id, owner, idempotency_key)
);

create index request_key_by_age on request_key (received_ms);

create table file (
    submission_id integer primary key,
    event_type_id integer not null references event_type (id),
    file_id       text not null,
    name          text not null,
    type          text not null,
    size          integer not null,
    sha256        text not null,
    parts         integer not null,
    first_id      blob not null,
    last_id       blob not null,
    received_ms   integer not null,
    expires_ms    integer not null,
    archived      integer not null
);

create index file_by_id on file (file_id);

create table cold_object (
    id            blob primary key,
    event_type_id integer not null references event_type (id),
    bucket        integer not null,
    events        integer not null,
    confirmed     integer not null,
    bytes         integer,
    sha256        text,
    first_id      blob,
    last_id       blob
);

create index cold_object_by_bucket on cold_object (event_type_id, bucket);
create index cold_object_to_do on cold_object (bucket) where not confirmed;

-- What was stored before goes on as if it had been sent with the default retention: three days, and to the archive.

insert into submission_number (last) select coalesce(max(id), 0) from submission_v1;

insert into event (event_type_id, id_time, event_id, submission_id, ordinal, timed, valid_ms, payload)
select event_type_id, id_time, unhex(event_id, '-'), submission_id,
       row_number() over (partition by submission_id order by sequence) - 1,
       event_ms is not null, valid_ms, payload
from event_v1
order by event_type_id, id_time;

insert into portion (event_type_id, bucket, submission_id, events, bytes, id_time_from, id_time_to,
                     received_ms, expires_ms, archived, metadata)
select e.event_type_id, e.id_time / 36000000000 - 3394248 as hour, e.submission_id,
       count(*), sum(length(e.payload)), min(e.id_time), max(e.id_time),
       s.received_ms, s.received_ms + 259200000, true, s.metadata
from event e join submission_v1 s on s.id = e.submission_id
group by e.event_type_id, hour, e.submission_id;

insert into request_key (event_type_id, owner, idempotency_key, digest, event_ids, received_ms)
select s.event_type_id, s.owner, s.idempotency_key, s.digest,
       coalesce((select unhex(group_concat(replace(e.event_id, '-', ''), '' order by e.sequence))
                 from event_v1 e where e.submission_id = s.id), x''),
       s.received_ms
from submission_v1 s
where s.idempotency_key is not null;

drop table event_v1;
drop table submission_v1;
