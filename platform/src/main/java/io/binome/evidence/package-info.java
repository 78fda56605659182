/**
 * What an auditor takes away: one archive with the record of a period or of a change, its proofs and what it was about, to
 * be verified without Binome. May use changes and what they stand on.
 */
package io.binome.evidence;
