qemu-system-x86_64 -nodefaults -M q35 -incoming 'config:{"max-bandwidth":1073741824,"block-bitmap-mapping":[{"node-name":"n","alias":"a","bitmaps":[{"name":"b","alias":"c"}]}]}'
