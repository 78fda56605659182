package io.binome.cli.demo;

import io.binome.cli.ApiClient;
import io.binome.cli.demo.SignIns.Person;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/** A client with two people, one who leads and one who develops, and the contract offered accepted. */
record Company(String tenant, Person lead, Person developer) {
    /** Named as wanted, or with a number behind it when another telling took that. */
    static Company found(String wanted, Person provider, SignIns signIns, JsonMapper mapper) throws IOException {
        Set<String> taken = new TreeSet<>();
        provider.api()
                .all("/tenants")
                .path("items")
                .forEach(item -> taken.add(item.path("name").asString()));
        String tenant = wanted;
        for (int next = 2; taken.contains(tenant); next++) {
            tenant = wanted + "-" + next;
        }
        Account leader = new Account("lead@" + tenant + ".example", signIns.newPassword(), "lead of " + tenant);
        Account author =
                new Account("developer@" + tenant + ".example", signIns.newPassword(), "developer of " + tenant);
        var request = mapper.createObjectNode().put("name", tenant).put("title", "La " + tenant);
        request.putObject("firstLead")
                .put("email", leader.email())
                .put("displayName", leader.email())
                .put("password", leader.password());
        provider.api().post("/tenants", request);
        Person lead = signIns.signIn(leader, signIns.newPassword());
        lead.api()
                .post(
                        ApiClient.path("tenants", tenant, "members"),
                        mapper.createObjectNode()
                                .put("email", author.email())
                                .put("displayName", author.email())
                                .put("role", "developer")
                                .put("password", author.password()));
        Person developer = signIns.signIn(author, signIns.newPassword());
        String contract = ApiClient.path("tenants", tenant, "contract");
        String offered = lead.api().get(contract).path("version").path("hash").asString();
        lead.api().post(contract + "/accept", mapper.createObjectNode().put("hash", offered));
        return new Company(tenant, lead, developer);
    }
}
