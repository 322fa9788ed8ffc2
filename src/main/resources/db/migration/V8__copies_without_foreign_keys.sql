-- Labels and parameters are copied from the definition of a VM, and written and deleted with it in one transaction, so that
-- foreign keys would only cost time. H2 does not report the name of a foreign key, so the tables are created again.

create table vm_label_copy (
    vm          varchar(63) not null,
    label_key   varchar     not null,
    label_value varchar     not null,
    constraint vm_label_of_vm primary key (vm, label_key)
);

insert into vm_label_copy select vm, label_key, label_value from vm_label;
drop table vm_label;
alter table vm_label_copy rename to vm_label;

create index vm_label_by_value on vm_label (label_key, label_value, vm);

create table vm_parameter_copy (
    vm              varchar(63)  not null,
    parameter_name  varchar(63)  not null,
    parameter_value varchar(255) not null,
    constraint vm_parameter_of_vm primary key (vm, parameter_name, parameter_value)
);

insert into vm_parameter_copy select vm, parameter_name, parameter_value from vm_parameter;
drop table vm_parameter;
alter table vm_parameter_copy rename to vm_parameter;

create index vm_parameter_by_value on vm_parameter (parameter_name, parameter_value, vm);
