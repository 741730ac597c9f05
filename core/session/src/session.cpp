// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/programevents.h>
#include <ember/session/session.h>

#include "devicestore.h"
#include "emitterthread.h"
#include "eventtext.h"
#include "report.h"

#include <ember/device/changedetector.h>
#include <ember/device/decodedmessage.h>
#include <ember/device/formatting.h>

#include <QtCore/QHash>

#include <algorithm>
#include <mutex>

namespace ember {

using namespace Qt::StringLiterals;
using Clock = std::chrono::steady_clock;

namespace {

bool isDecoded(const Event &event)
{
    return dynamic_cast<const DecodedMessage *>(event.payload().get()) != nullptr;
}

struct OpenConnection
{
    ConnectionId id = 0;
    QString name;
    std::unique_ptr<Link> link;
};

QString baseName(const ConnectionUrl &url)
{
    if (url.kind == ConnectionUrl::Kind::Simulator) {
        return u"simulator"_s;
    }
    return url.host.contains(u':') ? u"[%1]:%2"_s.arg(url.host).arg(url.port) : u"%1:%2"_s.arg(url.host).arg(url.port);
}

} // namespace

class Session::Private
{
public:
    explicit Private(SessionOptions given)
        : options(std::move(given))
        , log(std::make_shared<EventLog>(options.logBudget))
    {
    }

    void registerHandlers(EventEmitter &emitter);
    [[nodiscard]] Result<QList<ProfilePtr>> profilesFor(const ConnectionUrl &url);
    [[nodiscard]] ProfilePtr profileOf(const Event &event) const;
    [[nodiscard]] QString uniqueName(const ConnectionUrl &url) const;
    [[nodiscard]] Link *find(ConnectionId id) const;

    const SessionOptions options;
    const Clock::time_point startedAt = Clock::now();
    std::optional<Clock::time_point> stoppedAt;
    std::shared_ptr<EventLog> log;
    mutable std::mutex profilesMutex;
    QHash<QString, ProfilePtr> profiles; // every one in use, by id
    DeviceStore devices;
    ChangeDetector changes; // emitter's thread
    EmitterThread emitterThread;
    std::optional<HandlerRegistry> handlers; // the program's own, by domain
    std::vector<OpenConnection> connections;
    QList<LinkStatus> removed; // their counts stay in the report
    ConnectionId nextId = 1;
};

void Session::Private::registerHandlers(EventEmitter &emitter)
{
    HandlerDomain device = handlers.emplace(emitter).domain(u"device"_s);
    device.on(u"**",
        [this, &emitter](const Event &event) {
            for (Event &child : changes.detect(event)) {
                emitter.emitNext(std::move(child));
            }
        },
        {.priority = priority::changeDetector, .name = u"change detector"_s, .filter = isDecoded});
    device.on(u"**", [this](const Event &event) { devices.update(event); },
        {.priority = priority::changeDetector - 100, .name = u"live state"_s, .filter = isDecoded});
    QObject::connect(
        &emitter, &EventEmitter::traced, &emitter, [this](const TraceBatch &batch) { log->append(batch); },
        Qt::DirectConnection);
    emitter.emitEvent(programStarted.event({.version = QStringLiteral(EMBER_VERSION)}, u"emberscope"));
}

Result<QList<ProfilePtr>> Session::Private::profilesFor(const ConnectionUrl &url)
{
    QList<ProfilePtr> list;
    if (const QString named = url.profile.isEmpty() ? options.profile : url.profile; named.isEmpty()) {
        const auto &builtIn = ProfileLibrary::builtIn();
        list = QList<ProfilePtr>(builtIn.begin(), builtIn.end());
    } else {
        auto found = ProfileLibrary::find(named);
        if (!found) {
            return Error{found.error()};
        }
        list = {found.value()};
    }
    const std::lock_guard lock(profilesMutex);
    for (const ProfilePtr &profile : list) {
        profiles.insert(profile->id(), profile);
    }
    return list;
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

QString Session::Private::uniqueName(const ConnectionUrl &url) const
{
    const QString base = baseName(url);
    QString name = base;
    for (int n = 2; std::ranges::any_of(connections, [&](const auto &one) { return one.name == name; }); ++n) {
        name = u"%1 (%2)"_s.arg(base).arg(n);
    }
    return name;
}

Link *Session::Private::find(ConnectionId id) const
{
    const auto at = std::ranges::find(connections, id, &OpenConnection::id);
    return at == connections.end() ? nullptr : at->link.get();
}

Session::Session(SessionOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options)))
{
    d->emitterThread.run([this](EventEmitter &emitter) { d->registerHandlers(emitter); });
}

Session::~Session()
{
    stop(u"the program ended"_s);
}

Result<ConnectionId> Session::open(const ConnectionUrl &url)
{
    auto profiles = d->profilesFor(url);
    if (!profiles) {
        return Error{profiles.error()};
    }
    OpenConnection connection{.id = d->nextId++, .name = d->uniqueName(url), .link = nullptr};
    EventEmitter *emitter = &d->emitterThread.emitter();
    LinkOptions linkOptions;
    linkOptions.connection = connection.name;
    linkOptions.profiles = profiles.value();
    connection.link = std::make_unique<Link>(
        url, std::move(linkOptions), [emitter](const Event &event) { return emitter->postWait(event); });
    connection.link->open();
    d->connections.push_back(std::move(connection));
    return d->connections.back().id;
}

void Session::close(ConnectionId id)
{
    if (Link *link = d->find(id)) {
        link->close(u"closed by the person"_s);
    }
}

void Session::reconnect(ConnectionId id)
{
    if (Link *link = d->find(id)) {
        link->reconnect();
    }
}

void Session::remove(ConnectionId id)
{
    const auto at = std::ranges::find(d->connections, id, &OpenConnection::id);
    if (at != d->connections.end()) {
        at->link->close(u"closed by the person"_s);
        d->removed.append(at->link->status());
        d->connections.erase(at);
    }
}

QList<ConnectionStatus> Session::connections() const
{
    QList<ConnectionStatus> list;
    for (const OpenConnection &connection : d->connections) {
        list.append({.id = connection.id, .name = connection.name, .link = connection.link->status()});
    }
    return list;
}

void Session::stop(const QString &reason)
{
    if (d->stoppedAt) {
        return;
    }
    for (const OpenConnection &connection : d->connections) {
        connection.link->close(reason);
    }
    d->emitterThread.emitter().postWait(programStopped.event({.reason = reason}, u"emberscope"));
    d->emitterThread.run([](EventEmitter &emitter) { emitter.shutdown(); }); // emits what was posted, that one last
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

quint64 Session::devicesVersion() const noexcept
{
    return d->devices.version();
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
    d->emitterThread.run([](EventEmitter &emitter) { emitter.flushBatch(); });
    ReportInput input{.elapsed = elapsed(),
        .links = d->removed,
        .events = eventCounts(),
        .counts = counts(),
        .handlers = handlerStatistics()};
    for (const OpenConnection &connection : d->connections) {
        input.links.append(connection.link->status());
    }
    return makeReport(input);
}

} // namespace ember
