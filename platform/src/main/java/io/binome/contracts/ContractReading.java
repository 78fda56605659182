package io.binome.contracts;

import io.binome.contracts.internal.ContractReader;
import io.binome.stacks.Finding;
import java.util.List;

/** What came of reading a {@code contract.yaml}; docs/reference/contract.md describes the format. */
public sealed interface ContractReading {
    record Read(Contract contract) implements ContractReading {}

    /** @param findings at least one, at most fifty */
    record Wrong(List<Finding> findings) implements ContractReading {}

    /**
     * Reads the file by itself; whether its people and sites exist is not asked. Needs no database and keeps nothing.
     *
     * @param file as findings name it
     */
    static ContractReading of(String file, byte[] source) {
        return ContractReader.read(file, source);
    }
}
