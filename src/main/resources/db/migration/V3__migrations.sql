-- Where a simulated QEMU listens for a migration; null for nowhere.
alter table simulated_qemu add column listens_at varchar;

create index simulated_qemu_by_place on simulated_qemu (listens_at);
