package io.binome.drivers.opentofu;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.runs.RunLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private final List<String> lines = new ArrayList<>();
    private final Messages messages = new Messages(
            new RunLog() {
                @Override
                public void line(String text) {
                    lines.add(text);
                }

                @Override
                public void close() {}
            },
            "infra/network");

    @Test
    void anErrorInAFileIsAFindingAtItsPlaceInTheRepository() {
        messages.line("""
                {"@level":"error","@message":"Error: Unsupported block type","type":"diagnostic","diagnostic":{"severity":"error",\
                "summary":"Unsupported block type","detail":"Blocks of type \\"x\\" are not expected here.",\
                "range":{"filename":"../modules/a/main.tf","start":{"line":5,"column":2}}}}""");
        assertThat(messages.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo("infra/modules/a/main.tf");
            assertThat(finding.line()).isEqualTo(5);
            assertThat(finding.column()).isEqualTo(2);
            assertThat(finding.reason())
                    .isEqualTo("Unsupported block type: Blocks of type \"x\" are not expected here.");
        });
        assertThat(lines).first().isEqualTo("Error: Unsupported block type (../modules/a/main.tf line 5)");
    }

    @Test
    void olderVersionsSpeakPlainly() {
        for (String line : """
                Initializing the backend...

                Error: Invalid version

                  on main.tf line 3, in terraform:
                   3:   required_version = "x"

                Error: Failed to query available provider packages
                """.split("\n")) {
            messages.line(line);
        }
        assertThat(messages.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo("infra/network/main.tf");
            assertThat(finding.line()).isEqualTo(3);
        });
        assertThat(messages.says("Failed to query available provider packages")).isTrue();
    }

    @Test
    void whatAnApplyIsDoneWithIsRemembered() {
        messages.line("""
                {"@level":"info","@message":"terraform_data.a: Creation complete after 0s","type":"apply_complete",\
                "hook":{"resource":{"addr":"terraform_data.a"},"action":"create"}}""");
        assertThat(messages.done()).containsExactly("terraform_data.a");
        assertThat(messages.reason("otherwise")).isEqualTo("otherwise");
    }
}
