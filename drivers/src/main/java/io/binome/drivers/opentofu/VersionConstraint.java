package io.binome.drivers.opentofu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code required_version} admits: conditions with commas between them, as in
 * <a href="https://developer.hashicorp.com/terraform/language/expressions/version-constraints">version constraints</a>. A
 * preview is admitted only by an exact condition.
 */
final class VersionConstraint {
    private static final Pattern CONDITION =
            Pattern.compile("\\s*(=|!=|>=|<=|>|<|~>)?\\s*v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(-[0-9A-Za-z.-]+)?\\s*");

    private record Condition(String operator, Version version, int parts) {
        boolean admits(Version candidate) {
            if (!candidate.preview().isEmpty() || !version.preview().isEmpty()) {
                return switch (operator) {
                    case "=" -> candidate.equals(version);
                    case "!=" -> !candidate.equals(version);
                    default ->
                        candidate.preview().isEmpty()
                                && new Condition(operator, version.release(), parts).admits(candidate);
                };
            }
            int order = candidate.compareTo(version);
            return switch (operator) {
                case "=" -> order == 0;
                case "!=" -> order != 0;
                case ">" -> order > 0;
                case ">=" -> order >= 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                // The last part that is written may rise, those before it must be the same.
                case "~>" ->
                    order >= 0
                            && (parts < 2 || candidate.major() == version.major())
                            && (parts < 3 || candidate.minor() == version.minor());
                default -> throw new IllegalStateException(operator);
            };
        }
    }

    private final String text;
    private final List<Condition> conditions;

    private VersionConstraint(String text, List<Condition> conditions) {
        this.text = text;
        this.conditions = List.copyOf(conditions);
    }

    /** Empty when it is none. */
    static Optional<VersionConstraint> parse(String text) {
        List<Condition> conditions = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = CONDITION.matcher(part);
            if (!matcher.matches() || part.length() > 100) {
                return Optional.empty();
            }
            int parts = matcher.group(4) != null ? 3 : matcher.group(3) != null ? 2 : 1;
            conditions.add(new Condition(
                    matcher.group(1) == null ? "=" : matcher.group(1),
                    Version.of(matcher.group(2), matcher.group(3), matcher.group(4), matcher.group(5)),
                    parts));
        }
        return Optional.of(new VersionConstraint(text.strip(), conditions));
    }

    boolean admits(Version version) {
        return conditions.stream().allMatch(condition -> condition.admits(version));
    }

    @Override
    public String toString() {
        return text;
    }
}
