package io.binome.cli.demo;

/** One line of the story. */
record Step(String name, Action action) {
    /** Does something and looks whether it worked. */
    @FunctionalInterface
    interface Action {
        /**
         * @return what was seen, for the line
         * @throws StepFailure when it did not work
         */
        String run() throws Exception;
    }
}
