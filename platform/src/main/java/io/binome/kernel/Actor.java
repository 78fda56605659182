package io.binome.kernel;

/** Who does something: a person, or Binome itself. The ledger keeps ids, never names. */
public sealed interface Actor {
    /** A member of {@code home}, which may be the provider while the work is done for another tenant. */
    record Person(MemberId member, TenantId home) implements Actor {}

    /** Binome itself; {@code component} is the room that acts, such as {@code workloads}. */
    record Machine(String component) implements Actor {}

    /** The form kept in the ledger and in run records: {@code member:<id>} or {@code binome:<component>}. */
    default String reference() {
        return switch (this) {
            case Person person -> "member:" + person.member();
            case Machine machine -> "binome:" + machine.component();
        };
    }
}
