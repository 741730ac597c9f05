// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/relatives.h"

#include <algorithm>
#include <unordered_map>

namespace ember {

namespace {

constexpr std::size_t kMostCauses = 100; // the emitter's own limit is far below

} // namespace

const HandlerFailure *InspectedEntry::failureOf(HandlerId handler) const
{
    if (!failures) {
        return nullptr;
    }
    const auto found = std::ranges::find(*failures, handler, &HandlerFailure::handler);
    return found == failures->end() ? nullptr : &*found;
}

InspectedEntry inspect(const LogSnapshot &log, LogRow row)
{
    const LogEntry entry = log.entry(row);
    InspectedEntry inspected;
    inspected.row = row;
    inspected.event = entry.event;
    inspected.durationNs = entry.durationNs;
    inspected.runs.assign(entry.runs.begin(), entry.runs.end());
    inspected.failures = entry.failures;
    return inspected;
}

Descendants descendants(const LogSnapshot &log, LogRow row)
{
    Descendants found;
    found.entries.push_back(inspect(log, row));
    const Event &first = found.entries.front().event;
    const quint64 run = first.run();
    const quint64 correlation = first.correlationSequence();
    std::unordered_map<quint64, int> bySequence{{first.sequence(), 0}};

    std::vector<LogRow> candidates;
    const LogRow begin = qMax(log.begin(), row - qMin(row, kRelativesBehind));
    const LogRow end = qMin(log.end(), row + 1 + kRelativesAhead);
    for (LogRow other = begin; other < end; ++other) {
        const LogEntry entry = log.entry(other);
        if (other != row && entry.event.causeSequence() >= first.sequence() && entry.event.run() == run
            && entry.event.correlationSequence() == correlation) {
            candidates.push_back(other);
        }
    }
    // A nested emission stands before its cause in the log; by sequence every cause comes first.
    std::ranges::sort(candidates, {}, [&](LogRow other) { return log.entry(other).event.sequence(); });
    for (const LogRow other : candidates) {
        const auto cause = bySequence.find(log.entry(other).event.causeSequence());
        if (cause == bySequence.end()) {
            continue;
        }
        if (found.entries.size() > kMostDescendants) {
            found.complete = false;
            break;
        }
        InspectedEntry entry = inspect(log, other);
        entry.parent = cause->second;
        bySequence.emplace(entry.event.sequence(), int(found.entries.size()));
        found.entries.push_back(std::move(entry));
    }
    return found;
}

Causes causes(const LogSnapshot &log, LogRow row)
{
    Causes found;
    quint64 cause = log.entry(row).event.causeSequence();
    while (cause != 0 && found.entries.size() < kMostCauses) {
        const LogRow causeRow = log.rowOfSequence(cause);
        if (!log.contains(causeRow)) {
            found.gone = true;
            break;
        }
        found.entries.push_back(inspect(log, causeRow));
        cause = found.entries.back().event.causeSequence();
    }
    std::ranges::reverse(found.entries);
    for (std::size_t index = 1; index < found.entries.size(); ++index) {
        found.entries[index].parent = int(index) - 1;
    }
    return found;
}

} // namespace ember
