// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "typedexamples.h"

#include <ember/events/eventemitter.h>

#include <QtCore/QPromise>
#include <QtTest/QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

namespace {

/// A payload that counts how often its fields are read: a struct is decoded field by field.
class CountingPayload final : public Payload
{
public:
    explicit CountingPayload(PayloadPtr inner)
        : m_inner(std::move(inner))
    {
    }
    [[nodiscard]] Value field(Symbol path) const noexcept override
    {
        ++reads;
        return m_inner->field(path);
    }
    [[nodiscard]] QJsonObject toJson() const override { return m_inner->toJson(); }
    [[nodiscard]] qsizetype byteSize() const override { return m_inner->byteSize(); }

    mutable std::atomic<int> reads = 0;

private:
    PayloadPtr m_inner;
};

PayloadPtr fittingRecord()
{
    return Record::make(
        {{u"old", 59.5}, {u"new", 60}, {u"high", true}, {u"unit", u"°C"_s}, {u"sensor", 2.0}, {u"other", u"kept"_s}});
}

Event eventWith(PayloadPtr payload)
{
    return Event(u"device.temperature_changed", std::move(payload));
}

class Receiver : public QObject
{
public:
    void onChange(const TemperatureChanged &change) { sum += change.now; }
    void onChangeWithEvent(const TemperatureChanged &change, const Event &event)
    {
        sum += change.now + double(event.sequence());
    }
    double sum = 0;
};

} // namespace

class TestTyped : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEventCarriesNameStructAndEnvelope();
    void theStructItselfIsHandedOver();
    void theSecondArgumentMayBeLeftOut();
    void optionsCountAsUsual();
    void onceFiresOnce();
    void membersOfAReceiverAreCalledUntilItDies();
    void anEmptyCallableIsRefused();
    void anAsynchronousHandlerIsAwaited();
    void aRecordIsDecoded();
    void aRecordIsDecodedOnceForAllHandlers();
    void aRecordIsDecodedOnceAlsoWhereTheEmissionWaits();
    void anotherStructIsDecodedByItsFields();
    void whatDoesNotFitIsAFailureThatNamesTheField_data();
    void whatDoesNotFitIsAFailureThatNamesTheField();
    void aMisfitStopsNoOtherHandler();
    void everyMisfitIsTold();
    void anEventWithoutDataLacksItsFields();
    void readingOutsideOfHandlersDoesNotThrow();
    void decodedStructsCountAsMemory();
    void severalThreadsReadTheSameStruct();
    void dottedFieldsStandInNestedObjects();
};

void TestTyped::anEventCarriesNameStructAndEnvelope()
{
    const Event event = temperatureChanged.event({.old = 1, .now = 2, .unit = u"K"_s},
        {.name = {}, .source = Symbol::intern(u"boiler/1"), .subject = u"tank"_s});
    QCOMPARE(event.name(), u"device.temperature_changed"_s);
    QCOMPARE(event.source(), u"boiler/1"_s);
    QCOMPARE(event.subject(), u"tank"_s);
    QCOMPARE(event.as<TemperatureChanged>()->now, 2.0);
    QVERIFY(!event.as<OnlyNew>());
    QVERIFY(temperatureChanged.names(event));
    QVERIFY(!temperatureChanged.names(Event(u"other")));
    QVERIFY(!temperatureChanged.names(Event()));
    QCOMPARE(temperatureChanged.event({}, u"x").source(), u"x"_s);
    QCOMPARE(event.data().keys(), (QStringList{u"high"_s, u"new"_s, u"old"_s, u"sensor"_s, u"unit"_s})); // no "note"
}

void TestTyped::theStructItselfIsHandedOver()
{
    EventEmitter emitter;
    const Event event = temperatureChanged.event({.now = 60, .unit = {}});
    const TemperatureChanged *seen = nullptr;
    QString name;
    emitter.on(temperatureChanged, [&](const TemperatureChanged &change, const Event &e) {
        seen = &change;
        name = e.name();
    });
    QCOMPARE(emitter.emitEvent(event).handled, 1);
    QCOMPARE(seen, event.as<TemperatureChanged>());
    QCOMPARE(name, u"device.temperature_changed"_s);
}

void TestTyped::theSecondArgumentMayBeLeftOut()
{
    EventEmitter emitter;
    double now = 0;
    emitter.on(temperatureChanged, [&now](const TemperatureChanged &change) { now = change.now; });
    emitter.emitEvent(temperatureChanged.event({.now = 61, .unit = {}}));
    QCOMPARE(now, 61.0);
}

void TestTyped::optionsCountAsUsual()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(temperatureChanged, [&](const TemperatureChanged &) { calls.add(u"low"_s); }, {.priority = 10});
    emitter.on(temperatureChanged, [&](const TemperatureChanged &) { calls.add(u"high"_s); },
        {.priority = 90, .name = u"typed"_s, .filter = [](const Event &e) { return e.field(u"new").toReal() > 5; }});
    emitter.emitEvent(temperatureChanged.event({.now = 6, .unit = {}}));
    QCOMPARE(calls.take(), (QStringList{u"high"_s, u"low"_s}));
    emitter.emitEvent(temperatureChanged.event({.now = 5, .unit = {}}));
    QCOMPARE(calls.take(), QStringList{u"low"_s});
    emitter.flushBatch();
    const auto statistics = emitter.handlerStatistics();
    const auto named = std::ranges::find(statistics, u"typed"_s, [](const auto &one) { return one.info.name; });
    QVERIFY(named != statistics.end());
    QVERIFY(named->info.file.endsWith(u"tst_typed.cpp"));
    QCOMPARE(emitter.off(temperatureChanged.name()), 2);
}

void TestTyped::onceFiresOnce()
{
    EventEmitter emitter;
    int calls = 0;
    emitter.once(temperatureChanged, [&calls](const TemperatureChanged &) { ++calls; });
    emitter.emitEvent(temperatureChanged.event({}));
    emitter.emitEvent(temperatureChanged.event({}));
    QCOMPARE(calls, 1);
}

void TestTyped::membersOfAReceiverAreCalledUntilItDies()
{
    EventEmitter emitter;
    auto receiver = std::make_unique<Receiver>();
    emitter.on(temperatureChanged, receiver.get(), &Receiver::onChange);
    emitter.on(temperatureChanged, receiver.get(), &Receiver::onChangeWithEvent);
    emitter.emitEvent(temperatureChanged.event({.now = 10, .unit = {}}));
    QCOMPARE(receiver->sum, 21.0);
    receiver.reset();
    QCOMPARE(emitter.emitEvent(temperatureChanged.event({})).handled, 0);
    const QuietLog quiet;
    QVERIFY(!emitter.on(temperatureChanged, static_cast<Receiver *>(nullptr), &Receiver::onChange).isActive());
}

void TestTyped::anEmptyCallableIsRefused()
{
    const QuietLog quiet;
    EventEmitter emitter;
    QVERIFY(!emitter.on(temperatureChanged, std::function<void(const TemperatureChanged &)>()).isActive());
    QVERIFY(!emitter.once(temperatureChanged, static_cast<void (*)(const TemperatureChanged &)>(nullptr)).isActive());
}

void TestTyped::anAsynchronousHandlerIsAwaited()
{
    EventEmitter emitter;
    QPromise<void> promise;
    promise.start();
    Calls calls;
    emitter.on(temperatureChanged, [&](const TemperatureChanged &change, const Event &) {
        calls.add(QString::number(change.now));
        return promise.future();
    });
    emitter.on(temperatureChanged, [&](const TemperatureChanged &) { calls.add(u"behind"_s); });
    QCOMPARE(emitter.emitEvent(temperatureChanged.event({.now = 3, .unit = {}})).pending, 2);
    QCOMPARE(calls.list(), QStringList{u"3"_s});
    promise.finish();
    QTRY_COMPARE(calls.list(), (QStringList{u"3"_s, u"behind"_s}));
}

void TestTyped::aRecordIsDecoded()
{
    EventEmitter emitter;
    TemperatureChanged seen;
    emitter.on(temperatureChanged, [&seen](const TemperatureChanged &change) { seen = change; });
    QCOMPARE(emitter.emitEvent(eventWith(fittingRecord())).handled, 1);
    QCOMPARE(seen.old, 59.5);
    QCOMPARE(seen.now, 60.0);
    QVERIFY(seen.isHigh);
    QCOMPARE(seen.unit, u"°C"_s);
    QCOMPARE(seen.sensor, 2);
    QVERIFY(!seen.note);
}

void TestTyped::aRecordIsDecodedOnceForAllHandlers()
{
    EventEmitter emitter;
    const auto payload = std::make_shared<const CountingPayload>(fittingRecord());
    std::vector<const TemperatureChanged *> seen;
    for (int i = 0; i < 3; ++i) {
        emitter.on(temperatureChanged, [&seen](const TemperatureChanged &change) { seen.push_back(&change); });
    }
    emitter.emitEvent(eventWith(payload));
    QCOMPARE(seen.size(), std::size_t(3));
    QCOMPARE(seen[1], seen[0]);
    QCOMPARE(seen[2], seen[0]);
    QCOMPARE(payload->reads.load(), int(fieldCount<TemperatureChanged>));
}

void TestTyped::aRecordIsDecodedOnceAlsoWhereTheEmissionWaits()
{
    EventEmitter emitter;
    QPromise<void> promise;
    promise.start();
    int handled = 0;
    emitter.on(temperatureChanged, [&](const TemperatureChanged &) {
        ++handled;
        return promise.future();
    });
    emitter.on(temperatureChanged, [&](const TemperatureChanged &) { ++handled; });
    const auto payload = std::make_shared<const CountingPayload>(fittingRecord());
    emitter.emitEvent(eventWith(payload));
    emitter.emitEvent(eventWith(fittingRecord())); // another one overtakes
    promise.finish();
    QTRY_COMPARE(handled, 4);
    QCOMPARE(payload->reads.load(), int(fieldCount<TemperatureChanged>));
}

void TestTyped::anotherStructIsDecodedByItsFields()
{
    EventEmitter emitter;
    double now = 0;
    emitter.on(temperatureSeen, [&now](const OnlyNew &seen) { now = seen.now; });
    QCOMPARE(emitter.emitEvent(temperatureChanged.event({.now = 42, .unit = {}})).handled, 1);
    QCOMPARE(now, 42.0);
}

void TestTyped::whatDoesNotFitIsAFailureThatNamesTheField_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<bool>("remove");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("complaint");
    const auto row = [](const char *name, const QString &field, const QVariant &value, const QString &complaint) {
        QTest::newRow(name) << field << !value.isValid() << value << complaint;
    };
    row("missing", u"new"_s, {}, u"\"new\" is missing; it must be a number"_s);
    row("missing boolean", u"high"_s, {}, u"\"high\" is missing; it must be true or false"_s);
    row("null", u"new"_s, QVariant::fromValue(nullptr), u"\"new\" must be a number, but is null"_s);
    row("text for number", u"new"_s, u"hot"_s, u"\"new\" must be a number, but is the text \"hot\""_s);
    row("number for text", u"unit"_s, 5, u"\"unit\" must be a text, but is 5"_s);
    row("number for boolean", u"high"_s, 1, u"\"high\" must be true or false, but is 1"_s);
    row("boolean for number", u"old"_s, true, u"\"old\" must be a number, but is true"_s);
    row("real for integer", u"sensor"_s, 1.5,
        u"\"sensor\" must be an integer from -2147483648 to 2147483647, but is 1.5"_s);
    row("out of range", u"sensor"_s, 3e9,
        u"\"sensor\" must be an integer from -2147483648 to 2147483647, but is 3e+09"_s);
    row("optional of another type", u"note"_s, 7, u"\"note\" must be a text, but is 7"_s);
    row("long text", u"new"_s, QString(1000, u'x'), u"\"new\" must be a number, but is a text of 1000 characters"_s);
}

void TestTyped::whatDoesNotFitIsAFailureThatNamesTheField()
{
    QFETCH(const QString, field);
    QFETCH(const bool, remove);
    QFETCH(const QVariant, value);
    QFETCH(const QString, complaint);
    const QuietLog quiet;
    std::vector<Record::Field> fields = static_cast<const Record &>(*fittingRecord()).fields();
    std::erase_if(fields, [&](const Record::Field &one) { return one.id.text() == field; });
    if (!remove) {
        const Scalar scalar = value.typeId() == QMetaType::Nullptr ? Scalar()
            : value.typeId() == QMetaType::Bool                    ? Scalar(value.toBool())
            : value.typeId() == QMetaType::Int                     ? Scalar(value.toInt())
            : value.typeId() == QMetaType::Double                  ? Scalar(value.toDouble())
                                                                   : Scalar(value.toString());
        fields.push_back({Symbol::intern(field), scalar});
    }
    EventEmitter emitter;
    bool called = false;
    emitter.on(temperatureChanged, [&called](const TemperatureChanged &) { called = true; });
    const Emission emission = emitter.emitEvent(eventWith(std::make_shared<const Record>(std::move(fields))));
    QCOMPARE(emission.failed, 1);
    QVERIFY(!called);
    QCOMPARE(emission.errors.first().exceptionType, u"ember::DataMismatch"_s);
    QCOMPARE(
        emission.errors.first().message, u"the data of device.temperature_changed does not fit: %1"_s.arg(complaint));
}

void TestTyped::aMisfitStopsNoOtherHandler()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.on(temperatureChanged, [&calls](const TemperatureChanged &) { calls.add(u"typed"_s); });
    emitter.on(u"device.*", calls.note(u"plain"_s));
    emitter.on(u"emitter.handler_failed", calls.note(u"failure"_s));
    const Emission emission = emitter.emitEvent(eventWith(Record::make({})));
    QCOMPARE(emission.handled, 1);
    QCOMPARE(emission.failed, 1);
    QCOMPARE(calls.list(), (QStringList{u"plain"_s, u"failure"_s}));
}

void TestTyped::everyMisfitIsTold()
{
    const Event event = eventWith(Record::make({{u"old", u"x"_s}, {u"new", 1}, {u"high", false}, {u"unit", u"K"_s}}));
    const auto read = temperatureChanged.read(event);
    QVERIFY(!read);
    QVERIFY2(read.error().contains(u"\"old\" must be") && read.error().contains(u"; \"sensor\" is missing"),
        qUtf8Printable(read.error()));
}

void TestTyped::anEventWithoutDataLacksItsFields()
{
    const Event event(u"device.temperature_changed");
    const auto read = temperatureSeen.read(event);
    QVERIFY(!read);
    QCOMPARE(read.error(),
        u"the data of device.temperature_changed does not fit: \"new\" is missing; it must be a number"_s);
    const Event none;
    QVERIFY(!temperatureSeen.read(none));
}

void TestTyped::readingOutsideOfHandlersDoesNotThrow()
{
    const Event typed = temperatureChanged.event({.now = 4, .unit = {}});
    QCOMPARE(temperatureChanged.read(typed).value(), typed.as<TemperatureChanged>());
    const Event record = eventWith(fittingRecord());
    QCOMPARE(temperatureChanged.read(record).value()->now, 60.0);
    const Event none;
    QVERIFY_THROWS_EXCEPTION(DataMismatch, (void)dataOf<TemperatureChanged>(none));
}

void TestTyped::decodedStructsCountAsMemory()
{
    const Event event = eventWith(fittingRecord());
    const qsizetype before = event.byteSize();
    QVERIFY(temperatureChanged.read(event));
    QVERIFY(event.byteSize() >= before + qsizetype(sizeof(TemperatureChanged)));
    const qsizetype once = event.byteSize();
    QVERIFY(temperatureChanged.read(event));
    QCOMPARE(event.byteSize(), once);
}

void TestTyped::severalThreadsReadTheSameStruct()
{
    for (int round = 0; round < 200; ++round) {
        const Event event = eventWith(fittingRecord());
        std::array<const TemperatureChanged *, 4> seen{};
        std::array<const OnlyNew *, 4> others{};
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < seen.size(); ++i) {
            threads.emplace_back([&, i] {
                seen[i] = &dataOf<TemperatureChanged>(event);
                others[i] = &dataOf<OnlyNew>(event);
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        for (std::size_t i = 0; i < seen.size(); ++i) {
            QCOMPARE(seen[i], seen[0]);
            QCOMPARE(others[i], others[0]);
            QCOMPARE(seen[i]->now, 60.0);
        }
    }
}

namespace {
enum class Mode : quint8
{
    Off = 0,
    Eco = 3
};
struct Nested
{
    Mode mode = Mode::Off;
    std::optional<double> tank = {};
    Scalar anything;
    quint32 count = 0;
    float share = 0;
};
} // namespace

namespace ember {
template <>
inline constexpr auto eventFields<Nested> = std::tuple{describeField(u"values.mode", &Nested::mode),
    describeField(u"values.tank", &Nested::tank), describeField(u"anything", &Nested::anything),
    describeField(u"count", &Nested::count), describeField(u"share", &Nested::share)};
} // namespace ember

void TestTyped::dottedFieldsStandInNestedObjects()
{
    const Event typed(
        u"x", makePayload(Nested{.mode = Mode::Eco, .tank = 4.5, .anything = u"a"_s, .count = 4'000'000'000U}));
    const QJsonObject expected{{u"values"_s, QJsonObject{{u"mode"_s, 3}, {u"tank"_s, 4.5}}}, {u"anything"_s, u"a"_s},
        {u"count"_s, 4e9}, {u"share"_s, 0.0}};
    QCOMPARE(typed.data(), expected);
    const Event record(u"x",
        Record::make(
            {{u"values.mode", 3}, {u"anything", nullptr}, {u"count", 7}, {u"share", 0.5}, {u"values.tank", nullptr}}));
    const auto read = readData<Nested>(record);
    QVERIFY(read);
    QCOMPARE(read.value()->mode, Mode::Eco);
    QVERIFY(!read.value()->tank);
    QVERIFY(read.value()->anything.view().isNull());
    QCOMPARE(read.value()->count, 7U);
    const Event unfit(u"x", Record::make({{u"values.mode", 300}, {u"count", 1}, {u"share", 1}}));
    const auto refused = readData<Nested>(unfit);
    QVERIFY(!refused);
    QVERIFY(refused.error().contains(u"\"values.mode\" must be an integer from 0 to 255, but is 300"));
    QVERIFY(refused.error().contains(u"\"anything\" is missing"));
}

QTEST_GUILESS_MAIN(TestTyped)
#include "tst_typed.moc"
