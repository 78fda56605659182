package io.binome.compose;

/** Something that is read but is likely not meant so, such as a variable that is not set. */
public record ComposeWarning(ComposePlace place, String reason) {
    public String message() {
        return place + ": " + reason + ".";
    }
}
