-- The part of a status that lists do not show: parameters as read back, and the details of the boot. Null in rows whose
-- column status contains the whole status.
alter table vm add column details varchar; -- JSON
