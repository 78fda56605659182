/** The doors' locks: sessions, tokens, cross-site request forgery, headers. */
package io.binome.server.security;
