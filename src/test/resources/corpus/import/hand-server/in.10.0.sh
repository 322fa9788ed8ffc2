# what the wiki says
sudo qemu-system-x86_64 -name build-1 -M q35 -accel kvm -accel tcg -cpu host,+vmx -smp 8 -m 16384 \
  -nographic -serial mon:stdio -no-reboot \
  -drive file=/srv/build.qcow2,if=virtio,cache=unsafe,discard=on \
  -drive file=/srv/scratch.img,if=virtio,format=raw,index=1 \
  -nic bridge,br=br0,model=virtio-net-pci,mac=52:54:00:de:ad:01 \
  -nic user,hostfwd=tcp:127.0.0.1:2222-:22 \
  -device virtio-rng-pci -object rng-random,filename=/dev/urandom,id=r0 -device virtio-rng-pci,rng=r0 \
  -qmp unix:/tmp/qmp,server,nowait -pidfile /run/build.pid -snapshot
