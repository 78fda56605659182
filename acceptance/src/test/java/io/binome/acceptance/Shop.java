package io.binome.acceptance;

/** The files of a small stack. */
final class Shop {
    static final String BINOME = """
            stacks:
              shop:
                environment: production
            """;

    private Shop() {}

    /** One published service that says its version. */
    static String compose(String image, int replicas, int revision) {
        return """
                services:
                  web:
                    image: %s
                    environment:
                      REVISION: "%d"
                    ports:
                      - target: 8080
                        app_protocol: http
                    stop_grace_period: 2s
                    deploy:
                      replicas: %d
                """.formatted(image, revision, replicas);
    }

    static String first() {
        return compose(TestImages.PAGE_1, 1, 1);
    }

    /** The stack applied once, by the company's lead's approval; its change is the first. */
    static GitClient running(Company company, Company.Person author) {
        GitClient git = company.repository(author);
        git.write("binome.yaml", BINOME).write("compose.yaml", first()).commit("Open the shop");
        git.push("open");
        ChangeClient change = company.change(git, 1, author);
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
        return git;
    }
}
