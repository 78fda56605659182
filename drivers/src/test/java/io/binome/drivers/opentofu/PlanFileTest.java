package io.binome.drivers.opentofu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.stacks.Artifact;
import io.binome.stacks.Engine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class PlanFileTest {
    @Test
    void comesBackAsItWasKept() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.putNextEntry(new ZipEntry("tfplan"));
            zip.write(1);
            zip.putNextEntry(new ZipEntry(".terraform.lock.hcl"));
            zip.write("locked".getBytes(StandardCharsets.UTF_8));
        }
        Artifact artifact = new PlanFile("terraform 1.11.4", "default:3", archive.toByteArray()).artifact();
        PlanFile read = PlanFile.of(artifact);
        assertThat(read.program()).isEqualTo("terraform 1.11.4");
        assertThat(read.liveRevision()).isEqualTo("default:3");
        assertThat(read.file()).isEqualTo(archive.toByteArray());
        assertThat(read.lockFile())
                .hasValueSatisfying(lock -> assertThat(lock).asString().isEqualTo("locked"));
        assertThatThrownBy(() -> PlanFile.of(new Artifact(Arrays.copyOf(artifact.bytes(), 5))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void outputsAreReadOutOfAState() throws IOException {
        String state = """
                {"version": 4, "serial": 3, "outputs": {"id": {"value": "x", "type": "string"},
                 "all": {"value": [1, {"a": null}], "sensitive": true}}, "resources": [{"outputs": {"no": 1}}]}""";
        assertThat(StateOutputs.read(new ByteArrayInputStream(state.getBytes(StandardCharsets.UTF_8))))
                .containsEntry("id", new Engine.OutputValue("\"x\"", false))
                .containsEntry("all", new Engine.OutputValue("[1,{\"a\":null}]", true))
                .hasSize(2);
    }
}
