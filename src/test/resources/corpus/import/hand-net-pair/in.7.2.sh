qemu-system-x86_64 -m 256 -net nic,model=rtl8139,macaddr=52:54:00:12:34:99 -net user,hostfwd=tcp::5555-:22 -vga cirrus -vnc :1 -usbdevice tablet -soundhw hda disk.img
