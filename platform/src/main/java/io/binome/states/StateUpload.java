package io.binome.states;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way in.
 *
 * @param length as the client declared it; negative when it did not
 * @param md5 as the client computed it (the header Content-MD5, Base64); null when it did not
 */
public record StateUpload(
        InputStream body, long length, @Nullable String md5) {}
