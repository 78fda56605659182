package io.binome.notifications;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** What can go wrong with inboxes and webhooks. */
public sealed interface NotificationProblem extends Problem {
    @ProblemType(code = "notification-not-found", status = 404)
    record NotFound(String id) implements NotificationProblem {
        @Override
        public String message() {
            return "There is no notification " + id + " in your inbox. It may have been swept away after its time.";
        }
    }

    @ProblemType(code = "webhook-not-found", status = 404)
    record WebhookNotFound(String id) implements NotificationProblem {
        @Override
        public String message() {
            return "There is no webhook " + id + " here. List the webhooks to see their ids.";
        }
    }

    @ProblemType(code = "too-many-webhooks", status = 409)
    record TooManyWebhooks(int most) implements NotificationProblem {
        @Override
        public String message() {
            return "A tenant has at most " + most + " webhooks. Nothing was added. Remove one that is no longer read.";
        }
    }
}
