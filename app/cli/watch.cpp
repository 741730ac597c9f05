// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch.h"

#include "complaint.h"
#include "eventprinter.h"
#include "interruption.h"

#include <ember/device/formatting.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>
#include <QtCore/QSaveFile>

#include <cstdio>

namespace ember {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kLookEvery = 100ms;
constexpr auto kLastWords = 2s; // for a reader of the output that lags behind
constexpr auto kLossesEvery = 5s;
constexpr auto kPatience = 30s; // without --for: how long a connection may stay unreachable from the start

/// What the account behind a connection offers; empty if there is none. Nothing that changes by itself.
QString describeAccount(const LinkStatus &link)
{
    if (!link.account) {
        return {};
    }
    QStringList devices;
    for (const AccountDevice &device : link.account->devices) {
        devices.append(device.name.isEmpty() ? device.id : u"%1 (%2)"_s.arg(device.name, device.id));
    }
    QString text = u"; devices: "_s + devices.join(u", "_s);
    if (link.account->unread > 0) {
        text += u"; %1 more that the profile does not read"_s.arg(link.account->unread);
    }
    return link.account->problem.isEmpty() ? text : text + u"; "_s + link.account->problem;
}

/// One line about a connection; what it says changes only when something to tell has changed.
QString describe(const LinkStatus &link)
{
    switch (link.state) {
    case LinkState::Connected:
        return (link.stale ? u"connected, but silent: %1"_s.arg(link.url) : u"connected: %1"_s.arg(link.url))
            + (link.note.isEmpty() ? QString() : u"; "_s + link.note) + describeAccount(link);
    case LinkState::Connecting:
        if (link.reason.isEmpty()) {
            return u"connecting: %1"_s.arg(link.url) + (link.doing.isEmpty() ? QString() : u": "_s + link.doing);
        }
        return u"not reachable: %1: %2; trying again"_s.arg(link.url, link.reason);
    case LinkState::Interrupted:
        return u"interrupted: %1: %2; trying again"_s.arg(link.url, link.reason);
    case LinkState::Lost:
        return u"given up: %1: %2"_s.arg(link.url, link.reason);
    case LinkState::Closed:
        return u"closed: %1"_s.arg(link.url);
    }
    return {};
}

/// The topic that lost most messages, and how many.
std::pair<QString, quint64> loudest(const LinkStatus &link)
{
    std::pair<QString, quint64> most;
    for (const auto &[topic, count] : link.droppedByTopic.asKeyValueRange()) {
        if (count > most.second) {
            most = {topic, count};
        }
    }
    return most;
}

bool writeReport(const QString &file, const QJsonObject &report)
{
    QSaveFile out(file);
    const bool written = out.open(QIODevice::WriteOnly)
        && out.write(QJsonDocument(report).toJson(QJsonDocument::Indented)) > 0 && out.commit();
    if (!written) {
        tell(u"the report could not be written to %1: %2"_s.arg(file, out.errorString()));
    }
    return written;
}

} // namespace

Watch::Watch(WatchArguments arguments, QObject *parent)
    : QObject(parent)
    , m_arguments(std::move(arguments))
    , m_session(SessionOptions{.logBudget = m_arguments.logBudget, .profile = m_arguments.profile})
{
}

Watch::~Watch()
{
    m_session.stop(m_reason);
}

int Watch::run()
{
    Interruption interruption;
    connect(&interruption, &Interruption::interrupted, this, [this] { end(u"interrupted"_s, 0); });
    connect(
        this, &Watch::printerEnded, this, [this] { end(u"nothing more to print"_s, 0); }, Qt::QueuedConnection);

    startPrinting();
    if (!openAll()) {
        return 1;
    }
    connect(&m_looking, &QTimer::timeout, this, &Watch::lookAtConnections);
    m_looking.start(kLookEvery);
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer); // a coarse one may end 5 % early
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        const bool reached = everyConnectionWasEstablished();
        if (m_arguments.duration || !reached) {
            end(reached ? u"the time is over"_s : u"a connection was never established"_s, reached ? 0 : 1);
        }
    });
    m_deadline.start(m_arguments.duration.value_or(kPatience));
    lookAtConnections();

    QCoreApplication::exec();
    return finish();
}

bool Watch::openAll()
{
    for (const ConnectionUrl &url : m_arguments.urls) {
        if (const auto opened = m_session.open(url); !opened) {
            tell(opened.error());
            return false;
        }
    }
    return true;
}

void Watch::startPrinting()
{
    m_printer = std::make_unique<EventPrinter>(
        m_arguments.format, m_arguments.filter, m_arguments.count,
        [this](const Event &event) { return m_session.summary(event); },
        [this](HandlerId id) { return m_session.handlerInfo(id); });
    m_session.onEmitterThread([this](EventEmitter &emitter) {
        connect(
            &emitter, &EventEmitter::traced, &emitter,
            [this](const TraceBatch &batch) {
                if (m_printer->print(batch) != EventPrinter::State::Printing) {
                    Q_EMIT printerEnded();
                }
            },
            Qt::DirectConnection);
    });
}

void Watch::lookAtConnections()
{
    bool allLost = true;
    for (const ConnectionStatus &connection : m_session.connections()) {
        const QString line = describe(connection.link);
        if (QString &told = m_told[connection.id]; told != line) {
            told = line;
            tell(line);
        }
        allLost = allLost && connection.link.state == LinkState::Lost;
    }
    if (std::chrono::steady_clock::now() - m_lossesToldAt >= kLossesEvery) {
        tellLosses();
    }
    if (!m_toldOfFurther && m_session.messagesOfFurtherDevices() > 0) {
        m_toldOfFurther = true;
        tell(u"more devices than can be followed: of further ones every message is printed and counted, but not their "
             u"state and alarms; the report says how many"_s);
    }
    if (!m_toldOfValues && m_session.valuesNotKept() > 0) {
        m_toldOfValues = true;
        tell(u"more fields than can be followed: every message is printed and counted, but not everything is in the "
             u"state of its device; the report says how many values"_s);
    }
    if (allLost) {
        end(u"refused for good"_s, 1);
    }
}

void Watch::tellLosses()
{
    for (const ConnectionStatus &connection : m_session.connections()) {
        const LinkStatus &link = connection.link;
        if (quint64 &told = m_toldDropped[connection.id]; told != link.messages.dropped) {
            told = link.messages.dropped;
            m_lossesToldAt = std::chrono::steady_clock::now();
            const auto [topic, count] = loudest(link);
            tell(u"messages lost: %1: they come faster than they are handled; %2 dropped so far, %3 of them of %4"_s
                     .arg(link.url)
                     .arg(told)
                     .arg(count)
                     .arg(topic));
        }
    }
}

bool Watch::everyConnectionWasEstablished() const
{
    const auto connections = m_session.connections();
    return std::ranges::all_of(connections, [](const auto &connection) { return connection.link.established > 0; });
}

void Watch::end(const QString &reason, int exitCode)
{
    if (m_reason.isEmpty()) {
        m_reason = reason;
        m_exitCode = exitCode;
        QCoreApplication::quit();
    }
}

int Watch::finish()
{
    m_looking.stop();
    m_printer->endWithin(kLastWords);
    m_session.stop(m_reason);
    tellLosses();
    if (m_printer->isCutShort()) {
        tell(u"not everything was printed: nobody read the output any more"_s);
    }
    if (!m_arguments.report.isEmpty() && !writeReport(m_arguments.report, m_session.report())) {
        return 1;
    }
    return m_exitCode;
}

} // namespace ember
