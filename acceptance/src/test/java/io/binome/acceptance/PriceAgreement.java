package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

/** Price books of the provider and what a company's contract says about money, each by a change that both sides approve. */
final class PriceAgreement {
    private static final String STACK = """
              prices:
                path: prices
                engine: document
                environment: production
                variables: {kind: prices}
            """;

    private final RunningServer server;
    private final Company company;
    private final Company.Person owner;

    PriceAgreement(RunningServer server, Company company, Company.Person owner) {
        this.server = server;
        this.company = company;
        this.owner = owner;
    }

    /** A new book, in force; the working copy that it was pushed from. */
    GitClient publish(String name, String book) {
        GitClient git = server.cloned(server.providerName(), "contract", owner);
        git.branch(name).write("prices/" + name + ".yaml", book);
        String manifest = git.git("show", "HEAD:binome.yaml");
        git.write("binome.yaml", manifest.contains("\n  prices:") ? manifest : manifest.stripTrailing() + "\n" + STACK);
        ship(pushed(git, name));
        return git;
    }

    /** Nothing of the provider's prices is applied before an owner of the provider has approved it. */
    static void ship(ChangeClient change) {
        change.await("planned");
        ApiClient.Answer early = change.command("apply");
        assertThat(early.ok()).isFalse();
        assertThat(early.body().toString()).contains("owner of the provider (changes of prices)");
        change.command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
    }

    /** What the contract says about money, from now on. */
    void agree(int number, String branch, String money) {
        GitClient git = server.cloned(company.name(), "contract", company.lead());
        git.branch(branch);
        String rest = git.git("show", "HEAD:contract.yaml").replaceAll("(?s)\npriceBook:.*", "\n");
        git.write("contract.yaml", rest.stripTrailing() + "\n" + money);
        git.commit("Agree on money").push(branch);
        ChangeClient change =
                new ChangeClient(company.lead().api(), company.path("/repositories/contract/changes/" + number));
        change.await("planned");
        change.as(owner).command("approve").orFail();
        change.command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
    }

    ChangeClient pushed(GitClient git, String branch) {
        git.commit("What things cost").push(branch);
        String changes = "/tenants/" + server.providerName() + "/repositories/contract/changes";
        int number = owner.api()
                .get(changes + "?limit=200")
                .path("items")
                .valueStream()
                .filter(change -> change.path("branch").asString().equals(branch))
                .findFirst()
                .orElseThrow()
                .path("number")
                .asInt();
        return new ChangeClient(owner.api(), changes + "/" + number);
    }
}
