// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include "listenerrecord.h"

#include <ember/events/event.h>
#include <ember/events/symbol.h>

#include <atomic>
#include <vector>

namespace ember {

/// One handler in a list: what a call needs, flat. `call` is null for a listener that needs a look before it is called
/// (once, filtered, asynchronous, batched).
struct ListenerEntry
{
    Handler::Call call = nullptr;
    void *context = nullptr;
    ListenerRecord *record = nullptr;
};

/// What the emitter knows of one text: as an event name, how often it was emitted and who hears it; as a name or
/// pattern that was listened to, its listeners. Only the figures are read by other threads. Never removed.
struct alignas(64) Topic // what every emission looks at lies in its first line
{
    explicit Topic(Symbol symbol)
        : name(symbol)
        , isOwn(symbol.text().startsWith(QLatin1String("emitter.")))
        , isWildcard(symbol.text().contains(QLatin1Char('*')))
    {
    }
    [[nodiscard]] QStringView text() const noexcept { return name.text(); }

    // As an event name. The list is right while both numbers are the registry's own. Its ends do not stand side by
    // side: compilers would copy them out of a vector in one load, which has to wait where that vector has just grown.
    const ListenerEntry *begin = nullptr;
    quint64 checkedAt = 0; // ListenerRegistry's version
    const ListenerEntry *end = nullptr;
    quint64 checkedCancels = 0; // CancelMailbox's changes
    std::atomic<quint64> count = 0;
    Symbol name;
    bool isSeen = false; // was emitted
    bool isOwn; // "emitter.…"
    bool isCareful = false; // the list names ended listeners
    std::atomic<quint64> failures = 0;
    std::atomic<EventTime> lastTime = {}; // while tracing was on
    std::vector<Topic *> wildcards; // the patterns that match the name
    quint64 wildcardsAt = 0; // version of the set of patterns they were looked up in
    std::vector<ListenerEntry> merged; // where listeners of several texts hear the name
    quint64 mergedAt = 0; // version

    // As a text that was listened to.
    bool isPattern = false; // found to be a good one
    bool isWildcard;
    bool isInTrie = false;
    bool isCrowded = false; // warned of: more listeners than the limit
    bool isDirty = false; // waits for a look when no emission runs
    std::vector<ListenerEntry> own; // highest priority first
    std::vector<ListenerRecord *> added; // not yet in `own`, by registration
    quint32 ended = 0; // how many of these two have ended
    int active = 0; // how many have not
    quint64 version = 0; // of the last change to any of this
};

} // namespace ember
