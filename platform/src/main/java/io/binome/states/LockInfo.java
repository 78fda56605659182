package io.binome.states;

/**
 * What a client says of the lock it wants: {@code statemgr.LockInfo} of OpenTofu and Terraform.
 *
 * @param id drawn by the client; 1 to 200 characters
 * @param operation what it is about to do, such as {@code OperationTypeApply}; "" in the body of a force-unlock
 * @param who user and machine, as the client says
 * @param version of the client
 * @param json the whole of it as it was given, which another client that finds the lock taken is shown
 */
public record LockInfo(String id, String operation, String who, String version, String json) {}
