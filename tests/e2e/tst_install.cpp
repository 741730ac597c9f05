// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// app/install on machines of all kinds: what it asks apt for, and the one line it says where it cannot go on. The
// system is made of small programs that stand in for dpkg-query, apt-get, sudo and id, and of a file like
// /etc/os-release.
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;

namespace {

const QString kBookworm = u"ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"_s;

/// A machine on which `present` is installed.
class Machine
{
public:
    Machine()
    {
        QDir(m_folder.path()).mkdir(u"bin"_s);
        for (const char *tool : {"bash", "sed", "awk", "sort", "grep", "mktemp", "rm", "env"}) {
            QFile::link(QStandardPaths::findExecutable(QLatin1String(tool)),
                m_folder.filePath(u"bin/"_s + QLatin1String(tool)));
        }
        program(u"dpkg-query"_s, u"case $4 in present*) printf installed ;; *) exit 1 ;; esac"_s);
        program(u"id"_s, u"echo 1000"_s);
        program(u"sudo"_s, u"exec \"$@\""_s);
        program(u"apt-get"_s, u"echo \"$@\" >>\"$APT_CALLS\""_s);
        write(u"os-release"_s, kBookworm);
    }

    void program(const QString &name, const QString &script)
    {
        write(u"bin/"_s + name, u"#!/bin/bash\n"_s + script + u'\n');
        QFile(m_folder.filePath(u"bin/"_s + name))
            .setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    void remove(const QString &name) { QFile::remove(m_folder.filePath(u"bin/"_s + name)); }
    void write(const QString &name, const QString &text)
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(text.toUtf8());
    }

    struct Ended
    {
        int exitCode = -1;
        QString output = {};
        QStringList errorLines = {};
        QStringList aptCalls = {};
    };
    /// Installs what `list`, the text of a package list, names.
    Ended install(const QString &list)
    {
        write(u"packages"_s, list);
        QProcess process;
        QProcessEnvironment environment;
        environment.insert(u"PATH"_s, m_folder.filePath(u"bin"_s));
        environment.insert(u"TMPDIR"_s, m_folder.path());
        environment.insert(u"EMBER_OS_RELEASE"_s, m_folder.filePath(u"os-release"_s));
        environment.insert(u"APT_CALLS"_s, m_folder.filePath(u"calls"_s));
        process.setProcessEnvironment(environment);
        process.start(QString::fromUtf8(EMBER_SOURCE_DIR) + u"/app/install"_s, {m_folder.filePath(u"packages"_s)});
        if (!process.waitForFinished(20'000) || process.exitStatus() != QProcess::NormalExit) {
            return {};
        }
        Ended ended{.exitCode = process.exitCode(), .output = QString::fromUtf8(process.readAllStandardOutput())};
        ended.errorLines = QString::fromUtf8(process.readAllStandardError()).split(u'\n', Qt::SkipEmptyParts);
        QFile calls(m_folder.filePath(u"calls"_s));
        if (calls.open(QFile::ReadOnly)) {
            ended.aptCalls = QString::fromUtf8(calls.readAll()).split(u'\n', Qt::SkipEmptyParts);
        }
        return ended;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

class TestInstall : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysNothingWhereNothingIsMissing();
    void installsWhatIsMissingAndNothingElse();
    void saysInOneLineWhyItCannot_data();
    void saysInOneLineWhyItCannot();
    void supportedSystems_data();
    void supportedSystems();
};

void TestInstall::saysNothingWhereNothingIsMissing()
{
    Machine machine;
    const auto ended = machine.install(u"# a comment\npresent-1 # and another\n\npresent-2\n"_s);
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(ended.output, QString());
    QCOMPARE(ended.errorLines, QStringList());
    QCOMPARE(ended.aptCalls, QStringList());
}

void TestInstall::installsWhatIsMissingAndNothingElse()
{
    Machine machine;
    const auto ended = machine.install(u"present-1\nnew-2\nnew-1 # why\n"_s);
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(ended.output, u"Installing 2 packages: new-1 new-2\n"_s);
    QCOMPARE(ended.aptCalls.size(), 2);
    QVERIFY2(ended.aptCalls.at(0).endsWith(u"update"_s), qPrintable(ended.aptCalls.at(0)));
    QVERIFY2(ended.aptCalls.at(1).endsWith(u"install --no-install-recommends new-1 new-2"_s),
        qPrintable(ended.aptCalls.at(1)));
}

void TestInstall::saysInOneLineWhyItCannot_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("script"); // empty: the program is not there
    QTest::addColumn<QStringList>("says");
    const QStringList lists{u"could not be installed"_s, u"new-1"_s};
    QTest::newRow("no sudo") << u"sudo"_s << QString() << QStringList{u"needs root or sudo"_s, u"new-1"_s};
    QTest::newRow("not in the sudoers file") << u"sudo"_s << u"echo 'owner is not in the sudoers file.' >&2; exit 1"_s
                                             << lists + QStringList{u"sudo is not allowed here"_s};
    QTest::newRow("no password can be asked for")
        << u"sudo"_s << u"echo 'sudo: a terminal is required to read the password' >&2; exit 1"_s
        << lists + QStringList{u"sudo is not allowed here"_s};
    // apt-get update ends well without a network.
    QTest::newRow("no network") << u"apt-get"_s
                                << u"case $* in *update) echo \"W: Temporary failure resolving 'deb.debian.org'\" ;; "
                                   u"*) echo 'E: Unable to locate package new-1' >&2; exit 100 ;; esac"_s
                                << lists + QStringList{u"no network?"_s};
    QTest::newRow("a package that the system does not have")
        << u"apt-get"_s << u"case $* in *update) ;; *) echo 'E: Unable to locate package new-1' >&2; exit 100 ;; esac"_s
        << lists + QStringList{u"package lists"_s};
    QTest::newRow("a full disk") << u"apt-get"_s
                                 << u"case $* in *update) ;; *) echo \"E: You don't have enough free space in "
                                    u"/var/cache/apt/archives/.\" >&2; exit 100 ;; esac"_s
                                 << lists + QStringList{u"disk is full"_s};
    QTest::newRow("anything else") << u"apt-get"_s << u"echo 'E: something new' >&2; exit 100"_s
                                   << lists + QStringList{u"apt-get failed"_s, u"apt-get said: /"_s};
}

void TestInstall::saysInOneLineWhyItCannot()
{
    QFETCH(const QString, program);
    QFETCH(const QString, script);
    QFETCH(const QStringList, says);
    Machine machine;
    if (script.isEmpty()) {
        machine.remove(program);
    } else {
        machine.program(program, script);
    }
    const auto ended = machine.install(u"present-1\nnew-1\n"_s);
    QCOMPARE(ended.exitCode, 1);
    QCOMPARE(ended.errorLines.size(), 1);
    for (const QString &text : says) {
        QVERIFY2(ended.errorLines.constFirst().contains(text), qPrintable(ended.errorLines.constFirst()));
    }
}

void TestInstall::supportedSystems_data()
{
    QTest::addColumn<QString>("release");
    QTest::addColumn<bool>("hasApt");
    QTest::addColumn<QString>("complaint"); // empty: it is one
    QTest::newRow("Debian 11") << u"ID=debian\nVERSION_ID=\"11\"\nPRETTY_NAME=\"Debian GNU/Linux 11 (bullseye)\"\n"_s
                               << true
                               << u"Emberscope needs Debian 12 or later; this is Debian GNU/Linux 11 (bullseye)."_s;
    QTest::newRow("Debian 12") << kBookworm << true << QString();
    QTest::newRow("Debian testing") << u"ID=debian\nPRETTY_NAME=\"Debian GNU/Linux trixie/sid\"\n"_s << true
                                    << QString();
    QTest::newRow("Ubuntu 22.04") << u"ID=ubuntu\nVERSION_ID=\"22.04\"\nPRETTY_NAME=\"Ubuntu 22.04.5 LTS\"\n"_s << true
                                  << u"Emberscope needs Ubuntu 24.04 or later; this is Ubuntu 22.04.5 LTS."_s;
    QTest::newRow("Ubuntu 24.04") << u"ID=ubuntu\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"Ubuntu 24.04 LTS\"\n"_s << true
                                  << QString();
    QTest::newRow("a relative of Debian")
        << u"ID=linuxmint\nVERSION_ID=\"22\"\nPRETTY_NAME=\"Linux Mint 22\"\n"_s << true << QString();
    QTest::newRow("a system without apt")
        << u"ID=fedora\nVERSION_ID=41\nPRETTY_NAME=\"Fedora Linux 41\"\n"_s << false
        << u"This script knows Debian and Ubuntu; for Fedora Linux 41 see \"Other systems\" in README.md."_s;
}

void TestInstall::supportedSystems()
{
    QFETCH(const QString, release);
    QFETCH(const bool, hasApt);
    QFETCH(const QString, complaint);
    Machine machine;
    machine.write(u"os-release"_s, release);
    if (!hasApt) {
        machine.remove(u"apt-get"_s);
        machine.remove(u"dpkg-query"_s);
    }
    const auto ended = machine.install(u"new-1\n"_s);
    QCOMPARE(ended.exitCode, complaint.isEmpty() ? 0 : 1);
    QCOMPARE(ended.errorLines.join(u'|'), complaint);
    QCOMPARE(ended.aptCalls.isEmpty(), !complaint.isEmpty());
}

QTEST_GUILESS_MAIN(TestInstall)
#include "tst_install.moc"
