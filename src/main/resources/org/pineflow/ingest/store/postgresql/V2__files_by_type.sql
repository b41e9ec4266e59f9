-- Whether a type has files is asked before its events are read: their parts are long, and fewer of them are fetched at once.
create index file_by_type on file (event_type_id);
