/**
 * Shells in services over a WebSocket: the protocol, the limits, and their end. Who may open one is said by the API, whose
 * door it is; what happens in one belongs to whoever opened it and is kept nowhere.
 */
package io.binome.server.shell;
