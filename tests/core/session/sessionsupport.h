// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/simulation.h>
#include <ember/session/session.h>

#include <QtCore/QByteArrayList>
#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtCore/QStringList>

#include <map>
#include <mutex>

/// What tests of a whole session ask for.
namespace sessiontest {

inline ember::ConnectionUrl urlOf(const QString &text)
{
    auto url = ember::ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qUtf8Printable(url.error()));
    }
    return url.value();
}

inline quint64 countOf(const ember::Session &session, QStringView name)
{
    for (const ember::EventCount &count : session.eventCounts()) {
        if (count.name.text() == name) {
            return count.count;
        }
    }
    return 0;
}

/// What breaks the ledger of a report, of messages and of events against the log; empty if it holds.
inline QString complaintAboutLedger(const QJsonObject &report, quint64 logged)
{
    const QJsonObject messages = report.value(QStringLiteral("messages")).toObject();
    const auto of = [&messages](const char *key) { return messages.value(QLatin1String(key)).toInteger(); };
    if (of("received") != of("decoded") + of("ignored") + of("undecodable") + of("waiting") + of("dropped")) {
        return QStringLiteral("the messages do not add up");
    }
    const QJsonObject events = report.value(QStringLiteral("events")).toObject();
    qint64 total = 0;
    for (const auto count : events) {
        total += count.toInteger();
    }
    if (total != qint64(logged)) {
        return QStringLiteral("%1 events counted and %2 logged").arg(total).arg(logged);
    }
    const qint64 decoded = events.value(QStringLiteral("device.status_received")).toInteger()
        + events.value(QStringLiteral("device.feature_received")).toInteger();
    if (decoded != of("decoded")) {
        return QStringLiteral("%1 messages decoded and %2 such events").arg(of("decoded")).arg(decoded);
    }
    return {};
}

/// Status messages of simulated units, by topic, as a real unit writes them (about 4 kB each).
inline std::map<QString, QByteArrayList> statusMessages(int devices, int each)
{
    ember::SimulationOptions options;
    options.devices = devices;
    options.rate = 1'000;
    ember::Simulation simulation(options);
    std::map<QString, QByteArrayList> messages;
    for (int i = 0; i < devices * each; ++i) {
        const ember::SimulatedStep step = simulation.next();
        messages[step.topic].append(step.payload);
    }
    return messages;
}

/// Collects what would be written to stderr while it lives; one at a time.
class Messages
{
public:
    Messages()
    {
        instance() = this;
        m_previous = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &text) {
            const std::lock_guard lock(instance()->m_mutex);
            instance()->m_texts.append(text);
        });
    }
    ~Messages() { qInstallMessageHandler(m_previous); }
    Messages(const Messages &) = delete;
    Messages &operator=(const Messages &) = delete;

    [[nodiscard]] qsizetype count(const QString &pattern) const
    {
        const std::lock_guard lock(m_mutex);
        return m_texts.filter(QRegularExpression(pattern)).size();
    }

private:
    static Messages *&instance()
    {
        static Messages *one = nullptr;
        return one;
    }
    QtMessageHandler m_previous = nullptr;
    mutable std::mutex m_mutex;
    QStringList m_texts;
};

} // namespace sessiontest
