// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The arrows of design.md §1, checked on what the compiler really read for each object file of this build.
#include "includearrows.h"

#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

const QString kSource = QStringLiteral(EMBER_SOURCE_DIR);
const QString kBuild = QStringLiteral(EMBER_BUILD_DIR);

QList<Inclusion> fromNinja()
{
    QProcess ninja;
    ninja.start(QStringLiteral(EMBER_MAKE_PROGRAM), {u"-C"_s, kBuild, u"-t"_s, u"deps"_s});
    if (!ninja.waitForFinished(60'000)) {
        return {};
    }
    return readNinjaDeps(ninja.readAllStandardOutput(), kBuild);
}

QList<Inclusion> fromDependencyFiles()
{
    QList<Inclusion> inclusions;
    for (QDirIterator files(kBuild, {u"*.o.d"_s}, QDir::Files, QDirIterator::Subdirectories); files.hasNext();) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly)) {
            const QString object = QDir(kBuild).relativeFilePath(file.fileName()).chopped(2);
            inclusions += readDependencyFile(file.readAll(), object, kBuild);
        }
    }
    return inclusions;
}

} // namespace

class TestArrows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRuleRefusesWhatIsAgainstTheArrows_data();
    void theRuleRefusesWhatIsAgainstTheArrows();
    void dependencyListsAreRead();
    void noFileIncludesAgainstTheArrows();
};

void TestArrows::theRuleRefusesWhatIsAgainstTheArrows_data()
{
    QTest::addColumn<QString>("owner");
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("allowed");
    const QString qt = u"/usr/include/x86_64-linux-gnu/qt6/"_s;
    const auto row = [](const char *name, const QString &owner, const QString &file, bool allowed) {
        QTest::newRow(name) << owner << file << allowed;
    };
    const auto header = [](const QString &folder) {
        return QString(kSource + u"/core/"_s + folder + u"/include/ember/"_s + folder + u"/x.h"_s);
    };
    const QString events = u"core/events"_s;
    const QString links = u"core/links"_s;
    const QString session = u"core/session"_s;
    const QString cli = u"app/cli"_s;
    row("Qt Core in events", events, qt + u"QtCore/qstring.h"_s, true);
    row("Qt Network in events", events, qt + u"QtNetwork/qtcpsocket.h"_s, false);
    row("Qt Network in links", links, qt + u"QtNetwork/qtcpsocket.h"_s, true);
    row("Qt Gui in core", links, qt + u"QtGui/qcolor.h"_s, false);
    row("Qt Widgets in core", session, qt + u"QtWidgets/QWidget"_s, false);
    row("Qt Widgets of a framework in core", session, u"/opt/Qt/6.5/gcc_64/include/QtWidgets/qwidget.h"_s, false);
    row("Qt Widgets in the terminal program", cli, qt + u"QtWidgets/qwidget.h"_s, false);
    row("Qt Widgets in ui", u"ui/log"_s, qt + u"QtWidgets/qwidget.h"_s, true);
    row("links in session", session, header(u"links"_s), true);
    row("session in links", links, header(u"session"_s), false);
    row("expression in events", events, header(u"expression"_s), false);
    row("device in expression", u"core/expression"_s, header(u"device"_s), false);
    row("events in device", u"core/device"_s, header(u"events"_s), true);
    row("record in links", links, header(u"record"_s), false);
    row("links in record", u"core/record"_s, header(u"links"_s), false);
    row("own private header", links, kSource + u"/core/links/src/x.h"_s, true);
    row("another's private header", session, kSource + u"/core/links/src/x.h"_s, false);
    row("session in ui", u"ui/log"_s, header(u"session"_s), true);
    row("ui in ui", u"ui/log"_s, kSource + u"/ui/theme/theme.h"_s, true);
    row("ui in core", session, kSource + u"/ui/theme/theme.h"_s, false);
    row("ui in the terminal program", cli, kSource + u"/ui/theme/theme.h"_s, false);
    row("ui in the window program", u"app/gui"_s, kSource + u"/ui/theme/theme.h"_s, true);
    row("app in ui", u"ui/window"_s, kSource + u"/app/gui/x.h"_s, false);
    row("app in core", session, kSource + u"/app/cli/arguments.h"_s, false);
    row("own header of the terminal program", cli, kSource + u"/app/cli/arguments.h"_s, true);
    row("the window program in the terminal program", cli, kSource + u"/app/gui/x.h"_s, false);
    row("the terminal program in the window program", u"app/gui"_s, kSource + u"/app/cli/x.h"_s, false);
    row("what both programs share in one of them", cli, kSource + u"/app/commandline/x.h"_s, true);
    row("a program in what both share", u"app/commandline"_s, kSource + u"/app/cli/x.h"_s, false);
    row("ui in what both programs share", u"app/commandline"_s, kSource + u"/ui/theme/theme.h"_s, false);
    row("tests in core", session, kSource + u"/tests/support/x.h"_s, false);
    row("a system header", events, u"/usr/include/c++/12/vector"_s, true);
    row("a made file", events, u"/elsewhere/build/core/session/moc_x.cpp"_s, true);
    row("anything in a test", u"tests/e2e"_s, qt + u"QtWidgets/qwidget.h"_s, true);
}

void TestArrows::theRuleRefusesWhatIsAgainstTheArrows()
{
    QFETCH(const QString, owner);
    QFETCH(const QString, file);
    QFETCH(const bool, allowed);
    const QString complaint = violation({owner + u"/CMakeFiles/a.dir/src/a.cpp.o"_s, file}, kSource);
    QVERIFY2(complaint.isEmpty() == allowed, qUtf8Printable(complaint));
}

void TestArrows::dependencyListsAreRead()
{
    const QByteArray ninja = "core/events/CMakeFiles/e.dir/a.cpp.o: #deps 2, deps mtime 5 (VALID)\n"
                             "    /src/core/events/a.cpp\n"
                             "    ../src/core/events/a.h\n"
                             "\n"
                             "core/events/CMakeFiles/e.dir/old.cpp.o: #deps 1, deps mtime 5 (STALE)\n"
                             "    /src/gone.h\n";
    const QList<Inclusion> read = readNinjaDeps(ninja, u"/build"_s);
    QCOMPARE(read.size(), 2);
    QCOMPARE(read[1].object, u"core/events/CMakeFiles/e.dir/a.cpp.o"_s);
    QCOMPARE(ownerOf(read[1].object), u"core/events"_s);
    QCOMPARE(read[1].file, u"/src/core/events/a.h"_s);

    const QList<Inclusion> made
        = readDependencyFile("a.cpp.o: /src/a.cpp \\\n  /src/a.h \\\n ../b.h\n", u"a.cpp.o"_s, u"/build"_s);
    QCOMPARE(made.size(), 3);
    QCOMPARE(made[2].file, u"/b.h"_s);
}

void TestArrows::noFileIncludesAgainstTheArrows()
{
    const bool isNinja = QFile::exists(kBuild + u"/build.ninja"_s);
    const QList<Inclusion> inclusions = isNinja ? fromNinja() : fromDependencyFiles();
    QSet<QString> owners;
    QStringList complaints;
    for (const Inclusion &inclusion : inclusions) {
        owners.insert(ownerOf(inclusion.object));
        if (const QString complaint = violation(inclusion, kSource); !complaint.isEmpty()) {
            complaints.append(complaint);
        }
    }
    for (const QString &owner :
        {u"core/events"_s, u"core/expression"_s, u"core/device"_s, u"core/links"_s, u"core/session"_s, u"app/cli"_s}) {
        QVERIFY2(owners.contains(owner), qUtf8Printable(u"the compiler wrote nothing down about "_s + owner));
    }
    QVERIFY2(complaints.isEmpty(), qUtf8Printable(complaints.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestArrows)
#include "tst_arrows.moc"
