/**
 * Which addresses the server lets somebody else's wishes lead to: runs of authors, webhooks of tenants. Shared by the
 * drivers that open such connections.
 */
package io.binome.drivers.network;
