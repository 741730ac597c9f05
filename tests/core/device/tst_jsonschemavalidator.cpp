// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/jsonschemavalidator.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace ember;

namespace {

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

class TestJsonSchemaValidator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dataIsCheckedAgainstTheWholeLanguage_data();
    void dataIsCheckedAgainstTheWholeLanguage();
    void aBadSchemaIsAComplaint();
    void severalThreadsMayAsk();
};

void TestJsonSchemaValidator::dataIsCheckedAgainstTheWholeLanguage_data()
{
    QTest::addColumn<QJsonObject>("schema");
    QTest::addColumn<QJsonObject>("data");
    QTest::addColumn<QString>("complaint");
    const auto row = [](const char *name, const char *schema, const char *data, const QString &complaint) {
        QTest::newRow(name) << json(schema) << json(data) << complaint;
    };
    row("empty schema", "{}", R"({"a":1})", {});
    row("fits", R"({"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}})", R"({"a":1,"b":2})", {});
    row("missing", R"({"required":["a"]})", "{}", u"the data needs a member \"a\""_s);
    row("type", R"({"properties":{"a":{"type":"integer"}}})", R"({"a":1.5})", u"\"a\" must be of type integer"_s);
    row("types", R"({"properties":{"a":{"type":["string","null"]}}})", R"({"a":1})",
        u"\"a\" must be of type string or null"_s);
    row("nested", R"({"properties":{"a":{"properties":{"b":{"type":"string"}}}}})", R"({"a":{"b":1}})",
        u"\"a.b\" must be of type string"_s);
    row("enumeration", R"({"properties":{"a":{"enum":["x","y"]}}})", R"({"a":"z"})",
        u"\"a\" must be one of \"x\", \"y\""_s);
    row("unknown member", R"({"properties":{"a":{}},"additionalProperties":false})", R"({"b":1})",
        u"the data has a member \"b\" that is not known here; known are \"a\""_s);
    row("draft and notes",
        R"({"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"type":"number","unit":"W"}}})",
        R"({"a":true})", u"\"a\" must be of type number"_s);
}

void TestJsonSchemaValidator::dataIsCheckedAgainstTheWholeLanguage()
{
    QFETCH(const QJsonObject, schema);
    QFETCH(const QJsonObject, data);
    QFETCH(const QString, complaint);
    const JsonSchemaValidator validator;
    const QStringList expected = complaint.isEmpty() ? QStringList() : QStringList{complaint};
    QCOMPARE(validator.complaints(schema, data), expected);
    QCOMPARE(validator.complaints(schema, data), expected); // the schema that was kept says the same
}

void TestJsonSchemaValidator::aBadSchemaIsAComplaint()
{
    const JsonSchemaValidator validator;
    const QStringList complaints = validator.complaints(json(R"({"required":"a"})"), {});
    QCOMPARE(complaints.size(), 1);
    QVERIFY2(complaints.first().startsWith(u"its schema cannot be used: "), qUtf8Printable(complaints.first()));
}

void TestJsonSchemaValidator::severalThreadsMayAsk()
{
    const JsonSchemaValidator validator;
    std::atomic<int> complaints = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 50; ++round) {
                const QString member = u"m%1"_s.arg((i + round) % 7);
                complaints += int(validator.complaints({{u"required"_s, QJsonArray{member}}}, {}).size());
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    QCOMPARE(complaints.load(), 200);
}

QTEST_GUILESS_MAIN(TestJsonSchemaValidator)
#include "tst_jsonschemavalidator.moc"
