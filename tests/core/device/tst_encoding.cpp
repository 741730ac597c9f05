// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/encoding.h>

#include <QtTest/QtTest>

#include <cmath>

using namespace ember;
using namespace Qt::StringLiterals;

class TestEncoding : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linearValuesAreTheNearestDouble_data()
    {
        QTest::addColumn<double>("scale");
        QTest::addColumn<double>("offset");
        QTest::addColumn<double>("raw");
        QTest::addColumn<double>("value");
        QTest::newRow("tenths") << 0.1 << 0.0 << 586.0 << 58.6;
        QTest::newRow("tenths that multiply badly") << 0.1 << 0.0 << 3.0 << 0.3;
        QTest::newRow("halves") << 0.5 << 0.0 << 119.0 << 59.5;
        QTest::newRow("negative") << 0.1 << 0.0 << -114.0 << -11.4;
        QTest::newRow("thousandths") << 0.001 << 0.0 << 1005.0 << 1.005;
        QTest::newRow("thirds of tenths") << 0.3 << 0.0 << 7.0 << 2.1;
        QTest::newRow("times four") << 4.0 << 0.0 << 1861.0 << 7444.0;
        QTest::newRow("offset") << 0.1 << -273.15 << 2931.0 << 19.95;
        QTest::newRow("offset alone") << 1.0 << 0.7 << 0.1 << 0.8;
        QTest::newRow("large scale") << 1000.0 << 0.0 << 3.0 << 3000.0;
        QTest::newRow("negative scale") << -0.1 << 0.0 << 3.0 << -0.3;
    }
    void linearValuesAreTheNearestDouble()
    {
        QFETCH(double, scale);
        QFETCH(double, offset);
        QFETCH(double, raw);
        QFETCH(double, value);
        const double found = LinearScale(scale, offset).apply(raw);
        QVERIFY2(found == value, qPrintable(QString::number(found, 'g', 17)));
    }

    void everyTenthIsExact()
    {
        const LinearScale tenths(0.1, 0);
        for (int raw = -2000; raw <= 10000; ++raw) {
            const double wanted = QString::number(raw / 10.0, 'f', 1).toDouble();
            QVERIFY(tenths.apply(raw) == wanted);
        }
    }

    void extremeScalesFallBackToPlainArithmetic()
    {
        QCOMPARE(LinearScale(1e-30, 0).apply(2e30), 2.0);
        QCOMPARE(LinearScale(1e30, 0).apply(2), 2e30);
        QCOMPARE(LinearScale(0.1, 0).apply(1e300), 1e299);
        QVERIFY(std::isinf(LinearScale(10, 0).apply(1e308)));
    }

    void identityKeepsIntegers()
    {
        Encoding encoding;
        encoding.kind = Encoding::Kind::Linear;
        const Value value = encoding.decode(qint64(9007199254740993));
        QCOMPARE(value.type(), Value::Type::Integer);
        QCOMPARE(value.toInteger(), qint64(9007199254740993));
    }

    void booleanIsTrueForListedNumbersOnly()
    {
        Encoding encoding;
        encoding.kind = Encoding::Kind::Boolean;
        encoding.trueValues = {2};
        QVERIFY(encoding.decode(2) == Value(true));
        for (const int raw : {-1, 0, 1, 3, 200}) {
            QVERIFY(encoding.decode(raw) == Value(false));
        }
        QVERIFY(encoding.decode(Value()).isAbsent());
    }

    void triStateKnowsUnknown()
    {
        Encoding encoding;
        encoding.kind = Encoding::Kind::TriState;
        encoding.trueValues = {2};
        encoding.falseValues = {1};
        QVERIFY(encoding.decode(2) == Value(true));
        QVERIFY(encoding.decode(1) == Value(false));
        QVERIFY(encoding.decode(0).isNull());
        QVERIFY(encoding.decode(77).isNull());
    }

    void enumerationsKeepUnknownNumbers()
    {
        Encoding encoding;
        encoding.kind = Encoding::Kind::Enumeration;
        encoding.labels = {{-1, u"Less"_s}, {0, u"Idle"_s}, {32, u"Pump"_s}};
        QCOMPARE(encoding.label(32).toString(), u"Pump"_s);
        QCOMPARE(encoding.label(-1).toString(), u"Less"_s);
        QVERIFY(encoding.label(33).isNull());
        QVERIFY(encoding.label(Value()).isNull());
        QCOMPARE(encoding.decode(33).toInteger(), 33);
    }
};

QTEST_GUILESS_MAIN(TestEncoding)
#include "tst_encoding.moc"
