/**
 * The stages of the Compose loader, in the order of their use: read, interpolate, extend, include, merge, validate,
 * expand short syntaxes, resolve paths, normalise, decode. Each stage is a function of trees.
 */
package io.binome.compose.internal;
