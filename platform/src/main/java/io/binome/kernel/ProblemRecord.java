package io.binome.kernel;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads from a problem's record what its family need not write down for each. */
final class ProblemRecord {
    private ProblemRecord() {}

    static ProblemType type(Problem problem) {
        ProblemType type = problem.getClass().getAnnotation(ProblemType.class);
        if (type == null) {
            throw new IllegalStateException(problem.getClass() + " has neither a @ProblemType nor a code of its own");
        }
        return type;
    }

    /** The record's components by name, in their order. */
    static Map<String, String> arguments(Problem problem) {
        RecordComponent[] components = problem.getClass().getRecordComponents();
        Map<String, String> arguments = new LinkedHashMap<>();
        if (components != null) {
            for (RecordComponent component : components) {
                arguments.put(component.getName(), String.valueOf(value(problem, component)));
            }
        }
        return arguments;
    }

    private static Object value(Problem problem, RecordComponent component) {
        try {
            return component.getAccessor().invoke(problem);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + component + " of " + problem.getClass(), e);
        }
    }
}
