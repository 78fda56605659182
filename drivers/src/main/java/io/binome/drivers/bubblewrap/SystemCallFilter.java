package io.binome.drivers.bubblewrap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Refuses system calls that no engine needs and that have let others out: a program for the kernel's filter (classic
 * BPF, seccomp(2)). Numbers are those of the kernel's tables for each processor.
 */
final class SystemCallFilter {
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int REFUSE = 0x00050000 | 1;
    private static final int KILL = 0x80000000;
    private static final int NUMBER_AT = 0;
    private static final int ARCHITECTURE_AT = 4;

    /** Calls of the x32 form have this bit, and would pass every comparison. */
    private static final int X32 = 0x40000000;

    /** @param architecture as AUDIT_ARCH has it; calls in the order of the names below */
    private record Table(int architecture, boolean x32, int... calls) {}

    /*
     * ptrace, process_vm_readv, process_vm_writev, kcmp, add_key, request_key, keyctl, bpf, perf_event_open,
     * userfaultfd, io_uring_setup, io_uring_enter, io_uring_register, mount, umount2, pivot_root, move_mount, open_tree,
     * fsopen, fsconfig, fsmount, fspick, mount_setattr, setns, unshare, open_by_handle_at, name_to_handle_at,
     * init_module, finit_module, delete_module, kexec_load, kexec_file_load, reboot, swapon, swapoff, acct, quotactl,
     * personality's neighbours are left alone: runtimes use them.
     */
    private static final Table INTEL = new Table(
            0xc000003e,
            true,
            101,
            310,
            311,
            312,
            248,
            249,
            250,
            321,
            298,
            323,
            425,
            426,
            427,
            165,
            166,
            155,
            429,
            428,
            430,
            431,
            432,
            433,
            442,
            308,
            272,
            304,
            303,
            175,
            313,
            176,
            246,
            320,
            169,
            167,
            168,
            163,
            179);

    private static final Table ARM = new Table(
            0xc00000b7,
            false,
            117,
            270,
            271,
            272,
            217,
            218,
            219,
            280,
            241,
            282,
            425,
            426,
            427,
            40,
            39,
            41,
            429,
            428,
            430,
            431,
            432,
            433,
            442,
            268,
            97,
            265,
            264,
            105,
            273,
            106,
            104,
            294,
            142,
            224,
            225,
            89,
            60);

    private SystemCallFilter() {}

    /** For this machine; empty where the processor is another one. */
    static Optional<byte[]> program() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> Optional.of(program(INTEL));
            case "aarch64" -> Optional.of(program(ARM));
            default -> Optional.empty();
        };
    }

    private static byte[] program(Table table) {
        List<long[]> steps = new ArrayList<>();
        steps.add(step(LOAD_WORD, 0, 0, ARCHITECTURE_AT));
        steps.add(step(JUMP_EQUAL, 1, 0, table.architecture()));
        steps.add(step(RETURN, 0, 0, KILL));
        steps.add(step(LOAD_WORD, 0, 0, NUMBER_AT));
        int calls = table.calls().length;
        if (table.x32()) {
            steps.add(step(JUMP_AT_LEAST, calls + 1, 0, X32));
        }
        for (int at = 0; at < calls; at++) {
            steps.add(step(JUMP_EQUAL, calls - at, 0, table.calls()[at]));
        }
        steps.add(step(RETURN, 0, 0, ALLOW));
        steps.add(step(RETURN, 0, 0, REFUSE));
        ByteBuffer bytes = ByteBuffer.allocate(steps.size() * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (long[] step : steps) {
            bytes.putShort((short) step[0])
                    .put((byte) step[1])
                    .put((byte) step[2])
                    .putInt((int) step[3]);
        }
        return bytes.array();
    }

    private static long[] step(int code, int whenTrue, int whenFalse, int value) {
        return new long[] {code, whenTrue, whenFalse, value};
    }
}
