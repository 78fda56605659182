package io.binome.changes.internal;

import io.binome.secrets.SecretReference;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.StackDeclaration.SecretUse;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Secrets that a branch wants for a stack and its target does not give it. Planning executes the branch's code, so these
 * are lent only once somebody who pushed nothing of it has looked at it. Another version of the same secret is not new.
 */
final class NewSecrets {
    private NewSecrets() {}

    /** @param target what the target declares; a stack in another environment there counts as another stack */
    static Set<String> of(StackDeclaration wanted, Collection<StackDeclaration> target) {
        List<SecretUse> given = same(wanted, target)
                .flatMap(declared -> declared.secrets().stream())
                .map(NewSecrets::anyVersion)
                .toList();
        return wanted.secrets().stream()
                .map(NewSecrets::anyVersion)
                .filter(use -> !given.contains(use))
                .map(SecretUse::secret)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Variables that would take in an output which the target does not give to this stack. */
    static Set<String> inputs(StackDeclaration wanted, Collection<StackDeclaration> target) {
        Set<String> inputs = new TreeSet<>(wanted.inputs().keySet());
        same(wanted, target)
                .forEach(declared -> inputs.removeIf(name -> Objects.equals(
                        wanted.inputs().get(name), declared.inputs().get(name))));
        return inputs;
    }

    /** The stack as the target declares it; in another environment or with another engine it would be another one. */
    private static Stream<StackDeclaration> same(StackDeclaration wanted, Collection<StackDeclaration> target) {
        return target.stream()
                .filter(declared -> declared.name().equals(wanted.name())
                        && declared.environment().equals(wanted.environment())
                        && declared.engine().equals(wanted.engine()));
    }

    private static SecretUse anyVersion(SecretUse use) {
        SecretReference reference = SecretReference.parse("secrets." + use.name(), use.secret());
        String secret =
                switch (reference) {
                    case SecretReference.Kept kept -> kept.name();
                    case SecretReference.VaultField field ->
                        new SecretReference.VaultField(field.mount(), field.path(), field.field(), null).text();
                    case SecretReference.VaultDatabase database -> database.text();
                };
        return new SecretUse(use.name(), secret, use.as());
    }

    static String refusal(Set<String> secrets) {
        return "This branch wants secrets that its target does not give to this stack: " + String.join(", ", secrets)
                + ". A plan runs the branch's code with them. Somebody who pushed nothing of it looks at the code and has"
                + " it planned again.";
    }
}
