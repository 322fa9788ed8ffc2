package dev.outset.launch.policy;

import dev.outset.launch.policy.rule.OptionRule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The device drivers that a guest may use: those that access nothing of the host except what another option provides,
 * and those that pass a host resource to the guest, if the directory of that resource is allowed. Unknown devices are
 * rejected.
 */
final class DeviceDrivers {

    /** The suffix of a virtio device name that selects its transport. */
    private static final Pattern TRANSPORT = Pattern.compile("-(pci|device|ccw)(-non-transitional|-transitional)?$");

    private static final Set<String> VIRTIO = OptionRule.words(
            "virtio-balloon virtio-blk virtio-crypto virtio-gpu virtio-iommu virtio-keyboard virtio-mem",
            "virtio-mouse virtio-multitouch virtio-net virtio-pmem virtio-rng virtio-scsi virtio-serial",
            "virtio-tablet",
            // Their backend is a character device, whose path is checked.
            "vhost-user-blk vhost-user-fs vhost-user-gpio vhost-user-gpu vhost-user-i2c vhost-user-input",
            "vhost-user-rng vhost-user-scmi vhost-user-scsi vhost-user-snd vhost-user-vsock");

    private static final Set<String> OTHERS = OptionRule.words(
            // Disks and their controllers.
            "ahci am53c974 dc390 emmc floppy ich9-ahci ide-cd ide-hd isa-fdc isa-ide lsi lsi53c810 lsi53c895a",
            "megasas megasas-gen2 mptsas1068 nvdimm nvme nvme-ns nvme-subsys pc-dimm piix3-ide piix4-ide",
            "pvscsi scsi-cd scsi-hd sd-card sdhci-pci ufs ufs-lu usb-bot usb-storage usb-uas",
            // Network cards.
            "e1000 e1000-82540em e1000-82544gc e1000-82545em e1000e i82550 i82551 i82557a i82557b i82557c",
            "i82558a i82558b i82559a i82559b i82559c i82559er i82562 i82801 igb ne2k_isa ne2k_pci pcnet",
            "rocker rtl8139 tulip usb-net vmxnet3",
            // Bridges, ports, memory management units.
            "AMDVI-PCI amd-iommu cxl-downstream cxl-rp cxl-type3 cxl-upstream i82801b11-bridge intel-iommu",
            "ioh3420 pci-bridge pci-bridge-seat pcie-pci-bridge pcie-root-port pxb pxb-cxl pxb-pcie",
            "vmbus-bridge x3130-upstream xio3130-downstream",
            // Serial ports and input.
            "i8042 isa-debugcon isa-parallel isa-serial pci-serial pci-serial-2x pci-serial-4x usb-serial",
            "virtconsole virtserialport vmmouse",
            // USB.
            "ich9-usb-ehci1 ich9-usb-ehci2 ich9-usb-uhci1 ich9-usb-uhci2 ich9-usb-uhci3 ich9-usb-uhci4",
            "ich9-usb-uhci5 ich9-usb-uhci6 nec-usb-xhci pci-ohci piix3-usb-uhci piix4-usb-uhci qemu-xhci",
            "usb-ccid usb-ehci usb-hub usb-kbd usb-mouse usb-tablet usb-wacom-tablet",
            // Displays.
            "VGA ati-vga bochs-display cirrus-vga isa-cirrus-vga isa-vga qxl qxl-vga ramfb secondary-vga",
            "vhost-user-vga virtio-vga vmware-svga",
            // Everything else.
            "acpi-erst hv-balloon i6300esb ib700 ipmi-bmc-sim isa-applesmc isa-debug-exit isa-ipmi-bt",
            "isa-ipmi-kcs ivshmem-plain mc146818rtc pci-ipmi-bt pci-ipmi-kcs pvpanic pvpanic-pci smbus-ipmi",
            "tpm-crb tpm-tis vmclock vmcoreinfo vmgenid");

    /** Name prefixes of devices that pass a host resource to the guest, with the directory of that resource. */
    private static final Map<String, String> HOST_DIRECTORIES = Map.of(
            "vfio-", "/dev/vfio",
            "usb-host", "/dev/bus/usb",
            "vhost-vsock", "/dev/vhost-vsock",
            "vhost-scsi", "/dev/vhost-scsi",
            "virtio-input-host", "/dev/input");

    private DeviceDrivers() {}

    /** Returns whether a device accesses nothing of the host by itself. */
    static boolean isHarmless(String driver) {
        return OTHERS.contains(driver)
                || driver.endsWith("-cpu")
                || VIRTIO.contains(TRANSPORT.matcher(driver).replaceFirst(""));
    }

    /** Returns the directory that must be allowed for a device; empty if the device does not pass a host resource. */
    static Optional<String> hostDirectory(String driver) {
        return HOST_DIRECTORIES.entrySet().stream()
                .filter(entry -> driver.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
