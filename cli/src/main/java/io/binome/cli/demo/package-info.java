/**
 * {@code binome demo}: the main job told step by step on a real application, each step checked from outside. Uses the HTTP
 * API, git and the docker command, as a person would.
 */
@NullMarked
package io.binome.cli.demo;

import org.jspecify.annotations.NullMarked;
