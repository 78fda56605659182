/**
 * The states of OpenTofu and Terraform stacks: versions, sealed bodies, locks, and the credentials by which runs reach
 * them. May use stacks, secrets and what is below them.
 */
package io.binome.states;
