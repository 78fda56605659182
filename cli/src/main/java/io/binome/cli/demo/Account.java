package io.binome.cli.demo;

/** Somebody of the story who can sign in. */
record Account(String email, String password, String description) {
    @Override
    public String toString() {
        return "Account[" + email + "]";
    }
}
