package io.binome.contracts;

import java.util.List;
import java.util.Optional;

/** Says whether a contract may name its price book; answered by who keeps the price books. */
public interface PriceBookRule {
    /** Any book will do. */
    PriceBookRule NONE = (_, _) -> Optional.empty();

    /**
     * @param agreed the contracts so far, newest first, at least the offer
     * @param next with another price book or currency than the newest
     */
    Optional<Objection> against(List<ContractVersion> agreed, Contract next);

    /**
     * Why not.
     *
     * @param instead what to do
     */
    record Objection(String reason, String instead) {}
}
