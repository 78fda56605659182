/**
 * Where stacks are no longer as they were applied: what, since when, and when that was looked for. May use changes and what
 * is below them.
 */
package io.binome.drift;
