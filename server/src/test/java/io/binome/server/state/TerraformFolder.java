package io.binome.server.state;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A folder in which somebody works with the real terraform. */
final class TerraformFolder {
    private static final long LONGEST_SECONDS = 120;

    private final Path folder;
    private final String address;
    private final String credential;

    /** @param credential {@code user:password} */
    TerraformFolder(Path folder, String address, String credential) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.address = address;
        this.credential = credential;
    }

    /** What a command said, both streams together. */
    record Said(int status, String text) {}

    static void requireTerraform() {
        boolean there = List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "terraform")));
        if (!there && System.getenv("CI") != null) {
            fail("terraform is not on the PATH");
        }
        Assumptions.assumeTrue(there, "terraform is not on the PATH");
    }

    Path folder() {
        return folder;
    }

    /** With the backend "http", which everything else is told by the environment. */
    TerraformFolder write(String configuration) throws IOException {
        Files.writeString(folder.resolve("main.tf"), "terraform {\n  backend \"http\" {}\n}\n" + configuration);
        return this;
    }

    TerraformFolder writeWithoutBackend(String configuration) throws IOException {
        Files.writeString(folder.resolve("main.tf"), configuration);
        return this;
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectErrorStream(true).redirectOutput(said().toFile());
        Map<String, String> environment = builder.environment();
        environment.put("CHECKPOINT_DISABLE", "1");
        environment.remove("TF_CLI_CONFIG_FILE");
        environment.put("TF_IN_AUTOMATION", "1");
        environment.put("TF_CLI_ARGS", "-no-color");
        environment.put("TF_HTTP_ADDRESS", address);
        environment.put("TF_HTTP_LOCK_ADDRESS", address);
        environment.put("TF_HTTP_UNLOCK_ADDRESS", address);
        environment.put("TF_HTTP_USERNAME", credential.substring(0, credential.indexOf(':')));
        environment.put("TF_HTTP_PASSWORD", credential.substring(credential.indexOf(':') + 1));
        return builder.start();
    }

    private Path said() {
        return folder.resolve("said.txt");
    }

    Said await(Process process) throws Exception {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail("terraform did not end: " + Files.readString(said()));
        }
        return new Said(process.exitValue(), Files.readString(said()));
    }

    Said run(String... arguments) throws Exception {
        return await(start(arguments));
    }
}
