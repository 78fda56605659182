package io.binome.notifications.internal;

import io.binome.notifications.Notifier;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Keeps what it was given to carry, and answers as it was told to. */
final class RecordingNotifier<L extends Notifier.Letter> implements Notifier<L> {
    final List<L> carried = new CopyOnWriteArrayList<>();
    private volatile Function<L, Outcome> answer = RecordingNotifier::well;

    void answers(Function<L, Outcome> other) {
        answer = other;
    }

    void forget() {
        carried.clear();
        answer = RecordingNotifier::well;
    }

    private static <L> Outcome well(L letter) {
        return new Outcome.Delivered("ok");
    }

    @Override
    public Outcome carry(L letter) {
        carried.add(letter);
        return answer.apply(letter);
    }
}
