package io.binome.server.wiring;

import io.binome.server.settings.Settings;
import io.binome.tenancy.FirstStart.FirstOwner;
import java.io.PrintStream;

/** Shows the first owner's password, once, to whoever started the server: on its standard output, not in its log. */
final class FirstPassword {
    private final String address;
    private final PrintStream out;

    FirstPassword(Settings settings) {
        this.address = settings.linkBase();
        this.out = System.out;
    }

    void show(FirstOwner owner) {
        out.println();
        out.println("  This is the first start. Sign in at " + address + "/sign-in as");
        out.println("    " + owner.member().email());
        out.println("    " + owner.password());
        out.println("  The password works once: you choose another at the first sign-in. It is not shown again.");
        out.println();
        out.flush();
    }
}
