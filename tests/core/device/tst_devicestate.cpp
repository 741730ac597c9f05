// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <ember/device/devicestate.h>

using namespace ember;
using namespace ember::test;

namespace {

/// A lamp and its state.
struct Bench
{
    Decoder decoder{{lamp()}, u"c1"_s};
    DeviceState state;

    bool feed(const Message &message) { return state.update(decoder.decode(message).event); }
    Value field(QStringView path) const { return state.field(Symbol::find(path)); }
    const ValueState &of(QStringView key) const
    {
        return state.fieldState(state.profile()->fieldIndex(Symbol::find(key)));
    }
    const ValueState &ofDerived(QStringView key) const
    {
        return state.derivedState(state.profile()->derivedIndex(Symbol::find(key)));
    }
};

} // namespace

class TestDeviceState : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "UTC"); } // at(0) is 20:26:40

    void anEmptyStateKnowsNothing()
    {
        const DeviceState state;
        QVERIFY(state.isEmpty());
        QVERIFY(!state.profile());
        QVERIFY(state.field(Symbol::intern(u"values.level")).isAbsent());
        QVERIFY(state.alarms().empty());
        QVERIFY(sentences(state).isEmpty());
    }

    void messagesAreMerged()
    {
        Bench bench;
        QVERIFY(bench.feed(lampState({{u"level"_s, 5}, {u"mode"_s, 1}}, 1)));
        QVERIFY(bench.feed(lampPart({{u"level"_s, 7}}, 2)));
        QCOMPARE(bench.field(u"values.level").toReal(), 0.7);
        QCOMPARE(bench.field(u"raw.level").toInteger(), 7);
        QCOMPARE(bench.field(u"values.mode").toInteger(), 1);
        QCOMPARE(bench.field(u"labels.mode").toText().toString(), u"Bright"_s);
        QVERIFY(bench.field(u"values.door").isAbsent());
        QVERIFY(bench.field(u"other").isAbsent());
        QCOMPARE(bench.state.messageCount(), quint64(2));
        QCOMPARE(bench.state.lastMessageAt(), at(2));
        QCOMPARE(bench.state.source().text(), u"lamp/l1"_s);
        QCOMPARE(bench.state.connection(), u"c1"_s);
    }

    void changesAreDated()
    {
        Bench bench;
        bench.feed(lampState({{u"level"_s, 5}}, 1));
        QCOMPARE(bench.of(u"level").changedAt, at(1));
        QVERIFY(!bench.of(u"level").isChangeSeen);
        bench.feed(lampState({{u"level"_s, 5}}, 2));
        QCOMPARE(bench.of(u"level").changedAt, at(1));
        QCOMPARE(bench.of(u"level").seenAt, at(2));
        QVERIFY(bench.of(u"level").previous.view().isNull());
        bench.feed(lampState({{u"level"_s, 6}}, 3));
        QCOMPARE(bench.of(u"level").changedAt, at(3));
        QVERIFY(bench.of(u"level").isChangeSeen);
        QCOMPARE(bench.of(u"level").previous.view().toInteger(), 5);
    }

    void anInvalidValueIsUnknownAndKeepsTheLastOneBehindIt()
    {
        Bench bench;
        bench.feed(lampState({{u"mode"_s, 1}}, 1));
        bench.feed(lampState({{u"mode"_s, u"x"_s}}, 2));
        QVERIFY(bench.field(u"values.mode").isNull());
        QVERIFY(bench.field(u"labels.mode").isAbsent());
        QCOMPARE(bench.field(u"raw.mode").toInteger(), 1);
        QCOMPARE(bench.of(u"mode").invalidReason, u"\"x\" is a text, a whole number was expected"_s);
        bench.feed(lampState({{u"week"_s, 1}}, 3)); // absent: still the same knowledge
        QVERIFY(bench.field(u"values.mode").isNull());
        bench.feed(lampState({{u"mode"_s, 1}}, 4));
        QCOMPARE(bench.field(u"values.mode").toInteger(), 1);
        QVERIFY(bench.of(u"mode").invalidReason.isEmpty());
        QCOMPARE(bench.of(u"mode").changedAt, at(1));
    }

    void textsBelongToTheState()
    {
        Bench bench;
        bench.feed(lampState({{u"name"_s, u"first"_s}}));
        DeviceState copy = bench.state;
        bench.feed(lampState({{u"name"_s, u"second"_s}}));
        QCOMPARE(copy.field(Symbol::find(u"values.name")).toText().toString(), u"first"_s);
        QCOMPARE(bench.field(u"values.name").toText().toString(), u"second"_s);
    }

    void aVariantIsKeptBesideItsField()
    {
        Bench bench;
        bench.feed(lampState({{u"name"_s, u"A"_s}}));
        bench.feed(lampPart({{u"name"_s, 9}}));
        QCOMPARE(bench.field(u"values.name").toText().toString(), u"A"_s);
        QCOMPARE(bench.state.fieldState(8).raw.view().toInteger(), 9);
    }

    void aDerivedValueEndsWhenItsInputsGiveNone()
    {
        Bench bench;
        bench.feed(lampState({{u"level"_s, 50}, {u"hours"_s, 10}, {u"on"_s, 2}}, 1));
        QCOMPARE(bench.field(u"derived.share").toReal(), 50.0);
        bench.feed(lampState({{u"week"_s, 1}}, 2)); // says nothing about it
        QCOMPARE(bench.field(u"derived.share").toReal(), 50.0);
        bench.feed(lampState({{u"level"_s, 50}, {u"hours"_s, 0}}, 3)); // division by zero
        QVERIFY(bench.field(u"derived.share").isAbsent());
        QVERIFY(!bench.ofDerived(u"share").isKnown);
        bench.feed(lampState({{u"on"_s, 1}}, 4));
        QCOMPARE(bench.field(u"derived.glow"), Value(false));
        QCOMPARE(bench.ofDerived(u"glow").changedAt, at(4));
        QCOMPARE(bench.ofDerived(u"glow").previous.view(), Value(true));
    }

    void otherDevicesAndOtherEventsAreRefused()
    {
        Bench bench;
        QVERIFY(!bench.state.update(Event(u"connection.resumed")));
        QVERIFY(bench.state.isEmpty());
        QVERIFY(bench.feed(lampState({{u"level"_s, 5}}, 1, u"l1"_s)));
        QVERIFY(!bench.feed(lampState({{u"level"_s, 6}}, 1, u"l2"_s)));
        Decoder other({bench.state.profile()}, u"c2"_s);
        QVERIFY(!bench.state.update(other.decode(lampState({{u"level"_s, 6}})).event));
        QCOMPARE(bench.field(u"raw.level").toInteger(), 5);
    }

    void aFaultInTheFirstMessageStandsAsAlarm()
    {
        Bench bench;
        bench.feed(lampState({{u"fault"_s, 5}}, 1));
        QCOMPARE(bench.state.alarms().size(), std::size_t(1));
        const StandingAlarm alarm = bench.state.alarms()[0];
        QCOMPARE(alarm.code, std::optional<qint64>(5));
        QCOMPARE(alarm.text, u"Broken"_s);
        QCOMPARE(alarm.advice, u"Mend it."_s);
        QCOMPARE(alarm.since, at(1));
        QVERIFY(alarm.isFromFirstMessage);
    }

    void anAlarmStandsUntilItsConditionEnds()
    {
        Bench bench;
        bench.feed(lampState({{u"fault"_s, 0}}, 1));
        QVERIFY(bench.state.alarms().empty());
        bench.feed(lampState({{u"fault"_s, 5}}, 2));
        bench.feed(lampState({{u"level"_s, 1}}, 3)); // absent
        bench.feed(lampState({{u"fault"_s, u"x"_s}}, 4)); // invalid
        bench.feed(lampState({{u"fault"_s, 5}}, 5));
        QCOMPARE(bench.state.alarms().size(), std::size_t(1));
        QCOMPARE(bench.state.alarms()[0].since, at(2));
        QVERIFY(!bench.state.alarms()[0].isFromFirstMessage);
        bench.feed(lampState({{u"fault"_s, 6}}, 6));
        QCOMPARE(bench.state.alarms()[0].code, std::optional<qint64>(6));
        QCOMPARE(bench.state.alarms()[0].since, at(6));
        bench.feed(lampState({{u"fault"_s, 0}}, 7));
        QVERIFY(bench.state.alarms().empty());
    }

    void anAlarmMayHaveWordsOfItsOwn()
    {
        Decoder decoder({profileNamed(u"boiler-topics"_s)}, u"c"_s);
        DeviceState state;
        state.update(decoder.decode(textMessage("0.8", u"boiler/b/pressure"_s)).event);
        QCOMPARE(state.alarms().size(), std::size_t(1));
        QVERIFY(!state.alarms()[0].code);
        QVERIFY(!state.alarms()[0].text.isEmpty());
        QVERIFY(!state.alarms()[0].advice.isEmpty());
        state.update(decoder.decode(textMessage("1.4", u"boiler/b/pressure"_s)).event);
        QVERIFY(state.alarms().empty());
    }

    void aCopyIsASnapshot()
    {
        Bench bench;
        bench.feed(lampState({{u"level"_s, 5}}, 1));
        const DeviceState snapshot = bench.state;
        bench.feed(lampState({{u"level"_s, 6}, {u"fault"_s, 5}}, 2));
        QCOMPARE(snapshot.field(Symbol::find(u"raw.level")).toInteger(), 5);
        QCOMPARE(snapshot.messageCount(), quint64(1));
        QVERIFY(snapshot.alarms().empty());
        QCOMPARE(bench.field(u"raw.level").toInteger(), 6);
    }

    void sentencesTellTheState()
    {
        Bench bench;
        bench.feed(lampState({{u"level"_s, 586}, {u"on"_s, 2}}, 0));
        QCOMPARE(sentences(bench.state),
            (QStringList{u"Level 58.6\u2009lm"_s, u"On since before 20:26"_s})); // no name: no fourth sentence
        bench.feed(lampState({{u"on"_s, 1}, {u"name"_s, u"Ada"_s}}, 60));
        QCOMPARE(sentences(bench.state), (QStringList{u"Level 58.6\u2009lm"_s, u"Called Ada"_s}));
        bench.feed(lampState({{u"on"_s, 2}, {u"fault"_s, 7}}, 120));
        QCOMPARE(sentences(bench.state),
            (QStringList{u"Level 58.6\u2009lm"_s, u"On since 20:28"_s,
                u"E007: This code is not in the profile. Look at the panel of the device and in its "
                u"manual."_s,
                u"Called Ada"_s}));
    }

    void anOldMomentHasItsDay()
    {
        Bench bench;
        bench.feed(lampState({{u"on"_s, 1}}, 0));
        bench.feed(lampState({{u"on"_s, 2}}, 60));
        bench.feed(lampState({{u"on"_s, 2}}, 24 * 3600));
        QCOMPARE(sentences(bench.state), QStringList{u"On since 2026-05-28 20:27"_s});
    }

    void theHeaterSpeaks()
    {
        Decoder decoder = heaterDecoder();
        DeviceState state;
        QVERIFY(state.update(decoder.decode(statusMessage(olderStatus(), 0)).event));
        const QJsonObject running = with(olderStatus(),
            {{u"operationBusy"_s, 2}, {u"currentHeatUse"_s, 1}, {u"compUse"_s, 2}, {u"currentInstPower"_s, 440}});
        QVERIFY(state.update(decoder.decode(statusMessage(running, 60)).event));
        const QStringList said = sentences(state);
        QVERIFY2(said.contains(u"Hot water 97\u2009%, 59.7\u2009°C at the top, 58.8\u2009°C below"),
            qPrintable(said.join(u'\n')));
        QVERIFY2(said.contains(u"Heating with the heat pump since 20:27"), qPrintable(said.join(u'\n')));
        QVERIFY2(said.contains(u"Full in about 10\u2009min"), qPrintable(said.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestDeviceState)
#include "tst_devicestate.moc"
