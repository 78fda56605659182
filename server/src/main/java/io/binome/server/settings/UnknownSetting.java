package io.binome.server.settings;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which key nobody reads, where it stands and what was probably meant. Its value is not repeated: a key that is
 * not known may well hold a password.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownSetting extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {
    /** Wishes that have another way. */
    private static final Map<String, String> INSTEAD = Map.of(
            "binome.database.password",
            "Write the password into a file that only the server may read, and name that file in"
                    + " binome.database.password-file.",
            "binome.provider.owner-password",
            "The first start makes a one-time password itself.",
            "binome.master-key",
            "Set it in the environment as BINOME_MASTER_KEY, where no file keeps it.");

    @Override
    protected FailureAnalysis analyze(Throwable failure, UnboundConfigurationPropertiesException cause) {
        StringBuilder sentence = new StringBuilder();
        StringBuilder action = new StringBuilder();
        for (ConfigurationProperty property : cause.getUnboundProperties()) {
            String name = property.getName().toString();
            sentence.append(sentence.isEmpty() ? "" : "\n")
                    .append("There is no setting ")
                    .append(name);
            if (property.getOrigin() != null) {
                sentence.append(" (").append(property.getOrigin()).append(')');
            }
            sentence.append(". The server was not started.");
            action.append(action.isEmpty() ? "" : "\n").append(advice(name));
        }
        return new FailureAnalysis(sentence.toString(), action.toString(), failure);
    }

    static String advice(String name) {
        return Optional.ofNullable(INSTEAD.get(name)).orElseGet(() -> {
            SettingKey near = SettingKey.all().stream()
                    .min(Comparator.comparingInt(key -> distance(key.name(), name)))
                    .orElseThrow();
            String list = "All settings are in docs/reference/settings.md.";
            return distance(near.name(), name) <= 4
                    ? "Did you mean " + near.name() + "? " + list
                    : "Take the line out. " + list;
        });
    }

    /** Levenshtein's distance: how many characters must be added, taken away or exchanged. */
    private static int distance(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[right.length() + 1];
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int exchanged = above[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(exchanged, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[right.length()];
    }
}
