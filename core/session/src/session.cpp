// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/programevents.h>
#include <ember/session/session.h>

#include "closinglink.h"
#include "commanddesk.h"
#include "devicestore.h"
#include "emitterthread.h"
#include "eventtext.h"
#include "profilefiles.h"
#include "report.h"
#include "slowhandlers.h"

#include <ember/device/changedetector.h>
#include <ember/device/decodedmessage.h>
#include <ember/device/discoveredmessage.h>
#include <ember/device/formatting.h>
#include <ember/links/commandevents.h>

#include <QtCore/QHash>
#include <QtCore/QLoggingCategory>
#include <QtCore/QTimer>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

Q_LOGGING_CATEGORY(lcSession, "ember.session", QtWarningMsg)

constexpr auto kStopPatience = 3s; // how long stop() waits for handlers that lag behind
constexpr std::chrono::milliseconds kReleaseEvery{250};
constexpr std::chrono::milliseconds kLookEvery{20}; // whether a link is closed by now
const QString kClosedByPerson = u"closed by the person"_s;

bool isDecoded(const Event &event)
{
    return DecodedMessage::from(event.payload()) || DiscoveredMessage::from(event.payload());
}

struct OpenConnection
{
    ConnectionId id = 0;
    QString name;
    std::shared_ptr<Link> link;
    bool commandsAllowed = false;
    std::unique_ptr<ClosingLink> closing = nullptr;
    bool isWantedAgain = false; // to be opened when it is closed
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
    handlers->domain(u"commands"_s)
        .on(u"command.*"_s, [this](const Event &event) { commands.note(event); },
            {.priority = priority::changeDetector, .name = u"command outcomes"_s});
    auto *release = new QTimer(&emitter); // for what a view lets go of while no events come
    release->setInterval(kReleaseEvery);
    QObject::connect(release, &QTimer::timeout, release, [this, release] {
        if (!log->releaseLeft()) {
            release->stop();
        }
    });
    QObject::connect(
        &emitter, &EventEmitter::traced, &emitter,
        [this, &emitter, release](const TraceBatch &batch) {
            if (const std::chrono::duration<double> jump = log->append(batch); jump.count() != 0) {
                emitter.post(clockChanged.event({.seconds = jump.count()}, u"emberscope"));
            }
            slowHandlers.look(batch, emitter);
            if (log->heldBytes() > 0 && !release->isActive()) {
                release->start();
            }
        },
        Qt::DirectConnection);
    emitter.emitEvent(programStarted.event({.version = QStringLiteral(EMBER_VERSION)}, u"emberscope"));
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

QString Session::Private::namedProfile(const ConnectionUrl &url) const
{
    return url.profile.isEmpty() ? options.profile : url.profile;
}

/// If the profile of that name came from a file, its changes reach the connection.
void Session::Private::followFile(const QString &file, const std::shared_ptr<ProfileSet> &set)
{
    const ProfilePtr profile = set->profiles().value(0);
    const auto &builtIn = ProfileLibrary::builtIn();
    if (file.isEmpty() || std::ranges::find(builtIn, profile) != builtIn.end()) {
        return;
    }
    if (!profileFiles) {
        profileFiles
            = std::make_unique<ProfileFiles>([this](const Event &event) { emitterThread.emitter().post(event); },
                [this](const ProfilePtr &edition) {
                    const std::lock_guard lock(profilesMutex);
                    profiles.insert(edition->id(), edition);
                });
    }
    profileFiles->follow(file, profile, set);
}

Result<QList<ProfilePtr>> Session::Private::profilesFor(const ConnectionUrl &url)
{
    QList<ProfilePtr> list;
    if (const QString named = namedProfile(url); named.isEmpty()) {
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

QString Session::Private::uniqueName(const QString &base) const
{
    QString name = base;
    for (int n = 2; std::ranges::any_of(connections, [&](const auto &one) { return one.name == name; }); ++n) {
        name = u"%1 (%2)"_s.arg(base).arg(n);
    }
    return name;
}

/// Takes note of the links that are closed by now.
void Session::Private::lookAtClosing()
{
    bool isGoingOn = false;
    for (OpenConnection &one : connections) {
        if (one.closing && one.closing->isOver()) {
            one.closing.reset();
            if (std::exchange(one.isWantedAgain, false)) {
                one.link->reconnect();
            }
        }
        isGoingOn = isGoingOn || one.closing;
    }
    std::erase_if(leaving, [this](const auto &one) {
        if (one->isOver()) {
            removed.append(one->link().status());
        }
        return one->isOver();
    });
    if (!isGoingOn && leaving.empty()) {
        closingTimer.stop();
    }
}

OpenConnection *Session::Private::connection(ConnectionId id)
{
    const auto at = std::ranges::find(connections, id, &OpenConnection::id);
    return at == connections.end() ? nullptr : &*at;
}

const OpenConnection *Session::Private::connection(ConnectionId id) const
{
    const auto at = std::ranges::find(connections, id, &OpenConnection::id);
    return at == connections.end() ? nullptr : &*at;
}

Link *Session::Private::find(ConnectionId id) const
{
    const OpenConnection *const found = connection(id);
    return found ? found->link.get() : nullptr;
}

CommandDesk::Wish Session::Private::wish(ConnectionId id, const QString &source, const QString &command) const
{
    const OpenConnection *const found = connection(id);
    return {.connection = found ? found->name : QString(),
        .isAllowed = found && found->commandsAllowed,
        .source = source,
        .command = command,
        .arguments = {},
        .user = user};
}

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

Result<ConnectionId> Session::open(const ConnectionUrl &url, const QString &name)
{
    auto profiles = d->profilesFor(url);
    if (!profiles) {
        return Error{profiles.error()};
    }
    OpenConnection connection{
        .id = d->nextId++, .name = d->uniqueName(name.isEmpty() ? baseName(url) : name), .link = nullptr};
    EventEmitter *emitter = &d->emitterThread.emitter();
    LinkOptions linkOptions;
    linkOptions.connection = connection.name;
    linkOptions.profiles = profiles.value();
    const auto profileSet = std::make_shared<ProfileSet>(profiles.value());
    d->followFile(d->namedProfile(url), profileSet);
    linkOptions.profileSet = profileSet;
    connection.link = std::make_shared<Link>(
        url, std::move(linkOptions), [emitter](const Event &event, std::chrono::milliseconds patience) {
            const bool taken = patience.count() > 0 ? emitter->offer(event, patience) : emitter->post(event);
            return taken ? Posted::Accepted : emitter->isStopped() ? Posted::Refused : Posted::Full;
        });
    connection.link->open();
    d->connections.push_back(std::move(connection));
    return d->connections.back().id;
}

void Session::close(ConnectionId id)
{
    OpenConnection *const found = d->connection(id);
    if (!found || found->closing) {
        return;
    }
    found->closing = std::make_unique<ClosingLink>(found->link, kClosedByPerson);
    d->closingTimer.start();
}

void Session::reconnect(ConnectionId id)
{
    if (OpenConnection *const found = d->connection(id)) {
        found->isWantedAgain = found->closing != nullptr;
        if (!found->closing) {
            found->link->reconnect();
        }
    }
}

Result<bool> Session::provoke(ConnectionId id, const SimulatedFault &fault)
{
    Link *link = d->find(id);
    return link ? link->provoke(fault) : Result<bool>(Error{u"There is no such connection any more."_s});
}

void Session::remove(ConnectionId id)
{
    const auto at = std::ranges::find(d->connections, id, &OpenConnection::id);
    if (at != d->connections.end()) {
        d->leaving.push_back(
            at->closing ? std::move(at->closing) : std::make_unique<ClosingLink>(at->link, kClosedByPerson));
        d->connections.erase(at);
        d->closingTimer.start();
    }
}

QList<ConnectionStatus> Session::connections() const
{
    QList<ConnectionStatus> list;
    for (const OpenConnection &connection : d->connections) {
        list.append({.id = connection.id,
            .name = connection.name,
            .kind = connection.link->url().kind,
            .link = connection.link->status(),
            .commandsAllowed = connection.commandsAllowed});
    }
    return list;
}

void Session::setCommandsAllowed(ConnectionId id, bool allowed)
{
    const auto at = std::ranges::find(d->connections, id, &OpenConnection::id);
    if (at == d->connections.end() || at->commandsAllowed == allowed) {
        return;
    }
    at->commandsAllowed = allowed;
    if (!allowed) {
        at->link->refuseWaitingCommands(u"the connection was made read-only before it was sent"_s);
    }
    EventInit envelope;
    envelope.source = Symbol::intern(u"emberscope");
    envelope.subject = at->name;
    envelope.metadata = std::make_shared<const Metadata>(
        Metadata{{Symbol::intern(u"connection"), at->name}, {Symbol::intern(u"user"), d->user}});
    d->emitterThread.emitter().post(
        settingChanged.event({.setting = u"commands allowed"_s, .old = !allowed, .now = allowed}, std::move(envelope)));
}

Result<QString> Session::sendCommand(
    ConnectionId id, const QString &source, const QString &command, const CommandArguments &arguments)
{
    CommandDesk::Wish wish = d->wish(id, source, command);
    wish.arguments = arguments;
    CommandDesk::Answer answer = CommandDesk::prepare(wish, devices());
    if (const OpenConnection *found = d->connection(id); answer.reason.isEmpty() && found->closing) {
        answer.reason = u"The connection is being closed; reconnect it first."_s;
    }
    if (answer.reason.isEmpty()) {
        if (const auto taken = d->find(id)->send(answer.command); !taken) {
            answer.reason = taken.error();
        }
    }
    if (answer.reason.isEmpty()) {
        return answer.command.correlationId;
    }
    d->emitterThread.emitter().post(commandEvent(commandRefused, answer.command, wish.connection, answer.reason));
    return Error{answer.reason};
}

QString Session::commandObstacle(ConnectionId id, const QString &source, const QString &command) const
{
    return CommandDesk::obstacle(d->wish(id, source, command), devices());
}

std::optional<CommandOutcome> Session::commandOutcome(const QString &correlationId) const
{
    return d->commands.outcome(correlationId);
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
