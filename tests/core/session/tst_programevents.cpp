// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/deviceevents.h>
#include <ember/events/emitterevents.h>
#include <ember/links/connectionevents.h>
#include <ember/session/programevents.h>
#include <ember/session/session.h>

#include <QtCore/QSet>
#include <QtTest/QTest>

#include <stdexcept>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000; // ms, for slow machines

/// A temperature as a handler wants it: the catalogue's FieldChanged leaves the type of the values open.
struct Temperature
{
    double now = 0;
};

} // namespace

template <>
inline constexpr auto ember::eventFields<Temperature> = std::tuple{describeField(u"new", &Temperature::now)};

namespace {
inline constexpr EventType<Temperature> temperature{"device.temperature_changed"};
}

class TestProgramEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTypeHasADescriptionAndASchema();
    void whatASessionEmitsIsInTheCatalogueAndFits();
    void typedHandlersHearTheProgramsEvents();
    void wrongDataIsFound_data();
    void wrongDataIsFound();
    void theSessionListsItsHandlersByDomain();
};

void TestProgramEvents::everyTypeHasADescriptionAndASchema()
{
    QVERIFY(programCatalogue().all().size() >= 20);
    for (const EventDescription &type : programCatalogue().all()) {
        QVERIFY2(!type.description.isEmpty(), qUtf8Printable(type.name));
        QVERIFY2(!type.schema[u"properties"_s].toObject().isEmpty(), qUtf8Printable(type.name));
        QCOMPARE(type.version, 1);
    }
}

void TestProgramEvents::whatASessionEmitsIsInTheCatalogueAndFits()
{
    Session session;
    session.onEmitterThread([](EventEmitter &emitter) {
        emitter.once(u"device.status_received", [](const Event &) { throw std::runtime_error("thrown on purpose"); });
    });
    const auto url
        = ConnectionUrl::parse(u"sim:navien-nwp500?seed=3&speed=600&fault=E799@30s,clear@90s,drop@120s,garbage@130s"_s);
    QVERIFY(url);
    QVERIFY(session.open(url.value()));
    const QSet<QString> wanted{u"emberscope.started"_s, u"connection.established"_s, u"connection.interrupted"_s,
        u"connection.resumed"_s, u"device.status_received"_s, u"device.feature_received"_s,
        u"device.temperature_changed"_s, u"device.power_changed"_s, u"device.error_detected"_s,
        u"device.error_cleared"_s, u"message.undecodable"_s, u"emitter.handler_failed"_s};
    const auto seen = [&session] {
        QSet<QString> names;
        for (const EventCount &count : session.eventCounts()) {
            names.insert(count.name.text());
        }
        return names;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(seen().contains(wanted),
        qUtf8Printable(QStringList((QSet<QString>(wanted) - seen()).values()).join(u' ')), kPatience);
    session.stop(u"enough"_s);

    const LogSnapshot log = session.log()->snapshot();
    QSet<QString> checked;
    for (LogRow row = log.begin(); row < log.end(); ++row) {
        const Event event = log.entry(row).event;
        checked.insert(event.name());
        const QStringList complaints = programCatalogue().check(event);
        QVERIFY2(complaints.isEmpty(), qUtf8Printable(complaints.join(u'\n')));
    }
    QVERIFY(checked.contains(wanted));
    QVERIFY(checked.contains(u"emberscope.stopped"_s));
    QVERIFY(checked.contains(u"connection.closed"_s));
}

void TestProgramEvents::typedHandlersHearTheProgramsEvents()
{
    Session session;
    std::atomic<int> temperatures = 0;
    std::atomic<int> changes = 0;
    std::atomic<int> established = 0;
    session.onEmitterThread([&](EventEmitter &emitter) {
        emitter.on(temperature, [&](const Temperature &reading) { temperatures += reading.now > 0 ? 1 : 0; });
        emitter.on(temperatureChanged, [&](const FieldChanged &change, const Event &event) {
            changes += change.field == u"dhwTemperature" && change.unit && event.causeSequence() > 0 ? 1 : 0;
        });
        emitter.on(connectionEstablished, [&](const ConnectionEstablished &e) { established += e.attempt; });
    });
    QVERIFY(session.open(ConnectionUrl::parse(u"sim:navien-nwp500?seed=3&speed=3000"_s).value()));
    QTRY_VERIFY_WITH_TIMEOUT(changes > 2, kPatience);
    session.stop(u"enough"_s);
    QCOMPARE(temperatures.load(), changes.load());
    QCOMPARE(established.load(), 1);
    QCOMPARE(session.counts().handlerFailures, quint64(0));
}

void TestProgramEvents::wrongDataIsFound_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QJsonObject>("data");
    QTest::addColumn<QString>("complaint");
    const auto row = [](const char *title, const QString &name, const QJsonObject &data, const QString &complaint) {
        QTest::newRow(title) << name << data << complaint;
    };
    row("missing", u"connection.lost"_s, {{u"url"_s, u"sim:"_s}, {u"reason"_s, u"x"_s}},
        u"connection.lost: the data needs a member \"attempt\""_s);
    row("type", u"connection.stale"_s, {{u"url"_s, u"sim:"_s}, {u"silentSeconds"_s, u"long"_s}},
        u"connection.stale: \"silentSeconds\" must be of type number"_s);
    row("range", u"connection.established"_s, {{u"url"_s, u"sim:"_s}, {u"attempt"_s, 3e9}},
        u"connection.established: \"attempt\""_s);
    row("no values", u"device.status_received"_s, {}, u"device.status_received: the data needs a member \"values\""_s);
    row("unknown name", u"device.unheard_of"_s, {}, u"no event type \"device.unheard_of\" is in the catalogue"_s);
}

void TestProgramEvents::wrongDataIsFound()
{
    QFETCH(const QString, name);
    QFETCH(const QJsonObject, data);
    QFETCH(const QString, complaint);
    const QStringList complaints = programCatalogue().check(name, data);
    QCOMPARE(complaints.size(), 1);
    QVERIFY2(complaints.first().startsWith(complaint), qUtf8Printable(complaints.first()));
}

void TestProgramEvents::theSessionListsItsHandlersByDomain()
{
    Session session;
    const QList<DomainInfo> domains = session.handlerDomains();
    QCOMPARE(domains.size(), 2);
    QCOMPARE(domains.first().name, u"device"_s);
    QCOMPARE(domains.first().handlers.size(), 2);
    QCOMPARE(domains.first().handlers[0].info.name, u"change detector"_s);
    QCOMPARE(domains.first().handlers[0].info.priority, priority::changeDetector);
    QCOMPARE(domains.first().handlers[1].info.name, u"live state"_s);
    QCOMPARE(domains.last().name, u"commands"_s);
    QCOMPARE(domains.last().handlers.size(), 1);
}

QTEST_GUILESS_MAIN(TestProgramEvents)
#include "tst_programevents.moc"
