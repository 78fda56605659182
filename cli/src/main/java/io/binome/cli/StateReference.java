package io.binome.cli;

/** A state as people name it: a stack, or a stack and a workspace. */
record StateReference(StackReference stack, String workspace) {
    private static final String DEFAULT = "default";

    static StateReference parse(Context context, String words) {
        String[] parts = words.split("/", -1);
        return parts.length == 3
                ? new StateReference(new StackReference(parts[0], parts[1]), parts[2])
                : new StateReference(StackReference.parse(context, words), DEFAULT);
    }

    String path(Context context) {
        return stack.path(context) + ApiClient.path("states", workspace);
    }

    /** Where terraform itself finds it, beside the API. */
    String backendPath(Context context) {
        String path = ApiClient.path("state", context.tenant(), stack.repository(), stack.stack());
        return workspace.equals(DEFAULT) ? path : path + ApiClient.path(workspace);
    }
}
