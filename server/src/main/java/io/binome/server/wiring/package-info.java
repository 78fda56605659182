/** Puts rooms and drivers together by hand: one class per group, each bean written out. */
package io.binome.server.wiring;
