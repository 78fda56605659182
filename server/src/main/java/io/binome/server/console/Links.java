package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.tenancy.Tenant;

/** The short stable addresses of the console. All names in them passed the one validator, so nothing needs escaping. */
public final class Links {
    private Links() {}

    public static String home(Tenant tenant) {
        return "/t/" + tenant.name();
    }

    public static String repository(Tenant tenant, String repository) {
        return "/t/" + tenant.name() + "/repositories/" + repository;
    }

    public static String change(Tenant tenant, Change change) {
        return change(tenant.name(), change.repositoryName(), change.number());
    }

    public static String change(String tenant, String repository, int number) {
        return "/t/" + tenant + "/" + repository + "/changes/" + number;
    }

    public static String stack(String tenant, String repository, String stack) {
        return "/t/" + tenant + "/" + repository + "/stacks/" + stack;
    }

    public static String service(String tenant, String repository, String stack, String service) {
        return stack(tenant, repository, stack) + "/services/" + service;
    }

    /** The address if it is one of this console, else its front page: nobody is sent elsewhere. */
    static String local(String address) {
        return address.startsWith("/")
                        && !address.startsWith("//")
                        && address.chars().noneMatch(c -> c < 0x20 || c == '\\')
                ? address
                : "/";
    }
}
