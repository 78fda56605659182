package io.binome.compose.internal;

import io.binome.compose.ComposePlace;
import java.util.List;
import java.util.Map;

/**
 * Files that are merged into one model.
 *
 * @param files in the order of their merge
 * @param folder base of the relative paths inside
 * @param asker folder of the model that this one becomes part of; the same for the project's own files
 * @param variables what the files see
 * @param place where the files were asked for
 */
record FileSet(List<String> files, String folder, String asker, Map<String, String> variables, ComposePlace place) {}
