/**
 * Who is told what: notices beside the steps they tell of, inboxes, what people want mailed, webhooks, and the port by
 * which all of it leaves. May use runs and what is below them.
 */
@NullMarked
package io.binome.notifications;

import org.jspecify.annotations.NullMarked;
