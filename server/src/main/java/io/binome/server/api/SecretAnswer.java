package io.binome.server.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The answer holds a secret, so it is never kept to be given again. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface SecretAnswer {}
