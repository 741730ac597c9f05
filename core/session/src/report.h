// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventemitter.h>
#include <ember/links/link.h>
#include <ember/session/eventlog.h>

#include <QtCore/QJsonObject>
#include <QtCore/QList>

#include <chrono>
#include <memory>
#include <vector>

namespace ember {

/// The devices that a session follows, and what it could not.
struct DeviceCounts
{
    int followed = 0; ///< whose changes are detected now
    quint64 forgotten = 0; ///< times that one gave way to another; it starts anew with its next message
    quint64 messagesOfFurther = 0; ///< of devices whose state is not kept
    quint64 valuesNotKept = 0; ///< of discovered fields that are in no device's state
    quint64 valuesNotFollowed = 0; ///< of discovered fields beyond ChangeDetector::kMaxDiscoveredFields
};

/// What a report is made of.
struct ReportInput
{
    std::chrono::steady_clock::duration elapsed;
    QList<LinkStatus> links;
    std::vector<EventCount> events;
    EmitterCounts counts;
    QList<HandlerStatistics> handlers;
    std::shared_ptr<const EventLog> log;
    DeviceCounts devices;
};

/// The report of design.md §6. A value that was not measured is absent, never 0.
[[nodiscard]] QJsonObject makeReport(const ReportInput &input);

} // namespace ember
