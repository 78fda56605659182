package io.binome.states;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client says of the lock it wants: {@code statemgr.LockInfo} of OpenTofu and Terraform.
 *
 * @param id drawn by the client; 1 to 200 characters
 * @param operation what it is about to do, such as {@code OperationTypeApply}; "" in the body of a force-unlock
 * @param who user and machine, as the client says
 * @param version of the client
 * @param json the whole of it as it was given, which another client that finds the lock taken is shown
 */
public record LockInfo(String id, String operation, String who, String version, String json) {
    /** In characters; what clients send has about 300. */
    public static final int LONGEST = 16_384;

    private static final int LONGEST_TEXT = 200;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** @throws ProblemException with {@link InvalidInput} */
    public static LockInfo read(String json) {
        if (json.length() > LONGEST) {
            throw wrong("is longer than " + LONGEST + " characters");
        }
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException malformed) {
            throw wrong("is no JSON object");
        }
        if (root == null || !root.isObject()) {
            throw wrong("is no JSON object");
        }
        String id = text(root, "ID");
        if (id.isEmpty()) {
            throw wrong("has no ID");
        }
        return new LockInfo(id, text(root, "Operation"), text(root, "Who"), text(root, "Version"), json);
    }

    private static String text(JsonNode root, String name) {
        String text = root.path(name).asString("");
        if (text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw wrong("has more than " + LONGEST_TEXT + " characters, or control characters, in " + name);
        }
        return text;
    }

    private static ProblemException wrong(String reason) {
        return new ProblemException(InvalidInput.of("lock", reason));
    }
}
