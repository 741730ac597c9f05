// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "typedexamples.h"

#include <ember/events/emitterevents.h>
#include <ember/events/eventcatalogue.h>

#include <QtCore/QJsonArray>
#include <QtTest/QTest>

#include <stdexcept>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

namespace {

Result<QJsonObject> renamed(QJsonObject data, const QString &from, const QString &to)
{
    if (!data.contains(from)) {
        return Error{u"there is no \"%1\""_s.arg(from)};
    }
    data.insert(to, data.take(from));
    return data;
}

/// Version 1 had "before" and "after", version 2 "old" and "after".
std::vector<EventUpgrade> upgrades()
{
    return {[](const QJsonObject &data) { return renamed(data, u"before"_s, u"old"_s); },
        [](const QJsonObject &data) { return renamed(data, u"after"_s, u"new"_s); }};
}

QJsonObject fittingData()
{
    return {{u"old"_s, 59.5}, {u"new"_s, 60}, {u"high"_s, true}, {u"unit"_s, u"°C"_s}, {u"sensor"_s, 2}};
}

/// Refuses everything.
class Refusing final : public SchemaValidator
{
public:
    [[nodiscard]] QStringList complaints(const QJsonObject &, const QJsonObject &) const override
    {
        return {u"refused"_s};
    }
};

} // namespace

class TestEventCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTypeIsFoundByName();
    void typesAreListedInOrder();
    void theSchemaComesFromTheStruct();
    void fittingDataPasses();
    void dataIsCheckedAgainstTheSchema_data();
    void dataIsCheckedAgainstTheSchema();
    void everyTypeOfASchemaIsTold_data();
    void everyTypeOfASchemaIsTold();
    void theSchemaOfFieldsOfEachType();
    void dataIsCheckedAgainstTheBusinessRules();
    void largeIntegersAreCheckedExactly();
    void eventsAreChecked();
    void anUnknownNameIsAComplaint();
    void anotherValidatorIsAsked();
    void aTypeWithoutStructHasItsOwnSchemaAndRules();
    void faultyTypesAreNotAdded();
    void oldDataIsBroughtUpToDate();
    void aFailedStepIsNamed();
    void versionsOutOfReachAreRefused();
    void theEmittersOwnEventsAreThere();
};

void TestEventCatalogue::aTypeIsFoundByName()
{
    EventCatalogue catalogue;
    QVERIFY(catalogue.add(temperatureChanged, upgrades()));
    const EventDescription *type = catalogue.find(u"device.temperature_changed");
    QVERIFY(type);
    QCOMPARE(type->name, u"device.temperature_changed"_s);
    QCOMPARE(type->version, 3);
    QCOMPARE(type->description, u"A temperature became another one"_s);
    QVERIFY(!catalogue.find(u"device.*"));
}

void TestEventCatalogue::typesAreListedInOrder()
{
    EventCatalogue catalogue;
    catalogue.add({.name = u"z.first"_s});
    catalogue.add(handlerFailed);
    catalogue.add({.name = u"a.last"_s});
    QStringList names;
    for (const EventDescription &type : catalogue.all()) {
        names.append(type.name);
    }
    QCOMPARE(names, (QStringList{u"z.first"_s, u"emitter.handler_failed"_s, u"a.last"_s}));
}

void TestEventCatalogue::theSchemaComesFromTheStruct()
{
    const QJsonObject schema = schemaOf<TemperatureChanged>();
    QCOMPARE(schema[u"type"_s], u"object"_s);
    QCOMPARE(schema[u"required"_s],
        (QJsonArray{u"old"_s, u"new"_s, u"high"_s, u"unit"_s, u"sensor"_s})); // not the optional "note"
    const QJsonObject properties = schema[u"properties"_s].toObject();
    const QJsonObject expectedNew{{u"type"_s, u"number"_s}, {u"description"_s, u"by now"_s}, {u"unit"_s, u"°C"_s}};
    QCOMPARE(properties[u"new"_s].toObject(), expectedNew);
    QCOMPARE(properties[u"high"_s][u"type"_s], u"boolean"_s);
    QCOMPARE(properties[u"unit"_s][u"type"_s], u"string"_s);
    QCOMPARE(properties[u"sensor"_s][u"type"_s], u"integer"_s);
    QCOMPARE(properties[u"sensor"_s][u"maximum"_s].toInteger(), 2147483647);
    QCOMPARE(properties[u"note"_s][u"type"_s], (QJsonArray{u"string"_s, u"null"_s}));
}

void TestEventCatalogue::fittingDataPasses()
{
    EventCatalogue catalogue;
    catalogue.add(temperatureChanged, upgrades());
    QJsonObject data = fittingData();
    QCOMPARE(catalogue.check(u"device.temperature_changed", data), QStringList());
    data.insert(u"note"_s, u"x"_s);
    data.insert(u"unknown"_s, QJsonArray{1, 2});
    QCOMPARE(catalogue.check(u"device.temperature_changed", data), QStringList());
    data.insert(u"note"_s, QJsonValue::Null);
    QCOMPARE(catalogue.check(u"device.temperature_changed", data), QStringList());
}

void TestEventCatalogue::dataIsCheckedAgainstTheSchema_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("missing") << u"new"_s << QJsonValue(QJsonValue::Undefined) << u"the data needs a member \"new\""_s;
    QTest::newRow("text") << u"new"_s << QJsonValue(u"hot"_s)
                          << u"\"new\" must be of type number, but is of type string"_s;
    QTest::newRow("null") << u"high"_s << QJsonValue(QJsonValue::Null)
                          << u"\"high\" must be of type boolean, but is of type null"_s;
    QTest::newRow("array") << u"unit"_s << QJsonValue(QJsonArray{1})
                           << u"\"unit\" must be of type string, but is of type array"_s;
    QTest::newRow("object") << u"old"_s << QJsonValue(QJsonObject{})
                            << u"\"old\" must be of type number, but is of type object"_s;
    QTest::newRow("real for integer") << u"sensor"_s << QJsonValue(1.5)
                                      << u"\"sensor\" must be of type integer, but is of type number"_s;
    QTest::newRow("optional") << u"note"_s << QJsonValue(true)
                              << u"\"note\" must be of type string or null, but is of type boolean"_s;
    QTest::newRow("range") << u"sensor"_s << QJsonValue(3e9)
                           << u"\"sensor\" must be an integer from -2147483648 to 2147483647, but is 3000000000"_s;
}

void TestEventCatalogue::dataIsCheckedAgainstTheSchema()
{
    QFETCH(const QString, member);
    QFETCH(const QJsonValue, value);
    QFETCH(const QString, complaint);
    EventCatalogue catalogue;
    catalogue.add(temperatureChanged, upgrades());
    QJsonObject data = fittingData();
    data.insert(member, value); // an undefined value removes it
    QCOMPARE(catalogue.check(u"device.temperature_changed", data),
        QStringList{u"device.temperature_changed: %1"_s.arg(complaint)});
}

void TestEventCatalogue::dataIsCheckedAgainstTheBusinessRules()
{
    EventCatalogue catalogue;
    catalogue.add(temperatureChanged, upgrades());
    QJsonObject data = fittingData();
    data.insert(u"new"_s, -300);
    QCOMPARE(catalogue.check(u"device.temperature_changed", data),
        QStringList{u"device.temperature_changed: \"new\" is below absolute zero"_s});
}

void TestEventCatalogue::largeIntegersAreCheckedExactly()
{
    EventCatalogue catalogue;
    qint64 seen = 0;
    catalogue.add({.name = u"x.y"_s,
        .schema = {{u"properties"_s, QJsonObject{{u"large"_s, QJsonObject{{u"type"_s, u"integer"_s}}}}}},
        .rules = [&seen](const Payload &data) {
            seen = data.field(Symbol::find(u"large")).toInteger();
            return QString();
        }});
    constexpr qint64 large = 9'007'199'254'740'993; // 2^53 + 1, which no double holds
    QCOMPARE(catalogue.check(u"x.y", {{u"large"_s, large}}), QStringList());
    QCOMPARE(seen, large);
}

void TestEventCatalogue::eventsAreChecked()
{
    EventCatalogue catalogue;
    catalogue.add(temperatureChanged, upgrades());
    QCOMPARE(catalogue.check(temperatureChanged.event({.now = 20, .unit = {}})), QStringList());
    QCOMPARE(catalogue.check(temperatureChanged.event({.now = -300, .unit = {}})).size(), 1);
    QCOMPARE(catalogue.check(temperatureChanged.event({.now = qQNaN(), .unit = {}})),
        QStringList{u"device.temperature_changed: \"new\" must be of type number, but is of type null"_s});
    QCOMPARE(catalogue.check(Event(u"device.temperature_changed")).size(), 5); // every required member is missing
}

void TestEventCatalogue::anUnknownNameIsAComplaint()
{
    const QStringList expected{u"no event type \"device.unheard_of\" is in the catalogue"_s};
    QCOMPARE(EventCatalogue().check(u"device.unheard_of", {}), expected);
    QCOMPARE(EventCatalogue().check(Event(u"device.unheard_of")), expected);
}

void TestEventCatalogue::anotherValidatorIsAsked()
{
    EventCatalogue catalogue(std::make_shared<const Refusing>());
    catalogue.add(temperatureChanged, upgrades());
    QCOMPARE(catalogue.check(u"device.temperature_changed", fittingData()),
        QStringList{u"device.temperature_changed: refused"_s});
}

void TestEventCatalogue::aTypeWithoutStructHasItsOwnSchemaAndRules()
{
    EventCatalogue catalogue;
    catalogue.add({.name = u"device.status_received"_s,
        .schema = {{u"required"_s, QJsonArray{u"values"_s}},
            {u"properties"_s,
                QJsonObject{{u"values"_s,
                    QJsonObject{{u"type"_s, u"object"_s}, {u"required"_s, QJsonArray{u"power"_s}},
                        {u"properties"_s, QJsonObject{{u"power"_s, QJsonObject{{u"type"_s, u"number"_s}}}}}}}}}},
        .rules = [](const Payload &data) {
            return data.field(Symbol::find(u"values.power")).toReal() < 0 ? u"less than nothing"_s : QString();
        }});
    const auto check = [&catalogue](const QJsonValue &power) {
        QJsonObject values{{u"power"_s, power}};
        return catalogue.check(u"device.status_received", {{u"values"_s, values}});
    };
    QCOMPARE(check(5), QStringList());
    QCOMPARE(check(-5), QStringList{u"device.status_received: less than nothing"_s});
    QCOMPARE(check(u"x"_s),
        QStringList{u"device.status_received: \"values.power\" must be of type number, but is of type string"_s});
    QCOMPARE(
        check(QJsonValue::Undefined), QStringList{u"device.status_received: \"values\" needs a member \"power\""_s});
}

void TestEventCatalogue::faultyTypesAreNotAdded()
{
    EventCatalogue catalogue;
    QVERIFY(catalogue.add(temperatureChanged, upgrades()));
    const auto refuses
        = [](const char *why) { QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QLatin1String(why))); };
    refuses("\"device.temperature_changed\" was not added to the catalogue: the name is in the catalogue already");
    QVERIFY(!catalogue.add(temperatureSeen));
    refuses("it has no name");
    QVERIFY(!catalogue.add({}));
    refuses("its version is 0; versions begin with 1");
    QVERIFY(!catalogue.add({.name = u"a"_s, .version = 0}));
    refuses("version 3 needs 2 upgrade functions, one from each older version to the next, but there are 0");
    QVERIFY(!EventCatalogue().add(temperatureChanged));
    QCOMPARE(catalogue.all().size(), std::size_t(1));
}

void TestEventCatalogue::oldDataIsBroughtUpToDate()
{
    EventCatalogue catalogue;
    catalogue.add(temperatureChanged, upgrades());
    const QString name = u"device.temperature_changed"_s;
    const QJsonObject today{{u"old"_s, 1}, {u"new"_s, 2}};
    QCOMPARE(catalogue.upgrade(name, 1, {{u"before"_s, 1}, {u"after"_s, 2}}).value(), today);
    QCOMPARE(catalogue.upgrade(name, 2, {{u"old"_s, 1}, {u"after"_s, 2}}).value(), today);
    QCOMPARE(catalogue.upgrade(name, 3, today).value(), today);
}

void TestEventCatalogue::aFailedStepIsNamed()
{
    EventCatalogue catalogue;
    catalogue.add(temperatureChanged, upgrades());
    QCOMPARE(catalogue.upgrade(u"device.temperature_changed", 1, {{u"before"_s, 1}}).error(),
        u"device.temperature_changed: the step from version 2 to 3 failed: there is no \"after\""_s);
    catalogue.add({.name = u"a.throwing"_s, .version = 2},
        {[](const QJsonObject &) -> Result<QJsonObject> { throw std::runtime_error("thrown on purpose"); }});
    QCOMPARE(catalogue.upgrade(u"a.throwing", 1, {}).error(),
        u"a.throwing: the step from version 1 to 2 failed: thrown on purpose"_s);
    catalogue.add(
        {.name = u"a.strange"_s, .version = 2}, {[](const QJsonObject &) -> Result<QJsonObject> { throw 7; }});
    QVERIFY(catalogue.upgrade(u"a.strange", 1, {}).error().endsWith(u"it threw something that is no std::exception"));
    catalogue.add({.name = u"a.empty"_s, .version = 2}, {EventUpgrade()});
    QVERIFY(catalogue.upgrade(u"a.empty", 1, {}).error().endsWith(u"its function is empty"));
}

void TestEventCatalogue::versionsOutOfReachAreRefused()
{
    EventCatalogue catalogue;
    catalogue.add(temperatureChanged, upgrades());
    QCOMPARE(catalogue.upgrade(u"device.temperature_changed", 4, {}).error(),
        u"device.temperature_changed: the data has version 4, and this program knows versions up to 3; use a newer one"_s);
    QVERIFY(catalogue.upgrade(u"device.temperature_changed", 0, {}).error().contains(u"versions begin with 1"));
    QVERIFY(catalogue.upgrade(u"other", 1, {}).error().contains(u"no event type \"other\""));
}

void TestEventCatalogue::theEmittersOwnEventsAreThere()
{
    const QuietLog quiet;
    EventCatalogue catalogue;
    addEmitterEvents(catalogue);
    EventEmitter emitter({.limit = 1});
    QStringList seen;
    emitter.on(u"emitter.**", [&](const Event &event) {
        seen.append(event.name());
        QCOMPARE(catalogue.check(event), QStringList());
    });
    int failedLine = 0;
    emitter.on(handlerFailed, [&failedLine](const HandlerFailed &failure) { failedLine = failure.line; });
    emitter.on(u"a", [](const Event &) { throw std::runtime_error("thrown on purpose"); });
    emitter.emitEvent(Event(u"a"));
    emitter.post(Event(u"b"));
    emitter.post(Event(u"b"));
    QTRY_COMPARE(seen, (QStringList{u"emitter.handler_failed"_s, u"emitter.dead_lettered"_s, u"emitter.overflowed"_s}));
    QVERIFY(failedLine > 0);
}

void TestEventCatalogue::everyTypeOfASchemaIsTold_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("type");
    QTest::newRow("null") << QJsonValue(QJsonValue::Null) << u"null"_s;
    QTest::newRow("true") << QJsonValue(true) << u"boolean"_s;
    QTest::newRow("3") << QJsonValue(3) << u"integer"_s;
    QTest::newRow("3.5") << QJsonValue(3.5) << u"number"_s;
    QTest::newRow("text") << QJsonValue(u"x"_s) << u"string"_s;
    QTest::newRow("array") << QJsonValue(QJsonArray{1}) << u"array"_s;
    QTest::newRow("object") << QJsonValue(QJsonObject()) << u"object"_s;
}

void TestEventCatalogue::everyTypeOfASchemaIsTold()
{
    QFETCH(const QJsonValue, value);
    QFETCH(const QString, type);
    const auto complaints = [&](const QString &wanted) {
        return BasicSchemaValidator().complaints(
            {{u"properties"_s, QJsonObject{{u"x"_s, QJsonObject{{u"type"_s, wanted}}}}}}, {{u"x"_s, value}});
    };
    QCOMPARE(complaints(type), QStringList());
    const QString other = type == u"string" ? u"boolean"_s : u"string"_s;
    QCOMPARE(complaints(other), (QStringList{u"\"x\" must be of type %1, but is of type %2"_s.arg(other, type)}));
}

void TestEventCatalogue::theSchemaOfFieldsOfEachType()
{
    const std::vector<FieldInfo> fields{{.name = u"any", .type = FieldType::Any, .required = false},
        {.name = u"values.deep.level", .type = FieldType::Integer},
        {.name = u"values.deep.label", .type = FieldType::Text, .required = false}};
    const QJsonObject schema = schemaOf(fields);
    QCOMPARE(schema[u"required"_s], (QJsonArray{u"values"_s}));
    const QJsonObject properties = schema[u"properties"_s].toObject();
    QCOMPARE(
        properties[u"any"_s].toObject()[u"type"_s], (QJsonArray{u"boolean"_s, u"number"_s, u"string"_s, u"null"_s}));
    const QJsonObject deep = properties[u"values"_s].toObject()[u"properties"_s].toObject()[u"deep"_s].toObject();
    QCOMPARE(deep[u"type"_s], QJsonValue(u"object"_s));
    QCOMPARE(deep[u"required"_s], (QJsonArray{u"level"_s}));
    QCOMPARE(deep[u"properties"_s].toObject()[u"label"_s].toObject()[u"type"_s], (QJsonArray{u"string"_s, u"null"_s}));
    QVERIFY(BasicSchemaValidator()
                .complaints(schema, {{u"values"_s, QJsonObject{{u"deep"_s, QJsonObject{{u"level"_s, 3}}}}}})
                .isEmpty());
    QCOMPARE(BasicSchemaValidator().complaints(schema, {{u"values"_s, QJsonObject{{u"deep"_s, QJsonObject()}}}}),
        (QStringList{u"\"values.deep\" needs a member \"level\""_s}));
}

QTEST_GUILESS_MAIN(TestEventCatalogue)
#include "tst_eventcatalogue.moc"
