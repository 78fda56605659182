package io.binome.calendar;

/** The rules of one calendar as a contract writes them. */
public record CalendarRules() {}
