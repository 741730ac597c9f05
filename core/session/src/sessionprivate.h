// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/session.h>

#include "closinglink.h"
#include "commanddesk.h"
#include "devicestore.h"
#include "emitterthread.h"
#include "profilefiles.h"
#include "slowhandlers.h"

#include <ember/device/changedetector.h>

#include <QtCore/QHash>
#include <QtCore/QTimer>

#include <mutex>
#include <optional>

namespace ember {

/// A connection with its link.
struct OpenConnection
{
    ConnectionId id = 0;
    QString name;
    std::shared_ptr<Link> link;
    bool commandsAllowed = false;
    std::unique_ptr<ClosingLink> closing = nullptr;
    bool isWantedAgain = false; // to be opened when it is closed
};

/// What a session is made of. Its functions stand by concern: sessionhandlers.cpp, sessionconnections.cpp,
/// sessioncommands.cpp; the looking and the end in session.cpp.
class Session::Private
{
public:
    using Clock = std::chrono::steady_clock;

    explicit Private(SessionOptions given)
        : options(std::move(given))
        , log(std::make_shared<EventLog>(options.logBudget))
    {
    }

    void registerHandlers(EventEmitter &emitter);
    void giveUpOnSlowHandlers(Clock::time_point deadline);
    [[nodiscard]] QString namedProfile(const ConnectionUrl &url) const;
    [[nodiscard]] Result<QList<ProfilePtr>> profilesFor(const ConnectionUrl &url);
    void followFile(const QString &file, const std::shared_ptr<ProfileSet> &set);
    [[nodiscard]] ProfilePtr profileOf(const Event &event) const;
    [[nodiscard]] QString uniqueName(const QString &base) const;
    void lookAtClosing();
    [[nodiscard]] OpenConnection *connection(ConnectionId id);
    [[nodiscard]] const OpenConnection *connection(ConnectionId id) const;
    [[nodiscard]] Link *find(ConnectionId id) const;
    [[nodiscard]] CommandDesk::Wish wish(ConnectionId id, const QString &source, const QString &command) const;

    const SessionOptions options;
    const Clock::time_point startedAt = Clock::now();
    std::optional<Clock::time_point> stoppedAt;
    std::shared_ptr<EventLog> log;
    mutable std::mutex profilesMutex;
    QHash<QString, ProfilePtr> profiles; // every one in use, by id
    DeviceStore devices;
    ChangeDetector changes; // emitter's thread
    SlowHandlers slowHandlers; // emitter's thread
    CommandDesk commands;
    const QString user = userName();
    EmitterThread emitterThread;
    std::unique_ptr<ProfileFiles> profileFiles; // made with the first one
    std::optional<HandlerRegistry> handlers; // the program's own, by domain
    std::vector<OpenConnection> connections;
    std::vector<std::unique_ptr<ClosingLink>> leaving; // taken off the list, not closed yet
    QTimer closingTimer; // runs while a link is being closed
    QList<LinkStatus> removed; // their counts stay in the report
    ConnectionId nextId = 1;
};

} // namespace ember
