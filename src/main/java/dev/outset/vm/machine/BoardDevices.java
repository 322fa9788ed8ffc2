package dev.outset.vm.machine;

/** The built-in buses and controllers of a family of machine types. */
public enum BoardDevices {
    /** PCI Express, and a SATA controller with six ports. */
    Q35("pc.ram", true, 6, 0),
    /** PCI, and an IDE controller with four units. */
    I440FX("pc.ram", true, 0, 4),
    /** Virtio over memory-mapped I/O; no PCI. */
    MICROVM("microvm.ram", false, 0, 0),
    /** ISA, and an IDE controller with four units; no PCI. */
    ISAPC("pc.ram", false, 0, 4),
    /** No built-in devices. */
    NONE("ram", false, 0, 0);

    private final String ramId;

    private final boolean hasPci;

    private final int sataPorts;

    private final int ideUnits;

    BoardDevices(String ramId, boolean hasPci, int sataPorts, int ideUnits) {
        this.ramId = ramId;
        this.hasPci = hasPci;
        this.sataPorts = sataPorts;
        this.ideUnits = ideUnits;
    }

    /** The board of a family of machine types such as {@code pc-q35}; {@link #I440FX} for any other family. */
    public static BoardDevices of(String family) {
        return switch (family) {
            case "pc-q35" -> Q35;
            case "microvm" -> MICROVM;
            case "isapc" -> ISAPC;
            case "none", "x-remote" -> NONE;
            default -> I440FX;
        };
    }

    /** The id of the board's default RAM. A memory backend with this id stays migration-compatible with it. */
    public String ramId() {
        return ramId;
    }

    /** Whether the board has a PCI bus. */
    public boolean hasPci() {
        return hasPci;
    }

    /** The number of SATA ports on the built-in controller. */
    public int sataPorts() {
        return sataPorts;
    }

    /** The number of IDE units on the built-in controller. */
    public int ideUnits() {
        return ideUnits;
    }

    /** Whether the board can hold virtio devices. */
    public boolean hasVirtio() {
        return hasPci || this == MICROVM;
    }

    /** The QEMU device for a virtio type such as {@code virtio-blk}, with the suffix {@code -pci} or {@code -device}. */
    public String virtio(String kind) {
        return kind + (this == MICROVM ? "-device" : "-pci");
    }
}
