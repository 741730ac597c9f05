// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventrecorder.h"
#include "faketransport.h"
#include "linkworker.h"
#include "testprofile.h"

#include <QtTest/QtTest>

#include <memory>
#include <utility>

struct LinkBenchSetting
{
    QString url = QStringLiteral("mqtt://anna:s3cr3t@host");
    std::chrono::milliseconds backoff{1};
    std::chrono::milliseconds settledAfter{0};
    std::chrono::milliseconds staleAfter{3'600'000};
    std::chrono::milliseconds attemptTimeout{60'000};
    std::size_t queueMessages = 10'000;
    std::chrono::milliseconds closePatience{2'000};
    ember::EventPoster post = {}; // none: the recorder's
};

/// A link over a fake transport, with its broker and what it posted.
class LinkBench
{
public:
    explicit LinkBench(const LinkBenchSetting &setting = {})
    {
        const auto url = ember::ConnectionUrl::parse(setting.url);
        if (!url) {
            qFatal("%s", qPrintable(url.error()));
        }
        // A random source that always gives 0.5 leaves the delays as they are.
        m_link = std::make_unique<ember::LinkWorker>(ember::LinkSetup{.url = *url,
            .options = {.connection = QStringLiteral("basement"),
                .profiles = {roomProfile()},
                .queueMessages = setting.queueMessages,
                .staleAfter = setting.staleAfter,
                .closePatience = setting.closePatience},
            .post = setting.post ? setting.post : recorder.poster(),
            .transport = [this](ember::TransportSink &sink) { return std::make_unique<FakeTransport>(broker, sink); },
            .backoff = ember::Backoff(
                {.initial = setting.backoff, .cap = std::chrono::hours(1), .settledAfter = setting.settledAfter},
                [] { return 0.5; }),
            .attemptTimeout = setting.attemptTimeout});
    }

    /// Opens the link and lets the broker accept it.
    [[nodiscard]] bool connect()
    {
        link().open();
        if (!broker.waitForOpens(1)) {
            return false;
        }
        sink().opened();
        return recorder.waitFor(QStringLiteral("connection.established"));
    }
    void say(const QString &device, const QByteArray &body)
    {
        sink().received({.topic = QStringLiteral("room/") + device + QStringLiteral("/state"),
            .payload = body,
            .time = ember::eventTimeNow()});
    }
    void say(const QString &device, int temperature)
    {
        say(device, R"({"code":"7","state":{"temperature":)" + QByteArray::number(temperature) + "}}");
    }
    /// Waits until nothing waits any more.
    [[nodiscard]] bool settled()
    {
        return QTest::qWaitFor([this] { return link().status().messages.waiting == 0; }, 20'000);
    }

    [[nodiscard]] ember::LinkWorker &link() { return *m_link; }
    [[nodiscard]] ember::TransportSink &sink() { return *broker.sink; }

    EventRecorder recorder; // both outlive the link
    FakeBroker broker;

private:
    std::unique_ptr<ember::LinkWorker> m_link;
};

[[nodiscard]] inline bool ledgerHolds(const ember::MessageCounts &counts)
{
    return counts.received == counts.decoded + counts.ignored + counts.undecodable + counts.waiting + counts.dropped;
}
