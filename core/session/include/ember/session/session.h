// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/devicestate.h>
#include <ember/device/profilelibrary.h>
#include <ember/events/handlerregistry.h>
#include <ember/links/link.h>
#include <ember/session/commandoutcome.h>
#include <ember/session/eventlog.h>

#include <QtCore/QJsonObject>
#include <QtCore/QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace ember {

/// The number of a connection within its session, 1 and up.
using ConnectionId = int;

struct SessionOptions
{
    qint64 logBudget = EventLog::kDefaultBudget; ///< bytes
    /// The profile for connections that name none themselves (`--profile`); empty: recognised by topic, and whatever no
    /// profile knows is read by the built-in profile "mqtt", which finds the fields itself. With a profile named it is
    /// ignored and counted as that.
    QString profile;
};

/// A connection as the session shows it.
struct ConnectionStatus
{
    ConnectionId id = 0;
    QString name; ///< in the metadata "connection" of its events
    ConnectionUrl::Kind kind = ConnectionUrl::Kind::Simulator;
    LinkStatus link;
    bool commandsAllowed = false; ///< false: read-only
};

/// One running whole: the emitter on a thread of its own, the links, change detection, device state, the log and the
/// counters. The window and the terminal both drive this class and nothing below it.
///
/// Lives on the thread that made it (the window's, the terminal's main thread); every function is for that thread
/// unless it says otherwise. None of them waits for a device. What it shows is read by snapshot.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(SessionOptions options = {}, QObject *parent = nullptr);
    ~Session() override;

    // --- Connections -------------------------------------------------------------------------------------------

    /// Opens a connection. The error says what is wrong with it (an unknown profile, a wrong simulator fault). A
    /// profile from a file is read again whenever the file changes; see `emberscope.profile_reloaded` and
    /// `.profile_refused`. `name` is what the person calls it, otherwise it is named after where it leads; a name that
    /// is taken gets a number.
    Result<ConnectionId> open(const ConnectionUrl &url, const QString &name = {});
    /// Ends a connection, and does not wait for it: what it has queued is still handled, for up to 2 s where handlers
    /// lag behind, then its state is LinkState::Closed.
    void close(ConnectionId id);
    /// Tries now; opens a closed one again, and one that is being closed as soon as it is.
    void reconnect(ConnectionId id);
    /// Lets something go wrong at a simulator, now (`fault.at` is not looked at): Link::provoke(). The error says why
    /// nothing can be provoked there.
    Result<bool> provoke(ConnectionId id, const SimulatedFault &fault);
    /// Takes it off the list and closes it as close() does; what it brought stays in the log.
    void remove(ConnectionId id);
    [[nodiscard]] QList<ConnectionStatus> connections() const;
    /// What it was opened with, its secrets included: to save it. Nullopt for one that is not there.
    [[nodiscard]] std::optional<ConnectionUrl> url(ConnectionId id) const;

    // --- Commands ----------------------------------------------------------------------------------------------

    /// A connection is read-only at first: nothing that changes a device is sent through it before a person allows it.
    /// Read-only again, what still waits to be sent is refused. Told by `audit.setting_changed`; a change of nothing,
    /// or of no connection, is not told.
    void setCommandsAllowed(ConnectionId id, bool allowed);
    /// Gives a command of its profile to a device; `source` is the device's ("navien-nwp500/aabbccddeeff"). Checks the
    /// permission (questions need none), the device's capability and the values' ranges. Gives the correlation id of
    /// the `command.*` events that tell what becomes of it, the audit trail; the error says why it was refused, which
    /// `command.refused` tells as well.
    Result<QString> sendCommand(
        ConnectionId id, const QString &source, const QString &command, const CommandArguments &arguments);
    /// Why that device cannot be given that command, whatever its values; empty if it can.
    [[nodiscard]] QString commandObstacle(ConnectionId id, const QString &source, const QString &command) const;
    /// How far a command came; nullopt before its first event, and again after 500 later commands. Any thread.
    [[nodiscard]] std::optional<CommandOutcome> commandOutcome(const QString &correlationId) const;

    /// Ends everything: closes the connections, emits what is queued, emits `emberscope.stopped` with `reason`. After
    /// it returned nothing changes any more. Called by the destructor. Takes at most 5 s and the rest of the handler
    /// that is running: handlers that lag behind longer miss what is left, and asynchronous ones that have not finished
    /// by then are given up; a warning says so.
    void stop(const QString &reason);

    // --- Handlers ----------------------------------------------------------------------------------------------

    /// Runs `setUp` on the emitter's thread with the emitter, and waits for it: where handlers are registered.
    void onEmitterThread(const std::function<void(EventEmitter &)> &setUp);

    // --- Looking: any thread -----------------------------------------------------------------------------------

    [[nodiscard]] std::shared_ptr<const EventLog> log() const;
    [[nodiscard]] std::vector<EventCount> eventCounts() const;
    [[nodiscard]] EmitterCounts counts() const;
    [[nodiscard]] QList<HandlerStatistics> handlerStatistics() const;
    [[nodiscard]] std::shared_ptr<const HandlerInfo> handlerInfo(HandlerId id) const;
    /// The program's own handlers by domain ("device": change detection and live state), with their figures.
    [[nodiscard]] QList<DomainInfo> handlerDomains() const;
    /// Every device seen, in the order first seen; a device heard through two connections stands here twice.
    [[nodiscard]] QList<DeviceState> devices() const;
    /// Messages of devices beyond the 10,000 whose state is kept: a broker may invent names without end. They are in
    /// the log and in the counts like all others; the state and the alarms of their devices are not followed.
    [[nodiscard]] quint64 messagesOfFurtherDevices() const noexcept;
    /// Values of discovered fields that are in no device's state, because a device has 2,000 of them or all have
    /// 100,000.
    [[nodiscard]] quint64 valuesNotKept() const noexcept;
    /// Changes whenever a device's state changed; to poll cheaply.
    [[nodiscard]] quint64 devicesVersion() const noexcept;
    /// The profile that read an event's message, or whose rule made it; null for the program's own events.
    [[nodiscard]] ProfilePtr profileOf(const Event &event) const;
    /// A line for people about an event: the profile's summary, or our own words for the program's events.
    [[nodiscard]] QString summary(const Event &event) const;

    // --- Summing up (the thread that made it) ------------------------------------------------------------------

    /// Since the session began; until stop(), once it was called.
    [[nodiscard]] std::chrono::steady_clock::duration elapsed() const;
    /// The report of design.md §6.
    [[nodiscard]] QJsonObject report() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ember
