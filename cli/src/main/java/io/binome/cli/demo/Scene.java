package io.binome.cli.demo;

import io.binome.cli.demo.SignIns.Person;
import java.nio.file.Path;

/**
 * Where a chapter is told, and by whom.
 *
 * @param folder for the working copies
 * @param owner of the provider
 */
record Scene(Path folder, String tenant, Person owner, Person lead, Person developer) {}
