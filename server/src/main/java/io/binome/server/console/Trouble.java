package io.binome.server.console;

/** What a page of error says: {@code sentence} what happened, {@code safe} what is safe and what to do. */
public record Trouble(int status, String title, String sentence, String safe, String back) {}
