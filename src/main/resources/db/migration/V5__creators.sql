-- Who created a VM, for the limit of VMs of one subject; null where nobody had logged in.
alter table vm add column created_by varchar(255);

create index vm_by_creator on vm (created_by);
