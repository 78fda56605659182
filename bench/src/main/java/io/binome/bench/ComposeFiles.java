package io.binome.bench;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The applications that are planned and applied. */
final class ComposeFiles {
    private ComposeFiles() {}

    /**
     * As a company's larger application looks: each service has its environment, a health check, limits and networks;
     * most wait for another, a few have a volume or a published port.
     *
     * @param edition a value in the environment of one service; another edition is another file
     */
    static String large(String image, int services, int edition) {
        return head(image)
                + IntStream.rangeClosed(1, services)
                        .mapToObj(number -> service(number, edition))
                        .collect(Collectors.joining())
                + "networks:\n  front: {}\n  back: {internal: true}\n"
                + "volumes:\n"
                + IntStream.rangeClosed(1, services)
                        .filter(number -> number % 10 == 0)
                        .mapToObj(number -> "  data-" + number + ": {}\n")
                        .collect(Collectors.joining());
    }

    private static String head(String image) {
        return """
                x-service: &service
                  image: %s
                  healthcheck:
                    test: [CMD, wget, -q, -O, /dev/null, "http://127.0.0.1:8080/"]
                    interval: 30s
                    start_period: 10s
                  stop_grace_period: 3s
                services:
                """.formatted(image);
    }

    private static String service(int number, int edition) {
        StringBuilder text = new StringBuilder("  service-" + number + ":\n    <<: *service\n");
        text.append("    environment:\n      EDITION: \"")
                .append(number == 1 ? edition : 0)
                .append("\"\n      NUMBER: \"")
                .append(number)
                .append("\"\n      LOG_LEVEL: ${LOG_LEVEL:-info}\n");
        if (number > 1) {
            text.append("    depends_on:\n      service-")
                    .append(number / 2)
                    .append(": {condition: service_healthy}\n");
        }
        text.append("    networks: [")
                .append(number <= 5 ? "front, back" : "back")
                .append("]\n");
        if (number <= 5) {
            text.append("    ports: [\"8080\"]\n");
        }
        if (number % 10 == 0) {
            text.append("    volumes: [\"data-").append(number).append(":/data\"]\n");
        }
        text.append("    deploy:\n      resources:\n        limits: {cpus: \"0.5\", memory: 64M}\n");
        return text.toString();
    }

    /** Small enough to be started again and again: a front, two behind it, a store, a worker. All publish a port. */
    static String small(String image, int edition) {
        return """
                x-service: &service
                  image: %s
                  environment: {EDITION: "%d"}
                  ports: ["8080"]
                  healthcheck:
                    test: [CMD, wget, -q, -O, /dev/null, "http://127.0.0.1:8080/"]
                    interval: 1s
                    start_period: 10s
                  stop_grace_period: 3s
                services:
                  web:
                    <<: *service
                    depends_on: {catalogue: {condition: service_healthy}, orders: {condition: service_healthy}}
                  catalogue:
                    <<: *service
                    depends_on: {store: {condition: service_healthy}}
                  orders:
                    <<: *service
                    depends_on: {store: {condition: service_healthy}}
                  store:
                    <<: *service
                    volumes: ["data:/data"]
                  worker: *service
                volumes:
                  data: {}
                """.formatted(image, edition);
    }

    /** How many services {@link #small} has. */
    static final int SMALL_SERVICES = 5;
}
