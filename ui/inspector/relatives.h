// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/eventlog.h>

#include <memory>
#include <vector>

namespace ember {

/// A log entry that owns its runs: it does not keep the log's segments alive, as a snapshot would.
struct InspectedEntry
{
    LogRow row = 0;
    Event event;
    quint64 durationNs = 0;
    std::vector<HandlerRun> runs;
    std::shared_ptr<const std::vector<HandlerFailure>> failures;
    int parent = -1; ///< index of its cause in the list it stands in; -1: none there

    /// The failure of a handler in words; null if it has none. Borrowed.
    [[nodiscard]] const HandlerFailure *failureOf(HandlerId handler) const;
};

[[nodiscard]] InspectedEntry inspect(const LogSnapshot &log, LogRow row);

/// An event with everything that followed from it.
struct Descendants
{
    std::vector<InspectedEntry> entries; ///< the event itself first, each cause before its effects
    bool complete = true; ///< false: there were more than are kept here
};

/// Effects stand close to their cause, so only this many rows around it are looked through.
inline constexpr quint64 kRelativesAhead = 5'000;
inline constexpr quint64 kRelativesBehind = 200; ///< nested emissions end, and stand, before their cause
inline constexpr std::size_t kMostDescendants = 500;

/// The event of `row` and its effects, theirs too.
[[nodiscard]] Descendants descendants(const LogSnapshot &log, LogRow row);

/// The causes of an event, the first one first, without itself.
struct Causes
{
    std::vector<InspectedEntry> entries; ///< each the cause of the next
    bool gone = false; ///< an earlier cause has left the log
};
[[nodiscard]] Causes causes(const LogSnapshot &log, LogRow row);

} // namespace ember
