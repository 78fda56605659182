/** The HTTP state backend: the door that the clients of OpenTofu and Terraform come in by. */
package io.binome.server.state;
