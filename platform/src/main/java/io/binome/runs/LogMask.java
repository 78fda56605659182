package io.binome.runs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes secrets out of a line before it is kept anywhere. */
@FunctionalInterface
public interface LogMask {
    /** What stands where a secret was. */
    String MASK = "••••";

    /** Shorter values are not searched for: they would blot out ordinary text and guard nothing. */
    int SHORTEST = 4;

    LogMask NONE = line -> line;

    String mask(String line);

    /**
     * Finds these values as they are, line by line where they have several, and in the forms in which programs print
     * them: base64 (both alphabets, wherever in a longer text they begin), URL-encoded, escaped as in JSON.
     */
    static LogMask of(Collection<String> secrets) {
        Set<String> forms = new LinkedHashSet<>();
        for (String secret : secrets) {
            addForms(secret, forms);
            secret.lines().map(String::strip).forEach(line -> addForms(line, forms));
        }
        List<String> longestFirst = forms.stream()
                .filter(form -> form.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        if (longestFirst.isEmpty()) {
            return NONE;
        }
        return line -> {
            String masked = line;
            for (String form : longestFirst) {
                masked = masked.replace(form, MASK);
            }
            return masked;
        };
    }

    private static void addForms(String secret, Set<String> forms) {
        if (secret.length() < SHORTEST) {
            return;
        }
        forms.add(secret);
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.add(url);
        forms.add(url.replace("+", "%20"));
        forms.add(secret.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t"));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < 3; shift++) {
            // The characters at both ends also depend on the neighbours; those between are the same in every text.
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            int from = shift == 0 ? 0 : shift + 1;
            int to = shifted.length * 8 / 6;
            if (to - from >= 2 * SHORTEST) {
                String standard = Base64.getEncoder().withoutPadding().encodeToString(shifted);
                String urlSafe = Base64.getUrlEncoder().withoutPadding().encodeToString(shifted);
                forms.add(standard.substring(from, to));
                forms.add(urlSafe.substring(from, to));
            }
        }
        forms.add(Base64.getEncoder().encodeToString(bytes));
    }
}
