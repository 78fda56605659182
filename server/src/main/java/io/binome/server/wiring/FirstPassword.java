package io.binome.server.wiring;

import io.binome.kernel.MemberId;
import io.binome.server.settings.Settings;
import io.binome.tenancy.FirstStart.FirstOwner;
import io.binome.tenancy.PasswordListener;
import java.io.PrintStream;

/**
 * Hands the first owner's password to whoever started the server: once on its standard output, and in the file
 * {@code first-password} of Binome's home for programs, until the owner has chosen another.
 */
final class FirstPassword implements PasswordListener {
    private final String address;
    private final PrivateFile file;
    private final PrintStream out;

    FirstPassword(Settings settings) {
        this.address = settings.linkBase();
        this.file = new PrivateFile(settings.home().resolve("first-password"));
        this.out = System.out;
    }

    /** The file's lines: the e-mail address, the password, the member's id. */
    void show(FirstOwner owner) {
        file.write(owner.member().email() + "\n" + owner.password() + "\n"
                + owner.member().id() + "\n");
        // The launcher hands lines that begin so on to the person who called it.
        out.println("binome: This is the first start. Sign in at " + address + "/sign-in as");
        out.println("binome:   " + owner.member().email());
        out.println("binome:   " + owner.password());
        out.println("binome: The password works once: you choose another then. It is not shown again.");
        out.flush();
    }

    @Override
    public void chosen(MemberId member) {
        if (file.mentions(member.toString())) {
            file.delete();
        }
    }
}
