package dev.outset.commandline.device;

import dev.outset.commandline.MemberTable;
import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.console.Video;
import dev.outset.vm.device.Balloon;
import dev.outset.vm.device.Controller;
import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.device.HostDevice;
import dev.outset.vm.device.PciBridge;
import dev.outset.vm.device.Rng;
import dev.outset.vm.device.Usb;
import dev.outset.vm.device.Vsock;
import dev.outset.vm.device.Watchdog;
import dev.outset.vm.machine.BoardDevices;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of device: a {@code -device} option whose members are the fields of one part of the definition.
 *
 * @param pointer the JSON pointer to the device, or to the list of devices
 * @param isList whether a definition can have several
 * @param reason what the device is
 * @param field the field that the driver sets; empty if there is only one driver
 * @param drivers the value of the field, by driver without the suffix of virtio devices
 * @param driver returns the driver of a device on a board
 * @param members the members
 * @param <T> the part of the definition
 */
public record DeviceTable<T extends GuestDevice>(
        String pointer,
        boolean isList,
        String reason,
        String field,
        Map<String, String> drivers,
        BiFunction<T, BoardDevices, String> driver,
        MemberTable<T> members) {

    /** The PCI bridges and root ports. */
    public static final DeviceTable<PciBridge> BRIDGES = models(
            "/devices/pciBridges",
            true,
            "A PCI bridge or root port",
            "kind",
            PciBridge.Kind.values(),
            PciBridge.Kind::toString,
            PciBridge::kind);

    /** The controllers for disks, consoles and channels. */
    public static final DeviceTable<Controller> CONTROLLERS = new DeviceTable<>(
            "/devices/controllers",
            true,
            "A controller",
            "kind",
            Map.of(
                    "virtio-scsi", "virtio-scsi",
                    "virtio-serial", "virtio-serial",
                    "ich9-ahci", "ahci",
                    "ahci", "ahci"),
            (controller, board) -> controller.kind() == Controller.Kind.AHCI
                    ? "ich9-ahci"
                    : board.virtio(controller.kind().toString()),
            MemberTable.<Controller>create().text("iothread", Controller::iothread));

    /** The USB controller. */
    public static final DeviceTable<Usb> USB = models(
            "/devices/usb", false, "The USB controller", "model", Usb.Model.values(), Usb.Model::toString, Usb::model);

    /** The graphics card. */
    public static final DeviceTable<Video> VIDEO = models(
            "/console/video",
            false,
            "The graphics card",
            "model",
            Video.Model.values(),
            Video.Model::driver,
            Video::model);

    /** The random number generator; its entropy source is another option. */
    public static final DeviceTable<Rng> RNG = virtio(
            "/devices/rng",
            "The random number generator",
            "virtio-rng",
            MemberTable.<Rng>create()
                    .text("rng", "rng", DeviceTable::rngSource)
                    .required()
                    .number("max-bytes", "maxBytes", Rng::maxBytes)
                    .number("period", "period", Rng::period));

    /** The memory balloon. */
    public static final DeviceTable<Balloon> BALLOON = virtio(
            "/devices/balloon",
            "The memory balloon",
            "virtio-balloon",
            MemberTable.<Balloon>create()
                    .on("deflate-on-oom", "deflateOnOom", Balloon::deflateOnOom)
                    .on("free-page-reporting", "freePageReporting", Balloon::freePageReporting));

    /** The socket device. */
    public static final DeviceTable<Vsock> VSOCK = virtio(
            "/devices/vsock",
            "The socket device for host-guest communication",
            "vhost-vsock",
            MemberTable.<Vsock>create().number("guest-cid", "cid", Vsock::cid).required());

    /** The watchdog. */
    public static final DeviceTable<Watchdog> WATCHDOG = models(
            "/devices/watchdog",
            false,
            "The watchdog",
            "model",
            Watchdog.Model.values(),
            Watchdog.Model::toString,
            Watchdog::model);

    /** The host PCI devices. */
    public static final DeviceTable<HostDevice> HOST_DEVICES = new DeviceTable<>(
            "/devices/hostDevices",
            true,
            "A host PCI device",
            "",
            Map.of("vfio-pci", ""),
            (_, _) -> "vfio-pci",
            MemberTable.<HostDevice>create().text("host", HostDevice::host).required());

    private static <T extends GuestDevice, E extends Enum<E>> DeviceTable<T> models(
            String pointer,
            boolean isList,
            String reason,
            String field,
            E[] models,
            Function<E, String> driver,
            Function<T, E> model) {
        return new DeviceTable<>(
                pointer,
                isList,
                reason,
                field,
                byDriver(models, driver),
                (device, _) -> driver.apply(model.apply(device)),
                MemberTable.create());
    }

    /** Returns the kinds of a device as definitions spell them, by driver. */
    public static <E extends Enum<E>> Map<String, String> byDriver(E[] kinds, Function<E, String> driver) {
        return Stream.of(kinds).collect(Collectors.toUnmodifiableMap(driver, Enum::toString));
    }

    private static <T extends GuestDevice> DeviceTable<T> virtio(
            String pointer, String reason, String driver, MemberTable<T> members) {
        return new DeviceTable<>(
                pointer, false, reason, "", Map.of(driver, ""), (_, board) -> board.virtio(driver), members);
    }

    static String rngSource(Rng rng) {
        return DeviceIds.single(rng, "rng0") + "-source";
    }

    /** Renders a device that a definition can have once, unless it is null. */
    void addTo(OptionList options, @Nullable T device, String standardId, BoardDevices board) {
        if (device != null) {
            options.add("-device", text(device, DeviceIds.single(device, standardId), board), pointer, reason + ".");
        }
    }

    void addAll(
            OptionList options, List<T> devices, BiFunction<T, Integer, String> id, BoardDevices board, String why) {
        for (int i = 0; i < devices.size(); i++) {
            T device = devices.get(i);
            options.add("-device", text(device, id.apply(device, i), board), pointer + "/" + i, why);
        }
    }

    private OptionText text(T device, String id, BoardDevices board) {
        OptionText text = DeviceText.of(driver.apply(device, board), id);
        return DeviceText.withPlacement(members.render(text, device), device);
    }
}
