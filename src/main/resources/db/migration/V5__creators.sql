-- The creator of a VM, for the limit of VMs per principal; null without authentication.
alter table vm add column created_by varchar(255);

create index vm_by_creator on vm (created_by);
