// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <ember/device/changedetector.h>

using namespace ember;
using namespace ember::test;

namespace {

/// Decodes for one connection and detects.
class Bench
{
public:
    explicit Bench(const QString &connection = u"c1"_s, ProfilePtr profile = lamp())
        : m_decoder({std::move(profile)}, connection)
    {
    }
    std::vector<Event> feed(ChangeDetector &detector, const Message &message)
    {
        return detector.detect(m_decoder.decode(message).event);
    }

private:
    Decoder m_decoder;
};

QStringList names(const std::vector<Event> &events)
{
    QStringList list;
    for (const Event &event : events) {
        list.append(event.name().section(u'.', 1));
    }
    return list;
}

using Steps = QList<QJsonObject>;

} // namespace

Q_DECLARE_METATYPE(Steps)

class TestChangeDetector : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// One status after another; what the last one makes.
    void baselines_data()
    {
        QTest::addColumn<Steps>("states");
        QTest::addColumn<QStringList>("events");
        const auto level = [](const QJsonValue &value) { return QJsonObject{{u"level"_s, value}}; };
        const QJsonObject other{{u"week"_s, 1}};
        const QStringList changed{u"temperature_changed"_s};
        QTest::newRow("first sight is the baseline") << Steps{level(5)} << QStringList();
        QTest::newRow("a first status with a fault fires nothing")
            << Steps{{{u"fault"_s, 5}, {u"on"_s, 2}}} << QStringList();
        QTest::newRow("the same fires nothing") << Steps{level(5), level(5)} << QStringList();
        QTest::newRow("another fires") << Steps{level(5), level(6)} << changed;
        QTest::newRow("only once") << Steps{level(5), level(6), level(6)} << QStringList();
        QTest::newRow("absent does not fire") << Steps{level(5), other} << QStringList();
        QTest::newRow("absent does not erase") << Steps{level(5), other, level(6)} << changed;
        QTest::newRow("absent and back") << Steps{level(5), other, level(5)} << QStringList();
        QTest::newRow("a key may appear late") << Steps{other, level(5)} << QStringList();
        QTest::newRow("invalid does not fire") << Steps{level(5), level(u"x"_s)} << QStringList();
        QTest::newRow("invalid does not erase") << Steps{level(5), level(u"x"_s), level(6)} << changed;
        QTest::newRow("invalid and back") << Steps{level(5), level(QJsonValue::Null), level(5)} << QStringList();
        QTest::newRow("invalid is no first sight") << Steps{level(u"x"_s), level(5)} << QStringList();
        QTest::newRow("each key has its own baseline") << Steps{level(5), {{u"mode"_s, 1}},
            {{u"level"_s, 6}, {u"mode"_s, 0}}} << QStringList{u"temperature_changed"_s, u"mode_changed"_s};
        QTest::newRow("117 and 117.0 are the same") << Steps{level(117), level(117.0)} << QStringList();
        QTest::newRow("an unknown mode is a change too")
            << Steps{{{u"mode"_s, 1}}, {{u"mode"_s, 99}}} << QStringList{u"mode_changed"_s};
        QTest::newRow("derived edge") << Steps{{{u"on"_s, 1}}, {{u"on"_s, 2}}} << QStringList{u"heating_started"_s};
        QTest::newRow("derived edge over a gap")
            << Steps{{{u"on"_s, 1}}, other, {{u"on"_s, 2}}} << QStringList{u"heating_started"_s};
        QTest::newRow("derived edge over an invalid value")
            << Steps{{{u"on"_s, 1}}, {{u"on"_s, u"x"_s}}, {{u"on"_s, 2}}} << QStringList{u"heating_started"_s};
        QTest::newRow("derived without an edge") << Steps{{{u"on"_s, 2}}, {{u"on"_s, 2}}} << QStringList();
        QTest::newRow("fault appears") << Steps{{{u"fault"_s, 0}}, {{u"fault"_s, 5}}}
                                       << QStringList{u"error_detected"_s};
        QTest::newRow("fault turns into another")
            << Steps{{{u"fault"_s, 5}}, {{u"fault"_s, 6}}} << QStringList{u"error_detected"_s};
        QTest::newRow("fault stays") << Steps{{{u"fault"_s, 5}}, {{u"fault"_s, 5}}} << QStringList();
        QTest::newRow("fault goes") << Steps{{{u"fault"_s, 5}}, {{u"fault"_s, 0}}} << QStringList{u"error_cleared"_s};
        QTest::newRow("in the profile's order")
            << Steps{{{u"fault"_s, 0}, {u"on"_s, 1}, {u"mode"_s, 0}, {u"level"_s, 1}},
                   {{u"fault"_s, 5}, {u"on"_s, 2}, {u"mode"_s, 1}, {u"level"_s, 2}}}
            << QStringList{u"temperature_changed"_s, u"mode_changed"_s, u"heating_started"_s, u"error_detected"_s};
    }
    void baselines()
    {
        QFETCH(Steps, states);
        ChangeDetector detector;
        Bench bench;
        std::vector<Event> events;
        int second = 0;
        for (const QJsonObject &state : states) {
            events = bench.feed(detector, lampState(state, ++second));
        }
        QTEST(names(events), "events");
    }

    void eventsBelongToTheMessageTheyFollowFrom()
    {
        ChangeDetector detector;
        Decoder decoder({lamp()}, u"c1"_s);
        std::ignore = detector.detect(decoder.decode(lampState({{u"level"_s, 595}}, 1)).event);
        const Event status = decoder.decode(lampState({{u"level"_s, 600}}, 2)).event;
        const std::vector<Event> events = detector.detect(status);
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(events[0].source(), status.source());
        QCOMPARE(events[0].time(), at(2));
        QCOMPARE(events[0].metadata().get(), status.metadata().get());
        QVERIFY(events[0].causationId().isEmpty());
        QCOMPARE(events[0].data(),
            (QJsonObject{{u"field"_s, u"level"_s}, {u"old"_s, 59.5}, {u"new"_s, 60}, {u"unit"_s, u"lm"_s}}));
    }

    void enumerationsBringTheirLabels()
    {
        ChangeDetector detector;
        Bench bench;
        std::ignore = bench.feed(detector, lampState({{u"mode"_s, 1}}));
        const auto events = bench.feed(detector, lampState({{u"mode"_s, 9}}));
        QCOMPARE(events.at(0).data(),
            (QJsonObject{{u"field"_s, u"mode"_s}, {u"old"_s, 1}, {u"new"_s, 9}, {u"oldLabel"_s, u"Bright"_s},
                {u"newLabel"_s, QJsonValue(QJsonValue::Null)}}));
    }

    void derivedValuesMayBeWhatChanged()
    {
        ChangeDetector detector;
        Bench bench;
        std::ignore = bench.feed(detector, lampState({{u"level"_s, 50}, {u"hours"_s, 10}}));
        const auto events = bench.feed(detector, lampState({{u"level"_s, 50}, {u"hours"_s, 20}}));
        QCOMPARE(names(events), QStringList{u"share_changed"_s});
        QCOMPARE(events[0].data(),
            (QJsonObject{{u"field"_s, u"share"_s}, {u"old"_s, 50}, {u"new"_s, 25}, {u"unit"_s, u"%"_s}}));
    }

    void valuesComeFromTheMessage()
    {
        ChangeDetector detector;
        Bench bench;
        std::ignore = bench.feed(detector, lampState({{u"on"_s, 1}}));
        const auto events = bench.feed(detector, lampState({{u"on"_s, 2}, {u"mode"_s, 1}}));
        QCOMPARE(names(events), QStringList{u"heating_started"_s});
        QCOMPARE(events[0].data(), (QJsonObject{{u"values"_s, QJsonObject{{u"on"_s, true}, {u"mode"_s, 1}}}}));
        QCOMPARE(events[0].field(u"values.mode").toInteger(), 1);
        QVERIFY(events[0].field(u"raw.mode").isAbsent());
        QVERIFY(decodedMessageOf(events[0]));
    }

    void faultsSpeak_data()
    {
        QTest::addColumn<QJsonObject>("state");
        QTest::addColumn<QJsonObject>("data");
        const QJsonValue null(QJsonValue::Null);
        const auto data = [](int code, const QJsonValue &subCode, const QString &text, const QString &advice) {
            return QJsonObject{{u"code"_s, code}, {u"subCode"_s, subCode}, {u"text"_s, text}, {u"advice"_s, advice}};
        };
        QTest::newRow("exact sub-code") << QJsonObject{{u"fault"_s, 5}, {u"hours"_s, 2}}
                                        << data(5, 2, u"Half broken"_s, u"Mend half."_s);
        QTest::newRow("other sub-code") << QJsonObject{{u"fault"_s, 5}, {u"hours"_s, 3}}
                                        << data(5, 3, u"Broken"_s, u"Mend it."_s);
        QTest::newRow("no sub-code") << QJsonObject{{u"fault"_s, 5}} << data(5, null, u"Broken"_s, u"Mend it."_s);
        QTest::newRow("unknown code")
            << QJsonObject{{u"fault"_s, 123}}
            << data(123, null, u"Unknown fault"_s,
                   u"This code is not in the profile. Look at the panel of the device and in its manual."_s);
    }
    void faultsSpeak()
    {
        QFETCH(QJsonObject, state);
        ChangeDetector detector;
        Bench bench;
        std::ignore = bench.feed(detector, lampState({{u"fault"_s, 0}}));
        const auto events = bench.feed(detector, lampState(state));
        QCOMPARE(names(events), QStringList{u"error_detected"_s});
        QTEST(events[0].data(), "data");
    }

    void aClearedFaultNamesTheOldOne()
    {
        ChangeDetector detector;
        Bench bench;
        std::ignore = bench.feed(detector, lampState({{u"fault"_s, 5}}));
        const auto events = bench.feed(detector, lampState({{u"fault"_s, 0}}));
        QCOMPARE(names(events), QStringList{u"error_cleared"_s});
        QCOMPARE(events[0].field(u"code").toInteger(), 5);
    }

    void devicesAndConnectionsAreApart()
    {
        ChangeDetector detector;
        Bench first(u"c1"_s);
        Bench second(u"c2"_s);
        std::ignore = first.feed(detector, lampState({{u"level"_s, 1}}, 1, u"a"_s));
        QVERIFY(first.feed(detector, lampState({{u"level"_s, 2}}, 2, u"b"_s)).empty()); // another device
        QVERIFY(second.feed(detector, lampState({{u"level"_s, 3}}, 3, u"a"_s)).empty()); // another connection
        const auto events = first.feed(detector, lampState({{u"level"_s, 4}}, 4, u"a"_s));
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(events[0].field(u"old").toReal(), 0.1);
        QCOMPARE(detector.deviceCount(), 3);
    }

    void baselinesSurviveAReconnect()
    {
        ChangeDetector detector;
        Bench before;
        std::ignore = before.feed(detector, lampState({{u"level"_s, 1}}));
        QVERIFY(detector.detect(Event(u"connection.interrupted")).empty());
        QVERIFY(detector.detect(Event(u"connection.resumed")).empty());
        Bench after; // a new decoder with the profile read again
        QCOMPARE(names(after.feed(detector, lampState({{u"level"_s, 2}}))), QStringList{u"temperature_changed"_s});
    }

    void anotherMessageOfTheDeviceSetsBaselinesToo()
    {
        ChangeDetector detector;
        Bench bench;
        std::ignore = bench.feed(detector, lampState({{u"level"_s, 1}}));
        QVERIFY(bench.feed(detector, lampPart({{u"level"_s, 2}})).empty()); // no rule is about this message
        const auto events = bench.feed(detector, lampState({{u"level"_s, 3}}));
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(events[0].field(u"old").toReal(), 0.2);
    }

    void otherEventsAreNobodysBusiness()
    {
        ChangeDetector detector;
        QVERIFY(detector.detect(Event()).empty());
        QVERIFY(detector.detect(Event(u"device.status_received", Record::make({{u"level", 5}}))).empty());
        QCOMPARE(detector.deviceCount(), 0);
    }

    void theLongestUnusedDeviceIsForgottenAndCounted()
    {
        ChangeDetector detector(2);
        Bench bench;
        const auto feed = [&](const QString &id, int level) {
            return bench.feed(detector, lampState({{u"level"_s, level}}, 0, id)).size();
        };
        QCOMPARE(feed(u"a"_s, 1), std::size_t(0));
        QCOMPARE(feed(u"b"_s, 1), std::size_t(0));
        QCOMPARE(feed(u"a"_s, 2), std::size_t(1));
        QCOMPARE(feed(u"c"_s, 1), std::size_t(0)); // forgets b
        QCOMPARE(detector.forgottenDevices(), quint64(1));
        QCOMPARE(feed(u"a"_s, 3), std::size_t(1));
        QCOMPARE(feed(u"b"_s, 2), std::size_t(0)); // forgets c
        QCOMPARE(detector.forgottenDevices(), quint64(2));
        QCOMPARE(detector.deviceCount(), 2);
    }

    void theBoilerKnowsWhenItsPressureFalls()
    {
        ChangeDetector detector;
        Bench bench(u"c1"_s, profileNamed(u"boiler-topics"_s));
        const auto feed = [&](const char *topic, const QByteArray &payload) {
            return names(bench.feed(detector, textMessage(payload, QString::fromLatin1(topic))));
        };
        QVERIFY(feed("boiler/b1/pressure", "1.4").isEmpty());
        QVERIFY(feed("boiler/b1/temperature", "61").isEmpty());
        QCOMPARE(feed("boiler/b1/temperature", "62.5"), QStringList{u"temperature_changed"_s});
        QVERIFY(feed("boiler/b1/pressure", "NaN").isEmpty());
        QCOMPARE(feed("boiler/b1/pressure", "0.9"), QStringList{u"pressure_low"_s});
        QVERIFY(feed("boiler/b1/pressure", "0.8").isEmpty());
        QVERIFY(feed("boiler/b2/pressure", "0.7").isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestChangeDetector)
#include "tst_changedetector.moc"
