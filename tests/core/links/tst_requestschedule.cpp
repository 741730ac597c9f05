// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestschedule.h"
#include "testprofile.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ember::ConnectionUrl;
using ember::PreparedRequest;
using ember::RequestSchedule;
using Clock = RequestSchedule::Clock;

namespace {

ConnectionUrl address(QStringView text)
{
    const auto url = ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qPrintable(url.error()));
    }
    return *url;
}

/// A schedule and the broker that takes (or refuses) what it sends.
struct Bench
{
    explicit Bench(QStringView url)
        : schedule(address(url), {roomProfile()}, u"me"_s)
    {
    }
    /// What goes out at that moment, as "topic what".
    QStringList sent(Clock::time_point now)
    {
        QStringList out;
        schedule.publishDue(now, [&](const PreparedRequest &request) {
            const QJsonObject body = QJsonDocument::fromJson(request.body).object();
            last = body;
            if (accepts) {
                out.append(request.topic + u" "_s + body[u"what"_s].toString());
            } else {
                ++refused;
            }
            return accepts;
        });
        return out;
    }

    RequestSchedule schedule;
    bool accepts = true;
    int refused = 0;
    QJsonObject last;
};

const QStringList kBoth{u"room/a/ask info"_s, u"room/a/ask state"_s};
const QStringList kState{u"room/a/ask state"_s};

} // namespace

class TestRequestSchedule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDeviceIsAskedAtItsFirstMessageAndThenAtIntervals();
    void aNamedDeviceIsAskedAsSoonAsTheConnectionStands();
    void pollReplacesTheIntervalOfPolledRequests();
    void pollOffSendsNothing();
    void withoutPollingWhatADeviceCanDoIsAskedOnce();
    void whatCouldNotBeSentIsDueAfterReconnecting();
    void aRefusalOnAStandingConnectionIsTriedAgainLater();
    void aRequestWaitsForTheVariableItLacks();
    void aNamedDeviceThatCannotBeAskedIsSaid();
    void templatesAreFilled();
    void theNumberOfDevicesIsBounded();
};

void TestRequestSchedule::aDeviceIsAskedAtItsFirstMessageAndThenAtIntervals()
{
    Bench bench(u"mqtt://host");
    const Clock::time_point start = Clock::now();
    bench.schedule.connected(start);
    QVERIFY(!bench.schedule.nextDue());
    bench.schedule.heard(roomProfile(), u"a"_s, {{u"additional"_s, u"7"_s}}, start);
    QCOMPARE(bench.schedule.nextDue(), std::optional(start));
    QCOMPARE(bench.sent(start), kBoth);
    QCOMPARE(bench.schedule.nextDue(), std::optional(start + 1000s));
    bench.schedule.heard(roomProfile(), u"a"_s, {{u"additional"_s, u"7"_s}}, start + 5s);
    QCOMPARE(bench.sent(start + 999s), QStringList());
    QCOMPARE(bench.sent(start + 1000s), kState);
    QCOMPARE(bench.sent(start + 1999s), QStringList());
    QCOMPARE(bench.sent(start + 2000s), kState);
}

void TestRequestSchedule::aNamedDeviceIsAskedAsSoonAsTheConnectionStands()
{
    Bench bench(u"mqtt://host?device=a:5322");
    const Clock::time_point start = Clock::now();
    QVERIFY(!bench.schedule.nextDue());
    QCOMPARE(bench.sent(start), QStringList());
    bench.schedule.connected(start);
    QCOMPARE(bench.sent(start), kBoth);
    QCOMPARE(bench.last[u"code"_s].toString(), u"5322"_s);
    bench.schedule.heard(roomProfile(), u"a"_s, {{u"additional"_s, u"5322"_s}}, start + 1s);
    QCOMPARE(bench.sent(start + 1s), QStringList()); // its first message asks nothing twice
}

void TestRequestSchedule::pollReplacesTheIntervalOfPolledRequests()
{
    Bench bench(u"mqtt://host?device=a:7&poll=5");
    const Clock::time_point start = Clock::now();
    bench.schedule.connected(start);
    QCOMPARE(bench.sent(start), kBoth);
    QCOMPARE(bench.sent(start + 5s), kState);
}

void TestRequestSchedule::pollOffSendsNothing()
{
    Bench bench(u"mqtt://host?device=a:7&poll=off");
    const Clock::time_point start = Clock::now();
    bench.schedule.connected(start);
    bench.schedule.heard(roomProfile(), u"b"_s, {{u"additional"_s, u"7"_s}}, start);
    QVERIFY(!bench.schedule.nextDue());
    QCOMPARE(bench.sent(start + 5000s), QStringList());
}

void TestRequestSchedule::withoutPollingWhatADeviceCanDoIsAskedOnce()
{
    Bench bench(u"mqtt://host?poll=off");
    const Clock::time_point start = Clock::now();
    const auto hear = [&](int seconds) {
        bench.schedule.heard(roomProfile(), u"a"_s, {{u"additional"_s, u"7"_s}}, start + std::chrono::seconds(seconds));
    };
    bench.schedule.connected(start);
    hear(0);
    QVERIFY(!bench.schedule.nextDue());
    bench.schedule.askOnce(); // commands were allowed
    hear(1);
    QCOMPARE(bench.sent(start + 1s), QStringList{u"room/a/ask info"_s}); // not its state, which is polled
    bench.schedule.askOnce();
    hear(2);
    QVERIFY(!bench.schedule.nextDue());
    QCOMPARE(bench.sent(start + 5000s), QStringList());
}

void TestRequestSchedule::whatCouldNotBeSentIsDueAfterReconnecting()
{
    Bench bench(u"mqtt://host?device=a:7&poll=300");
    const Clock::time_point start = Clock::now();
    bench.schedule.connected(start);
    bench.accepts = false;
    QCOMPARE(bench.sent(start), QStringList());
    QCOMPARE(bench.refused, 2);
    bench.schedule.disconnected();
    QVERIFY(!bench.schedule.nextDue());
    QCOMPARE(bench.sent(start + 400s), QStringList());
    QCOMPARE(bench.refused, 2); // nothing was tried meanwhile
    bench.accepts = true;
    bench.schedule.connected(start + 20s);
    QCOMPARE(bench.sent(start + 20s), kBoth);
    QCOMPARE(bench.sent(start + 319s), QStringList());
    QCOMPARE(bench.sent(start + 320s), kState);
}

void TestRequestSchedule::aRefusalOnAStandingConnectionIsTriedAgainLater()
{
    Bench bench(u"mqtt://host?device=a:7&poll=300");
    const Clock::time_point start = Clock::now();
    bench.schedule.connected(start);
    bench.accepts = false;
    QCOMPARE(bench.sent(start), QStringList());
    bench.accepts = true;
    QCOMPARE(bench.sent(start + 10s), (QStringList{u"room/a/ask info"_s}));
    QCOMPARE(bench.sent(start + 300s), kState);
}

void TestRequestSchedule::aRequestWaitsForTheVariableItLacks()
{
    Bench bench(u"mqtt://host");
    const Clock::time_point start = Clock::now();
    bench.schedule.connected(start);
    bench.schedule.heard(roomProfile(), u"a"_s, {}, start);
    QCOMPARE(bench.schedule.unaskedNote(), QString());
    QCOMPARE(bench.sent(start), (QStringList{u"room/a/ask info"_s}));
    QVERIFY2(bench.schedule.unaskedNote().startsWith(u"a cannot be asked"_s), qPrintable(bench.schedule.unaskedNote()));
    bench.schedule.heard(roomProfile(), u"a"_s, {}, start + 1s);
    QCOMPARE(bench.sent(start + 1s), QStringList());
    bench.schedule.heard(roomProfile(), u"a"_s, {{u"additional"_s, u"7"_s}}, start + 2s);
    QCOMPARE(bench.sent(start + 2s), kState);
    QCOMPARE(bench.last[u"code"_s].toString(), u"7"_s);
    QCOMPARE(bench.schedule.unaskedNote(), QString());
}

void TestRequestSchedule::aNamedDeviceThatCannotBeAskedIsSaid()
{
    Bench bench(u"mqtt://host?device=a&device=b&device=c:7");
    const Clock::time_point start = Clock::now();
    bench.schedule.connected(start);
    (void)bench.sent(start);
    const QString note = bench.schedule.unaskedNote();
    QVERIFY2(
        note.startsWith(u"a and 1 more cannot be asked"_s) && note.contains(u"device=a:VALUE"_s), qPrintable(note));
}

void TestRequestSchedule::templatesAreFilled()
{
    Bench bench(u"mqtt://host");
    const Clock::time_point start = Clock::now();
    bench.schedule.connected(start);
    bench.schedule.heard(roomProfile(), u"a"_s, {{u"additional"_s, u"7"_s}}, start);
    bench.schedule.publishDue(start, [&](const PreparedRequest &request) {
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        bench.last = body.contains(u"client") ? body : bench.last;
        return true;
    });
    QCOMPARE(bench.last[u"client"_s].toString(), u"me"_s);
    QCOMPARE(bench.last[u"session"_s].toString().size(), 32);
}

void TestRequestSchedule::theNumberOfDevicesIsBounded()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"more than 10000 devices"_s));
    Bench bench(u"mqtt://host");
    const Clock::time_point start = Clock::now();
    bench.schedule.connected(start);
    const int devices = int(RequestSchedule::kMaxDevices) + 10;
    for (int i = 0; i < devices; ++i) {
        bench.schedule.heard(roomProfile(), QString::number(i), {{u"additional"_s, u"7"_s}}, start);
    }
    QCOMPARE(bench.sent(start).size(), qsizetype(2 * RequestSchedule::kMaxDevices));
}

QTEST_GUILESS_MAIN(TestRequestSchedule)
#include "tst_requestschedule.moc"
