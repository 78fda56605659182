package io.binome.notifications;

/** Whether somebody is mailed what is in the inbox anyway. */
public enum MailMode {
    AT_ONCE,
    /** Once a day, all of it in one. */
    DAILY,
    NEVER
}
