// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <algorithm>

using namespace ember::e2e;
using namespace Qt::StringLiterals;

namespace {

QString shippedFile(const QString &name)
{
    return QStringLiteral(EMBER_SOURCE_DIR "/resources/profiles/") + name;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// `emberscope-cli profile`, the real program.
class TestCliProfile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listNamesEveryProfileOnALine()
    {
        const Ended ended = runToEnd({u"profile"_s, u"list"_s});
        QCOMPARE(ended.exitCode, 0);
        QCOMPARE(ended.errors, QByteArray());
        QStringList files = QDir(shippedFile({})).entryList({u"*.json"_s}, QDir::Files);
        files.removeAll(u"profile.schema.json"_s);
        QCOMPARE(ended.lines.size(), files.size());
        QVERIFY(
            std::ranges::any_of(ended.lines, [](const QByteArray &line) { return line.startsWith("navien-nwp500 "); }));
        QVERIFY2(ended.lines.last().startsWith("mqtt "), "what reads everything stands last");
    }

    void listAsJsonSaysTheSame()
    {
        const Ended ended = runToEnd({u"profile"_s, u"list"_s, u"--format"_s, u"json"_s});
        QCOMPARE(ended.exitCode, 0);
        const QJsonArray list = QJsonDocument::fromJson(ended.lines.join('\n')).array();
        QCOMPARE(list.size(), runToEnd({u"profile"_s, u"list"_s}).lines.size());
        const QJsonObject last = list.last().toObject();
        QCOMPARE(last[u"id"_s].toString(), u"mqtt"_s);
        QCOMPARE(last[u"topics"_s].toArray(), QJsonArray{u"#"_s});
        QVERIFY(!last[u"name"_s].toString().isEmpty());
        QCOMPARE(last[u"version"_s].toInt(), 1);
    }

    void showGivesTheFileAsItIs()
    {
        const Ended ended = runToEnd({u"profile"_s, u"show"_s, u"boiler-topics"_s});
        QCOMPARE(ended.exitCode, 0);
        QCOMPARE(ended.lines.join('\n') + '\n', contentOf(shippedFile(u"boiler-topics.json"_s)));
    }

    void showOfAnUnknownOneNamesTheKnown()
    {
        const Ended ended = runToEnd({u"profile"_s, u"show"_s, u"toaster"_s});
        QCOMPARE(ended.exitCode, 1);
        QCOMPARE(ended.lines, QList<QByteArray>());
        QCOMPARE(ended.errorLines.size(), 1);
        QVERIFY2(ended.errors.contains("toaster") && ended.errors.contains("navien-nwp500"), ended.errors.constData());
    }

    void whatIsShownIsRight()
    {
        const QString path = m_folder.filePath(u"copy.json"_s);
        const Ended shown = runToEnd({u"profile"_s, u"show"_s, u"navien-nwp500"_s});
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(shown.lines.join('\n'));
        file.close();
        const Ended ended = runToEnd({u"profile"_s, u"check"_s, path});
        QCOMPARE(ended.exitCode, 0);
        QCOMPARE(ended.errors, QByteArray());
        QCOMPARE(ended.lines.size(), 1);
        QVERIFY2(ended.lines[0].contains("\"navien-nwp500\" is right"), ended.lines[0].constData());
    }

    void checkSaysLineAndReason_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArrayList>("says");
        const QByteArray right = contentOf(shippedFile(u"boiler-topics.json"_s));
        const auto row = [](const char *name, const QByteArray &content, const QByteArrayList &says) {
            QTest::newRow(name) << content << says;
        };
        row("no JSON", "{\n\"id\": ]\n}", {"line 2, column 7"});
        row("nothing in it", "", {"line 1"});
        row("an unknown member", QByteArray(right).replace("\"version\"", "\"versoin\""), {"line 4", "versoin"});
        row("a field of no message", QByteArray(right).replace("\"field\": \"note\"", "\"field\": \"nota\""),
            {"line 17", "nota"});
        row("a wrong expression",
            QByteArray(right).replace("new.pressure < 1\", \"text\"", "new.presure < 1\", \"text\""),
            {"line 4", "presure"});
    }

    void checkSaysLineAndReason()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QByteArrayList, says);
        const QString path = m_folder.filePath(u"wrong.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        const Ended ended = runToEnd({u"profile"_s, u"check"_s, path});
        QCOMPARE(ended.exitCode, 1);
        QCOMPARE(ended.lines, QList<QByteArray>());
        QVERIFY2(ended.errors.startsWith(QByteArray(path.toUtf8() + ": line ")), ended.errors.constData());
        for (const QByteArray &word : says) {
            QVERIFY2(ended.errors.contains(word), ended.errors.constData());
        }
    }

    void checkOfNoFileSaysSo()
    {
        const Ended ended = runToEnd({u"profile"_s, u"check"_s, u"/nowhere/at/all.json"_s});
        QCOMPARE(ended.exitCode, 1);
        QCOMPARE(ended.errorLines.size(), 1);
        QVERIFY2(ended.errors.contains("/nowhere/at/all.json"), ended.errors.constData());
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCliProfile)
#include "tst_cli_profile.moc"
