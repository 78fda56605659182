/**
 * Factur-X: an invoice as a page that people read (PDF/A-3) with the same invoice for programs in it (CII, EN 16931).
 * Mustang joins the two and checks them; nothing that does not fit leaves this room.
 */
@NullMarked
package io.binome.drivers.facturx;

import org.jspecify.annotations.NullMarked;
