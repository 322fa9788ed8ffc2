-- Most of a status is what lists do not show: every parameter as it was read back, and the course of the boot. It stands
-- apart, so that a list reads none of it. Null in rows whose status was written before and holds everything.
alter table vm add column course varchar; -- JSON
