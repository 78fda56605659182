package io.binome.states;

/**
 * A resource instance in a state.
 *
 * @param address as the client writes it, such as {@code module.network.aws_subnet.a[0]}
 * @param provider as the state names it
 * @param deposed whether it is the remainder of a replacement that was not finished
 * @param dataSource whether it is only read, so that nothing of it is to be destroyed
 */
public record StateResource(String address, String type, String provider, boolean deposed, boolean dataSource) {}
