// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/events/structpayload.h>

#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;

namespace {

struct Fever
{
    double old = 0;
    double now = 0;
    bool high = false;
    QString unit;
};

struct Undescribed
{
    int number = 0;
};

} // namespace

namespace ember {
template <>
inline constexpr auto eventFields<Fever> = std::tuple{describeField(u"old", &Fever::old),
    describeField(u"new", &Fever::now), describeField(u"high", &Fever::high), describeField(u"unit", &Fever::unit)};
} // namespace ember

static_assert(DescribedStruct<Fever>);
static_assert(!DescribedStruct<Undescribed>);

class TestPayload : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordAnswersByField();
    void recordBecomesJson();
    void recordKeepsTheRawBytes();
    void recordKnowsItsSize();
    void structAnswersByField();
    void structBecomesJson();
    void structIsReachedAsItself();
};

void TestPayload::recordAnswersByField()
{
    const PayloadPtr record = Record::make({{u"reason", u"refused"_s}, {u"attempt", 3}, {u"nothing", nullptr}});
    QCOMPARE(record->field(Symbol::intern(u"reason")).toText().toString(), u"refused"_s);
    QCOMPARE(record->field(Symbol::intern(u"attempt")).toInteger(), 3);
    QVERIFY(record->field(Symbol::intern(u"nothing")).isNull());
    QVERIFY(record->field(Symbol::intern(u"other")).isAbsent());
}

void TestPayload::recordBecomesJson()
{
    const PayloadPtr record = Record::make({{u"a", true}, {u"b", 1.5}, {u"c", nullptr}, {u"d.e", u"x"_s}});
    const QJsonObject expected{{u"a"_s, true}, {u"b"_s, 1.5}, {u"c"_s, QJsonValue::Null}, {u"d.e"_s, u"x"_s}};
    QCOMPARE(record->toJson(), expected);
    QVERIFY(Record::make({})->toJson().isEmpty());
}

void TestPayload::recordKeepsTheRawBytes()
{
    const QByteArray bytes("\x00\xff{", 3);
    const Record record({{Symbol::intern(u"a"), 1}}, bytes);
    QCOMPARE(record.raw(), bytes);
    QCOMPARE(record.fields().size(), std::size_t(1));
    QVERIFY(Record::make({})->raw().isNull());
}

void TestPayload::recordKnowsItsSize()
{
    const qsizetype empty = Record({}).byteSize();
    QVERIFY(empty >= qsizetype(sizeof(Record)));
    QCOMPARE(Record({}, QByteArray(1000, 'x')).byteSize(), empty + 1000);
    const QString text(500, u'x');
    QVERIFY(Record({{Symbol::intern(u"a"), text}}).byteSize() >= empty + 1000);
}

void TestPayload::structAnswersByField()
{
    const PayloadPtr payload = makePayload(Fever{.old = 59.5, .now = 60, .high = true, .unit = u"°C"_s});
    QCOMPARE(payload->field(Symbol::intern(u"old")).toReal(), 59.5);
    QCOMPARE(payload->field(Symbol::intern(u"new")).toReal(), 60.0);
    QVERIFY(payload->field(Symbol::intern(u"high")).toBoolean());
    QCOMPARE(payload->field(Symbol::intern(u"unit")).toText().toString(), u"°C"_s);
    QVERIFY(payload->field(Symbol::intern(u"now")).isAbsent());
    QVERIFY(payload->byteSize() >= qsizetype(sizeof(Fever)));
    QVERIFY(payload->raw().isNull());
}

void TestPayload::structBecomesJson()
{
    const QJsonObject expected{{u"old"_s, 1.0}, {u"new"_s, 2.0}, {u"high"_s, false}, {u"unit"_s, u"K"_s}};
    QCOMPARE(makePayload(Fever{.old = 1, .now = 2, .unit = u"K"_s})->toJson(), expected);
}

void TestPayload::structIsReachedAsItself()
{
    const PayloadPtr payload = makePayload(Fever{.now = 7, .unit = {}});
    const auto *typed = dynamic_cast<const StructPayload<Fever> *>(payload.get());
    QVERIFY(typed);
    QCOMPARE(typed->value().now, 7.0);
}

QTEST_GUILESS_MAIN(TestPayload)
#include "tst_payload.moc"
