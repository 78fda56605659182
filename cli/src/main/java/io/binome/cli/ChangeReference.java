package io.binome.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people name a change: {@code shop!12}, or {@code shop 12} where a shell would read the mark. */
record ChangeReference(String repository, int number) {
    private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9-]*)[!/ ]([0-9]{1,9})");

    static ChangeReference parse(List<String> words) {
        Matcher matcher = FORM.matcher(String.join(" ", words));
        if (!matcher.matches()) {
            throw new CommandProblem("A change is named by its repository and number, as shop!12 or shop 12, not "
                    + String.join(" ", words) + ".");
        }
        return new ChangeReference(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    String path(Context context) {
        return context.inTenant("repositories", repository, "changes", Integer.toString(number));
    }

    @Override
    public String toString() {
        return repository + "!" + number;
    }
}
