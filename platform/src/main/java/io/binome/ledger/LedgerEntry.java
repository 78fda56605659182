package io.binome.ledger;

import java.time.Instant;

/**
 * One entry as it stands in a log.
 *
 * @param index from 0, without gaps
 * @param canonicalJson the leaf's bytes as text (RFC 8785); holds index, time, actor, kind, subject, details, previous
 * @param leafHash SHA-256(0x00 ‖ canonicalJson), lower-case hexadecimal
 * @param chainHash SHA-256 over the previous entry's chain hash and this leaf hash, lower-case hexadecimal
 */
public record LedgerEntry(
        long index,
        Instant at,
        String actor,
        String kind,
        String subject,
        String canonicalJson,
        String leafHash,
        String chainHash) {}
