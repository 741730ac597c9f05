// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/message.h>
#include <ember/links/accountstatus.h>
#include <ember/links/simulationoptions.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>

namespace ember {

/// A device that the other side named before it was heard.
struct FoundDevice
{
    QString id;
    QString topic; ///< one of its topics: whoever reads that, reads the device
    QMap<QString, QString> variables; ///< for request templates
};

/// What a transport has learnt besides messages. What is not set stays as it was told before.
struct TransportNews
{
    QString doing = {}; ///< what the attempt does now, in words ("signing in"); empty: not told
    std::optional<AccountStatus> account = {};
    QList<FoundDevice> devices = {}; ///< to be asked as soon as the connection stands
};

/// Where a transport puts what it hears; implemented by the link. Any thread; returns soon and never throws: a
/// library's callback may call it directly.
class TransportSink
{
public:
    TransportSink() = default;
    TransportSink(const TransportSink &) = delete;
    TransportSink &operator=(const TransportSink &) = delete;
    virtual ~TransportSink() = default;

    /// The connection stands and every topic filter is subscribed.
    virtual void opened() = 0;
    /// News of the attempt or of the account behind it; before opened() and after it.
    virtual void learnt(const TransportNews &news) = 0;
    /// The attempt came to nothing. `permanent`: trying again cannot help (refused password).
    virtual void failed(const QString &reason, bool permanent) = 0;
    /// A standing connection is gone.
    virtual void dropped(const QString &reason) = 0;
    /// A message, for a live source that cannot wait: a full queue drops (design.md §5).
    virtual void received(Message message) = 0;
    /// A message, for a source that can wait (the simulator): waits for room. False when the link closes.
    [[nodiscard]] virtual bool receivedWaiting(Message message) = 0;
};

/// One way to reach a source of messages. Called on the link's thread only; answers through the sink from any thread.
/// One attempt at a time: open() … close() … open() again for the next.
class Transport
{
public:
    Transport() = default;
    Transport(const Transport &) = delete;
    Transport &operator=(const Transport &) = delete;
    virtual ~Transport() = default;

    /// Starts an attempt with these topic filters; the outcome comes as opened() or failed().
    virtual void open(const QStringList &topicFilters) = 0;
    /// Ends the attempt or connection. After it returned the sink hears nothing more of it.
    virtual void close() = 0;
    /// Sends a request. False with no connection or when the other side refused; nothing is queued.
    [[nodiscard]] virtual bool publish(const QString &topic, const QByteArray &payload, int qos) = 0;
    /// Whether requests make sense at all (a simulator polls itself, so that its bytes never depend on the clock).
    [[nodiscard]] virtual bool takesRequests() const = 0;
    /// Lets something go wrong on purpose, now; only a simulator can.
    virtual void provoke(const SimulatedFault &) { }
    /// The name the other side knows us by; for request templates.
    [[nodiscard]] virtual QString clientId() const = 0;
};

} // namespace ember
