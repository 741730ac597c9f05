// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <algorithm>
#include <ctime>

using namespace ember;
using namespace ember::test;

namespace {

/// "mine.json: line 7, column 3: " for the first place where `part` stands in the text.
QString place(const QByteArray &text, const QByteArray &part)
{
    const qsizetype at = text.indexOf(part);
    const qsizetype line = std::count(text.begin(), text.begin() + at, '\n') + 1;
    const qsizetype column = at - (text.lastIndexOf('\n', at) + 1) + 1;
    return u"mine.json: line %1, column %2: "_s.arg(line).arg(column);
}

} // namespace

class TestProfileErrors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void jsonErrorsNameLineAndColumn_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const char *json, const QString &error) {
            QTest::newRow(name) << QByteArray(json) << error;
        };
        row("empty", "", u"mine.json: line 1, column 1: the file ends where a value was expected"_s);
        row("missing comma", "{\n  \"id\": \"a\"\n  \"b\": 1 }", u"mine.json: line 3, column 3: \",\" or \"}\""_s);
        row("last comma", "{\n  \"id\": 1,\n}", u"mine.json: line 3, column 1: nothing follows"_s);
        row("colon", "{ \"id\" 1 }", u"mine.json: line 1, column 8: \":\" was expected"_s);
        row("open text", "{ \"id\": \"abc\n", u"mine.json: line 1, column 13: a text ends before"_s);
        row("word", "{ \"id\": nope }", u"mine.json: line 1, column 9: \"n\" is not a JSON value"_s);
        row("number", "{\n\n \"id\": 01 }", u"mine.json: line 3, column 8: \"01\" is not a JSON number"_s);
        row("twice", "{ \"id\": 1,\n \"id\": 2 }", u"mine.json: line 2, column 2: member \"id\" stands twice"_s);
        row("more", "{}\n{}", u"mine.json: line 2, column 1: something follows"_s);
        row("not UTF-8", "{\n \"a\xff\": 1 }", u"mine.json: line 2, column 1: the line is not UTF-8"_s);
        row("escape", "[\"\\q\"]", u"mine.json: line 1, column 4: \"\\q\" is not an escape"_s);
        // Found by fuzzing: the error held half of the character.
        row("beyond 16 bits", "[\xf2\xa4\xa4\xa4]",
            u"mine.json: line 1, column 2: \"\U000A4924\" is not a JSON value"_s);
        row("escape beyond 16 bits", "[\"\\\xf2\xa4\xa4\xa4\"]",
            u"mine.json: line 1, column 4: \"\\\U000A4924\" is not an escape"_s);
        row("half a character", R"(["\ud800x"])",
            u"mine.json: line 1, column 10: an escape names half of a character"_s);
        row("open list", "[1, 2", u"mine.json: line 1, column 6: \",\" or \"]\" was expected"_s);
    }
    void jsonErrorsNameLineAndColumn()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, error);
        const auto profile = parseProfile(json, u"mine.json"_s);
        QVERIFY(!profile);
        QVERIFY2(profile.error().startsWith(error), qPrintable(profile.error()));
    }

    void deepNestingIsRefused()
    {
        const auto profile = parseProfile(QByteArray(10'000, '['), u"mine.json"_s);
        QVERIFY(!profile);
        QVERIFY2(profile.error().contains(u"nested too deeply"), qPrintable(profile.error()));
    }

    void rulesOfTheSchemaNamePlaceAndRule_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("at");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char *name, const char *from, const char *to, const char *at, const QString &rule) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QByteArray(at) << rule;
        };
        row("missing member", "\"name\": \"Lamp\",", "", "{", u"needs a member \"name\""_s);
        row("unknown member", "\"version\": 1,", "\"version\": 1, \"colour\": \"red\",", "\"red\"",
            u"a member \"colour\" that is not known here; known are "_s);
        row("wrong type", "\"version\": 1", "\"version\": \"1\"", "\"1\", \"name\"",
            u"\"version\" must be of type integer"_s);
        row("unknown encoding type", "\"type\": \"bits\"", "\"type\": \"bit\"", "\"bit\"",
            u"\"encodings.days.type\" must be one of "_s);
        row("unknown member of an encoding", "\"type\": \"linear\", \"scale\": 0.1",
            "\"type\": \"linear\", \"skale\": 0.1", "0.1, \"unit\"", u"\"skale\" that is not known here"_s);
        row("unknown payload", "\"payload\": \"json\", \"paths\": [\"part\"]",
            "\"payload\": \"xml\", \"paths\": [\"part\"]", "\"xml\"", u"must be one of "_s);
        row("event name", "\"device.heating_started\"", "\"Heating Started\"", "\"Heating Started\"",
            u"\"events.[3].name\" has not the right form: Dotted, lower case"_s);
    }
    void rulesOfTheSchemaNamePlaceAndRule() { checkRule(); }

    void rulesOfTheLoaderNamePlaceAndRule_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("at");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char *name, const char *from, const char *to, const char *at, const QString &rule) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QByteArray(at) << rule;
        };
        row("unknown encoding", "\"encoding\": \"maybe\"", "\"encoding\": \"mayby\"", "\"mayby\"",
            u"there is no encoding \"mayby\"; there are \"count\", "_s);
        row("unknown group", "\"encoding\": \"maybe\", \"group\": \"light\"",
            "\"encoding\": \"maybe\", \"group\": \"dark\"", "\"dark\"",
            u"there is no group \"dark\"; there are \"light\""_s);
        row("unknown message of a field", "\"messages\": [\"state\", \"part\"], \"aliases\"",
            "\"messages\": [\"state\", \"parts\"], \"aliases\"", "\"parts\"", u"there is no message \"parts\""_s);
        row("two messages of one id", "{ \"id\": \"part\"", "{ \"id\": \"state\"",
            "{ \"id\": \"state\", \"topics\": [\"lamp/+/part\"]", u"there are two messages with the id \"state\""_s);
        row("wire name twice", "\"aliases\": [\"modus\"]", "\"aliases\": [\"level\"]", "{ \"label\": \"Mode\"",
            u"the wire name \"level\" belongs to two fields"_s);
        row("topic filter", "\"topics\": [\"lamp/+/part\"]", "\"topics\": [\"lamp/x+/part\"]", "\"lamp/x+/part\"",
            u"\"lamp/x+/part\" is not a topic filter"_s);
        row("label", "\"1\": \"Bright\"", "\"00\": \"Bright\"", "{ \"0\": \"Dark\"", u"one number has two labels"_s);
        row("derived named like a field", "\"glow\": { \"label\"", "\"door\": { \"label\"", "{ \"label\": \"Glow\"",
            u"\"door\" is the name of a field already"_s);
        row("required field", "\"requires\": [\"on\"]", "\"requires\": [\"one\"]", "\"one\"",
            u"message \"state\" has no field \"one\""_s);
        row("expression", "\"raw.on == 2\"", "\"raw.on = 2\"", "\"raw.on = 2\"", u"the expression is wrong: "_s);
        row("expression field", "\"raw.on == 2\"", "\"raw.onn == 2\"", "\"raw.onn == 2\"",
            u"\"raw.onn\": the profile has no field \"onn\""_s);
        row("condition field", "\"new.level != old.level\"", "\"new.level != old.lewel\"", "\"new.level != old.lewel\"",
            u"the profile has no field or derived value \"lewel\""_s);
        row("field of another message", "\"message\": \"state\", \"when\": \"new.mode != old.mode\"",
            "\"message\": \"part\", \"when\": \"new.door != old.mode\"", "\"new.door != old.mode\"",
            u"message \"part\" does not carry \"door\""_s);
        row("changed field", "\"change\": \"mode\"", "\"change\": \"mood\"", "\"mood\"",
            u"there is no field or derived value \"mood\""_s);
        row("alarm with old", "\"alarms\": [ { \"when\": \"new.fault != 0\"",
            "\"alarms\": [ { \"when\": \"old.fault != 0\"",
            "\"old.fault != 0\", \"fault\": { \"code\": \"new.fault\" } } ]", u"knows only new.*"_s);
        row("template field", "\"Level {values.level}\"", "\"Level {values.lewel}\"", "\"Level {values.lewel}\"",
            u"\"values.lewel\": the profile has no field \"lewel\""_s);
        row("template brace", "\"Level {values.level}\"", "\"Level {values.level\"", "\"Level {values.level\"",
            u"the template is wrong at its column 7"_s);
        row("template since", "{since.derived.glow}", "{since.derived.grow}", "\"On since {since.derived.grow}\"",
            u"the profile has no derived value \"grow\""_s);
        row("summary of a change", "\"{old} → {new}\"", "\"{old} → {now}\"", "\"{old} → {now}\"",
            u"{now} is not known here; known are \"field\", \"old\""_s);
        row("sum of nothing", "\"derived\": {",
            "\"tables\": { \"t\": { \"label\": \"T\", \"message\": \"state\", \"rows\": [\"s.days\"], \"columns\": [{ "
            "\"key\": \"k\", \"label\": \"K\", \"sumOf\": \"hours\" }] } },\n  \"derived\": {",
            "\"hours\" }] } }", u"Give its \"path\" in the list's entries"_s);
        row("fault twice", "\"code\": 5, \"subCode\": 2", "\"code\": 5", "{ \"code\": 5, \"text\": \"Half broken\"",
            u"fault 5 has two entries for the same sub-code"_s);
    }
    void rulesOfTheLoaderNamePlaceAndRule() { checkRule(); }

    /// Each member was compared with all before it.
    void veryManyMembersAreRefusedInSeconds_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("rule");
        QTest::newRow("unknown members") << QByteArray("{\"a\": 1") << QByteArray("}")
                                         << u"has a member \"a\" that is not known here"_s;
        QTest::newRow("the last one twice")
            << QByteArray("{\"a\": 1") << QByteArray(",\n\"a\": 2}") << u"member \"a\" stands twice"_s;
    }
    void veryManyMembersAreRefusedInSeconds()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QString, rule);
        QByteArray text = before;
        for (quint32 i = 0; i < 300'000; ++i) {
            text += ",\"k" + QByteArray::number(i * 2654435761U, 16) + "\":1";
        }
        const std::clock_t start = std::clock(); // of the processor: the machine may be busy
        const auto profile = parseProfile(text + after, u"mine.json"_s);
        QVERIFY(!profile);
        QVERIFY2(profile.error().contains(rule), qPrintable(profile.error().left(300)));
        QVERIFY2(profile.error().startsWith(u"mine.json: line "), qPrintable(profile.error().left(300)));
        const auto seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
        QVERIFY2(seconds < 20, qPrintable(QString::number(seconds)));
    }

    void anExpressionErrorKeepsItsCaretLine()
    {
        QByteArray text = lampProfile();
        text.replace("\"raw.on == 2\"", "\"raw.on == == 2\"");
        const auto profile = parseProfile(text, u"mine.json"_s);
        QVERIFY(!profile);
        const QStringList lines = profile.error().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[1].contains(u"raw.on == == 2"), qPrintable(profile.error()));
        QCOMPARE(lines[2].trimmed().front(), u'^');
    }

    void commandsNameWhatIsThere_data()
    {
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<QString>("rule");
        QTest::newRow("field") << QByteArray(R"("capability":{"message":"state","when":"values.lewel == 1"})")
                               << u"the profile has no field \"lewel\""_s;
        QTest::newRow("message") << QByteArray(R"("capability":{"message":"steak","when":"values.level == 1"})")
                                 << u"there is no message \"steak\""_s;
        QTest::newRow("encoding") << QByteArray(
            R"("parameters":[{"name":"m","label":"M","kind":"choice","encoding":"mood"}])")
                                  << u"there is no encoding \"mood\""_s;
        QTest::newRow("kind") << QByteArray(
            R"("parameters":[{"name":"m","label":"M","kind":"choice","encoding":"tenths"}])")
                              << u"a choice needs an encoding of type enum"_s;
        QTest::newRow("limit") << QByteArray(
            R"("parameters":[{"name":"m","label":"M","kind":"number","maxField":"lewel"}])")
                               << u"the profile has no field \"lewel\""_s;
        QTest::newRow("twice") << QByteArray(
            R"("parameters":[{"name":"m","label":"M","kind":"number"},{"name":"m","label":"N","kind":"number"}])")
                               << u"there are two parameters \"m\""_s;
        QTest::newRow("list") << QByteArray(R"("parameters":[{"name":"m","label":"M","kind":"list"}])")
                              << u"a list needs \"items\""_s;
        QTest::newRow("placeholder") << QByteArray(R"("body":{"to":"{param.lewel}"})")
                                     << u"{param.lewel} is not known in a request"_s;
        QTest::newRow("frame") << QByteArray(R"("frame":"door")") << u"there is no command frame \"door\""_s;
        QTest::newRow("unknown member") << QByteArray(R"("code":1)") << u"\"code\""_s;
    }
    void commandsNameWhatIsThere()
    {
        QFETCH(QByteArray, part);
        QFETCH(QString, rule);
        QByteArray text = lampProfile();
        text.replace(QByteArray("\"encodings\": {"),
            QByteArray(R"("commands":{"dim":{"label":"Dim","topic":"x",)" + part + R"(}},"encodings":{)"));
        const auto profile = parseProfile(text, u"mine.json"_s);
        QVERIFY(!profile);
        QVERIFY2(profile.error().contains(rule), qPrintable(profile.error()));
        QVERIFY2(profile.error().startsWith(u"mine.json: line "), qPrintable(profile.error()));
    }

    void requestPlaceholdersAreChecked_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QString>("rule");
        QTest::newRow("topic") << QByteArray(R"({"id":"r","topic":"x/{devise}","when":"found","body":{}})")
                               << u"{devise} is not known in a request"_s;
        QTest::newRow("body") << QByteArray(R"({"id":"r","topic":"x","when":"found","body":{"a":["{values.level}"]}})")
                              << u"{values.level} is not known in a request"_s;
        QTest::newRow("variable") << QByteArray(R"({"id":"r","topic":"x","when":"found","body":{"a":"{var.floor}"}})")
                                  << u"\"device.variables\" has no \"floor\"; it has \"room\""_s;
        QTest::newRow("two ids") << QByteArray(R"({"id":"r","topic":"x","when":"found","body":{}},
                             {"id":"r","topic":"y","when":"found","body":{}})")
                                 << u"there are two requests with the id \"r\""_s;
    }
    void requestPlaceholdersAreChecked()
    {
        QFETCH(QByteArray, request);
        QFETCH(QString, rule);
        QByteArray text = lampProfile();
        text.replace(QByteArray("\"encodings\": {"), QByteArray("\"requests\": [" + request + "], \"encodings\": {"));
        const auto profile = parseProfile(text, u"mine.json"_s);
        QVERIFY(!profile);
        QVERIFY2(profile.error().contains(rule), qPrintable(profile.error()));
    }

private:
    /// Replaces `from` by `to`; the error must stand at `at` in the changed text and say `rule`.
    void checkRule()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArray, at);
        QFETCH(QString, rule);
        QByteArray text = lampProfile();
        const qsizetype found = text.indexOf(from);
        QVERIFY(found >= 0);
        text.replace(found, from.size(), to);
        QVERIFY(text.contains(at));
        const auto profile = parseProfile(text, u"mine.json"_s);
        QVERIFY(!profile);
        QVERIFY2(profile.error().startsWith(place(text, at)),
            qPrintable(u"%1\nwanted at %2"_s.arg(profile.error(), place(text, at))));
        QVERIFY2(profile.error().contains(rule), qPrintable(profile.error()));
    }
};

QTEST_GUILESS_MAIN(TestProfileErrors)
#include "tst_profileerrors.moc"
