package io.binome.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What is the same for every problem of a record: its name in the API and its HTTP status. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ProblemType {
    /** Stable name in kebab case, such as {@code change-not-found}; part of the API. */
    String code();

    /** HTTP status that fits, 400 to 599. */
    int status();
}
