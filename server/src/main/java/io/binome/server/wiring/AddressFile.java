package io.binome.server.wiring;

import io.binome.server.settings.Settings;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Tells the launcher and programs on this machine that the server answers, and where: {@code run/server.address}. */
final class AddressFile implements ApplicationListener<ApplicationReadyEvent> {
    private final PrivateFile file;
    private final String address;

    AddressFile(Settings settings) {
        this.file = new PrivateFile(settings.home().resolve("run").resolve("server.address"));
        this.address = settings.linkBase();
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        file.write(address + "\n");
    }
}
