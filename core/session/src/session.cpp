// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessionprivate.h"

#include "eventtext.h"
#include "report.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/formatting.h>
#include <ember/session/programevents.h>

#include <QtCore/QLoggingCategory>

#include <algorithm>
#include <thread>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

Q_LOGGING_CATEGORY(lcSession, "ember.session", QtWarningMsg)

constexpr auto kStopPatience = 3s; // how long stop() waits for handlers that lag behind
constexpr std::chrono::milliseconds kLookEvery{20}; // whether a link is closed by now

} // namespace

Session::Session(SessionOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options)))
{
    d->emitterThread.run([this](EventEmitter &emitter) { d->registerHandlers(emitter); });
    d->closingTimer.setInterval(kLookEvery);
    connect(&d->closingTimer, &QTimer::timeout, this, [this] { d->lookAtClosing(); });
}

Session::~Session()
{
    stop(u"the program ended"_s);
}

/// At the end: what is queued is handled, but not for ever. After the patience the handlers are taken away, and the
/// rest passes into counts and log without them.
void Session::Private::giveUpOnSlowHandlers(Clock::time_point deadline)
{
    EventEmitter &emitter = emitterThread.emitter();
    while (emitter.counts().waiting > 0 && Clock::now() < deadline) {
        std::this_thread::sleep_for(5ms);
    }
    if (emitter.counts().waiting == 0) {
        return;
    }
    if (const auto running = emitter.runningHandler()) {
        const auto info = emitter.handlerInfo(running->handler);
        qCWarning(lcSession).noquote()
            << u"the handler \"%1\" (%2:%3) is still running, for %4 s by now; the end waits until it returns"_s.arg(
                   info->name, info->file, QString::number(info->line),
                   QString::number(std::chrono::duration<double>(running->runningFor).count(), 'f', 1));
    }
    emitterThread.run([](EventEmitter &stopping) { // when the running handler has returned
        const quint64 unhandled = stopping.counts().waiting;
        stopping.removeAllListeners();
        if (unhandled > 0) {
            qCWarning(lcSession,
                "the last %llu events were counted and logged without their handlers, change detection included: the "
                "handlers did not get there within %lld s of the end",
                unhandled, static_cast<long long>(kStopPatience / 1s));
        }
    });
}

void Session::stop(const QString &reason)
{
    if (d->stoppedAt) {
        return;
    }
    d->profileFiles.reset();
    for (const OpenConnection &connection : d->connections) {
        connection.link->beginClose(reason);
    }
    for (const auto &one : std::exchange(d->leaving, {})) {
        d->removed.append(one->waited().status());
    }
    d->closingTimer.stop();
    for (const OpenConnection &connection : d->connections) {
        connection.link->close(reason);
    }
    const Clock::time_point deadline = Clock::now() + kStopPatience;
    d->giveUpOnSlowHandlers(deadline);
    EventEmitter &emitter = d->emitterThread.emitter();
    emitter.postWait(programStopped.event({.reason = reason}, u"emberscope"));
    // Emits what was posted, and waits for the asynchronous handlers; those it gives up on it names itself.
    emitter.waitForFinished(
        emitter.stop(std::max(0ms, std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()))));
    d->stoppedAt = Clock::now();
}

void Session::onEmitterThread(const std::function<void(EventEmitter &)> &setUp)
{
    d->emitterThread.run(setUp);
}

std::shared_ptr<const EventLog> Session::log() const
{
    return d->log;
}

std::vector<EventCount> Session::eventCounts() const
{
    return d->emitterThread.emitter().eventCounts();
}

EmitterCounts Session::counts() const
{
    return d->emitterThread.emitter().counts();
}

QList<HandlerStatistics> Session::handlerStatistics() const
{
    return d->emitterThread.emitter().handlerStatistics();
}

std::shared_ptr<const HandlerInfo> Session::handlerInfo(HandlerId id) const
{
    return d->emitterThread.emitter().handlerInfo(id);
}

QList<DomainInfo> Session::handlerDomains() const
{
    return d->handlers->domains();
}

QList<DeviceState> Session::devices() const
{
    return d->devices.snapshot();
}

quint64 Session::messagesOfFurtherDevices() const noexcept
{
    return d->devices.messagesOfFurther();
}

quint64 Session::valuesNotKept() const noexcept
{
    return d->devices.valuesNotKept();
}

quint64 Session::devicesVersion() const noexcept
{
    return d->devices.version();
}

ProfilePtr Session::Private::profileOf(const Event &event) const
{
    if (const DecodedMessage *message = decodedMessageOf(event)) {
        return message->profile();
    }
    static const Symbol profileKey = Symbol::intern(u"profile");
    const std::lock_guard lock(profilesMutex);
    return profiles.value(event.metadata(profileKey).toString());
}

ProfilePtr Session::profileOf(const Event &event) const
{
    return d->profileOf(event);
}

QString Session::summary(const Event &event) const
{
    const ProfilePtr profile = d->profileOf(event);
    const QString line = profile ? ember::summary(event, *profile) : QString();
    return line.isEmpty() ? ownEventText(event) : line;
}

Clock::duration Session::elapsed() const
{
    return d->stoppedAt.value_or(Clock::now()) - d->startedAt;
}

QJsonObject Session::report() const
{
    DeviceCounts devices{.messagesOfFurther = messagesOfFurtherDevices(), .valuesNotKept = valuesNotKept()};
    d->emitterThread.run([this, &devices](EventEmitter &emitter) {
        emitter.flushBatch();
        devices.followed = d->changes.deviceCount();
        devices.forgotten = d->changes.forgottenDevices();
        devices.valuesNotFollowed = d->changes.valuesNotFollowed();
    });
    ReportInput input{.elapsed = elapsed(),
        .links = d->removed,
        .events = eventCounts(),
        .counts = counts(),
        .handlers = handlerStatistics(),
        .log = log(),
        .devices = devices};
    for (const auto &one : d->leaving) {
        input.links.append(one->link().status());
    }
    for (const OpenConnection &connection : d->connections) {
        input.links.append(connection.link->status());
    }
    return makeReport(input);
}

} // namespace ember
