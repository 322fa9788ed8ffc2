qemu-system-x86_64 -enable-kvm -m 2G -smp 4 -hda debian.qcow2 -cdrom debian-12.iso -boot d
